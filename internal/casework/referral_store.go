package casework

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"hash/fnv"
	"net/http"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// passagePart is where the ledger keeps, under the id of each hand-over's message,
// to which case it belongs and what proves an answer to it.
const passagePart vault.Part = "referrals"

// passing is a hand-over, as the ledger of a centre knows it.
type passing struct {
	Direction Direction `json:"direction"`
	With      Party     `json:"with"`
	Proof     vault.ID  `json:"proof"`
	Case      vault.ID  `json:"case,omitempty"`   // in the own centre; none for what was declined
	Record    vault.ID  `json:"record,omitempty"` // the referral in it
	Asked     core.ID   `json:"asked,omitempty"`  // who waits for a second colleague
	Log       []Step    `json:"log,omitempty"`    // of what was declined
}

func missingReferral() error {
	return &core.Error{Kind: core.NotFound, Key: "casework.referral.missing"}
}

// referralPlace is a referral in an address.
type referralPlace struct{ caseID, id vault.ID }

func (at referralPlace) address() string {
	return address(at.caseID) + "/referrals/" + string(at.id)
}

func referralAt(r *http.Request) (at referralPlace, err error) {
	if at.caseID, err = caseOf(r); err != nil {
		return at, err
	}
	id, ok := vault.ParseID(r.PathValue("referral"))
	if !ok {
		return at, missingReferral()
	}
	at.id = id
	return at, nil
}

// referralIn opens the referral in an address, with all of its case that she may
// hand over.
func (d worker) referralIn(r *http.Request) (at referralPlace, o opened, k *Kept, err error) {
	if at, err = referralAt(r); err != nil {
		return at, o, nil, err
	}
	if o, err = d.openFor(r.Context(), at.caseID, "casework.read", referralSheet, d.partsFor()...); err != nil {
		return at, o, nil, err
	}
	k, err = o.referral(at.id)
	return at, o, k, err
}

// referral is one of a case.
func (c *Case) referral(id vault.ID) (*Kept, error) {
	k := c.entry(id)
	if k == nil || k.Referral == nil {
		return nil, missingReferral()
	}
	return k, nil
}

// referrals are all of a case, the newest first.
func (c *Case) referrals() []*Kept {
	all := slices.DeleteFunc(slices.Clone(c.records), func(k *Kept) bool { return k.Referral == nil })
	slices.SortFunc(all, func(a, b *Kept) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.ID, b.ID)) })
	return all
}

// partsFor are the parts of a case from which she may hand something over.
func (d worker) partsFor() []vault.Part {
	parts := []vault.Part{vault.Entries}
	if d.May(d.Actor, Identity) {
		parts = append(parts, vault.Identity)
	}
	if d.May(d.Actor, Location) {
		parts = append(parts, vault.Location)
	}
	return parts
}

// permission is what the consents of a client say about a hand-over.
type permission struct {
	fits   *Kept   // the newest that stands and means the recipient; nil for none
	others []*Kept // that stand, and mean somebody else
}

// permissionFor looks for the client's consent to a hand-over to somebody.
func (d worker) permissionFor(c *Case, to Party) permission {
	var p permission
	sheet, known := d.Set.Sheet("consent")
	if !known {
		return p
	}
	for _, k := range c.Entries(sheet) {
		switch {
		case !allowsHandOver(k.State.Answers, d.Today()):
		case !means(k.State.Answers.Get("to-whom"), to.Name):
			p.others = append(p.others, k)
		case p.fits == nil:
			p.fits = k
		}
	}
	return p
}

// enclose makes the letter of what was chosen. Kept back are sheets of which
// something was chosen that she may not see.
func (d worker) enclose(c *Case, r *Referral) (l letter, back []*dataset.Sheet) {
	l = letter{Set: d.Set.Version, Alias: c.Alias, Note: r.Note}
	for _, chosen := range r.Chosen {
		sheet, known := d.Set.Sheet(chosen.Sheet)
		if !known {
			continue
		}
		if !c.parts[partOf(sheet)] {
			if !slices.Contains(back, sheet) {
				back = append(back, sheet)
			}
			continue
		}
		if k := c.entry(chosen.Record); k != nil && !k.Removed && k.Sheet == sheet.ID {
			l.Records = append(l.Records, carry{Sheet: sheet.ID, Set: k.Set, Answers: carried(sheet, k.State.Answers)})
		}
	}
	return l, back
}

// seen stands for what somebody was shown of a referral before she sends it, so
// that nothing else is sent. It is no secret and protects from accidents only.
func (c *Case) seen(k *Kept) string {
	sum := fnv.New64a()
	sum.Write([]byte(k.Stamp))
	for _, chosen := range k.Referral.Chosen {
		if e := c.entry(chosen.Record); e != nil && !e.Removed {
			sum.Write([]byte(e.Stamp))
		}
	}
	return fmt.Sprintf("%016x", sum.Sum64())
}

func changedReferral() error {
	return &core.Error{Kind: core.Conflict, Key: "casework.referral.changed"}
}

// changeReferral opens a case with a referral, lets f change it, and notes that
// under the code f returns; "" means that there was nothing to do.
func (d worker) changeReferral(ctx context.Context, at referralPlace, f func(tx *sql.Tx, c *Case, k *Kept) (code, detail string, err error)) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, at.caseID, d.partsFor()...)
		if err != nil {
			return err
		}
		k, err := c.referral(at.id)
		if err != nil {
			return err
		}
		code, detail, err := f(tx, c, k)
		if err != nil || code == "" {
			return err
		}
		if err := d.sealReferral(ctx, tx, c, k); err != nil {
			return err
		}
		return d.Record(ctx, tx, code, c.ID, detail)
	})
}

func (d worker) sealReferral(ctx context.Context, tx *sql.Tx, c *Case, k *Kept) error {
	number := k.Number
	k.State = d.state(nil)
	k.Number = number + 1
	return c.seal(ctx, tx, k)
}

// prepare begins a referral. A form that was sent before gives the one it began.
func (d worker) prepare(ctx context.Context, caseID, form vault.ID, with Party) (id vault.ID, err error) {
	if err := d.Write(); err != nil {
		return "", err
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, caseID)
		if err != nil {
			return err
		}
		for _, k := range c.referrals() {
			if k.Form == form {
				id = k.ID
				return nil
			}
		}
		if with.Centre != "" {
			founded, err := d.Vault.Founded(ctx, tx, with.Centre)
			if err != nil {
				return err
			}
			if !founded {
				return fieldError("to", "casework.referral.unreachable")
			}
		}
		r := &Referral{Direction: Out, With: with, Message: vault.NewID(), Proof: vault.NewID(), Expires: d.Today().AddDays(referralDays)}
		if err := r.do(Prepare, giver, d.step("")); err != nil {
			return err
		}
		k := &Kept{ID: vault.NewID(), part: vault.Core, Record: Record{Sheet: referralSheet, Form: form, Referral: r}}
		id = k.ID
		if err := d.sealReferral(ctx, tx, c, k); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.referral-prepared", caseID, "")
	})
	return id, err
}

// step is a line of the log that she writes today.
func (d worker) step(note string) Step {
	return Step{Day: d.Today(), By: d.Actor.Person, Note: note}
}

// choice is what somebody chose to hand over.
type choice struct {
	chosen  []Chosen
	note    string
	expires core.Date
}

// choose keeps what goes along. What a second colleague was asked before holds no
// longer: she would agree to something else. What was chosen of parts that this
// colleague may not see stays as it is.
func (d worker) choose(ctx context.Context, at referralPlace, stamp vault.ID, to choice) error {
	return d.changeReferral(ctx, at, func(tx *sql.Tx, c *Case, k *Kept) (string, string, error) {
		r := k.Referral
		if !r.may(Send, giver, d.Today()) || r.Direction != Out {
			return "", "", notNow()
		}
		for _, chosen := range r.Chosen {
			if sheet, known := d.Set.Sheet(chosen.Sheet); known && !c.parts[partOf(sheet)] {
				to.chosen = append(to.chosen, chosen)
			}
		}
		same := slices.Equal(r.Chosen, to.chosen) && r.Note == to.note && r.Expires == to.expires
		if same {
			return "", "", nil
		}
		if k.Stamp != stamp {
			return "", "", changedReferral()
		}
		r.Chosen, r.Note, r.Expires, r.Override = to.chosen, to.note, to.expires, nil
		return "casework.referral-chosen", "", d.unask(ctx, tx, c, r)
	})
}

// unask takes back that a second colleague is waited for.
func (d worker) unask(ctx context.Context, tx *sql.Tx, c *Case, r *Referral) error {
	l, f, err := d.passingOf(ctx, tx, c.access, r.Message)
	if err != nil || l == nil || l.Value.Asked == "" {
		return err
	}
	l.Value.Asked = ""
	return l.put(ctx, tx, f, passagePart)
}

func notNow() error { return &core.Error{Kind: core.Conflict, Key: "casework.referral.not-now"} }

// ask gives the reason why something shall go without the client's consent, and
// asks a second colleague.
func (d worker) ask(ctx context.Context, at referralPlace, seen, reason string) error {
	return d.changeReferral(ctx, at, func(tx *sql.Tx, c *Case, k *Kept) (string, string, error) {
		r := k.Referral
		switch {
		case r.Direction != Out || !r.may(Send, giver, d.Today()):
			return "", "", notNow()
		case r.Override != nil && r.Override.Reason == reason && r.Override.AskedBy == d.Actor.Person:
			return "", "", nil
		case c.seen(k) != seen:
			return "", "", changedReferral()
		}
		r.Override = &Override{Reason: reason, AskedBy: d.Actor.Person}
		return "casework.referral-asked", "", d.keepPassing(ctx, tx, c, k, d.Actor.Person)
	})
}

// passingOf is what the ledger knows of a hand-over; nil for nothing.
func (d worker) passingOf(ctx context.Context, tx *sql.Tx, a *vault.Access, message vault.ID) (*leaf[passing], *vault.Folder, error) {
	f, err := d.writeLedger(ctx, tx, a)
	if err != nil {
		return nil, nil, err
	}
	all, err := leaves[passing](ctx, tx, f, passagePart)
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		if all[i].ID == message {
			return &all[i], f, nil
		}
	}
	return nil, f, nil
}

// keepPassing notes in the ledger to which case a hand-over belongs.
func (d worker) keepPassing(ctx context.Context, tx *sql.Tx, c *Case, k *Kept, asked core.ID) error {
	l, f, err := d.passingOf(ctx, tx, c.access, k.Referral.Message)
	if err != nil {
		return err
	}
	if l == nil {
		l = &leaf[passing]{ID: k.Referral.Message}
	}
	l.Value = passing{Direction: k.Referral.Direction, With: k.Referral.With, Proof: k.Referral.Proof, Case: c.ID, Record: k.ID, Asked: asked}
	return l.put(ctx, tx, f, passagePart)
}

// send sends what she was shown: to the inbox of a centre, or as a file that is
// made for her. What was sent already is not sent again.
func (d worker) send(ctx context.Context, at referralPlace, seen string, from Party, person string) error {
	return d.changeReferral(ctx, at, func(tx *sql.Tx, c *Case, k *Kept) (string, string, error) {
		r := k.Referral
		if r.Direction == Out && r.Passage() == Sent && (!r.Outside() || r.Parcel != nil) {
			return "", "", nil
		}
		if r.Direction != Out || !r.may(Send, giver, d.Today()) {
			return "", "", notNow()
		}
		if c.seen(k) != seen {
			return "", "", changedReferral()
		}
		letter, back := d.enclose(c, r)
		switch {
		case len(back) > 0:
			return "", "", &core.Error{Kind: core.Denied, Key: "casework.referral.not-yours"}
		case len(letter.Records) == 0:
			return "", "", &core.Error{Kind: core.Unprocessable, Key: "casework.referral.nothing"}
		case !r.Outside() && d.Today().After(r.Expires):
			return "", "", &core.Error{Kind: core.Unprocessable, Key: "casework.referral.too-late"}
		}
		allowed := d.permissionFor(c, r.With)
		if !r.mayLeave(allowed.fits != nil, d.Actor.Person) {
			return "", "", &core.Error{Kind: core.Denied, Key: "casework.referral.no-consent"}
		}
		detail := ""
		if allowed.fits != nil {
			r.Consent, r.Override = allowed.fits.ID, nil
		} else {
			r.Consent, r.Override.AgreedBy, detail = "", d.Actor.Person, "without-consent"
		}
		if err := r.do(Send, giver, d.step("")); err != nil {
			return "", "", err
		}
		if r.Outside() {
			r.Parcel = &Parcel{Passphrase: vault.NewPassphrase(), By: d.Actor.Person, Letter: letter, Person: person}
		} else if err := d.dispatch(ctx, tx, r, letter, from, person); err != nil {
			return "", "", err
		}
		return "casework.referral-sent", detail, d.keepPassing(ctx, tx, c, k, "")
	})
}
