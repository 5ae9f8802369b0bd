package account

import (
	"cmp"
	"database/sql"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

const historyPath = "/account/history"

// historyPerPage is how many lines of a history or record stand on one page.
const historyPerPage = 50

// HistoryPage is what was done with accounts, duties and centres.
type HistoryPage struct {
	ui.Frame
	Person string // whose history it is; empty for everybody's
	Lines  []HistoryLine
	Total  int
	Pager  ui.Pager
}

// HistoryLine is one thing that was done, in words.
type HistoryLine struct {
	When, Who, What, Whom string
	Address               string // of the person; may be empty
}

func (a *Accounts) historyPage(w http.ResponseWriter, r *http.Request) error {
	v := web.ReadQuery(r)
	person, _ := core.ParseID(v.Get("person"))
	p := HistoryPage{Frame: a.inside(r, "account.history.heading", "account.history.heading")}
	err := a.DB.View(r.Context(), func(tx *sql.Tx) error {
		p.Lines, p.Person = nil, ""
		names := map[core.ID]string{}
		all, err := people(r.Context(), tx)
		if err != nil {
			return err
		}
		for _, one := range all {
			names[one.ID] = one.Name
		}
		if person != "" {
			p.Person = cmp.Or(names[person], string(person))
		}
		units, err := unitNames(r.Context(), tx)
		if err != nil {
			return err
		}
		if _, p.Total, err = happenings(r.Context(), tx, person, 0, 0); err != nil {
			return err
		}
		paging := web.NewPaging(v, p.Total, historyPerPage, 200)
		part, _, err := happenings(r.Context(), tx, person, paging.From(), paging.PerPage)
		if err != nil {
			return err
		}
		for _, h := range part {
			p.Lines = append(p.Lines, a.historyLine(p.Printer, h, units, names))
		}
		p.Pager = pager(p.Printer, paging, func(page int) string {
			q := url.Values{"page": {strconv.Itoa(page)}}
			if person != "" {
				q.Set("person", string(person))
			}
			return historyPath + "?" + q.Encode()
		})
		return nil
	})
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, historyPage(p))
}

func (a *Accounts) historyLine(t *text.Printer, h Happening, units, names map[core.ID]string) HistoryLine {
	l := HistoryLine{When: a.dateTime(t, h.At), Who: h.Actor, What: h.What}
	if key := "account.history.what." + h.What; t.Has(key) {
		l.What = t.Say(key)
	}
	if h.Person != "" {
		l.Whom, l.Address = cmp.Or(names[h.Person], string(h.Person)), peoplePath+"/"+string(h.Person)
	}
	var about []string
	if detail := detailWords(t, h.Detail); detail != "" {
		about = append(about, detail)
	}
	if h.Unit != "" {
		about = append(about, cmp.Or(units[h.Unit], string(h.Unit)))
	}
	if len(about) > 0 {
		l.What += ": " + strings.Join(about, ", ")
	}
	return l
}

// detailWords turns what the history keeps about a duty into words, and leaves
// everything else as it is.
func detailWords(t *text.Printer, detail string) string {
	parts := strings.Split(detail, "|")
	role := core.Role(parts[0])
	if _, known := PlaceOf(role); !known {
		return detail
	}
	said := roleName(t, role)
	if len(parts) != 3 {
		return said
	}
	begins, err1 := core.ParseDate(parts[1])
	ends, err2 := core.ParseDate(parts[2])
	if days := daysWords(t, begins, ends); err1 == nil && err2 == nil && days != "" {
		said += " (" + days + ")"
	}
	return said
}
