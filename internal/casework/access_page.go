package casework

import (
	"context"
	"database/sql"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// accessRoutes are the copy of her file for a client.
func (room *Room) accessRoutes(get, post router) []web.Route {
	give := post("/casework/cases/{id}/access", Write, room.giveCopy)
	give.Files = true
	return []web.Route{get("/casework/cases/{id}/access", Write, room.askCopy), give}
}

// AccessPage says what a copy will hold, and asks how it shall be made.
type AccessPage struct {
	CaseFrame
	Form     string
	Language ui.Field
	Langs    []ui.Choices
	Rest     ui.Field
	Rests    []ui.Choice
	Centre   []FactView // what the centre says of itself
	Gaps     []string   // what it has not said yet
	MayFill  bool       // she leads the centre, and can say it
	Others   bool
	Parts    []AccessPart
	Missing  []string // sheets that she may not give along
	Way      ui.Field
	Ways     []ui.Choice
	Phrase   ui.Field
	Repeat   ui.Field
	Password ui.Field
}

// AccessPart is a sheet with the entries that may be left out.
type AccessPart struct {
	Label   string
	Count   string
	Entries []ui.Choice
}

// The ways in which a copy is given.
const (
	copyPrint  = "print"
	copyFile   = "file"
	copySealed = "sealed"
)

// passphraseLength is how many characters a passphrase has at least that leaves the
// house.
const passphraseLength = 16

func (p AccessPage) fields() []ui.Field {
	return []ui.Field{p.Language, p.Rest, p.Way, p.Phrase, p.Repeat, p.Password}
}

func (room *Room) askCopy(w http.ResponseWriter, r *http.Request, d worker) error {
	return room.accessPage(w, r, d, http.StatusOK, nil, nil)
}

// accessPage asks. typed is what was chosen last, with what is wrong about it.
func (room *Room) accessPage(w http.ResponseWriter, r *http.Request, d worker, status int, typed web.Values, wrong error) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	o, of, err := d.openWhole(r.Context(), id)
	if err != nil {
		return err
	}
	p := AccessPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.access.heading"), "/access", o.names), Form: string(vault.NewID()), Others: true}
	if typed != nil {
		p.Form, p.Others = string(formID(typed)), typed.Checked("others")
	}
	problems := problemsOf(p.Frame, wrong)
	said := func(name, otherwise string) string {
		if typed != nil {
			return typed.Get(name)
		}
		return otherwise
	}
	p.languages(d, o, said)
	p.centre(d, of)
	p.parts(d, o, typed)
	p.Way = ui.Field{Name: "way", Label: p.Say("casework.access.way"), Error: problems["way"]}
	for _, way := range []struct{ value, words string }{
		{copyPrint, p.Say("casework.access.way-print")}, {copySealed, p.Say("casework.access.way-sealed")}, {copyFile, p.Say("casework.access.way-file")},
	} {
		p.Ways = append(p.Ways, ui.Choice{Value: way.value, Words: way.words, Count: -1, Selected: said("way", copyPrint) == way.value})
	}
	p.Phrase = ui.Field{Name: "passphrase", Label: p.Say("casework.access.passphrase"), Hint: p.Say("casework.access.passphrase-hint", "n", passphraseLength),
		Type: "password", Autocomplete: "new-password", Error: problems["passphrase"]}
	p.Repeat = ui.Field{Name: "repeat", Label: p.Say("casework.access.repeat"), Type: "password", Autocomplete: "new-password", Error: problems["repeat"]}
	p.Password = desk.Password(p.Frame, wrong)
	return web.Render(w, r, status, accessPage(p))
}

// centre says what the centre has written about itself, and what it has not.
func (p *AccessPage) centre(d worker, of Settings) {
	of.Regime, p.MayFill = of.regime(), d.May(d.Actor, Lead)
	for _, one := range d.settingsPieces(p.Frame) {
		switch {
		case one.Name == "place": // stands before the day of a letter only
		case one.get(of) != "":
			p.Centre = append(p.Centre, FactView{one.Label, one.saidOf(p.Frame, of)})
		case one.Name != "centre": // the network knows its name
			p.Gaps = append(p.Gaps, one.Label)
		}
	}
}

// languages offers those of the cover, hers first.
func (p *AccessPage) languages(d worker, o opened, said func(name, otherwise string) string) {
	hers := string(letters.German)
	for _, code := range o.Answers("intake").All("languages") {
		if slices.Contains(d.Shelf.Languages(), core.Lang(code)) {
			hers = code
			break
		}
	}
	lang := said("language", hers)
	var list []ui.Choice
	for _, one := range d.Shelf.Languages() {
		words := p.LanguageName(string(one))
		if !d.Shelf.Reviewed(one) {
			words = p.Say("casework.access.unreviewed", "language", words)
		}
		list = append(list, ui.Choice{Value: string(one), Words: words, Count: -1, Selected: lang == string(one)})
	}
	p.Language = ui.Field{Name: "language", Label: p.Say("casework.access.language"), Hint: p.Say("casework.access.language-hint")}
	p.Langs = []ui.Choices{{List: list}}
	rest := said("rest", map[bool]string{true: "de", false: "en"}[hers == "de"])
	p.Rest = ui.Field{Name: "rest", Label: p.Say("casework.access.rest"), Hint: p.Say("casework.access.rest-hint")}
	for _, one := range []string{"de", "en"} {
		p.Rests = append(p.Rests, ui.Choice{Value: one, Words: p.LanguageName(one), Count: -1, Selected: rest == one})
	}
}

// parts lists what there is, with a box for each entry that may be left out.
func (p *AccessPage) parts(d worker, o opened, typed web.Values) {
	var without []string
	if typed != nil {
		without = typed.All("without")
	}
	for _, sheet := range d.Set.Sheets {
		if !d.mayCopy(sheet) {
			p.Missing = append(p.Missing, sheet.Label(p.Lang()))
			continue
		}
		all := append(o.Entries(sheet), o.RemovedEntries(sheet)...)
		if len(all) == 0 {
			continue
		}
		part := AccessPart{Label: sheet.Label(p.Lang()), Count: p.Say("casework.entry.count", "n", len(all))}
		for _, k := range all {
			if !sheet.Many {
				part.Count = p.Say("casework.case.answered", "n", len(k.State.Answers), "all", len(sheet.Questions()))
				continue
			}
			part.Entries = append(part.Entries, ui.Choice{Value: string(k.ID), Words: d.briefly(p.Frame, sheet, k, o.given), Count: -1,
				Selected: slices.Contains(without, string(k.ID))})
		}
		p.Parts = append(p.Parts, part)
	}
}

// briefly says an entry on one line.
func (d worker) briefly(f ui.Frame, sheet *dataset.Sheet, k *Kept, g dataset.Given) string {
	var all []string
	for _, fact := range d.facts(f, sheet, k.State.Answers, g) {
		all = append(all, strings.Join(fact.Lines, " "))
	}
	return core.Clip(strings.Join(all, " · "), 300)
}

// openWhole opens a case with all that its reader may give along, and what the
// centre says of itself.
func (d worker) openWhole(ctx context.Context, id vault.ID) (o opened, of Settings, err error) {
	parts := []vault.Part{vault.Entries}
	if d.May(d.Actor, Identity) {
		parts = append(parts, vault.Identity)
	}
	if d.May(d.Actor, Location) {
		parts = append(parts, vault.Location)
	}
	var decided releases
	o, err = d.openWith(ctx, id, "casework.read", "access", func(tx *sql.Tx, a *vault.Access) (err error) {
		if decided, err = releasesOf(ctx, tx, a, id); err != nil {
			return err
		}
		of, err = d.settings(ctx, tx, a)
		return err
	}, parts...)
	o.decided = decided
	return o, of, err
}

// readAsking reads what was chosen for a copy, and, where it leaves sealed, for
// whom.
func (d worker) readAsking(v web.Values) (ask asking, way string, seal sealing, err error) {
	ask = asking{Lang: core.Lang(v.Get("language")), Rest: core.Lang(v.Get("rest")), Others: v.Checked("others"), Without: v.All("without")}
	if !slices.Contains(d.Shelf.Languages(), ask.Lang) {
		return ask, "", nil, fieldError("language", "casework.error.code")
	}
	if ask.Rest != letters.German && ask.Rest != letters.English {
		return ask, "", nil, fieldError("rest", "casework.error.code")
	}
	switch way = v.Get("way"); way {
	case copyPrint, copyFile:
		return ask, way, nil, nil
	case copySealed:
		seal, err = readPassphrase(v)
		return ask, way, seal, err
	}
	return ask, "", nil, fieldError("way", "casework.error.code")
}

// sealing makes a writer that seals a file that leaves the house.
type sealing func(io.Writer) (io.WriteCloser, error)

// readPassphrase reads the passphrase of such a file. A space at its end belongs
// to it.
func readPassphrase(v web.Values) (sealing, error) {
	phrase, repeat := "", ""
	if all := v["passphrase"]; len(all) > 0 {
		phrase = all[0]
	}
	if all := v["repeat"]; len(all) > 0 {
		repeat = all[0]
	}
	if utf8.RuneCountInString(phrase) < passphraseLength {
		return nil, fieldError("passphrase", "casework.access.short", "n", passphraseLength)
	}
	if phrase != repeat {
		return nil, fieldError("repeat", "casework.access.differs")
	}
	to, err := vault.PassphraseRecipient(phrase)
	if err != nil {
		return nil, err
	}
	return func(out io.Writer) (io.WriteCloser, error) { return vault.SealFile(out, to) }, nil
}

// passwordOf is the password in a form, as it was typed.
func passwordOf(v web.Values) string {
	if all := v["password"]; len(all) > 0 {
		return all[0]
	}
	return ""
}

// giveCopy makes the copy. That it was made is noted before anything leaves.
func (room *Room) giveCopy(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := caseOf(r)
	if err != nil {
		return err
	}
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	ask, way, seal, err := d.readAsking(v)
	if err == nil {
		err = d.Confirm(r.Context(), d.Actor, passwordOf(v))
	}
	if status, refused := desk.Refused(err); refused {
		return room.accessPage(w, r, d, status, v, err)
	}
	if err != nil {
		return err
	}
	o, of, err := d.openWhole(r.Context(), id)
	if err != nil {
		return err
	}
	f := room.frame(r, "")
	c, err := d.copyOf(f, o, of, ask)
	if err != nil {
		return err
	}
	words := f.Say("casework.access.journal", "way", f.Say("casework.access.journal-"+way), "language", f.LanguageName(string(ask.Lang)), "n", len(ask.Without))
	if err := d.noteCopy(r.Context(), id, formID(v), way, words); err != nil {
		return err
	}
	c.Title = f.Title
	if way == copyPrint {
		return web.Render(w, r, http.StatusOK, copyPage(f, c, address(id)))
	}
	name := "copy-" + d.Today().String() + ".html"
	if way == copySealed {
		name += ".age"
	}
	return web.Download(w, name, func(out io.Writer) error {
		if way == copyFile {
			return copyDocument(c).Render(r.Context(), out)
		}
		sealed, err := seal(out)
		if err != nil {
			return err
		}
		if err := copyDocument(c).Render(r.Context(), sealed); err != nil {
			return err
		}
		return sealed.Close()
	})
}
