package casework

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/takein"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
)

// casesFile is the table with a row for each case, beside those of the sheets.
const casesFile = "cases"

// extract is what a centre takes out of its cases as tables, for its own counting.
type extract struct {
	worker
	frame  ui.Frame
	codes  bool     // as the program keeps them, not in words
	tables []string // ids of sheets, and casesFile
	cases  map[vault.ID]Listed
	closed int // cases that she cannot open, which are left out
	given  dataset.Given
}

// sheetsFor are the tables that she may take out.
func (d worker) sheetsFor() []*dataset.Sheet {
	return slices.DeleteFunc(slices.Clone(d.Set.Sheets), func(s *dataset.Sheet) bool { return !d.mayCopy(s) })
}

// open looks up what all tables need.
func (e *extract) open(ctx context.Context) error {
	err := e.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		sealed, err := a.Cards(ctx, tx, roomName)
		if err != nil {
			return err
		}
		all, err := e.worker.cards(ctx, tx, a)
		if err != nil {
			return err
		}
		e.closed, e.cases = len(sealed)-len(all), map[vault.ID]Listed{}
		for _, l := range all {
			e.cases[l.id] = l
		}
		e.given, err = e.worker.given(ctx, tx, a)
		return err
	})
	if err != nil {
		return err
	}
	return e.named(ctx, e.given)
}

// write writes the tables: one as it is, several in a ZIP file. Each part of the
// cases is read in a transaction of its own, and nothing is sent within one.
func (e *extract) write(ctx context.Context, out io.Writer) error {
	tables, err := e.read(ctx)
	if err != nil {
		return err
	}
	if len(e.tables) == 1 {
		_, err = tables[e.tables[0]].WriteTo(out)
		return err
	}
	z := zip.NewWriter(out)
	for _, id := range e.tables {
		w, err := z.Create(id + ".csv")
		if err != nil {
			return err
		}
		if _, err := tables[id].WriteTo(w); err != nil {
			return err
		}
	}
	w, err := z.Create("about.txt")
	if err != nil {
		return err
	}
	about := e.frame.Say("casework.extract.about", "date", e.Today(), "n", len(e.cases))
	if e.closed > 0 {
		about += "\n" + e.frame.Say("casework.extract.left-out", "n", e.closed)
	}
	if _, err := io.WriteString(w, about+"\n"+e.frame.Say("casework.extract.careful")+"\n"); err != nil {
		return err
	}
	return z.Close()
}

// table is a file of which rows are written.
type table struct {
	bytes.Buffer
	lines *csv.Writer
}

// newTable begins with a mark by which spreadsheets know UTF-8.
func newTable() *table {
	t := &table{}
	t.WriteString("\ufeff")
	t.lines = csv.NewWriter(&t.Buffer)
	t.lines.Comma, t.lines.UseCRLF = ';', true
	return t
}

// add writes a row in which nothing is computed by a spreadsheet.
func (t *table) add(cells []string) error {
	for i := range cells {
		cells[i] = takein.Guard(cells[i])
	}
	return t.lines.Write(cells)
}

// read makes all tables.
func (e *extract) read(ctx context.Context) (map[string]*table, error) {
	tables := map[string]*table{}
	var parts []vault.Part
	for _, id := range e.tables {
		tables[id] = newTable()
		if sheet, known := e.Set.Sheet(id); known {
			if err := tables[id].add(e.head(sheet)); err != nil {
				return nil, err
			}
			if !slices.Contains(parts, partOf(sheet)) {
				parts = append(parts, partOf(sheet))
			}
		}
	}
	if t := tables[casesFile]; t != nil {
		if err := e.list(t); err != nil {
			return nil, err
		}
	}
	for _, part := range parts {
		err := e.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
			return a.AllOf(ctx, tx, roomName, part, func(folder vault.ID, r vault.Record) error {
				if r.ID == folder {
					return nil // the head
				}
				var rec Record
				if err := json.Unmarshal(r.Plain, &rec); err != nil {
					return unreadable(err)
				}
				l, known := e.cases[folder]
				sheet, there := e.Set.Sheet(rec.Sheet)
				if t := tables[rec.Sheet]; t != nil && known && there && !rec.Removed {
					return t.add(e.row(sheet, l, rec.State.Answers))
				}
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
	}
	for _, t := range tables {
		t.lines.Flush()
		if err := t.lines.Error(); err != nil {
			return nil, err
		}
	}
	return tables, nil
}

// head are the names of the columns: in words, or as taking in a table knows them.
func (e *extract) head(sheet *dataset.Sheet) []string {
	cells := []string{takein.Alias}
	if !e.codes {
		cells = []string{e.frame.Say("casework.case.alias")}
	}
	for _, q := range sheet.Questions() {
		if e.codes {
			cells = append(cells, sheet.ID+"."+q.ID)
		} else {
			cells = append(cells, q.Label(e.frame.Lang()))
		}
	}
	return cells
}

func (e *extract) row(sheet *dataset.Sheet, l Listed, a dataset.Answers) []string {
	cells := []string{l.Alias}
	for _, q := range sheet.Questions() {
		switch {
		case e.codes:
			cells = append(cells, strings.Join(a[q.ID], "; "))
		case slices.Equal(a[q.ID], []string{dataset.Declined}):
			cells = append(cells, e.frame.Say("casework.form.declined"))
		case q.Kind == dataset.Yes && len(a[q.ID]) > 0:
			cells = append(cells, e.frame.Say("casework.form.yes"))
		case q.Kind == dataset.Money || q.Kind == dataset.Day: // as spreadsheets read numbers and days
			cells = append(cells, q.Typed(a[q.ID], e.frame.Printer))
		default:
			cells = append(cells, strings.Join(e.Set.Say(q, a[q.ID], e.frame.Printer, e.given), "; "))
		}
	}
	return cells
}

// list writes a row for each case.
func (e *extract) list(t *table) error {
	f := e.frame
	head := []string{takein.Alias, takein.Opened, "status", takein.Tags, "flags", "last"}
	if !e.codes {
		head = []string{f.Say("casework.case.alias"), f.Say("casework.access.opened"), f.Say("casework.list.status"), f.Say("casework.case.tags"),
			f.Say("casework.case.flags"), f.Say("casework.list.last")}
	}
	if err := t.add(head); err != nil {
		return err
	}
	all := make([]Listed, 0, len(e.cases))
	for _, l := range e.cases {
		all = append(all, l)
	}
	slices.SortFunc(all, func(x, y Listed) int { return strings.Compare(x.Alias, y.Alias) })
	for _, l := range all {
		status, flags := string(l.Status), slices.Clone(l.Flags)
		if !e.codes {
			status = f.Say("casework.case.status-" + status)
			for i, flag := range flags {
				code, _ := e.Set.List("flag").Code(flag)
				flags[i] = code.Label(f.Lang())
			}
		}
		if err := t.add([]string{l.Alias, isoDay(l.Opened), status, strings.Join(l.Tags, ", "), strings.Join(flags, "; "), isoDay(l.Last)}); err != nil {
			return err
		}
	}
	return nil
}

// isoDay writes a day as data, nothing where it is unknown.
func isoDay(d core.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}
