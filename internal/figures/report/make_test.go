package report_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/report"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
)

// desk is what tests write with.
type desk struct {
	book *record.Book
	plan *table.Plan
}

func newDesk(t testing.TB) desk {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := table.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	return desk{book, plan}
}

func (d desk) writer(t testing.TB, lang core.Lang) *report.Writer {
	t.Helper()
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	c, err := text.Load([]text.Language{german, english})
	if err != nil {
		t.Fatal(err)
	}
	w, err := report.New(table.Labels{Book: d.book, Plan: d.plan, Lang: lang, Country: c.For(lang).CountryName})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// some are n records with the same answers, written "gender=female form=sexual;labour".
func (d desk) some(t testing.TB, n, year int, answers string) []record.Record {
	t.Helper()
	var all []record.Record
	for i := range n {
		r := record.Record{Year: year, Centre: fmt.Sprintf("c%d", i%4), New: []string{"yes", "no"}[i%2], Released: answers != ""}
		if r.Released {
			r.Values = make([]record.Answer, len(d.book.Columns))
		}
		for answer := range strings.FieldsSeq(answers) {
			id, codes, _ := strings.Cut(answer, "=")
			at, column := d.book.Column(id)
			if column == nil {
				t.Fatalf("there is no column %s", id)
			}
			for code := range strings.SplitSeq(codes, ";") {
				c, ok := column.Find(code)
				if !ok {
					t.Fatalf("%s has no code %s", id, code)
				}
				r.Values[at] = append(r.Values[at], c)
			}
		}
		all = append(all, r)
	}
	return all
}

// records are an invented year. Scale makes years differ.
func (d desk) records(t testing.TB, year, scale int) []record.Record {
	all := d.some(t, 12*scale, year, "")
	for _, group := range []struct {
		n       int
		answers string
	}{
		{23, "gender=female age_band=22-29 nationality=NG form=sexual sector=sexual-services offences=stgb-232;stgb-232a access=self investigation=yes charge=yes residence=insecure reflection_period=granted services=psychosocial;authorities;crisis claims=subsistence known_to=police minor_at_offence=no recruited_in=NG exploited_in=DE;IT title=toleration verdict=no"},
		{17, "gender=female age_band=30-39 nationality=GN form=sexual;forced-marriage sector=sexual-services offences=stgb-232a access=asylum-office investigation=no charge=no residence=unclear services=psychosocial;asylum known_to=asylum-office recruited_in=GN exploited_in=IT title=asylum-pending"},
		{11, "gender=female age_band=14-17 nationality=DE form=sexual sector=sexual-services offences=stgb-232a;stgb-181a access=authority investigation=yes charge=no residence=secure services=psychosocial;housing minor_at_offence=yes recruited_in=DE exploited_in=DE known_to=police"},
		{9, "gender=male age_band=40-49 nationality=RO form=labour sector=construction;meat offences=stgb-233 access=friends investigation=unknown charge=unknown residence=secure services=wages;lawyer claims=wages known_to=none exploited_in=DE title=eu"},
		{4, "gender=male age_band=22-29 nationality=VN form=labour;criminal-acts sector=drugs offences=stgb-232 access=lawyer investigation=yes charge=yes residence=insecure reflection_period=refused services=lawyer verdict=yes exploited_in=DE"},
		{2, "gender=diverse age_band=18-21 nationality=BR form=sexual access=online services=crisis"},
		{1, "gender=female age_band=50+ nationality=TH form=other services=social"},
	} {
		all = append(all, d.some(t, group.n*scale, year, group.answers)...)
	}
	return all
}

func (d desk) internal(t testing.TB, year, scale int) *edition.Edition {
	e := edition.Exact(table.Compute(year, d.records(t, year, scale), nil, d.book, d.plan), fmt.Sprintf("%d-a", year))
	return &e
}

// public is an edition as protection leaves it: multiples of five, small countries
// together, what is too small hidden.
func (d desk) public(t testing.TB, year, scale int) *edition.Edition {
	e := d.internal(t, year, scale)
	e.Kind, e.Rules = edition.Public, "2026.1"
	round := func(v edition.Value) edition.Value {
		if v.N > 0 && v.N < 3 {
			return edition.Value{}
		}
		return edition.Value{N: (v.N + 2) / 5 * 5, Shown: true}
	}
	f := &e.Funnel
	f.Documented, f.New, f.Consented, f.Analysed = round(f.Documented), round(f.New), round(f.Consented), round(f.Analysed)
	for i := range e.Tables {
		to := &e.Tables[i]
		to.Base, to.Missing = round(to.Base), round(to.Missing)
		to.Notes = append([]edition.Note{edition.Rounded}, to.Notes...)
		var rows []edition.Row
		rest := edition.Row{ID: edition.Rest, Cells: []edition.Value{{}}}
		for _, r := range to.Rows {
			if to.Spec.Columns == "" && len(r.ID) == 2 && r.ID != "no" && r.Cells[0].N < 10 {
				rest.Merged, rest.Cells[0] = append(rest.Merged, r.ID), edition.Value{N: rest.Cells[0].N + r.Cells[0].N, Shown: true}
				continue
			}
			for n := range r.Cells {
				r.Cells[n] = round(r.Cells[n])
			}
			if slices.ContainsFunc(r.Cells, func(v edition.Value) bool { return !v.Shown }) && !slices.Contains(to.Notes, edition.Withheld) {
				to.Notes = append(to.Notes, edition.Withheld)
			}
			rows = append(rows, r)
		}
		if len(rest.Merged) > 0 {
			rest.Cells[0] = round(rest.Cells[0])
			rows, to.Notes = append(rows, rest), append(to.Notes, edition.Merged, edition.Threshold)
		}
		to.Rows = rows
	}
	return e
}

// short keeps a few tables, so that golden files can be read.
func short(e *edition.Edition) *edition.Edition {
	e.Tables = slices.DeleteFunc(e.Tables, func(t edition.Table) bool {
		return !slices.Contains([]string{"gender", "nationality", "form", "investigation", "charge", "charge-by-investigation", "nationality-by-gender"}, t.ID)
	})
	return e
}

// texts are all texts of a report.
func texts(r report.Report) []report.Text {
	all := append([]report.Text{r.Title}, r.Notes...)
	for _, s := range r.Sections {
		all = append(append(all, s.Paragraphs...), s.Notes...)
		if s.Chart != nil {
			all = append(all, s.Chart.Says)
		}
		for _, run := range s.Series {
			all = append(all, run.Notes...)
			for _, p := range run.Points {
				all = append(all, p.Share, p.Growth)
			}
		}
	}
	return all
}

// read writes a report as plain text.
func read(r report.Report) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", r.Title)
	for _, s := range r.Sections {
		fmt.Fprintf(&b, "\n## %s\n", s.Heading)
		for _, p := range s.Paragraphs {
			fmt.Fprintf(&b, "%s\n", p)
		}
		if s.Chart != nil {
			fmt.Fprintf(&b, "[%s: %s]\n", s.Chart.Form, s.Chart.Says)
			for _, bar := range s.Chart.Bars {
				fmt.Fprintf(&b, "  %s: %s\n", bar.Label, bar.Words)
			}
		}
		for _, run := range s.Series {
			fmt.Fprintf(&b, "~ %s:", run.Label)
			for _, p := range run.Points {
				fmt.Fprintf(&b, " %d=%d%s/%s/%s", p.Year, p.Value.N, p.Gap, p.Share, p.Growth)
			}
			b.WriteString("\n")
			for _, n := range run.Notes {
				fmt.Fprintf(&b, "  - %s\n", n)
			}
		}
		for _, n := range s.Notes {
			fmt.Fprintf(&b, "- %s\n", n)
		}
	}
	b.WriteString("\n")
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "- %s\n", n)
	}
	return b.String()
}
