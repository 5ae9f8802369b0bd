package figures_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/figures"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/web"
	"verbund/internal/testkit/databases"
)

// house is a store with people of the office who may do what their name says.
type house struct {
	*figures.Store
	db  *database.DB
	now *clock.Fixed
}

var (
	analyst = core.Actor{Role: core.Person, Name: "Analyst", Person: "p-1", Duties: []core.Duty{{Role: "figures-editor"}}}
	second  = core.Actor{Role: core.Person, Name: "Second", Person: "p-2", Duties: []core.Duty{{Role: "figures-editor"}}}
	lead    = core.Actor{Role: core.Person, Name: "Lead", Person: "p-3", Centre: "centre-1"}
)

func may(a core.Actor, _ web.Right) bool { return len(a.Duties) > 0 }

func each(t *testing.T, test func(t *testing.T, h house)) {
	t.Helper()
	databases.Each(t, []database.Migrations{figures.Migrations()}, func(t *testing.T, db *database.DB) {
		now := clock.At(time.Date(2026, 2, 3, 9, 0, 0, 0, time.UTC))
		s, err := figures.NewStore(db, now, time.UTC, may)
		if err != nil {
			t.Fatal(err)
		}
		test(t, house{s, db, now})
	})
}

// one is a released record with the answers given, as "column", "code" pairs.
func (h house) one(t *testing.T, year int, answers ...string) record.Record {
	t.Helper()
	r := record.Record{Year: year, New: "yes", Released: true, Values: make([]record.Answer, len(h.Book().Columns))}
	for i := 0; i < len(answers); i += 2 {
		at, column := h.Book().Column(answers[i])
		code, ok := column.Find(answers[i+1])
		if !ok {
			t.Fatalf("%s has no code %s", answers[i], answers[i+1])
		}
		r.Values[at] = append(r.Values[at], code)
	}
	return r
}

func (h house) full(t *testing.T, year int, nationality string) record.Record {
	return h.one(t, year, "gender", "female", "age_band", "22-29", "nationality", nationality, "form", "sexual", "form", "other", "investigation", "no")
}

func rowsOf(all ...record.Record) (rows []figures.Row) {
	for i, r := range all {
		rows = append(rows, figures.Row{ID: string(rune('a' + i)), Record: r})
	}
	return rows
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestDeliveryReplacesWhatWasDeliveredBefore(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		bare := record.Record{Year: 2025, New: "no"}
		must(t, h.Replace(ctx, lead, "centre-1", 2025, figures.FromCases, rowsOf(h.full(t, 2025, "NG"), bare)))
		must(t, h.Replace(ctx, lead, "centre-2", 2025, figures.FromUpload, []figures.Row{{Record: h.full(t, 2025, "RO")}}))
		must(t, h.Replace(ctx, lead, "centre-1", 2025, figures.FromCases, rowsOf(h.full(t, 2025, "GN"), bare)))
		all, err := h.Records(ctx, analyst, 2025)
		must(t, err)
		if len(all) != 3 {
			t.Fatalf("%d records, want 3: two of the first centre and one of the second", len(all))
		}
		at, column := h.Book().Column("nationality")
		var nations []string
		for _, r := range all {
			if r.Released {
				nations = append(nations, column.Codes[r.Values[at][0]].ID)
			}
		}
		slices.Sort(nations)
		if !slices.Equal(nations, []string{"GN", "RO"}) {
			t.Errorf("nationalities %v, want the second delivery and the other centre's", nations)
		}
		form, _ := h.Book().Column("form")
		for _, r := range all {
			if r.Released && len(r.Values[form]) != 2 {
				t.Errorf("several answers came back as %v", r.Values[form])
			}
		}
		d, ok, err := h.Delivered(ctx, "centre-1", 2025)
		must(t, err)
		if !ok || d.Rows != 2 || d.By != "Lead" || d.Way != figures.FromCases || d.On.String() != "2026-02-03" {
			t.Errorf("delivered %+v, %v", d, ok)
		}
	})
}

func TestWithdrawnRecordIsGoneAtOnceAndFromTheNextSnapshot(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		must(t, h.Replace(ctx, lead, "centre-1", 2025, figures.FromCases, rowsOf(h.full(t, 2025, "NG"), h.full(t, 2025, "RO"))))
		before, err := h.Freeze(ctx, analyst, 2025, "Verbund")
		must(t, err)
		withdraw := func(unit core.ID, id string) {
			must(t, h.db.Update(ctx, func(tx *sql.Tx) error { return h.WithdrawIn(ctx, tx, unit, []string{id}) }))
		}
		withdraw("centre-2", "a") // another centre cannot take it away
		withdraw("centre-1", "a")
		withdraw("centre-1", "a") // twice is once
		after, err := h.Freeze(ctx, analyst, 2025, "Verbund")
		must(t, err)
		if before.ID == after.ID {
			t.Fatal("the snapshot is the same without the record")
		}
		count := func(s *figures.Snapshot) record.Funnel { return s.Book.Funnel(s.Years[len(s.Years)-1].Records) }
		if got := count(after); got != (record.Funnel{Documented: 2, New: 2, Consented: 1, Analysed: 1}) {
			t.Errorf("after the withdrawal %+v; the person stays documented and nothing else", got)
		}
		must(t, h.Replace(ctx, lead, "centre-1", 2026, figures.FromCases, rowsOf(h.full(t, 2026, "RO"))))
		withdraw("centre-1", "b")
		later, err := h.Freeze(ctx, analyst, 2026, "Verbund")
		must(t, err)
		if got := later.Book.Funnel(later.Years[0].Records); got != (record.Funnel{Documented: 2, New: 2}) {
			t.Errorf("the snapshot of the next year holds of this one %+v, though it was not frozen again", got)
		}
		kept, err := h.Snapshot(ctx, analyst, before.ID)
		must(t, err)
		if got := count(kept); got.Analysed != 2 {
			t.Errorf("the earlier snapshot changed: %+v", got)
		}
		rows, err := h.RowsOf(ctx, "centre-1", 2025)
		must(t, err)
		for _, r := range rows {
			if r.ID == "a" {
				t.Error("the id of the withdrawn row is still there")
			}
		}
	})
}

func TestSnapshotGivesTheSameBytesAgain(t *testing.T) {
	var ids []string
	var tables [][]byte
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		must(t, h.Replace(ctx, lead, "centre-1", 2025, figures.FromCases, rowsOf(h.full(t, 2025, "NG"), h.full(t, 2025, "RO"), h.full(t, 2025, "NG"))))
		first, err := h.Freeze(ctx, analyst, 2025, "Verbund")
		must(t, err)
		again, err := h.Freeze(ctx, second, 2025, "Verbund")
		must(t, err)
		if first.ID != again.ID {
			t.Fatal("freezing again what has not changed gives another snapshot")
		}
		body, err := h.Body(ctx, analyst, first.ID[:10])
		must(t, err)
		read, err := figures.ReadSnapshot(body)
		must(t, err)
		for _, kind := range []edition.Kind{edition.Internal, edition.Public} {
			a, err := first.Edition(kind)
			must(t, err)
			b, err := read.Edition(kind)
			must(t, err)
			if x, y := asJSON(t, a), asJSON(t, b); !bytes.Equal(x, y) {
				t.Errorf("the %s edition made of the file differs", kind)
			}
			if kind == edition.Internal {
				tables = append(tables, asJSON(t, a.Tables))
			}
		}
		ids = append(ids, first.ID)
		broken := bytes.Replace(body, []byte("NG"), []byte("GN"), 1)
		other, err := figures.ReadSnapshot(broken)
		must(t, err)
		if other.ID == first.ID {
			t.Error("a changed snapshot has the same id")
		}
	})
	if len(tables) == 2 && !bytes.Equal(tables[0], tables[1]) {
		t.Error("the two databases give different tables")
	}
}

func TestEveryLookAtExactFiguresIsNoted(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		must(t, h.Replace(ctx, lead, "centre-1", 2025, figures.FromCases, rowsOf(h.full(t, 2025, "NG"))))
		if _, err := h.Freeze(ctx, lead, 2025, "Verbund"); core.KindOf(err) != core.Denied {
			t.Errorf("a lead froze a year: %v", err)
		}
		snap, err := h.Freeze(ctx, analyst, 2025, "Verbund")
		must(t, err)
		h.now.Advance(time.Minute)
		_, err = h.Snapshot(ctx, second, snap.ID)
		must(t, err)
		looks, err := h.Looks(ctx, second, 10)
		must(t, err)
		if len(looks) != 2 || looks[0].Name != "Second" || looks[1].Name != "Analyst" || looks[1].What != "freeze "+snap.ID {
			t.Errorf("looks %+v", looks)
		}
		if _, err := h.Looks(ctx, lead, 10); core.KindOf(err) != core.Denied {
			t.Errorf("a lead read who looked: %v", err)
		}
	})
}

func TestImportingTheSameFileAgainChangesNothing(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := t.Context()
		with := func(centre string, r record.Record) record.Record {
			r.Centre = centre
			return r
		}
		file := []record.Record{with("a", h.full(t, 2024, "NG")), with("a", h.full(t, 2024, "NG")), with("b", h.full(t, 2024, "RO")), with("a", h.full(t, 2025, "GN"))}
		dry, err := h.Import(ctx, analyst, file, true)
		must(t, err)
		years, err := h.Years(ctx)
		must(t, err)
		if dry.New != 4 || len(years) != 0 {
			t.Errorf("a dry run said %+v and left years %v", dry, years)
		}
		first, err := h.Import(ctx, analyst, file, false)
		must(t, err)
		again, err := h.Import(ctx, analyst, file, false)
		must(t, err)
		if first != (figures.ImportCounts{Read: 4, New: 4}) || again != (figures.ImportCounts{Read: 4, Unchanged: 4}) {
			t.Errorf("first %+v, again %+v", first, again)
		}
		file[2].Values[0] = nil
		third, err := h.Import(ctx, analyst, file, false)
		must(t, err)
		if third != (figures.ImportCounts{Read: 4, Changed: 1, Unchanged: 3}) {
			t.Errorf("after one answer changed %+v", third)
		}
	})
}

func TestRowsAreNotKeptInTheOrderOfDelivery(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ctx := context.Background()
		rows := []figures.Row{{ID: "zz", Record: h.full(t, 2025, "NG")}, {ID: "aa", Record: h.full(t, 2025, "RO")}}
		must(t, h.Replace(ctx, lead, "centre-1", 2025, figures.FromCases, rows))
		found, err := h.RowsOf(ctx, "centre-1", 2025)
		must(t, err)
		if found[0].ID != "aa" {
			t.Errorf("the first row is %s", found[0].ID)
		}
	})
}

func asJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	must(t, err)
	return b
}
