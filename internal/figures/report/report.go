// Package report writes what people read of an edition: the report in German and
// English, press release, summary, press sentence, time series, figures of others
// beside ours, and files (JSON, CSV with CSVW, XLSX, profiles for the national
// rapporteur and for EU indicators).
//
// Its rules:
//   - All is written from edition.Edition. A value that is not shown there is in no
//     output, and neither is a number that follows from it.
//   - Texts are templates (words/de.toml, words/en.toml) that hold no digit. Numbers
//     come in by a small closed vocabulary, and each says which cell it is. A template
//     that names a cell which is not there, not shown or zero is not said; the next
//     one is tried, and in the end nothing is said.
//   - Shares have one decimal in the internal edition and none in the public one,
//     where a decimal would tell the exact count of a small group. They are rounded
//     half up, once.
//   - No two counts are added or subtracted; years least of all.
//   - A group of countries is called a group wherever it stands, and its countries
//     are printed with it.
//   - The same edition gives the same bytes on every machine.
//
// The package knows no page and no database: package pages renders its structures.
package report

import (
	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Report is the annual report, a press release or a summary.
type Report struct {
	Kind     edition.Kind
	Year     int
	Lang     core.Lang
	Title    Text
	Sections []Section
	Notes    []Text // what holds for all sections
}

// Section is a topic of a report. In press release and summary it has paragraphs and
// notes only.
type Section struct {
	ID         string
	Heading    string
	Paragraphs []Text
	Table      *edition.Table   // with one column; nil for the funnel and where there is none
	Pairs      []*edition.Table // with two columns, of the same rows
	Chart      *Chart
	Series     []Run
	Notes      []Text // base, silence, several answers, protection, countries of groups
}

// Chart is what a chart shows. The table beside it holds the same numbers.
type Chart struct {
	Form  string // "bars" or "steps" (the funnel); runs are drawn as lines from Section.Series
	Title string
	Says  Text // what one sees
	Bars  []Bar
}

// Bar is one line of a chart. A bar whose value is not shown is drawn as a mark and
// never with a length.
type Bar struct {
	ID    string
	Label string
	Value edition.Value
	Share int  // in units of 10^-Decimals percent
	Drawn bool // whether there is a share
	Words string
}

// Period is an edition with what time series need to know of it.
type Period struct {
	Edition *edition.Edition
	Months  int // length; 0 means twelve
}

// Writer writes in one language. It is safe for use by several goroutines.
type Writer struct {
	table.Labels
	text  *catalogue
	marks marks
	other *benchmarks
}

// New returns the writer for the language of labels: English, or German for all others.
func New(labels table.Labels) (*Writer, error) {
	if labels.Lang != "en" {
		labels.Lang = "de"
	}
	text, err := load(labels.Lang)
	if err != nil {
		return nil, err
	}
	other, err := loadBenchmarks()
	if err != nil {
		return nil, err
	}
	return &Writer{labels, text, marksOf(labels.Lang), other}, nil
}

// Decimals is how many decimals a share has in an edition.
func Decimals(kind edition.Kind) int {
	if kind == edition.Public {
		return 0
	}
	return 1
}

// Report is the annual report of the last period. The periods before it are for time
// series; those of another kind of edition are left out.
func (w *Writer) Report(periods []Period) Report {
	periods = sameKind(periods)
	if len(periods) == 0 {
		return Report{Lang: w.Lang}
	}
	v := w.view(periods)
	e := v.now
	r := v.frame("report")
	seen := map[string]bool{}
	for _, c := range w.text.Report {
		if t, ok := e.Table(c.Table); ok || c.Table == Funnel {
			seen[c.Table] = true
			r.Sections = append(r.Sections, v.section(c, t))
		}
	}
	for i := range e.Tables { // tables that nobody has written a sentence for
		if t := &e.Tables[i]; t.Spec.Columns == "" && !seen[t.ID] {
			r.Sections = append(r.Sections, v.section(chapter{ID: t.ID, Table: t.ID, Heading: w.Column(t.Spec.Rows)}, t))
		}
	}
	if len(periods) > 1 {
		r.Sections = append(r.Sections, v.history(periods))
	}
	if s, ok := v.others(); ok {
		r.Sections = append(r.Sections, s)
	}
	return r
}

// Press is the press release.
func (w *Writer) Press(periods []Period) Report { return w.short("press", w.text.Press, periods) }

// Summary is the report on one page.
func (w *Writer) Summary(periods []Period) Report {
	return w.short("summary", w.text.Summary, periods)
}

// Sentence is the press sentence; empty where the edition does not show what it takes.
func (w *Writer) Sentence(e *edition.Edition) Text {
	return w.view([]Period{{Edition: e}}).first(w.text.sentence)
}

func (w *Writer) short(name string, chapters []chapter, periods []Period) Report {
	periods = sameKind(periods)
	if len(periods) == 0 {
		return Report{Lang: w.Lang}
	}
	v := w.view(periods)
	r := v.frame(name)
	var groups []string
	for _, c := range chapters {
		v.table, v.groups = c.Table, nil
		s := Section{ID: c.ID, Heading: c.Heading, Paragraphs: v.paragraphs(c)}
		groups = append(groups, v.groups...)
		if len(s.Paragraphs) > 0 {
			r.Sections = append(r.Sections, s)
		}
	}
	r.Notes = append(r.Notes, w.groupNotes(groups)...)
	return r
}

// unknown tells whether a code means that the answer is not known.
func (w *Writer) unknown(column *record.Column, id string) bool {
	at, ok := column.Find(id)
	return ok && column.Codes[at].Unknown
}
