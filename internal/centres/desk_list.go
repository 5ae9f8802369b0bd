package centres

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/places"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ListPage is the office's list of all entries, those that were taken out among
// them.
type ListPage struct {
	ui.Frame
	Words            ui.Field
	Land, State, Age ui.Field
	Lands            []ui.Choices
	States, Ages     []ui.Choices
	Sorted           [][2]string // carried along by the filter
	Columns          []ListColumn
	Rows             []ListRow
	Count            string
	Filtered         bool
	Pager            ui.Pager
	Data             string // address of the public list as a table
}

// ListColumn is a column of the list, with the way to sort by it.
type ListColumn struct {
	Words, Address, Sorted string // Sorted as aria-sort
	Number                 bool
}

// ListRow is an entry in the list.
type ListRow struct {
	Number                               string
	Name, Address                        string
	Place, Land, Confirmed, State, Saved string
	History                              string
	Age                                  Age
	Retired                              bool
}

// Organisations returns the organisations of the network, for those who say which
// of them an entry belongs to. It is Denied without the right Edit.
func (s *Store) Organisations(ctx context.Context, actor core.Actor) ([]network.Organisation, error) {
	if err := s.mayEdit(actor); err != nil {
		return nil, err
	}
	var all []network.Organisation
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		var err error
		all, err = network.All(ctx, tx)
		return err
	})
	slices.SortStableFunc(all, func(a, b network.Organisation) int { return strings.Compare(a.Name, b.Name) })
	return all, err
}

// listing is an entry as the office's list shows it.
type listing struct {
	Record
	changed time.Time
}

// listings returns all entries with the moment of their last change.
func (s *Store) listings(ctx context.Context, actor core.Actor) ([]listing, error) {
	records, err := s.Records(ctx, actor)
	if err != nil {
		return nil, err
	}
	changed := map[string]time.Time{}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		rows, err := tx.QueryContext(ctx, `SELECT id, changed_at FROM centres_entry`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			var at int64
			if err := rows.Scan(&id, &at); err != nil {
				return err
			}
			changed[id] = time.UnixMicro(at)
		}
		return rows.Err()
	})
	var all []listing
	for _, r := range records {
		all = append(all, listing{r, changed[string(r.ID)]})
	}
	return all, err
}

// How many entries a page of the list has, unless asked otherwise.
const (
	entriesOnPage  = 50
	mostOnListPage = 500
)

// The states by which the list can be filtered.
const (
	publicOnly  = "public"
	retiredOnly = "retired"
)

// listQuestion is what the list is asked for.
type listQuestion struct {
	words, land, state, age, sort string
	down                          bool
}

func readListQuestion(v web.Values) listQuestion {
	q := listQuestion{words: core.Clip(v.Get("q"), 200), land: v.Get("land"), state: v.Get("state"), age: v.Get("age"), sort: v.Get("sort"), down: v.Checked("down")}
	if !slices.Contains(sortable(), q.sort) {
		q.sort = "number"
	}
	return q
}

// sortable are the columns by which the list can be sorted.
func sortable() []string { return []string{"number", "name", "town", "land", "confirmed", "changed"} }

func (q listQuestion) address(sort string, down bool, page int) string {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	set("q", q.words)
	set("land", q.land)
	set("state", q.state)
	set("age", q.age)
	if sort != "number" || down {
		set("sort", sort)
	}
	if down {
		set("down", "1")
	}
	if page > 1 {
		set("page", strconv.Itoa(page))
	}
	if len(values) == 0 {
		return entriesPath
	}
	return entriesPath + "?" + values.Encode()
}

// fits tells whether an entry is asked for.
func (q listQuestion) fits(r *listing, today core.Date) bool {
	retired := !r.Internal.RetiredOn.IsZero()
	age := string(ageOf(r.ConfirmedOn, today))
	return (q.words == "" || r.named(q.words) == Yes || strconv.Itoa(r.Number) == q.words) &&
		(q.land == "" || r.Area.serves(q.land, "") && !r.Area.Nationwide || r.sitsIn(q.land)) &&
		(q.state != publicOnly || !retired) && (q.state != retiredOnly || retired) &&
		(q.age == "" || q.age == "fresh" && age == "" || q.age == age)
}

func (q listQuestion) order(all []listing) {
	german := collate.New(language.German)
	var buffer collate.Buffer
	key := func(s string) []byte { return slices.Clone(german.KeyFromString(&buffer, s)) }
	keys := map[core.ID][]byte{}
	for i := range all {
		r := &all[i]
		switch q.sort {
		case "name":
			keys[r.ID] = key(r.Name)
		case "town":
			keys[r.ID] = key(townOf(&r.Centre))
		case "land":
			keys[r.ID] = key(landWords(&r.Centre))
		case "confirmed":
			keys[r.ID] = []byte(r.ConfirmedOn.String())
		}
	}
	slices.SortStableFunc(all, func(a, b listing) int {
		order := bytes.Compare(keys[a.ID], keys[b.ID])
		if q.sort == "changed" {
			order = a.changed.Compare(b.changed)
		}
		order = cmp.Or(order, cmp.Compare(a.Number, b.Number))
		if q.down {
			order = -order
		}
		return order
	})
}

func landWords(c *Centre) string {
	if len(c.Offices) == 0 {
		return ""
	}
	return orElse(places.LandName(c.Offices[0].Land), c.Offices[0].Country)
}

func (d *Desk) list(w http.ResponseWriter, r *http.Request) error {
	all, err := d.Store.listings(r.Context(), web.ActorOf(r))
	if err != nil {
		return err
	}
	values := web.ReadQuery(r)
	return web.Render(w, r, http.StatusOK, listPage(d.newListPage(d.frame(r, "centres.entries.heading"), values, all)))
}

func (d *Desk) newListPage(f ui.Frame, values web.Values, all []listing) ListPage {
	q, today := readListQuestion(values), core.DateOf(d.now())
	total := len(all)
	all = slices.DeleteFunc(all, func(r listing) bool { return !q.fits(&r, today) })
	q.order(all)
	p := ListPage{Frame: f, Filtered: len(all) != total, Count: f.Say("centres.entries.count", "n", len(all)), Sorted: [][2]string{{"sort", q.sort}}}
	if q.down {
		p.Sorted = append(p.Sorted, [2]string{"down", "1"})
	}
	p.filters(q)
	for _, name := range sortable() {
		c := ListColumn{Words: p.Say("centres.entries.column-" + name), Number: name == "number", Address: q.address(name, q.sort == name && !q.down, 0)}
		if q.sort == name {
			c.Sorted = "ascending"
			if q.down {
				c.Sorted = "descending"
			}
		}
		p.Columns = append(p.Columns, c)
	}
	paging := web.NewPaging(values, len(all), entriesOnPage, mostOnListPage)
	p.Pager = ui.Pager{Page: paging.Page, Pages: paging.Pages(),
		Earlier: ui.Way{Words: p.Say("ui.pager.earlier"), Address: q.address(q.sort, q.down, paging.Page-1)},
		Later:   ui.Way{Words: p.Say("ui.pager.later"), Address: q.address(q.sort, q.down, paging.Page+1)}}
	for _, r := range all[paging.From():paging.To()] {
		p.Rows = append(p.Rows, d.listRow(f, r, today))
	}
	p.Data = "/" + string(f.Lang()) + "/centres.csv"
	return p
}

func (d *Desk) listRow(f ui.Frame, r listing, today core.Date) ListRow {
	row := ListRow{
		Number: strconv.Itoa(r.Number), Name: r.Name, Address: entriesPath + "/" + string(r.ID), Land: landWords(&r.Centre),
		Confirmed: f.Say("centres.entries.never"), State: f.Say("centres.entries.state-" + publicOnly),
		Saved: f.Date(core.DateOf(r.changed.In(d.Zone))), Age: ageOf(r.ConfirmedOn, today), Retired: !r.Internal.RetiredOn.IsZero(),
	}
	if len(r.Offices) > 0 {
		row.Place = r.Offices[0].Town
	}
	if !r.ConfirmedOn.IsZero() {
		row.Confirmed = f.Date(r.ConfirmedOn)
	}
	if row.Retired {
		row.State = f.Say("centres.entries.retired-since", "date", r.Internal.RetiredOn)
	}
	row.History = row.Address + "/history"
	return row
}

func (p *ListPage) filters(q listQuestion) {
	choice := func(value, words, chosen string) ui.Choice {
		return ui.Choice{Value: value, Words: words, Count: -1, Selected: value == chosen}
	}
	p.Words = ui.Field{Name: "q", Label: p.Say("centres.entries.words"), Value: q.words}
	p.Land = ui.Field{Name: "land", Label: p.Say("centres.form.land")}
	p.State = ui.Field{Name: "state", Label: p.Say("centres.entries.state")}
	p.Age = ui.Field{Name: "age", Label: p.Say("centres.entries.age")}
	var lands, states, ages []ui.Choice
	for _, l := range landsByName() {
		lands = append(lands, choice(l.Code, l.Name, q.land))
	}
	for _, state := range []string{publicOnly, retiredOnly} {
		states = append(states, choice(state, p.Say("centres.entries.state-"+state), q.state))
	}
	for _, age := range []string{"fresh", string(Ageing), string(Unconfirmed)} {
		ages = append(ages, choice(age, p.Say("centres.entries.age-"+age), q.age))
	}
	p.Lands, p.States, p.Ages = []ui.Choices{{List: lands}}, []ui.Choices{{List: states}}, []ui.Choices{{List: ages}}
}
