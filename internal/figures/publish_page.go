package figures

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/gate"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// PublicationsPage lists all publications, and who saw exact figures.
type PublicationsPage struct {
	ui.Frame
	All   []PublicationLine
	Looks []LookView
}

// PublicationLine is a line of the list.
type PublicationLine struct{ Address, Number, Kind, Year, State, Proposed, Decided string }

// LookView is who saw what.
type LookView struct{ Day, Name, What string }

// PublicationPage is what was proposed, with what the gate found.
type PublicationPage struct {
	ui.Frame
	Address           string
	State, Snapshot   string
	Proposed, Decided string
	Checks            []CheckView
	Problem           string
	MayDecide, Waits  bool
	Funnel            []FunnelStep
	Tables            []TableView
	Notes             []string // that hold for all of them
	GateAbout         string
	DecideAbout       string
	Publish           string    // words of the button
	Open              *OpenView // of microdata
	About             string    // of exact tables: what they are
	Files             []File
	Rows              *SampleView
}

// CheckView is a check of the gate in words.
type CheckView struct {
	Name, Result, Words string
	Passed              bool
	Measured            []string
}

// looksShown is how many looks are listed.
const looksShown = 100

func (room *Room) publications(w http.ResponseWriter, r *http.Request) error {
	p := PublicationsPage{Frame: room.frame(r, "figures.office.publications")}
	actor := web.ActorOf(r)
	all, err := room.Store.Publications(r.Context(), actor)
	if err != nil {
		return err
	}
	for _, one := range all {
		p.All = append(p.All, PublicationLine{publicationPath(one.Number), strconv.Itoa(one.Number), p.Say("figures.office.microdata.kind." + string(one.Kind)), one.years(), stateWords(p.Frame, one), byOn(p.Frame, one.ProposedBy, one.ProposedOn), byOn(p.Frame, one.DecidedBy, one.PublishedOn)})
	}
	looks, err := room.Store.Looks(r.Context(), actor, looksShown)
	if err != nil {
		return err
	}
	for _, l := range looks {
		p.Looks = append(p.Looks, LookView{p.Date(l.Day), l.Name, lookedAt(p.Frame, l.What)})
	}
	return web.Render(w, r, http.StatusOK, publicationsPage(p))
}

// lookedAt says what a line of the log notes in short, such as "freeze bcd500ba72bd…".
func lookedAt(f ui.Frame, note string) string {
	what, which, _ := strings.Cut(note, " ")
	if len(which) > 40 { // a snapshot is named by its hash, whose beginning tells it apart
		which = core.Clip(which, 12)
	}
	if key := "figures.office.look." + what; f.Has(key) {
		return f.Say(key, "which", which)
	}
	return note
}

func byOn(f ui.Frame, by string, on core.Date) string {
	if on.IsZero() {
		return ""
	}
	return f.Say("figures.office.by-on", "name", by, "date", on)
}

func (room *Room) publicationPage(w http.ResponseWriter, r *http.Request) error {
	return room.showPublication(w, r, http.StatusOK, nil)
}

func (room *Room) showPublication(w http.ResponseWriter, r *http.Request, status int, refused *core.Error) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return web.NotFound()
	}
	actor := web.ActorOf(r)
	one, err := room.Store.Publication(r.Context(), actor, number)
	if err != nil {
		return err
	}
	p := PublicationPage{Frame: room.frame(r, ""), Address: publicationPath(number), State: "", Snapshot: one.Snapshot}
	p.Heading = p.Say("figures.office.publication", "number", number, "year", yearWords(one.Year))
	p.GateAbout, p.DecideAbout = p.Say("figures.office.gate-about"), p.Say("figures.office.decide-about")
	p.State, p.Publish = stateWords(p.Frame, one), p.Say("figures.office.publish")
	p.Proposed, p.Decided = byOn(p.Frame, one.ProposedBy, one.ProposedOn), byOn(p.Frame, one.DecidedBy, one.PublishedOn)
	if refused != nil {
		p.Problem = p.Say(refused.Key, refused.Args...)
	}
	p.Waits = one.State == Proposed
	p.MayDecide = p.Waits && one.proposer != actor.Person
	if one.Kind == OfMicrodata {
		if err := room.fillMicrodata(r, actor, one, &p); err != nil {
			return err
		}
		return web.Render(w, r, status, publicationPage(p))
	}
	for _, c := range one.Report.Checks {
		result := "figures.office.passed"
		if !c.Passed {
			result = "figures.office.failed"
		}
		p.Checks = append(p.Checks, CheckView{p.Say("figures.gate.name." + c.ID), p.Say(result), p.Say(c.Key, c.Args...), c.Passed, measuredWords(p.Frame, c, func(id string) string { return p.Say("figures.gate.measured." + id) })})
	}
	if one.Kind == OfExact {
		p.Heading = p.Say("figures.office.exact.publication", "number", number, "year", yearWords(one.Year))
		p.About, p.Files = p.Say("figures.office.exact.what"), exactFiles(one)
		p.GateAbout, p.DecideAbout = p.Say("figures.office.exact.gate-about"), p.Say("figures.office.exact.decide-about")
		p.Publish = p.Say("figures.office.exact.publish")
	}
	p.Funnel = funnelSteps(p.Frame, one.Edition.Funnel)
	p.Tables, p.Notes = tableViews(p.Frame, room.labels(p.Frame), &one.Edition)
	return web.Render(w, r, status, publicationPage(p))
}

// stateWords say how far it has come. Exact tables are for an authority and never public.
func stateWords(f ui.Frame, p Publication) string {
	if p.Kind == OfExact && p.State == Published {
		return f.Say("figures.office.exact.given")
	}
	return f.Say("figures.office.state." + string(p.State))
}

// decide publishes or rejects.
func (room *Room) decide(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return web.NotFound()
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	step := v.Get("step")
	if step != "publish" && step != "reject" {
		return &core.Error{Kind: core.Invalid, Key: "figures.error.choose"}
	}
	err = room.Store.Decide(r.Context(), web.ActorOf(r), number, step == "publish")
	if e, ok := refusedBy(err); ok {
		return room.showPublication(w, r, http.StatusConflict, e)
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, publicationPath(number))
}

// refusedBy tells whether somebody else was quicker, or two people are needed.
func refusedBy(err error) (*core.Error, bool) {
	e, ok := errors.AsType[*core.Error](err)
	return e, ok && (e.Kind == core.Conflict || e.Key == "figures.error.second-person")
}

// measuredWords are the figures of a check, each with its name and its mark.
func measuredWords(f ui.Frame, c gate.Check, named func(id string) string) (all []string) {
	for _, m := range c.Measured {
		number := func(x float64) string {
			return strings.Replace(strconv.FormatFloat(x, 'f', -1, 64), ".", f.Say("figures.decimal-mark"), 1)
		}
		name, value := named(m.ID), number(math.Round(m.Value*1000)/1000)
		switch m.Sign {
		case gate.Most:
			all = append(all, f.Say("figures.office.at-most", "name", name, "value", value, "mark", number(m.Mark)))
		case gate.Least:
			all = append(all, f.Say("figures.office.at-least", "name", name, "value", value, "mark", number(m.Mark)))
		default:
			all = append(all, f.Say("figures.office.told", "name", name, "value", value))
		}
	}
	for _, place := range c.Where {
		all = append(all, place.String())
	}
	return all
}
