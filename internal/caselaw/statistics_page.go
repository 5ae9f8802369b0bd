package caselaw

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"verbund/internal/caselaw/search"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// StatisticsPage shows what is in the database, for the report on case law.
type StatisticsPage struct {
	CasePage
	Total    string
	Span     string // from which year to which
	On       string
	Tables   []StatTableView
	Sums     []StatSumView
	Prison   *StatSumView
	Unshown  string // why some numbers are not summed up
	Network  string
	Resource string // address of the page
}

// StatTableView is a table of the statistics in words.
type StatTableView struct {
	ID, Heading, Base string
	Rows              []StatRowView
	More              []StatRowView // folded
}

// StatRowView is a row with a search for what it counts, if there is one.
type StatRowView struct{ Words, Address, N, Share string }

// StatSumView is a row of numbers that are summed up.
type StatSumView struct{ Words, Decisions, N, Median, Min, Max string }

// statFirst is how many rows of a table stand there unfolded.
const statFirst = 12

func (room *Room) statisticsPage(w http.ResponseWriter, r *http.Request) error {
	s, err := room.statistics(r.Context())
	if err != nil {
		return err
	}
	p := StatisticsPage{CasePage: room.casePage(r, ui.Page{Heading: "statistics.heading", About: "statistics.lead", Index: true}), Network: room.Network, Resource: room.Address(r) + r.URL.Path}
	p.On = p.In.Date(room.today())
	p.fill(&s)
	return web.Render(w, r, http.StatusOK, statisticsView(p))
}

func (p *StatisticsPage) fill(s *Statistics) {
	p.Total = p.say("statistics.total", "n", s.Total)
	if s.Total == 0 {
		return
	}
	p.Span = p.say("statistics.span", "first", p.In.Date(s.First), "last", p.In.Date(s.Last))
	for _, t := range s.Tables {
		if t.Base == 0 {
			continue
		}
		v := StatTableView{ID: "table-" + t.ID, Heading: p.say("table." + t.ID), Base: p.say("statistics.base", "n", p.In.Number(t.Base), "total", p.In.Number(s.Total))}
		for i, row := range t.Rows {
			line := StatRowView{Words: p.statLabel(t.ID, row.Value), Address: p.statSearch(t.ID, row.Value), N: p.In.Number(row.N)}
			if i < statFirst {
				v.Rows = append(v.Rows, line)
			} else {
				v.More = append(v.More, line)
			}
		}
		p.Tables = append(p.Tables, v)
	}
	for _, sum := range s.Sums {
		row := StatSumView{Words: p.label("sums", sum.Kind), Decisions: p.In.Number(sum.Decisions), N: p.In.Number(sum.N), Median: notSummed, Min: notSummed, Max: notSummed}
		if sum.Unit != "EUR" {
			row.Words += " (" + sum.Unit + ")"
		}
		if sum.Shown {
			row.Median, row.Min, row.Max = p.money(sum.Median, sum.Unit), p.money(sum.Min, sum.Unit), p.money(sum.Max, sum.Unit)
		}
		p.Sums = append(p.Sums, row)
	}
	if s.Prison.N > 0 {
		row := StatSumView{Words: p.label("sentences", "prison"), Decisions: p.In.Number(s.Suspended), N: p.In.Number(s.Prison.N), Median: notSummed, Min: notSummed, Max: notSummed}
		if s.Prison.Shown {
			row.Median, row.Min, row.Max = p.term(int(s.Prison.Median)), p.term(int(s.Prison.Min)), p.term(int(s.Prison.Max))
		}
		p.Prison = &row
	}
}

// notSummed stands where there are too few numbers to sum up.
const notSummed = "–"

// statLabel is what people call a value of a table.
func (p CasePage) statLabel(table, value string) string {
	switch table {
	case "branches":
		return p.branch(value)
	case "lands":
		return p.land(value)
	case "levels":
		n, err := strconv.Atoi(value)
		if err != nil {
			return value
		}
		return p.level(n)
	}
	for _, t := range statTables() {
		if t.id == table && t.list != "" {
			return p.label(t.list, value)
		}
	}
	return value
}

// statSearch is the search for what a row counts, and nothing where the search does not
// tell it apart.
func (p CasePage) statSearch(table, value string) string {
	for filter, of := range map[string]string{"field": "fields", "form": "forms", "sector": "sectors", "court": "courts", "branch": "branches", "land": "lands", "kind": "kinds"} {
		if of == table {
			return p.to(search.Request{Filters: map[string][]string{filter: {value}}})
		}
	}
	switch table {
	case "norms":
		return p.to(search.Request{Text: value})
	case "years":
		if year, err := strconv.Atoi(value); err == nil {
			return p.to(search.Request{From: core.Date{Year: year, Month: 1, Day: 1}, To: core.Date{Year: year, Month: 12, Day: 31}})
		}
	}
	return ""
}

// statisticsFile gives the same numbers as data.
func (room *Room) statisticsFile(kind string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		s, err := room.statistics(r.Context())
		if err != nil {
			return err
		}
		p := CasePage{In: room.in(r), codes: room.codes}
		rows := p.statRows(&s)
		var b bytes.Buffer
		contentType := "text/csv; charset=utf-8"
		if kind == "json" {
			contentType = "application/json"
			err = p.writeStatJSON(&b, &s, rows, room.Network)
		} else {
			err = writeStatCSV(&b, rows)
		}
		if err != nil {
			return err
		}
		w.Header().Set("Content-Disposition", `attachment; filename="caselaw-statistics.`+kind+`"`)
		return web.Write(w, r, http.StatusOK, contentType, b.Bytes())
	}
}

// statLine is a line of the data. Median, Min and Max are whole cents of the unit, or
// months; they are not there where there are fewer than three numbers.
type statLine struct {
	Table  string `json:"table"`
	Code   string `json:"code"`
	Label  string `json:"label"`
	N      int    `json:"n"`
	Base   int    `json:"base"`
	Unit   string `json:"unit,omitempty"`
	Median *int64 `json:"median,omitempty"`
	Min    *int64 `json:"min,omitempty"`
	Max    *int64 `json:"max,omitempty"`
}

// statRows are all numbers, one a line. The base of a table is the decisions that say
// anything about it; that of sums the decisions in which they were awarded; that of
// imprisonment the sentences.
func (p CasePage) statRows(s *Statistics) (all []statLine) {
	all = append(all, statLine{Table: "total", Code: "decisions", Label: p.say("table.total"), N: s.Total, Base: s.Total})
	for _, t := range s.Tables {
		for _, row := range t.Rows {
			all = append(all, statLine{Table: t.ID, Code: row.Value, Label: p.statLabel(t.ID, row.Value), N: row.N, Base: t.Base})
		}
	}
	span := func(line statLine, of StatSpan) {
		if of.Shown {
			line.Median, line.Min, line.Max = &of.Median, &of.Min, &of.Max
		}
		all = append(all, line)
	}
	for _, sum := range s.Sums {
		span(statLine{Table: "sums", Code: sum.Kind, Label: p.label("sums", sum.Kind), N: sum.N, Base: sum.Decisions, Unit: sum.Unit + " cents"}, sum.StatSpan)
	}
	if s.Prison.N > 0 {
		span(statLine{Table: "prison", Code: "terms", Label: p.label("sentences", "prison"), N: s.Prison.N, Base: s.Prison.N, Unit: "months"}, s.Prison)
		all = append(all, statLine{Table: "prison", Code: "suspended", Label: p.say("suspended"), N: s.Suspended, Base: s.Prison.N})
	}
	return all
}

func writeStatCSV(b *bytes.Buffer, rows []statLine) error {
	w := csv.NewWriter(b)
	lines := [][]string{{"table", "code", "label", "n", "base", "unit", "median", "min", "max"}}
	number := func(n *int64) string {
		if n == nil {
			return ""
		}
		return formatNumber(*n)
	}
	for _, r := range rows {
		lines = append(lines, []string{r.Table, cell(r.Code), cell(r.Label), strconv.Itoa(r.N), strconv.Itoa(r.Base), cell(r.Unit), number(r.Median), number(r.Min), number(r.Max)})
	}
	return w.WriteAll(lines)
}

// cell keeps a spreadsheet from taking a text for a formula.
func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (p CasePage) writeStatJSON(b *bytes.Buffer, s *Statistics, rows []statLine, publisher string) error {
	e := json.NewEncoder(b)
	e.SetIndent("", "  ")
	return e.Encode(struct {
		Publisher string     `json:"publisher"`
		Note      string     `json:"note"`
		Decisions int        `json:"decisions"`
		First     string     `json:"first,omitempty"`
		Last      string     `json:"last,omitempty"`
		Rows      []statLine `json:"rows"`
	}{publisher, p.say("representative"), s.Total, s.First.String(), s.Last.String(), rows})
}
