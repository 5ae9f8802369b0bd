package figures

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/figures/micro"
	"verbund/internal/figures/micro/simulate"
	"verbund/internal/figures/record"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

func (s shelf) Microdata(context.Context) ([]Publication, error) { return nil, nil }

func (s shelf) MicrodataFile(context.Context, string) ([]byte, error) {
	return nil, &core.Error{Kind: core.NotFound}
}

func person(name string, duties ...core.Duty) core.Actor {
	return core.Actor{Role: core.Person, Name: name, Person: core.ID(name), Duties: duties}
}

// Two people of the office, and one of a centre.
func first() core.Actor  { return person("First", core.Duty{Role: "figures-editor"}) }
func second() core.Actor { return person("Second", core.Duty{Role: "figures-editor"}) }
func lead() core.Actor   { return person("Lead") }

// openHouse is a store with its years frozen, of made-up people.
type openHouse struct {
	*Store
	people map[int][]record.Record
	frozen map[int]*Snapshot
}

func eachOpen(t *testing.T, years []int, test func(t *testing.T, h *openHouse)) {
	t.Helper()
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		may := func(a core.Actor, _ web.Right) bool { return len(a.Duties) > 0 }
		s, err := NewStore(db, clock.At(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC)), time.UTC, may)
		must(t, err)
		population, err := simulate.Load(s.book)
		must(t, err)
		h := &openHouse{s, map[int][]record.Record{}, map[int]*Snapshot{}}
		for _, year := range years {
			all := population.Draw(uint64(year), 220)
			for i := range all {
				all[i].Year = year
			}
			h.people[year] = all
			h.deliver(t, year)
			h.freeze(t, year)
		}
		test(t, h)
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// deliver replaces what was delivered of a year.
func (h *openHouse) deliver(t *testing.T, year int) {
	t.Helper()
	var rows []Row
	for i, r := range h.people[year] {
		rows = append(rows, Row{ID: yearWords(year) + "-" + strconv.Itoa(i), Record: r})
	}
	must(t, h.Replace(t.Context(), lead(), "centre-1", year, FromUpload, rows))
}

func (h *openHouse) freeze(t *testing.T, year int) {
	t.Helper()
	snap, err := h.Freeze(t.Context(), first(), year, "Verbund")
	must(t, err)
	h.frozen[year] = snap
}

func (h *openHouse) propose(t *testing.T, year int) Publication {
	t.Helper()
	p, err := h.ProposeMicrodata(t.Context(), first(), h.frozen[year].ID, rand.Reader)
	must(t, err)
	return p
}

// refused is the error of proposing a year.
func (h *openHouse) refused(t *testing.T, year int) *core.Error {
	t.Helper()
	_, err := h.ProposeMicrodata(t.Context(), first(), h.frozen[year].ID, noDice{})
	e, ok := drawRefused(err)
	if !ok {
		t.Fatalf("%v, where a reason was expected", err)
	}
	return e
}

// noDice fails whoever draws noise.
type noDice struct{}

func (noDice) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestMicrodataTakeTwoPeople(t *testing.T) {
	eachOpen(t, []int{2022, 2023, 2024}, func(t *testing.T, h *openHouse) {
		ctx := t.Context()
		if _, err := h.ProposeMicrodata(ctx, lead(), h.frozen[2024].ID, noDice{}); core.KindOf(err) != core.Denied {
			t.Errorf("somebody of a centre proposed: %v", err)
		}
		p := h.propose(t, 2024)
		name := "microdata-2022-2024-rows.csv"
		unseen := func(when string) {
			t.Helper()
			all, err := h.Microdata(ctx)
			must(t, err)
			if _, err := h.MicrodataFile(ctx, name); len(all) != 0 || core.KindOf(err) != core.NotFound {
				t.Errorf("%s: %d releases are public, file %v", when, len(all), err)
			}
		}
		unseen("before the decision")
		if _, err := h.ProposedFile(ctx, lead(), p.Number, name); core.KindOf(err) != core.Denied {
			t.Errorf("somebody of a centre read what waits: %v", err)
		}
		if err := h.Decide(ctx, first(), p.Number, true); core.KindOf(err) != core.Denied {
			t.Errorf("one person alone: %v", err)
		}
		unseen("after one person tried alone")
		must(t, h.Decide(ctx, second(), p.Number, true))
		all, err := h.Microdata(ctx)
		must(t, err)
		if len(all) != 1 || all[0].Open.From != 2022 || all[0].Open.Promise.Records != 660 || len(all[0].Open.Files) != 6 || len(all[0].Open.Workload) != 12 {
			t.Errorf("published: %+v", all)
		}
		if e := all[0].Open.Promise.Epsilon; e > micro.MostEpsilon || e <= 0 {
			t.Errorf("ε %v", e)
		}
		tables, err := h.All(ctx)
		must(t, err)
		earlier, err := h.earlier(ctx)
		must(t, err)
		if len(tables) != 0 || len(earlier) != 0 {
			t.Error("microdata are taken for the tables of a year")
		}
		listed, err := h.Publications(ctx, second())
		must(t, err)
		if len(listed) != 1 || listed[0].Kind != OfMicrodata || listed[0].years() != "2022–2024" || len(listed[0].Report.Checks) != 2 {
			t.Errorf("listed: %+v", listed)
		}
	})
}

func TestNoiseOfAWindowIsDrawnOnce(t *testing.T) {
	eachOpen(t, []int{2022, 2023, 2024}, func(t *testing.T, h *openHouse) {
		p := h.propose(t, 2024)
		drawn := func(when string) {
			t.Helper()
			if e := h.refused(t, 2024); e.Kind != core.Conflict || e.Key != "figures.error.microdata.drawn" {
				t.Errorf("%s: %v", when, e)
			}
		}
		drawn("while it waits")
		must(t, h.Decide(t.Context(), second(), p.Number, false))
		drawn("after it was rejected")
		h.people[2024] = h.people[2024][1:]
		h.deliver(t, 2024)
		before := h.frozen[2024].ID
		h.freeze(t, 2024)
		if h.frozen[2024].ID == before {
			t.Fatal("the snapshot is the same")
		}
		drawn("with another snapshot of the same years")
		// Also where two ask at the same moment, the database keeps one.
		err := h.db.Update(t.Context(), func(tx *sql.Tx) error { return h.keepMicrodata(t.Context(), tx, &p, nil) })
		if err == nil {
			t.Error("a second release of the same years was kept")
		}
	})
}

func TestWindowsThatOverlapAreRefusedAndTheFreeYearsSaid(t *testing.T) {
	eachOpen(t, []int{2021, 2022, 2023, 2024, 2025}, func(t *testing.T, h *openHouse) {
		p := h.propose(t, 2023)
		overlaps := func(when string, year int, before, after string) {
			t.Helper()
			e := h.refused(t, year)
			if e.Key != "figures.error.microdata.overlap" || argument(e, "before") != before || argument(e, "after") != after || argument(e, "by") != "2021–2023" {
				t.Errorf("%s, %d: %s %v", when, year, e.Key, e.Args)
			}
		}
		overlaps("while the first waits", 2024, "2018–2020", "2024–2026")
		must(t, h.Decide(t.Context(), second(), p.Number, true))
		overlaps("after the first was published", 2024, "2018–2020", "2024–2026")
		overlaps("after the first was published", 2025, "2018–2020", "2024–2026")
		must(t, h.db.Update(t.Context(), func(tx *sql.Tx) error {
			_, err := tx.ExecContext(t.Context(), `UPDATE figures_publication SET state = 'rejected'`)
			return err
		}))
		if err := h.Drawable(t.Context(), h.frozen[2025]); err != nil {
			t.Errorf("a rejected one, which nobody has, stands in the way of other years: %v", err)
		}
	})
}

func argument(e *core.Error, name string) any {
	for i := 0; i+1 < len(e.Args); i += 2 {
		if e.Args[i] == name {
			return e.Args[i+1]
		}
	}
	return nil
}

func TestMicrodataNeedThreeFrozenYears(t *testing.T) {
	eachOpen(t, []int{2022, 2024}, func(t *testing.T, h *openHouse) {
		e := h.refused(t, 2024)
		if e.Key != "figures.error.microdata.years" || argument(e, "missing") != "2023" {
			t.Errorf("%s %v", e.Key, e.Args)
		}
	})
}

// What is published anew holds nobody who took consent back since a year was frozen.
func TestWithdrawnRecordIsNotInMicrodata(t *testing.T) {
	eachOpen(t, []int{2022, 2023, 2024}, func(t *testing.T, h *openHouse) {
		ctx := t.Context()
		must(t, h.db.Update(ctx, func(tx *sql.Tx) error { return h.WithdrawIn(ctx, tx, "centre-1", []string{"2022-7"}) }))
		stale := func(when string) {
			t.Helper()
			if e := h.refused(t, 2024); e.Key != "figures.error.microdata.stale" || argument(e, "years") != "2022" {
				t.Errorf("%s: %s %v", when, e.Key, e.Args)
			}
		}
		stale("after the withdrawal")
		h.freeze(t, 2022)
		stale("as long as only the year itself is frozen again")
		h.freeze(t, 2024)
		if p := h.propose(t, 2024); p.Open.Promise.Records != 659 {
			t.Errorf("%d lines, where 660 less the one withdrawn were expected", p.Open.Promise.Records)
		}
	})
}

// Everything that is kept can be made of the noisy tables alone, but for the marks,
// which are five numbers for the office.
func TestNothingExactIsKeptOfMicrodata(t *testing.T) {
	eachOpen(t, []int{2022, 2023, 2024}, func(t *testing.T, h *openHouse) {
		ctx := t.Context()
		p := h.propose(t, 2024)
		file := func(name string) []byte {
			t.Helper()
			body, err := h.ProposedFile(ctx, second(), p.Number, "microdata-2022-2024-"+name)
			must(t, err)
			return body
		}
		noisy, err := h.design.ReadNoisy(bytes.NewReader(file(micro.TablesFile)), p.Open.Promise.Records, p.Open.Promise.Variance)
		must(t, err)
		again := h.design.Release(noisy, micro.Source{From: 2022, Snapshot: p.Snapshot, Book: p.Open.Book})
		files, err := again.Files()
		must(t, err)
		kept, err := h.Publication(ctx, second(), p.Number)
		must(t, err)
		if len(kept.Open.Files) != len(files) {
			t.Fatalf("%d files are kept, %d are made", len(kept.Open.Files), len(files))
		}
		for _, f := range files {
			if !bytes.Equal(file(strings.TrimPrefix(f.Name, "microdata-2022-2024-")), f.Content) {
				t.Errorf("%s does not follow from the noisy tables", f.Name)
			}
		}
		if made := openOf(again); !slices.Equal(made.Workload, kept.Open.Workload) || made.Promise != kept.Open.Promise {
			t.Errorf("kept %+v, made of the noisy tables %+v", kept.Open, made)
		}
		var ledger, shown, report string
		must(t, h.db.View(ctx, func(tx *sql.Tx) error {
			return tx.QueryRowContext(ctx, `SELECT ledger, edition, report FROM figures_publication`).Scan(&ledger, &shown, &report)
		}))
		var parts map[string]any
		must(t, json.Unmarshal([]byte(shown), &parts))
		if ledger != "" || len(parts) != 4 || strings.Count(report, `"value"`) != 5 {
			t.Errorf("more is kept than was agreed: ledger %q, %s, %s", ledger, shown, report)
		}

		// And the noise is there: hardly a cell is what it was.
		var all []record.Record
		for _, year := range []int{2022, 2023, 2024} {
			all = append(all, h.people[year]...)
		}
		exact, err := h.design.Measure(h.design.Window(h.book, all, 2022), micro.Fraction{Num: 1, Den: 1000}, rand.Reader)
		must(t, err)
		same, cells := 0, 0
		for table := range noisy.Tables {
			for cell, n := range noisy.Tables[table] {
				cells++
				if n == exact.Tables[table][cell] {
					same++
				}
			}
		}
		if same*8 > cells {
			t.Errorf("%d of %d cells are exact", same, cells)
		}
	})
}

func TestMicrodataOnThePagesOfTheOffice(t *testing.T) {
	eachOpen(t, []int{2022, 2023, 2024}, func(t *testing.T, h *openHouse) {
		site := houseOver(t, h.Store, h.Store)
		get := func(path string) read { t.Helper(); return opened(t, site, path, "Person", "Second") }
		post := func(by, path, form string) int {
			t.Helper()
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form))
			r.Header.Set("Person", by)
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Sec-Fetch-Site", "same-origin")
			w := httptest.NewRecorder()
			site.ServeHTTP(w, r)
			return w.Code
		}
		says := func(page read, what string, all ...string) {
			t.Helper()
			for _, words := range all {
				if page.status != http.StatusOK || !strings.Contains(page.body, words) {
					t.Errorf("%s (%d) does not say %q", what, page.status, words)
				}
			}
		}
		snapshot := snapshotPath(h.frozen[2024].ID)
		says(get(snapshot), "the page of a snapshot", "Rauschen für 2022–2024 ziehen", "genau einmal", snapshot+"/microdata")
		if status := post("First", snapshot+"/microdata", ""); status != http.StatusSeeOther {
			t.Fatalf("proposing answers %d", status)
		}
		if page := get(snapshot); strings.Contains(page.body, snapshot+"/microdata") || !strings.Contains(page.body, "2025–2027") {
			t.Error("the page of the snapshot still offers what was drawn, or does not say which years are free")
		}
		if status := post("First", snapshot+"/microdata", ""); status != http.StatusConflict {
			t.Errorf("a second time answers %d", status)
		}
		says(get("/figures/publications"), "the list", "offene Mikrodaten", "2022–2024")
		page := get("/figures/publications/1")
		says(page, "the proposal", "ε", "höchstens 3)", "höchstens 0,67)", "höchstens 0,05)", "Zeilen sind keine Personen", "<li>Bereich der Ausbeutung × Geschlecht</li>", `value="publish"`)
		if rows := len(page.all("tbody")); rows < 3 {
			t.Errorf("%d tables, where marks, sample and files were expected", rows)
		}
		if own := opened(t, site, "/figures/publications/1", "Person", "First"); strings.Contains(own.body, `value="publish"`) {
			t.Error("whoever proposed is offered to decide")
		}
		if file := get("/figures/publications/1/files/microdata-2022-2024-rows.csv"); file.status != http.StatusOK || !strings.HasPrefix(file.body, "gender,") {
			t.Errorf("the file: %d", file.status)
		}
		if status := post("Second", "/figures/publications/1/decide", "step=publish"); status != http.StatusSeeOther {
			t.Errorf("deciding answers %d", status)
		}
	})
}

func TestEverybodyFindsMicrodata(t *testing.T) {
	eachOpen(t, []int{2022, 2023, 2024}, func(t *testing.T, h *openHouse) {
		ctx := t.Context()
		site := houseOver(t, h.Store, nil)
		for path, want := range map[string]string{"/de/figures/microdata": "Noch ist nichts veröffentlicht", "/en/figures/microdata": "Nothing is published yet"} {
			if page := opened(t, site, path); page.status != http.StatusOK || !strings.Contains(page.body, want) {
				t.Errorf("%s before anything is published: %d", path, page.status)
			}
		}
		p := h.propose(t, 2024)
		if file := opened(t, site, "/de/figures/microdata-2022-2024-rows.csv"); file.status != http.StatusNotFound {
			t.Errorf("what waits is answered with %d", file.status)
		}
		must(t, h.Decide(ctx, second(), p.Number, true))
		page := opened(t, site, "/de/figures/microdata")
		if english := opened(t, site, "/en/figures/microdata"); !strings.Contains(english.body, h.design.Statement.En) || !strings.Contains(page.body, h.design.Statement.De) {
			t.Error("a page does not say that rows are not people")
		}
		if strings.Contains(page.body, "Noch ist nichts") || !strings.Contains(page.body, "ε") {
			t.Error("the page does not show what was published")
		}
		described := opened(t, site, "/de/figures/microdata-2022-2024-metadata.json").body
		for _, f := range p.Open.Files {
			path := "/de/figures/" + f.Name
			if !strings.Contains(page.body, `href="`+path+`"`) {
				t.Errorf("no link to %s", path)
			}
			file := opened(t, site, path)
			kept, err := h.MicrodataFile(ctx, f.Name)
			must(t, err)
			if file.status != http.StatusOK || file.body != string(kept) || len(kept) != f.Size {
				t.Errorf("%s is answered with %d and other bytes", path, file.status)
			}
			if again := opened(t, site, path, "If-None-Match", file.header.Get("ETag")); again.status != http.StatusNotModified {
				t.Errorf("%s is sent again: %d", path, again.status)
			}
			if strings.HasSuffix(f.Name, ".csv") && !strings.Contains(described, `"url": "`+f.Name+`"`) {
				t.Errorf("the description does not find %s", f.Name)
			}
		}
		for _, path := range []string{"/de/figures/microdata-2021-2023-rows.csv", "/de/figures/microdata-", "/de/figures/microdatax", "/de/figures/microdata/summary"} {
			if got := opened(t, site, path); got.status != http.StatusNotFound {
				t.Errorf("%s is answered with %d", path, got.status)
			}
		}
	})
}

func TestDashboardLeadsToMicrodata(t *testing.T) {
	site := publicHouse(t, invented(t, 2024, 790))
	for _, path := range []string{"/de/figures", "/en/figures/2024"} {
		if page := opened(t, site, path); !strings.Contains(page.body, `/figures/microdata"`) {
			t.Errorf("%s does not lead to the microdata", path)
		}
	}
}

func TestPromisesAreRoundedUp(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{{2.521, 2.53}, {0.0000500001, 0.0000501}, {0.67, 0.67}, {0.66999999, 0.67}, {0, 0}} {
		if got, _ := roundedUp(c.x); got != c.want {
			t.Errorf("%v becomes %v, not %v", c.x, got, c.want)
		}
	}
}
