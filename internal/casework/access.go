package casework

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
)

// Copy is what a client gets who asks what is kept about her (Article 15 (3) GDPR,
// § 19 DSG-EKD, § 17 KDG). Supervision notes and what concerns other people stay
// out of it, and that is said (Article 15 (4)).
type Copy struct {
	ui.Frame          // in German or English, as the answers are
	Cover    CopyText // in her language as far as there is a translation
	Privacy  CopyText // what happens to her data
	Said     []string // about the copy itself
	Parts    []CopyPart
	Withheld []FactView // what is not in it, and why
}

// CopyText is a text for her, perhaps in another language than the rest.
type CopyText struct {
	Title, Lang, Dir string
	Blocks           []letters.Block
}

// CopyPart is a sheet of her file.
type CopyPart struct {
	Label   string
	Entries []CopyEntry
}

// CopyEntry is what stands on it, or one of its entries.
type CopyEntry struct {
	Note  string // that it was taken out, or is withheld
	Facts []FactView
}

// asking is what somebody has chosen for a copy.
type asking struct {
	Lang    core.Lang // of cover and privacy page
	Rest    core.Lang // of the answers: German or English
	Others  bool      // leave out what names other people
	Without []string  // entries that are left out
}

// ofOthers tells whether a question is about other people than her.
func ofOthers(sheet, question string) bool {
	return slices.Contains([]string{
		"identity.emergency-name", "identity.emergency-phone", "location.household", "location.may-know", "journal.with-whom",
	}, sheet+"."+question)
}

// mayCopy tells whether she may give a sheet along.
func (d worker) mayCopy(sheet *dataset.Sheet) bool {
	switch sheet.Part {
	case dataset.Identity:
		return d.May(d.Actor, Identity)
	case dataset.Location:
		return d.May(d.Actor, Location)
	}
	return true
}

// copyOf makes the copy of a file, with what the centre says of itself in all its
// letters.
func (d worker) copyOf(f ui.Frame, o opened, of Settings, ask asking) (*Copy, error) {
	f.Printer = d.Speak(ask.Rest)
	c := &Copy{Frame: f}
	values := of.values()
	values["alias"], values["today"] = o.Alias, d.Speak(ask.Lang).Date(d.Today())
	if values["centre_name"] == "" && f.Inside != nil {
		values["centre_name"] = f.Inside.Unit
	}
	cover, err := d.Shelf.Access(ask.Lang, of.regime(), values)
	if err != nil {
		return nil, err
	}
	privacy, err := d.Shelf.Privacy(ask.Rest, of.regime(), values)
	if err != nil {
		return nil, err
	}
	c.Cover, c.Privacy = textOf(cover), textOf(privacy)
	c.Said = append(c.Said, f.Say("casework.access.in-language", "language", f.LanguageName(string(ask.Rest))))
	withheld := func(what, why string) { c.Withheld = append(c.Withheld, FactView{what, []string{why}}) }
	c.Parts = append(c.Parts, CopyPart{f.Say("casework.access.case"), []CopyEntry{{Facts: append(d.headFacts(f, o.Head), releaseFacts(f, o.decided)...)}}})
	others, entries := false, 0
	for _, sheet := range d.Set.Sheets {
		if !d.mayCopy(sheet) {
			withheld(sheet.Label(f.Lang()), f.Say("casework.access.no-right"))
			continue
		}
		part := CopyPart{Label: sheet.Label(f.Lang())}
		for _, k := range append(o.Entries(sheet), o.RemovedEntries(sheet)...) {
			if slices.Contains(ask.Without, string(k.ID)) {
				entries++
				part.Entries = append(part.Entries, CopyEntry{Note: f.Say("casework.access.entry-withheld")})
				continue
			}
			e := CopyEntry{}
			answers := k.State.Answers.Clone()
			for _, q := range sheet.Questions() {
				if strings.HasPrefix(q.List, "@colleagues") {
					delete(answers, q.ID)
				}
				if len(answers[q.ID]) > 0 && ask.Others && ofOthers(sheet.ID, q.ID) {
					others = true
					delete(answers, q.ID)
					e.Facts = append(e.Facts, FactView{q.Label(f.Lang()), []string{f.Say("casework.access.withheld-field")}})
				}
			}
			e.Facts = append(d.facts(f, sheet, answers, o.given), e.Facts...)
			if k.Removed {
				e.Note = f.Say("casework.access.removed")
			}
			if len(e.Facts) > 0 {
				part.Entries = append(part.Entries, e)
			}
		}
		if len(part.Entries) > 0 {
			c.Parts = append(c.Parts, part)
		}
	}
	if others {
		withheld(f.Say("casework.access.others"), f.Say("casework.access.others-why"))
	}
	if entries > 0 {
		withheld(f.Say("casework.access.entries", "n", entries), f.Say("casework.access.others-why"))
	}
	withheld(f.Say("casework.access.colleagues"), f.Say("casework.access.colleagues-why"))
	withheld(f.Say("casework.access.supervision"), f.Say("casework.access.supervision-why"))
	withheld(f.Say("casework.access.files"), f.Say("casework.access.files-why"))
	return c, nil
}

func textOf(f letters.Filled) CopyText {
	return CopyText{Title: f.Title, Lang: string(f.Lang), Dir: f.Dir, Blocks: letters.Read(f.Text)}
}

// headFacts say what is kept once of a case.
func (d worker) headFacts(f ui.Frame, h Head) []FactView {
	all := []FactView{
		{f.Say("casework.case.alias"), []string{h.Alias}},
		{f.Say("casework.access.opened"), []string{f.Date(h.Opened)}},
		{f.Say("casework.list.status"), []string{f.Say("casework.case.status-" + string(h.Status))}},
	}
	if len(h.Tags) > 0 {
		all = append(all, FactView{f.Say("casework.case.tags"), []string{strings.Join(h.Tags, ", ")}})
	}
	var flags []string
	for _, flag := range h.Flags {
		code, _ := d.Set.List("flag").Code(flag)
		flags = append(flags, code.Label(f.Lang()))
	}
	if len(flags) > 0 {
		all = append(all, FactView{f.Say("casework.case.flags"), flags})
	}
	return all
}

// noteCopy notes in record and journal of the case that a copy was made. A form that is sent twice stands in the
// journal once. It is possible in a closed case too: the right does not end.
func (d worker) noteCopy(ctx context.Context, id, form vault.ID, way, words string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, id, vault.Entries)
		if err != nil {
			return err
		}
		if err := d.Record(ctx, tx, "casework.access", id, way); err != nil {
			return err
		}
		sheet, known := d.Set.Sheet("journal")
		if !known || slices.ContainsFunc(c.records, func(k *Kept) bool { return k.Form == form }) {
			return nil
		}
		answers := dataset.Answers{}
		answers.Set("day", d.Today().String())
		answers.Set("kind", "documentation")
		answers.Set("text", words)
		k := &Kept{ID: vault.NewID(), part: partOf(sheet), Record: Record{Sheet: sheet.ID, Form: form}}
		k.next(d.state(answers))
		if err := c.seal(ctx, tx, k); err != nil {
			return err
		}
		return d.index(ctx, tx, c)
	})
}
