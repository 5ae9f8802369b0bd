package casework

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbund/internal/core"
)

// spentDays is how far back the workload of colleagues looks, in days.
const spentDays = 90

// Spent are the contacts of a case in the last months, for the workload of
// colleagues: the people, and day, person and minutes of each contact. It is a
// short text that is read only where somebody asks: lists of thousands of cases
// pass over it.
type Spent string

// spending collects contacts for a card.
type spending struct {
	people []core.ID
	lines  []spentLine
}

type spentLine struct {
	day     int // since 1 January 1970
	person  int // in people
	minutes int
}

// writer is who wrote a record first, as far as that is still known.
func (rec *Record) writer() core.ID {
	if n := len(rec.Earlier); n > 0 {
		return rec.Earlier[n-1].By
	}
	return rec.By
}

// dayNumber counts days, so that a card can be short.
func dayNumber(d core.Date) int {
	return int(time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// add counts a contact that lies within the time that is looked back on.
func (s *spending) add(today, day core.Date, by core.ID, minutes int) {
	if day.IsZero() || day.Before(today.AddDays(-spentDays)) {
		return
	}
	who := slices.Index(s.people, by)
	if who < 0 {
		who = len(s.people)
		s.people = append(s.people, by)
	}
	s.lines = append(s.lines, spentLine{dayNumber(day), who, minutes})
}

// text is what stands on the card.
func (s *spending) text() Spent {
	var b strings.Builder
	for i, p := range s.people {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(string(p))
	}
	for _, l := range s.lines {
		fmt.Fprintf(&b, ";%d,%d,%d", l.day, l.person, l.minutes)
	}
	return Spent(b.String())
}

// Since calls visit for each contact from a day to another, both counted. What
// cannot be read is passed over: a workload is no file.
func (s Spent) Since(from, to core.Date, visit func(by core.ID, day core.Date, minutes int)) {
	var people []core.ID
	var lines []spentLine
	who, rest, _ := strings.Cut(string(s), ";")
	for p := range strings.FieldsSeq(who) {
		people = append(people, core.ID(p))
	}
	for part := range strings.SplitSeq(rest, ";") {
		var n [3]int
		numbers := strings.Split(part, ",")
		ok := len(numbers) == len(n)
		for i := 0; ok && i < len(n); i++ {
			var err error
			n[i], err = strconv.Atoi(numbers[i])
			ok = err == nil
		}
		if ok {
			lines = append(lines, spentLine{n[0], n[1], n[2]})
		}
	}
	first, last := dayNumber(from), dayNumber(to)
	for _, l := range lines {
		if l.day >= first && l.day <= last && l.person >= 0 && l.person < len(people) {
			visit(people[l.person], core.DateOf(time.Unix(int64(l.day)*24*60*60, 0).UTC()), l.minutes)
		}
	}
}
