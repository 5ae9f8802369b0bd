package figures

import (
	"context"
	"io"
	"maps"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/report"
	"verbund/internal/platform/ui"
)

// topic is a part of the figures that the dashboard shows at once.
type topic struct {
	ID     string
	Tables []string // of one column; those with two follow their rows
}

// topics hold every table of one column once. The first is shown where none is asked
// for.
var topics = []topic{
	{"funnel", []string{report.Funnel}},
	{"people", []string{"gender", "age_band", "minor_at_offence", "nationality"}},
	{"exploitation", []string{"form", "sector", "offences", "recruited_in", "exploited_in"}},
	{"access", []string{"access", "known_to"}},
	{"proceedings", []string{"investigation", "charge", "verdict"}},
	{"residence", []string{"residence", "title", "reflection_period"}},
	{"services", []string{"services", "claims"}},
	{"years", nil},
}

// PublicPage is what every public page of figures has.
type PublicPage struct {
	ui.Frame
	In   words     // the words of what it shows
	Year int       // which is shown; 0 before anything is published
	On   core.Date // when that was published
	Root string    // address of the dashboard
	Full string    // address of the page with that of the site
}

// tongue marks what is in another language than the page around it.
func (p PublicPage) tongue() templ.Attributes {
	if p.In.Lang() == p.Frame.Lang() {
		return nil
	}
	return templ.Attributes{"lang": string(p.In.Lang()), "dir": p.In.Dir()}
}

// at is the address of something of the year that is shown.
func (p PublicPage) at(rest string) string { return p.Root + "/" + strconv.Itoa(p.Year) + rest }

// File is a link to the data of a year.
type File struct{ Address, Name, Words, About string }

// files are those that stand beside every table, or all with those for authorities. A
// file has one address in each language that it is written in, whoever takes it.
func (p PublicPage) files(all bool) (list []File) {
	for _, f := range fileKinds {
		if all || !f.authority {
			name := strconv.Itoa(p.Year) + f.ending
			list = append(list, File{"/" + string(p.In.Lang()) + publicPath + "/" + name, name, p.In.say("file." + f.id), p.In.say("file-about." + f.id)})
		}
	}
	return list
}

// DashboardPage is the page of figures for everybody.
type DashboardPage struct {
	PublicPage
	Topics    []ui.Link
	Years     []ui.Choice
	Topic     string
	TopicName string
	Sections  []PublicSection
	Centres   int
}

// PublicSection is a topic of a report as it stands on a page.
type PublicSection struct {
	ID, Heading string
	Paragraphs  []string
	Exhibit     *Exhibit
	Pairs       []Exhibit
	Runs        []Exhibit
	Notes       []string
	Groups      []string // of countries, each with all that are in it
}

// topicOf is the topic of a name, or the first.
func topicOf(asked string) topic {
	return topics[max(0, slices.IndexFunc(topics, func(t topic) bool { return t.ID == asked }))]
}

// newDashboard shows a topic of a year. all are the publications, the oldest year
// first; r is the report of the year. Addresses name neither the latest year nor the
// first topic, so that they stay the same when a year is added.
func newDashboard(p PublicPage, all []Publication, shown topic, r report.Report) DashboardPage {
	d := DashboardPage{PublicPage: p, Topic: shown.ID}
	year := url.Values{}
	if n := len(all); n > 0 && all[n-1].Edition.Year != p.Year {
		year.Set("year", strconv.Itoa(p.Year))
	}
	for i := len(all) - 1; i >= 0; i-- {
		year := strconv.Itoa(all[i].Edition.Year)
		d.Years = append(d.Years, ui.Choice{Value: year, Words: year, Count: -1, Selected: all[i].Edition.Year == p.Year})
		if all[i].Edition.Year == p.Year {
			d.Centres = all[i].Edition.Centres
		}
	}
	d.TopicName = p.In.say("topic-of."+d.Topic, "year", strconv.Itoa(p.Year))
	for i, t := range topics {
		at := maps.Clone(year)
		if i > 0 {
			at.Set("topic", t.ID)
		}
		link := ui.Link{Address: p.Root, Words: p.In.say("topic." + t.ID), Current: t.ID == d.Topic}
		if len(at) > 0 {
			link.Address += "?" + at.Encode()
		}
		d.Topics = append(d.Topics, link)
	}
	d.Sections = sectionsOf(p.In, r, shown)
	return d
}

// sectionsOf are those sections of a report that belong to a topic, in its order: by
// their tables, or what is said of several years.
func sectionsOf(w words, r report.Report, t topic) (all []PublicSection) {
	for _, s := range r.Sections {
		if t.Tables == nil && s.Table == nil && s.Chart == nil {
			all = append(all, newSection(w, s))
		}
	}
	for _, id := range t.Tables {
		for _, s := range r.Sections {
			if s.Table != nil && s.Table.ID == id || s.Table == nil && s.Chart != nil && id == report.Funnel {
				all = append(all, newSection(w, s))
			}
		}
	}
	return all
}

// newSection shows a section of a report.
func newSection(w words, s report.Section) PublicSection {
	to := PublicSection{ID: s.ID, Heading: s.Heading, Paragraphs: texts(s.Paragraphs)}
	to.Notes, to.Groups = withGroups(s.Notes)
	switch {
	case s.Table != nil:
		e := newExhibit(w, s.Table, s.Table.Notes)
		e.Name, e.Chart.Title = s.Heading, s.Heading
		if s.Chart != nil {
			e.Sees, e.Chart.About = s.Chart.Says.String(), s.Chart.Says.String()
		}
		to.Exhibit = &e
	case s.Chart != nil:
		e := stepsOf(w, s.Chart)
		to.Exhibit = &e
	}
	to.Runs = runsOf(w, s.Series)
	for _, run := range s.Series {
		to.Notes = added(to.Notes, texts(run.Notes))
	}
	if to.Exhibit != nil && to.Exhibit.Chart.drawn() {
		to.Exhibit.Around, to.Notes = to.Notes, nil
	}
	for _, pair := range s.Pairs {
		to.Pairs = append(to.Pairs, newExhibit(w, pair, s.Table.Notes))
	}
	return to
}

func texts(all []report.Text) (said []string) {
	for _, t := range all {
		said = append(said, t.String())
	}
	return said
}

// withGroups parts notes from the lists of groups of countries.
func withGroups(all []report.Text) (notes, groups []string) {
	for _, t := range all {
		if len(t) == 1 && t[0].From != nil && isSum(t[0].From.Row) {
			groups = append(groups, t.String())
		} else {
			notes = append(notes, t.String())
		}
	}
	return notes, groups
}

// added adds what is not there yet.
func added(to, all []string) []string {
	for _, s := range all {
		if !slices.Contains(to, s) {
			to = append(to, s)
		}
	}
	return to
}

// ReportPage is a report, a press release or a summary as one page.
type ReportPage struct {
	PublicPage
	Kind     string // report, press, summary
	Heading  string
	Sections []PublicSection
	Notes    []string
	Groups   []string
	Versions string // of all that it is made from
}

// newReport shows all of a report.
func newReport(p PublicPage, kind string, r report.Report, of Publication) ReportPage {
	page := ReportPage{PublicPage: p, Kind: kind, Heading: r.Title.String()}
	page.Notes, page.Groups = withGroups(r.Notes)
	page.Versions = p.In.say("versions", "snapshot", of.Edition.Snapshot, "book", of.Edition.Book, "plan", of.Edition.Plan, "rules", of.Edition.Rules)
	for _, s := range r.Sections {
		shown := newSection(p.In, s)
		page.Sections, page.Groups = append(page.Sections, shown), added(page.Groups, shown.Groups)
	}
	return page
}

// periodsUpTo are the periods of a report on a year: that year and those before it.
func periodsUpTo(all []Publication, year int) (list []report.Period) {
	for i := range all {
		if all[i].Edition.Year <= year && all[i].Edition.Kind == edition.Public {
			list = append(list, report.Period{Edition: &all[i].Edition})
		}
	}
	return list
}

// writePaper writes the report of an edition, public or not, as one page that needs no
// server.
func writePaper(to io.Writer, in words, network string, e edition.Edition) error {
	made := in.Report([]report.Period{{Edition: &e}})
	title := made.Title.String()
	f := ui.Frame{Printer: in.Printer, Site: network, Heading: title, Title: title, Alone: true}
	page := PublicPage{Frame: f, In: in, Year: e.Year}
	return reportPaper(newReport(page, "report", made, Publication{Edition: e})).Render(context.Background(), to)
}
