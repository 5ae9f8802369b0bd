package centres

import (
	"bytes"
	"encoding/csv"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Coverage is what the directory holds for one Land, or in all.
type Coverage struct {
	Land      string   // ISO 3166-2; empty for centres outside Germany, and in the sum
	Entries   int      // counselling centres
	Languages []string // codes of those in which people are counselled, however
	Recent    int      // confirmed in the last 6 months
	Ageing    int      // 6 to 12 months ago
	Long      int      // longer ago
	Never     int
}

// coverageOf counts the counselling centres of a directory by the Länder in which
// they have an office, those outside Germany last, and their sum. A centre with
// offices in several Länder counts in each, and once in the sum. Associations
// are left out, because they counsel nobody.
func coverageOf(d *Directory, today core.Date) (rows []Coverage, sum Coverage) {
	at := map[string]int{}
	for _, l := range places.Lands() {
		at[l.Code] = len(rows)
		rows = append(rows, Coverage{Land: l.Code})
	}
	at[""] = len(rows)
	rows = append(rows, Coverage{})
	for _, c := range d.Centres {
		if c.Kind == Association {
			continue
		}
		var lands []string
		for _, o := range c.Offices {
			if _, known := at[o.Land]; known && !slices.Contains(lands, o.Land) {
				lands = append(lands, o.Land)
			}
		}
		if len(lands) == 0 {
			lands = []string{""}
		}
		for _, l := range lands {
			rows[at[l]].add(c, today)
		}
		sum.add(c, today)
	}
	return rows, sum
}

func (v *Coverage) add(c *Centre, today core.Date) {
	v.Entries++
	for _, l := range c.Languages {
		if !slices.Contains(v.Languages, l.Code) {
			v.Languages = append(v.Languages, l.Code)
		}
	}
	slices.Sort(v.Languages)
	switch age := ageOf(c.ConfirmedOn, today); {
	case c.ConfirmedOn.IsZero():
		v.Never++
	case age == Fresh:
		v.Recent++
	case age == Ageing:
		v.Ageing++
	default:
		v.Long++
	}
}

// CoveragePage shows how far the directory reaches.
type CoveragePage struct {
	ui.Frame
	Rows  []CoverageRow
	Sum   CoverageRow
	Today core.Date
	Table string // address of the same as CSV
}

// CoverageRow is a row in the reader's language.
type CoverageRow struct {
	Coverage
	Name  string
	Names string // of the languages
}

func newCoverageRow(t *text.Printer, c Coverage, name string) CoverageRow {
	var names []string
	for _, code := range c.Languages {
		names = append(names, t.LanguageName(code))
	}
	return CoverageRow{c, name, strings.Join(names, ", ")}
}

func landOrAbroad(t *text.Printer, code string) string {
	if code == "" {
		return t.Say("centres.coverage.abroad")
	}
	return places.LandName(code)
}

// coverage shows to everybody how far the directory reaches, and how fresh it is.
func (u *Upkeep) coverage(w http.ResponseWriter, r *http.Request) error {
	d, _, err := u.Keeper.Directory(r.Context())
	if err != nil {
		return err
	}
	f := u.Frame(r, ui.Page{Heading: "centres.coverage.heading", Title: "centres.coverage.title", About: "centres.coverage.lead", Index: true})
	p := CoveragePage{Frame: f, Today: u.today(), Table: "/" + string(f.Lang()) + "/centres/coverage.csv"}
	rows, sum := coverageOf(d, p.Today)
	for _, c := range rows {
		p.Rows = append(p.Rows, newCoverageRow(f.Printer, c, landOrAbroad(f.Printer, c.Land)))
	}
	p.Sum = newCoverageRow(f.Printer, sum, f.Say("centres.coverage.sum"))
	return web.Render(w, r, http.StatusOK, coveragePage(p))
}

// coverageTable is the same as CSV (RFC 4180), with codes for whoever computes
// with it and names for whoever reads it.
func (u *Upkeep) coverageTable(w http.ResponseWriter, r *http.Request) error {
	d, _, err := u.Keeper.Directory(r.Context())
	if err != nil {
		return err
	}
	t := web.Printer(r)
	rows, sum := coverageOf(d, u.today())
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	out.UseCRLF = true
	lines := [][]string{{"land", "name", "entries", "languages", "language_codes",
		"confirmed_last_6_months", "confirmed_6_to_12_months_ago", "confirmed_longer_ago", "never_confirmed"}}
	line := func(code, name string, c Coverage) {
		lines = append(lines, []string{code, name, strconv.Itoa(c.Entries), strconv.Itoa(len(c.Languages)), strings.Join(c.Languages, " "),
			strconv.Itoa(c.Recent), strconv.Itoa(c.Ageing), strconv.Itoa(c.Long), strconv.Itoa(c.Never)})
	}
	for _, c := range rows {
		line(c.Land, landOrAbroad(t, c.Land), c)
	}
	line("total", t.Say("centres.coverage.sum"), sum)
	if err := out.WriteAll(lines); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", `attachment; filename="coverage.csv"`)
	return web.Write(w, r, http.StatusOK, "text/csv; charset=utf-8", b.Bytes())
}
