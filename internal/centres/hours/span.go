package hours

import "slices"

// spans reads "9-12, 14-18", "closed" or "24/7", of which t is the first token.
// What goes on past midnight is cut off and returned as night.
func (p *parser) spans(t token) (spans []Span, night *Span, err error) {
	switch t.kind {
	case closed:
		return nil, nil, nil
	case always:
		return []Span{{0, Midnight}}, nil, nil
	}
	for {
		if t.kind != clockTime {
			return nil, nil, p.unreadable(t)
		}
		if p.peek().kind != dash {
			return nil, nil, p.unreadable(p.peek())
		}
		p.take()
		to := p.take()
		from, until, ok := between(t, to)
		if !ok {
			return nil, nil, p.unreadable(to)
		}
		if until <= from {
			if night == nil && until > 0 || night != nil && until > night.To {
				night = &Span{0, until}
			}
			until = Midnight
		}
		spans = append(spans, Span{from, until})
		i := 0
		for p.tokens[i].kind == comma {
			i++
		}
		if i == 0 || p.tokens[i].kind != clockTime {
			return joined(spans), night, nil
		}
		p.tokens = p.tokens[i:]
		t = p.take()
	}
}

// between returns the times that stand before and behind a dash, where one "am"
// or "pm" may hold for both. It is false where a reader could not be sure.
func between(a, b token) (from, to Minutes, ok bool) {
	if b.kind != clockTime {
		return 0, 0, false
	}
	switch {
	case a.half == 0 && b.half != 0:
		if a.hour == 0 || a.hour > 12 || b.half == 'a' && b.hour == 12 {
			return 0, 0, false
		}
		a.half = b.half
		if a.minutes() >= b.minutes() { // "9-5pm"
			a.half = 'a' + 'p' - b.half
		}
	case a.half != 0 && b.half == 0:
		if b.hour == 0 || b.hour > 12 {
			return 0, 0, false
		}
		b.half = a.half
		if b.minutes() <= a.minutes() { // "9am-5"
			b.half = 'a' + 'p' - a.half
		}
	}
	from, to = a.minutes(), b.minutes()
	if a.plain && b.plain && to < 6*60 && from < 12*60 { // "2-5" is hardly the small hours
		return 0, 0, false
	}
	return from, to, from < to || from >= Midnight/2 && from < Midnight && to < Midnight/2
}

func (t token) minutes() Minutes {
	hour := t.hour
	switch t.half {
	case 'a':
		hour %= 12
	case 'p':
		hour = hour%12 + 12
	}
	return Minutes(hour*60 + t.min)
}

// contradict tells whether two statements about a day cannot both be true.
func contradict(a, b []Span) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) != len(b)
	}
	for _, x := range a {
		for _, y := range b {
			if x.From < y.To && y.From < x.To {
				return true
			}
		}
	}
	return false
}

// joined sorts spans and joins those that overlap or touch.
func joined(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return int(a.From - b.From) })
	var out []Span
	for _, s := range spans {
		if n := len(out); n > 0 && s.From <= out[n-1].To {
			out[n-1].To = max(out[n-1].To, s.To)
		} else {
			out = append(out, s)
		}
	}
	return out
}
