package figures

import (
	"bytes"
	"crypto/rand"
	"encoding/csv"
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/micro"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// OpenView is a release of microdata in words.
type OpenView struct {
	Years     string
	From      int
	Published string // when
	Promises  []NamedWords
	Workload  []string // the columns of each noisy table
	Files     []OpenFileView
}

// NamedWords is something with its name.
type NamedWords struct{ Name, Words string }

// OpenFileView is a file of a release.
type OpenFileView struct{ Name, Address, Size, About string }

// SampleView are the first rows of a release.
type SampleView struct {
	Head []string
	Rows [][]string
}

// sampleRows is how many rows are shown.
const sampleRows = 12

// newOpenView puts a release into words. at is the address of a file.
func newOpenView(t *text.Printer, d *micro.Design, p Publication, at func(name string) string) OpenView {
	v := OpenView{Years: windowWords(p.Open.From), From: p.Open.From}
	if p.State == Published {
		v.Published = t.Say("figures.public.published", "date", p.PublishedOn)
	}
	say := func(id string, args ...any) string { return t.Say("figures.public.microdata."+id, args...) }
	mark := t.Say("figures.decimal-mark")
	number := func(x float64, decimals int) string {
		return strings.Replace(strconv.FormatFloat(x, 'f', decimals, 64), ".", mark, 1)
	}
	promise := p.Open.Promise
	for _, one := range [][2]string{
		{"records", t.Number(promise.Records)},
		{"deviation", number(promise.Deviation(), 2)},
		{"difference", t.Number(int(math.Ceil(3 * math.Sqrt2 * promise.Deviation())))},
		{"epsilon", number(roundedUp(promise.Epsilon))},
		{"delta", number(roundedUp(promise.Delta))},
		{"rho", number(roundedUp(promise.Rho))},
		{"membership", number(roundedUp(micro.Advantage(promise.Rho)))},
	} {
		v.Promises = append(v.Promises, NamedWords{say("promise." + one[0]), say("promised."+one[0], "value", one[1])})
	}
	for _, pair := range p.Open.Workload {
		v.Workload = append(v.Workload, columnWords(t, d, pair[0])+" × "+columnWords(t, d, pair[1]))
	}
	for _, f := range p.Open.Files {
		kind, _, _ := strings.Cut(f.Name[strings.LastIndex(f.Name, "-")+1:], ".")
		v.Files = append(v.Files, OpenFileView{f.Name, at(f.Name), say("size", "n", t.Number((f.Size+999)/1000)), say("file." + kind)})
	}
	return v
}

// roundedUp keeps three digits that count, so that what is promised is kept, and says
// how many decimals that takes.
func roundedUp(x float64) (rounded float64, decimals int) {
	if x <= 0 {
		return 0, 0
	}
	decimals = max(0, 2-int(math.Floor(math.Log10(x))))
	scale := math.Pow10(decimals)
	return math.Ceil(x*scale) / scale, decimals
}

// columnWords is what a column of the microdata is called; its id where the design no
// longer has it.
func columnWords(t *text.Printer, d *micro.Design, id string) string {
	at := slices.IndexFunc(d.Columns, func(c micro.Column) bool { return c.ID == id })
	if at < 0 {
		return id
	}
	return d.Columns[at].Label(t.Lang())
}

// sampleOf reads the first rows out of the file of rows.
func sampleOf(t *text.Printer, d *micro.Design, body []byte) (*SampleView, error) {
	file := csv.NewReader(bytes.NewReader(body))
	head, err := file.Read()
	if err != nil {
		return nil, err
	}
	v := &SampleView{}
	for _, id := range head {
		v.Head = append(v.Head, columnWords(t, d, id))
	}
	for range sampleRows {
		row, err := file.Read()
		if err != nil {
			return nil, err
		}
		row = slices.Clone(row)
		for i, id := range row {
			if at := slices.IndexFunc(d.Columns, func(c micro.Column) bool { return c.ID == head[i] }); at >= 0 {
				for _, k := range d.Columns[at].Categories {
					if k.ID == id {
						row[i] = k.Label(t.Lang())
					}
				}
			}
		}
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

// years are those of a publication as text.
func (p Publication) years() string {
	if p.Kind == OfMicrodata {
		return windowWords(p.Open.From)
	}
	return yearWords(p.Year)
}

// fillWindow says on the page of a snapshot whether microdata may be proposed.
func (room *Room) fillWindow(r *http.Request, snap *Snapshot, p *SnapshotPage) error {
	p.Window = windowWords(snap.firstOfWindow())
	err := room.Store.Drawable(r.Context(), snap)
	if e, ok := drawRefused(err); ok {
		p.Closed = p.Say(e.Key, e.Args...)
		return nil
	}
	return err
}

// drawRefused tells whether microdata may not be proposed, for a reason that the office
// can read.
func drawRefused(err error) (*core.Error, bool) {
	e, ok := errors.AsType[*core.Error](err)
	return e, ok && (e.Kind == core.Conflict || e.Kind == core.Invalid)
}

// proposeMicrodata draws the noise and makes the rows.
func (room *Room) proposeMicrodata(w http.ResponseWriter, r *http.Request) error {
	p, err := room.Store.ProposeMicrodata(r.Context(), web.ActorOf(r), r.PathValue("id"), rand.Reader)
	if e, ok := drawRefused(err); ok {
		return room.showSnapshot(w, r, http.StatusConflict, web.Printer(r).Say(e.Key, e.Args...))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, publicationPath(p.Number))
}

// fillMicrodata shows the second person what was proposed.
func (room *Room) fillMicrodata(r *http.Request, actor core.Actor, one Publication, p *PublicationPage) error {
	p.Heading = p.Say("figures.office.microdata.publication", "number", one.Number, "years", one.years())
	p.GateAbout, p.DecideAbout = p.Say("figures.office.microdata.marks-about"), p.Say("figures.office.microdata.decide-about")
	for _, c := range one.Report.Checks {
		result := "figures.office.passed"
		if !c.Passed {
			result = "figures.office.failed"
		}
		p.Checks = append(p.Checks, CheckView{p.Say("figures.office.microdata.check." + c.ID), p.Say(result), p.Say(c.Key), c.Passed, measuredWords(p.Frame, c, func(id string) string { return p.Say("figures.office.microdata.measured." + id) })})
	}
	at := func(name string) string { return p.Address + "/files/" + name }
	open := newOpenView(p.Printer, room.Store.design, one, at)
	p.Open = &open
	for _, f := range one.Open.Files {
		if !strings.HasSuffix(f.Name, "-"+micro.RowsFile) {
			continue
		}
		body, err := room.Store.ProposedFile(r.Context(), actor, one.Number, f.Name)
		if err != nil {
			return err
		}
		if p.Rows, err = sampleOf(p.Printer, room.Store.design, body); err != nil {
			return err
		}
	}
	return nil
}

// proposedFile sends a file of a release to the one who decides, or of approved exact
// tables to the one who hands them on.
func (room *Room) proposedFile(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return web.NotFound()
	}
	name := r.PathValue("name")
	actor := web.ActorOf(r)
	one, err := room.Store.Publication(r.Context(), actor, number)
	if err != nil {
		return err
	}
	var body []byte
	if one.Kind == OfExact {
		body, err = room.exactFile(r.Context(), actor, one, name, web.Printer(r))
	} else {
		body, err = room.Store.ProposedFile(r.Context(), actor, number, name)
	}
	if err != nil {
		return err
	}
	return web.Attachment(w, r, name, bytes.NewReader(body))
}
