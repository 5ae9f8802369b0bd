package casework

import (
	"database/sql"
	"fmt"
	"testing"

	"verbund/internal/casework/count"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// BenchmarkFiguresOver20000Cases makes the year figures of 20,000 cases with
// 200,000 lines of the journal.
func BenchmarkFiguresOver20000Cases(b *testing.B) {
	h := newHouse(b, database.SQLite)
	d := h.as("anna").worker()
	const cases, lines = 20_000, 10
	sheets := []string{"intake", "person", "exploitation", "residence"}
	for from := 0; from < cases; from += 500 {
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
			for i := from; i < from+500; i++ {
				f, err := a.NewFolder(b.Context(), tx, roomName)
				if err != nil {
					return err
				}
				c := &Case{ID: f.ID(), access: a, folder: f, parts: map[vault.Part]bool{vault.Core: true, vault.Entries: true},
					Head: Head{Alias: fmt.Sprintf("Ahorn Wiese %d", i), Opened: core.Date{Year: 2026, Month: 1, Day: 1 + i%28}, Status: Active}}
				add := func(sheet string, part vault.Part, a dataset.Answers) {
					k := &Kept{ID: vault.NewID(), part: part, Record: Record{Sheet: sheet}}
					k.next(d.state(a))
					c.records = append(c.records, k)
				}
				for _, s := range sheets {
					add(s, vault.Core, dataset.Answers{"way": {"police"}, "region": {"be"}, "gender": {"female"}, "age-band": {"22-29"}, "nationality": {"RO"}, "forms": {"labour", "sexual"}, "sector": {"care"}})
				}
				for _, service := range []string{"crisis", "housing", "wages"} {
					add("measure", vault.Core, dataset.Answers{"service": {service}, "outcome": {"given"}, "since": {"2026-01-20"}})
				}
				for n := range lines {
					add("journal", vault.Entries, dataset.Answers{"day": {fmt.Sprintf("2026-02-%02d", 1+n)}, "kind": {"call"}, "minutes": {"30"}})
				}
				if err := c.sealHead(b.Context(), tx); err != nil {
					return err
				}
				if err := f.SetCard(b.Context(), tx, d.card(c).encode()); err != nil {
					return err
				}
				if err := d.setFigure(b.Context(), tx, c, d.figureOf(c)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for b.Loop() {
		g, err := d.gather(b.Context())
		if err != nil {
			b.Fatal(err)
		}
		if set := count.Compute(g.Input, count.Year(2026)); set.Documented != cases {
			b.Fatalf("%d cases", set.Documented)
		}
	}
}
