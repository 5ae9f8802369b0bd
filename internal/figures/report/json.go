package report

import (
	_ "embed"
	"encoding/json"
	"io"

	"verbund/internal/figures/edition"
)

//go:embed edition.schema.json
var editionSchema []byte

// Schema is the JSON Schema (draft 2020-12) of the file that JSON writes.
func Schema() []byte { return append([]byte(nil), editionSchema...) }

// jsonValue is a number; null where it is not shown.
type jsonValue struct {
	Count *int `json:"count"`
	Shown bool `json:"shown"`
}

func jsonOf(v edition.Value) jsonValue {
	if !v.Shown {
		return jsonValue{}
	}
	return jsonValue{&v.N, true}
}

type jsonRow struct {
	ID        string      `json:"id"`
	Label     string      `json:"label,omitempty"`
	Countries []string    `json:"countries,omitempty"`
	Merged    []string    `json:"merged,omitempty"`
	Values    []jsonValue `json:"values"`
}

type jsonColumn struct {
	ID    string `json:"id"`
	Label string `json:"label,omitempty"`
}

type jsonTable struct {
	ID      string         `json:"id"`
	Rows    string         `json:"rows_of"`
	Columns string         `json:"columns_of,omitempty"`
	Label   string         `json:"label,omitempty"`
	Several bool           `json:"several_answers"`
	Base    jsonValue      `json:"base"`
	Missing jsonValue      `json:"missing"`
	Heads   []jsonColumn   `json:"columns,omitempty"`
	Lines   []jsonRow      `json:"rows"`
	Notes   []edition.Note `json:"notes"`
}

type jsonFunnel struct {
	Documented jsonValue `json:"documented"`
	New        jsonValue `json:"new"`
	Consented  jsonValue `json:"consented"`
	Analysed   jsonValue `json:"analysed"`
}

type jsonEdition struct {
	Format    string       `json:"format"`
	Language  string       `json:"language,omitempty"`
	Title     string       `json:"title,omitempty"`
	Publisher string       `json:"publisher,omitempty"`
	Licence   string       `json:"licence,omitempty"`
	Address   string       `json:"address,omitempty"`
	Notes     []string     `json:"notes,omitempty"`
	Digest    string       `json:"digest,omitempty"`
	Kind      edition.Kind `json:"edition"`
	Year      int          `json:"year"`
	Snapshot  string       `json:"snapshot"`
	Book      string       `json:"code_book"`
	Plan      string       `json:"plan_of_tables"`
	Rules     string       `json:"rules_of_protection"`
	Centres   int          `json:"centres"`
	Funnel    jsonFunnel   `json:"funnel"`
	Tables    []jsonTable  `json:"tables"`
}

// bare is an edition without words, of which the checksum is made.
func bare(e *edition.Edition) jsonEdition {
	f := e.Funnel
	j := jsonEdition{
		Format: "verbund-figures-1", Kind: e.Kind, Year: e.Year, Snapshot: e.Snapshot, Book: e.Book, Plan: e.Plan, Rules: e.Rules, Centres: e.Centres, Tables: []jsonTable{},
		Funnel: jsonFunnel{jsonOf(f.Documented), jsonOf(f.New), jsonOf(f.Consented), jsonOf(f.Analysed)},
	}
	for i := range e.Tables {
		t := &e.Tables[i]
		to := jsonTable{ID: t.ID, Rows: t.Spec.Rows, Columns: t.Spec.Columns, Several: t.Multi,
			Base: jsonOf(t.Base), Missing: jsonOf(t.Missing), Lines: []jsonRow{}, Notes: append([]edition.Note{}, t.Notes...)}
		for _, id := range t.Columns {
			to.Heads = append(to.Heads, jsonColumn{ID: id})
		}
		for _, r := range t.Rows {
			row := jsonRow{ID: r.ID, Merged: r.Merged}
			for _, v := range r.Cells {
				row.Values = append(row.Values, jsonOf(v))
			}
			to.Lines = append(to.Lines, row)
		}
		j.Tables = append(j.Tables, to)
	}
	return j
}

// JSON writes the whole edition with labels in the language of the writer. What is not
// shown is null.
func (w *Writer) JSON(out io.Writer, e *edition.Edition, o Origin) error {
	j := bare(e)
	r := w.view([]Period{{Edition: e}}).frame("report")
	j.Language, j.Title, j.Publisher, j.Licence, j.Address = string(w.Lang), r.Title.String(), o.Publisher, o.Licence, o.Address
	j.Digest = Digest(e)
	for _, note := range r.Notes {
		j.Notes = append(j.Notes, note.String())
	}
	for i := range j.Tables {
		t := &j.Tables[i]
		t.Label = w.TableLabel(&e.Tables[i])
		for n := range t.Heads {
			t.Heads[n].Label = w.RowLabel(t.Columns, t.Heads[n].ID)
		}
		for n := range t.Lines {
			row := &t.Lines[n]
			row.Label = w.RowLabel(t.Rows, row.ID)
			if g, ok := w.Book.Group(row.ID); ok {
				row.Countries = g.Countries
			}
		}
	}
	written, err := json.MarshalIndent(j, "", " ")
	if err != nil {
		return err
	}
	_, err = out.Write(append(written, '\n'))
	return err
}

// TableLabel is what a table is called: its column, or both of them.
func (w *Writer) TableLabel(t *edition.Table) string {
	if t.Spec.Columns == "" {
		return w.Column(t.Spec.Rows)
	}
	return w.Column(t.Spec.Rows) + " × " + w.Column(t.Spec.Columns)
}
