package hours

import (
	"slices"
	"strings"

	"verbund/internal/core"
)

// longest is how many bytes written hours may have.
const longest = 4000

// Parse reads hours as people write them in German and English, and the
// canonical form of String: "Mo–Fr 9–12 Uhr, Di 14:00-18:00", "Mon-Fri
// 9am-5pm", "täglich 8–20 Uhr", "24/7", "nach Vereinbarung", "2026-12-24 ..
// 2026-12-31 geschlossen". The empty text and "unbekannt" are hours of which
// nothing is known.
//
// Further times for a day are added to those before. Where they overlap, the
// statement about fewer days replaces the other ("Mo–Fr 9–17, Fr 9–14"). That
// one day of several is by appointment makes the hours ByAppointment as a whole.
// Only spans that begin at noon or later may go on past midnight, so "9-5" is
// an error and not a night.
//
// It understands everything or nothing: else the error is an Invalid
// *core.Error with the whole text ("value"), the word that was not understood
// ("word") and where that begins, counted in characters from 1 ("position").
func Parse(s string) (Hours, error) {
	p := parser{written: s}
	if len(s) > longest {
		return Hours{}, p.unreadable(token{text: s, at: 1})
	}
	p.tokens = scan(s)
	for p.peek().kind != end {
		if err := p.statement(); err != nil {
			return Hours{}, err
		}
	}
	for d := range p.hours.Week {
		p.hours.Week[d] = joined(append(p.hours.Week[d], p.nights[d]...))
	}
	slices.SortStableFunc(p.hours.Exceptions, func(a, b Exception) int {
		return strings.Compare(a.From.String()+a.Until.String(), b.From.String()+b.Until.String())
	})
	if len(p.hours.String()) > longest { // or what was stored could not be read again
		return Hours{}, p.unreadable(token{text: s, at: 1})
	}
	return p.hours, nil
}

// parser turns tokens into hours, one statement after the other.
type parser struct {
	written string
	tokens  []token
	hours   Hours
	nights  Week    // what goes on past midnight, on the day after
	spoken  [7]int  // for how many days the statement that set a day was made
	days    [7]bool // that the statement at hand is about, Monday first
}

func (p *parser) peek() token { return p.tokens[0] }

func (p *parser) take() token {
	t := p.tokens[0]
	if t.kind != end {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) unreadable(t token) error {
	word := t.text
	if t.kind == end {
		word = "…" // the text ends where something had to follow
	}
	return &core.Error{Kind: core.Invalid, Key: "centres.hours.unreadable",
		Args: []any{"value", core.Clip(p.written, 80), "position", t.at, "word", core.Clip(word, 30)}}
}

// statement reads one of: days with their times, a date with its times, times
// for the days before, "by appointment", a note.
func (p *parser) statement() error {
	t := p.take()
	switch t.kind {
	case separator, comma:
		return nil
	case notKnown:
		if p.hours.Known {
			return p.unreadable(t)
		}
		return nil
	case appointment:
		p.hours.ByAppointment = true
		return nil
	case note:
		p.hours.Note = strings.TrimPrefix(p.hours.Note+" "+t.text, " ")
		return nil
	case date:
		return p.exception(t)
	case always, closed:
		if p.spoken != [7]int{} {
			return p.unreadable(t)
		}
		p.days = [7]bool{true, true, true, true, true, true, true}
		return p.week(t)
	case day:
		if err := p.dayList(t); err != nil {
			return err
		}
		first := p.take()
		if first.kind == appointment {
			p.hours.ByAppointment = true
			return nil
		}
		return p.week(first)
	case clockTime:
		if p.days == [7]bool{} {
			return p.unreadable(t)
		}
		return p.week(t)
	}
	return p.unreadable(t)
}

// dayList reads "Mo–Fr", "Mo, Mi, Fr", "Mo-Mi und Fr" into p.days.
func (p *parser) dayList(t token) error {
	p.days = [7]bool{}
	for {
		if p.peek().kind == dash {
			p.take()
			to := p.take()
			first, ok := single(t.days)
			last, ok2 := single(to.days)
			if to.kind != day || !ok || !ok2 {
				return p.unreadable(to)
			}
			for d := first; d != last; d = (d + 1) % 7 {
				p.days[d] = true
			}
			p.days[last] = true
		}
		for d, on := range t.days {
			p.days[d] = p.days[d] || on
		}
		i := 0
		for p.tokens[i].kind == comma {
			i++
		}
		if p.tokens[i].kind != day {
			return nil
		}
		p.tokens = p.tokens[i:]
		t = p.take()
	}
}

func single(days [7]bool) (int, bool) {
	found := -1
	for d, on := range days {
		if on && found >= 0 {
			return 0, false
		}
		if on {
			found = d
		}
	}
	return found, found >= 0
}

// week reads the times that begin with t and sets them for p.days.
func (p *parser) week(t token) error {
	spans, night, err := p.spans(t)
	if err != nil {
		return err
	}
	count := 0
	for _, on := range p.days {
		if on {
			count++
		}
	}
	for d, on := range p.days {
		if !on {
			continue
		}
		if p.spoken[d] > 0 && contradict(p.hours.Week[d], spans) {
			if count >= p.spoken[d] {
				return p.unreadable(t)
			}
			p.hours.Week[d] = nil
		}
		p.hours.Week[d] = append(p.hours.Week[d], spans...)
		p.spoken[d] = count
		if night != nil {
			p.nights[(d+1)%7] = append(p.nights[(d+1)%7], *night)
		}
	}
	p.hours.Known = true
	return nil
}

// exception reads a day or a range of days and what holds then.
func (p *parser) exception(t token) error {
	e := Exception{From: t.date, Until: t.date}
	if p.peek().kind == dots || p.peek().kind == dash {
		p.take()
		until := p.take()
		if until.kind != date || until.date.Before(e.From) {
			return p.unreadable(until)
		}
		e.Until = until.date
	}
	first := p.take()
	spans, night, err := p.spans(first)
	if err != nil {
		return err
	}
	if night != nil {
		return p.unreadable(first) // the day after has hours of its own
	}
	e.Spans = joined(spans)
	if p.peek().kind == note {
		e.Note = p.take().text
	}
	p.hours.Exceptions = append(p.hours.Exceptions, e)
	p.days = [7]bool{}
	return nil
}
