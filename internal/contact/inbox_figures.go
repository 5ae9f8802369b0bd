package contact

import (
	"context"
	"database/sql"
	"net/http"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// tally counts conversations without anything of what stands in them, so that the
// figures outlast the conversations. It is sealed under the key of the centre.
type tally struct {
	Months map[string]*month `json:"months"` // by year and month, such as "2026-03"
}

// month is what came in one month.
type month struct {
	Count int               `json:"count"`
	Langs map[core.Lang]int `json:"langs"`
	Days  map[int]int       `json:"days"` // how many had to wait how many days for the first answer
}

const tallyName = "contact-figures"

// tallied changes the tally.
func tallied(ctx context.Context, tx *sql.Tx, a *vault.Access, f func(*tally)) error {
	var t tally
	if err := openSetting(ctx, tx, a, tallyName, &t); err != nil {
		return err
	}
	f(&t)
	return a.SealSettings(ctx, tx, tallyName, encode(t))
}

func (t *tally) of(s Standing) *month {
	name := s.Arrived.String()[:len("2026-03")]
	if t.Months == nil {
		t.Months = map[string]*month{}
	}
	if t.Months[name] == nil {
		t.Months[name] = &month{Langs: map[core.Lang]int{}, Days: map[int]int{}}
	}
	return t.Months[name]
}

// arrived counts a conversation.
func (t *tally) arrived(s Standing) {
	m := t.of(s)
	m.Count++
	m.Langs[s.Lang]++
}

// answered counts the first answer in one.
func (t *tally) answered(s Standing) { t.of(s).Days[daysBetween(s.Arrived, s.First)]++ }

// daysBetween is how many days lie from one day to a later one; 0 for the same.
func daysBetween(from, to core.Date) (n int) {
	for ; from.Before(to) && n < 1000; n++ {
		from = from.AddDays(1)
	}
	return n
}

// median is the number of days within which half of all first answers came, and how
// many there were.
func (m *month) median() (days, answered int) {
	var all []int
	for d, n := range m.Days {
		answered += n
		all = append(all, d)
	}
	slices.Sort(all)
	seen := 0
	for _, d := range all {
		if seen += m.Days[d]; 2*seen >= answered {
			return d, answered
		}
	}
	return 0, answered
}

// FiguresPage shows how many conversations there were.
type FiguresPage struct {
	ui.Frame
	Rows []FiguresRow
}

// FiguresRow is one month.
type FiguresRow struct{ Month, Count, Languages, Answered, Days string }

func (room *Room) figures(w http.ResponseWriter, r *http.Request, d colleague) error {
	var t tally
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		t = tally{}
		return openSetting(r.Context(), tx, a, tallyName, &t)
	})
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "contact.figures", "", ""); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, figuresPage(newFiguresPage(room.inside(r, "contact.inbox.figures"), t)))
}

func newFiguresPage(f ui.Frame, t tally) FiguresPage {
	p := FiguresPage{Frame: f}
	var names []string
	for name := range t.Months {
		names = append(names, name)
	}
	slices.Sort(names)
	slices.Reverse(names)
	for _, name := range names {
		m := t.Months[name]
		first, err := core.ParseDate(name + "-01")
		if err != nil {
			continue
		}
		row := FiguresRow{Month: f.MonthYear(first), Count: f.Number(m.Count)}
		var langs []string
		for lang, n := range m.Langs {
			langs = append(langs, langName(f, lang)+" "+f.Number(n))
		}
		slices.Sort(langs)
		row.Languages = strings.Join(langs, ", ")
		days, answered := m.median()
		row.Answered, row.Days = f.Number(answered), "–"
		if answered > 0 {
			row.Days = f.Number(days)
		}
		p.Rows = append(p.Rows, row)
	}
	return p
}
