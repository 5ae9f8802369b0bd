package casework

import (
	"database/sql"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbund/internal/casework/release"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// releaseRoutes are the ways from a case to the released record.
func (room *Room) releaseRoutes(get, post router) []web.Route {
	file := post("/casework/release/file", Lead, room.takeRelease)
	file.Script, file.Files = false, true
	return []web.Route{
		get("/casework/release", Read, room.showReleases),
		post("/casework/release", Write, room.decideReleases),
		get("/casework/cases/{id}/release", Read, room.showRelease),
		post("/casework/cases/{id}/release", Write, room.decideRelease),
		get("/casework/release/deliver", Lead, room.askDelivery),
		post("/casework/release/deliver", Lead, room.deliverRelease),
		file,
	}
}

const releaseAddress = "/casework/release"

// releaseYears is how many years can be released: this one and those before it.
const releaseYears = 5

// releasesPerPage is how many cases stand on a page.
const releasesPerPage = 100

// yearOf is the year in an address or form. Without one it is that of which the
// figures are being made: in the first half of a year the year before.
func yearOf(v web.Values, today core.Date) int {
	year, err := strconv.Atoi(v.Get("year"))
	switch {
	case err == nil && year <= today.Year && year > today.Year-releaseYears:
		return year
	case today.Month <= time.June:
		return today.Year - 1
	}
	return today.Year
}

func yearText(year int) string { return strconv.Itoa(year) }

// years are links to the years that can be released.
func years(path string, year int, today core.Date) []ui.Link {
	var all []ui.Link
	for y := today.Year; y > today.Year-releaseYears; y-- {
		all = append(all, ui.Link{Address: path + "?year=" + yearText(y), Words: yearText(y), Current: y == year})
	}
	return all
}

// Which cases of a year are listed. Where nothing is chosen these are the ones to decide
// on, or all once there is none: so the buttons stand below what they are for.
const (
	onlyAll      = "all"
	onlyOpen     = "open"
	onlyReleased = "released"
	onlyWithout  = "no-consent"
	onlyGaps     = "gaps" // with the number of missing answers behind it: "gaps-2"
)

// ReleasesPage lists the cases of a year, to decide which of them are released.
type ReleasesPage struct {
	LeadFrame
	Taken   bool // the network takes records
	Years   []ui.Link
	Only    []ui.Link
	Gaps    []ui.Link // "for 14 cases two answers are missing"
	Hidden  string
	Running string // that the year is not over
	Left    string // cases that could not be decided on
	Problem string // that none was chosen
	Fields  [][2]string
	Rows    []ReleaseRow
	Tick    ui.Link // ticks what is ready
	Decides bool    // something can be decided, and she may
	Pager   ui.Pager
	Deliver string // address; empty for whoever does not lead
}

// ReleaseRow is a case with what its record would say.
type ReleaseRow struct {
	Alias, Address string
	New            string
	Value          string // of the box; empty where there is nothing to decide
	Ticked         bool
	Consent        ui.Link // with an address where she may still be asked
	ConsentDay     string
	Missing        []ui.Link // needed answers, each with the way to its question
	Complete       bool
	Unknown        string // needed answers that nobody can give
	Further        string // how many others are open
	Decision       string
	Changed        bool
	Brief          string     // the four needed answers
	Facts          []FactView // all of it
}

func (room *Room) showReleases(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.releasesPage(w, r, d, http.StatusOK, web.ReadQuery(r), releaseTrouble{})
}

// releaseTrouble is what stood against deciding on some cases.
type releaseTrouble struct {
	none bool       // none was chosen
	left []vault.ID // that have changed meanwhile
}

func (room *Room) releasesPage(w http.ResponseWriter, r *http.Request, d worker, status int, v web.Values, trouble releaseTrouble) error {
	year := yearOf(v, d.Today())
	p := ReleasesPage{LeadFrame: d.leadFrame(r, room.said(r, "casework.release.heading"), releaseAddress), Taken: d.Deliver != nil}
	if !p.Taken {
		if err := d.HoldsKey(r.Context()); err != nil {
			return err
		}
		return web.Render(w, r, status, releasesPage(p))
	}
	var y releaseYear
	err := d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) (err error) {
		y, err = d.openReleases(r.Context(), tx, a, year)
		return err
	})
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.release", "", yearText(year)); err != nil {
		return err
	}
	if trouble.none {
		p.Problem = p.Say("casework.release.none-chosen")
	}
	for _, one := range y.cases {
		if slices.Contains(trouble.left, one.id) {
			p.Left += map[bool]string{true: ", ", false: ""}[p.Left != ""] + one.alias
		}
	}
	if d.Has(Lead) {
		p.Deliver = releaseAddress + "/deliver?year=" + yearText(year)
	}
	p.Hidden = releaseHidden(p.Frame, len(y.hidden))
	if year == d.Today().Year {
		p.Running = p.Say("casework.release.running", "year", yearText(year))
	}
	who, only := v.Get("who"), v.Get("only")
	if who != mine {
		who = ""
	}
	p.Years = years(releaseAddress, year, d.Today())
	y.cases = slices.DeleteFunc(y.cases, func(one releasable) bool { return who == mine && !one.hers })
	here := url.Values{"year": {yearText(year)}}
	if who != "" {
		here.Set("who", who)
	}
	if only == "" {
		only = onlyAll
		if slices.ContainsFunc(y.cases, func(one releasable) bool { return one.fits(onlyOpen) }) {
			only = onlyOpen
		}
	}
	p.filters(y, here, only)
	shown := slices.DeleteFunc(y.cases, func(one releasable) bool { return !one.fits(only) })
	if v.Get("only") != "" {
		here.Set("only", only)
	}
	for _, name := range []string{"year", "who", "only"} {
		if here.Get(name) != "" {
			p.Fields = append(p.Fields, [2]string{name, here.Get(name)})
		}
	}
	paging := web.NewPaging(v, len(shown), releasesPerPage, releasesPerPage)
	turn := func(page int, words string) ui.Way {
		return ui.Way{Words: words, Address: releaseAddress + "?" + here.Encode() + "&page=" + yearText(page)}
	}
	p.Pager = ui.Pager{Page: paging.Page, Pages: paging.Pages(), Earlier: turn(paging.Page-1, p.Say("ui.pager.earlier")), Later: turn(paging.Page+1, p.Say("ui.pager.later"))}
	if paging.Page > 1 {
		p.Fields = append(p.Fields, [2]string{"page", yearText(paging.Page)})
	}
	ready, tick := 0, v.Get("tick") != ""
	for _, one := range shown[paging.From():paging.To()] {
		row := d.releaseRow(p.Frame, one, year)
		row.Ticked = tick && one.open() && row.Complete
		if one.open() && row.Complete {
			ready++
		}
		p.Decides = p.Decides || row.Value != ""
		p.Rows = append(p.Rows, row)
	}
	if p.Decides && ready > 0 && !tick {
		p.Tick = ui.Link{Address: releaseAddress + "?" + here.Encode() + "&tick=1&page=" + yearText(paging.Page) + "#cases", Words: p.Say("casework.release.tick", "n", ready)}
	}
	return web.Render(w, r, status, releasesPage(p))
}

// filters are the ways to some of the cases, with how many they are.
func (p *ReleasesPage) filters(y releaseYear, here url.Values, only string) {
	count := func(only string) (n int) {
		for _, one := range y.cases {
			if one.fits(only) {
				n++
			}
		}
		return n
	}
	to := func(only string) string {
		v := url.Values{"year": here["year"], "only": {only}}
		if here.Get("who") != "" {
			v.Set("who", here.Get("who"))
		}
		return releaseAddress + "?" + v.Encode()
	}
	for _, one := range []struct{ only, key string }{
		{onlyAll, "casework.release.all"}, {onlyOpen, "casework.release.only-open"}, {onlyReleased, "casework.release.only-released"}, {onlyWithout, "casework.release.only-without"}, {onlyGaps, "casework.release.only-gaps"},
	} {
		p.Only = append(p.Only, ui.Link{Address: to(one.only), Words: p.Say(one.key) + " (" + p.Number(count(one.only)) + ")", Current: one.only == only})
	}
	whose := ui.Link{Address: releaseAddress + "?year=" + here.Get("year") + "&who=" + mine, Words: p.Say("casework.today.mine")}
	if here.Get("who") == mine {
		whose = ui.Link{Address: releaseAddress + "?year=" + here.Get("year"), Words: p.Say("casework.today.everybody")}
	}
	p.Only = append(p.Only, whose)
	most := 0
	for _, one := range y.cases {
		most = max(most, one.missing())
	}
	for n := most; n > 0; n-- {
		name := onlyGaps + "-" + yearText(n)
		if cases := count(name); cases > 0 {
			p.Gaps = append(p.Gaps, ui.Link{Address: to(name), Words: gapWords(p.Frame, cases, n)})
		}
	}
}

// gapWords says for how many cases how many needed answers are missing.
func gapWords(f ui.Frame, cases, missing int) string {
	answers := f.Say("casework.release.answers", "n", missing)
	return f.Say("casework.release.gap", "n", cases, "answers", answers)
}

// missing is how many needed answers somebody could still ask for.
func (one releasable) missing() (n int) {
	for _, gap := range one.required {
		if !gap.Closed {
			n++
		}
	}
	return n
}

func (one releasable) fits(only string) bool {
	switch only {
	case onlyOpen:
		return one.open() || one.changed()
	case onlyReleased:
		return one.goes()
	case onlyWithout:
		return !one.consent.Given()
	case onlyGaps:
		return one.missing() > 0
	}
	if n, ok := strings.CutPrefix(only, onlyGaps+"-"); ok {
		return yearText(one.missing()) == n
	}
	return true
}

func releaseHidden(f ui.Frame, n int) string {
	if n == 0 {
		return ""
	}
	return f.Say("casework.release.hidden", "n", n)
}

// releaseRow is a case in the list.
func (d worker) releaseRow(f ui.Frame, one releasable, year int) ReleaseRow {
	row := ReleaseRow{Alias: one.alias, Address: address(one.id) + "/release?year=" + yearText(year), Complete: release.Complete(one.row), Changed: one.changed()}
	if one.row.New == "yes" {
		row.New = f.Say("casework.release.new")
	}
	if d.Has(Write) && one.consent.Given() {
		row.Value = string(one.id) + "." + one.seen()
	}
	row.Consent = ui.Link{Words: answerWords(f, one.consent.Answer)}
	if !one.consent.Given() {
		row.Consent.Address = address(one.id) + "/entries/consent"
	}
	if one.consent.Answer != release.Unasked {
		row.ConsentDay = f.Date(one.consent.Day)
	}
	var closed []string
	for _, gap := range one.required {
		if gap.Closed {
			closed = append(closed, gap.Label(f.Lang()))
			continue
		}
		row.Missing = append(row.Missing, gapLink(f, one.id, gap))
	}
	row.Unknown = strings.Join(closed, ", ")
	if n := len(one.further); n > 0 {
		row.Further = f.Say("casework.release.further", "n", n)
	}
	row.Decision = decisionWords(f, one.decision)
	var brief []string
	for _, c := range d.maker.Columns() {
		words := strings.Join(d.maker.Words(c, one.row.Cells[c.ID], f), ", ")
		if words == "" {
			continue
		}
		if c.Needed {
			brief = append(brief, words)
		}
		row.Facts = append(row.Facts, FactView{c.Label(f.Lang()), []string{words}})
	}
	row.Brief = strings.Join(brief, " · ")
	return row
}

// gapLink leads to the question that a record lacks an answer to.
func gapLink(f ui.Frame, id vault.ID, gap release.Gap) ui.Link {
	to := address(id) + pathOf(gap.Sheet)
	if gap.Sheet.Pages() > 1 {
		for _, section := range gap.Sheet.Sections {
			for _, q := range section.Questions {
				if q.ID == gap.Question.ID {
					to += "?page=" + yearText(max(1, section.Page))
				}
			}
		}
	}
	return ui.Link{Address: to + "#" + gap.Question.ID, Words: gap.Label(f.Lang())}
}

// answerWords say what the client has said, without the day.
func answerWords(f ui.Frame, a release.Answer) string {
	switch a {
	case release.Given:
		return f.Say("casework.form.yes")
	case release.Refused:
		return f.Say("casework.release.no")
	case release.Withdrawn:
		return f.Say("casework.release.withdrawn")
	}
	return f.Say("casework.release.consent-unasked")
}

func consentWords(f ui.Frame, c release.Consent) string {
	switch c.Answer {
	case release.Given:
		return f.Say("casework.release.consent-given", "date", c.Day)
	case release.Refused:
		return f.Say("casework.release.consent-refused", "date", c.Day)
	case release.Withdrawn:
		return f.Say("casework.release.consent-withdrawn", "date", c.Day)
	}
	return answerWords(f, c.Answer)
}

func decisionWords(f ui.Frame, r *Release) string {
	switch {
	case r == nil:
		return f.Say("casework.release.not-yet")
	case !r.Yes:
		return f.Say("casework.release.decided-no", "date", r.Day)
	case r.Live():
		return f.Say("casework.release.decided-yes", "date", r.Day)
	case r.Why == endedWithdrawn:
		return f.Say("casework.release.ended-withdrawn", "date", r.Ended)
	}
	return f.Say("casework.release.ended-taken-back", "date", r.Ended)
}

// decideReleases decides about the cases that were ticked. One that has changed since
// the list was shown is not decided on, and is named.
func (room *Room) decideReleases(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	year, yes := yearOf(v, d.Today()), v.Get("decision") == "yes"
	if len(v["case"]) == 0 || !yes && v.Get("decision") != "no" {
		return room.releasesPage(w, r, d, http.StatusUnprocessableEntity, v, releaseTrouble{none: true})
	}
	var trouble releaseTrouble
	for _, one := range v["case"] {
		first, seen, _ := strings.Cut(one, ".")
		id, ok := vault.ParseID(first)
		if !ok {
			return missing()
		}
		err := d.decide(r.Context(), id, year, yes, seen)
		if core.KindOf(err) == core.Conflict {
			trouble.left = append(trouble.left, id)
			continue
		}
		if err != nil {
			return err
		}
	}
	if trouble.left != nil {
		return room.releasesPage(w, r, d, http.StatusConflict, v, trouble)
	}
	to := url.Values{"year": {yearText(year)}, "done": {map[bool]string{true: "released", false: "not-released"}[yes]}}
	for _, name := range []string{"who", "only", "page"} {
		if v.Get(name) != "" {
			to.Set(name, v.Get(name))
		}
	}
	return web.SeeOther(w, releaseAddress+"?"+to.Encode())
}
