package casework

import (
	"context"
	"database/sql"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/a-h/templ"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// Draft is a form as far as it was filled in, kept sealed for the one who writes
// it, until she saves or drops it. Nothing of it is kept in her browser.
type Draft struct {
	Person core.ID    `json:"person"`
	Key    string     `json:"key"` // the address to which the form is sent
	At     time.Time  `json:"at"`  // to the minute
	Fields web.Values `json:"fields"`
}

// Bounds of drafts. The oldest of a person goes where there are too many; none
// lasts longer than a month.
const (
	draftsOfOne = 20
	draftBytes  = 256 << 10
	draftDays   = 30
)

// keepDraft keeps a form as it is. A script sends it while somebody writes, and
// gets a line of text; without one a button does, and leads back to the form.
func (room *Room) keepDraft(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	key := v.Get("draft")
	if !draftKey(key) {
		return missing()
	}
	if err := d.Desk.Write(); err != nil {
		return err
	}
	size := 0
	for name, values := range v {
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	if size > draftBytes {
		return &core.Error{Kind: core.TooLarge, Key: "casework.error.draft"}
	}
	delete(v, "draft")
	draft := Draft{Person: d.Actor.Person, Key: key, At: d.Minute(), Fields: v}
	if err := d.putDraft(r.Context(), draft); err != nil {
		return err
	}
	if v.Get("by") == "hand" {
		return web.SeeOther(w, key)
	}
	f := room.frame(r, "")
	return web.Write(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(d.keptWords(f, draft.At)))
}

func (d worker) keptWords(f ui.Frame, at time.Time) string {
	at = at.In(d.Zone)
	return f.Say("casework.draft.kept", "time", f.Time(at.Hour(), at.Minute()))
}

// draftKey tells whether a text is the address of a form of the room.
func draftKey(key string) bool {
	u, err := url.Parse(key)
	return err == nil && u.Host == "" && u.Scheme == "" && strings.HasPrefix(key, "/casework/") && len(key) < 200 && !strings.Contains(key, "..") && !strings.ContainsAny(key, "\\\r\n")
}

// dropDraft throws a draft away and leads to the form as it is kept.
func (room *Room) dropDraft(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	if !draftKey(v.Get("draft")) {
		return missing()
	}
	return d.taken(w, r, v, v.Get("draft"))
}

func (d worker) putDraft(ctx context.Context, draft Draft) error {
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		all, err := leaves[Draft](ctx, tx, f, draftPart)
		if err != nil {
			return err
		}
		to := &leaf[Draft]{}
		count, oldest := 0, (*leaf[Draft])(nil)
		for i := range all {
			one := &all[i]
			if one.Value.At.Before(d.Minute().AddDate(0, 0, -draftDays)) {
				if err := f.EraseRecord(ctx, tx, draftPart, one.ID); err != nil {
					return err
				}
				continue
			}
			if one.Value.Person != d.Actor.Person {
				continue
			}
			if one.Value.Key == draft.Key {
				to = one
				continue
			}
			if count++; oldest == nil || one.Value.At.Before(oldest.Value.At) {
				oldest = one
			}
		}
		if count >= draftsOfOne {
			if err := f.EraseRecord(ctx, tx, draftPart, oldest.ID); err != nil {
				return err
			}
		}
		to.Value = draft
		return to.put(ctx, tx, f, draftPart)
	})
}

// draftFor is her draft of a form, nil where there is none.
func (d worker) draftFor(ctx context.Context, key string) (*Draft, error) {
	var found *Draft
	err := d.View(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, err := d.ledger(ctx, tx, a)
		if err != nil {
			return err
		}
		all, err := leaves[Draft](ctx, tx, f, draftPart)
		for _, one := range all {
			if one.Value.Person == d.Actor.Person && one.Value.Key == key {
				found = &one.Value
			}
		}
		return err
	})
	return found, err
}

// draftOver is her draft of a sheet, a page of one or an entry, nil where it says
// what is kept anyway: then it was on its way when the form was sent for good.
func (d worker) draftOver(ctx context.Context, f ui.Frame, key string, sheet *dataset.Sheet, page int, kept dataset.Answers, given dataset.Given) (*Draft, error) {
	draft, err := d.draftFor(ctx, key)
	if draft == nil || err != nil {
		return nil, err
	}
	if says, err := d.read(f, sheet, page, draft.Fields, kept, given); err == nil && says.Equal(kept) {
		return nil, nil
	}
	return draft, nil
}

// drafting is a form of which a draft is kept while somebody writes in it.
type drafting struct {
	Key    string // the address of its page
	Of     string // says that and since when a draft stands in the form; empty where none does
	Unkept bool   // the form holds what is kept nowhere yet: it was refused
}

// drafting looks up her draft of a form, and returns what the form is filled with:
// what was typed, where it is shown again, else the draft, else nil. kept tells
// whether what a draft says is kept already: then it was on its way when the form
// was sent for good, and is no draft any more.
func (d worker) drafting(ctx context.Context, f ui.Frame, key string, typed web.Values, kept func(web.Values) bool) (drafting, web.Values, error) {
	if typed != nil {
		return drafting{Key: key, Unkept: true}, typed, nil
	}
	draft, err := d.draftFor(ctx, key)
	if err != nil || draft == nil || kept(draft.Fields) {
		return drafting{Key: key}, nil, err
	}
	return drafting{Key: key, Of: d.draftWords(f, draft)}, draft.Fields, nil
}

// keep makes a form one of which a draft is kept.
func (v *FormView) keep(of drafting) { v.Draft, v.DraftOf, v.Unkept = of.Key, of.Of, of.Unkept }

// stamps are the hidden fields that say with what a form was filled at first; now is
// the stamp of what is kept, which is shown beside it where clash is true.
func stamps(now vault.ID, typed web.Values, clash bool) [][2]string {
	switch {
	case typed == nil:
		return [][2]string{{"stamp", string(now)}}
	case clash:
		return [][2]string{{"stamp", string(now)}, {"base", beganWith(typed)}}
	}
	return [][2]string{{"stamp", beganWith(typed)}}
}

// beganWith is the stamp of what a form was filled with at first. Where both
// versions were shown since, "stamp" is the one of the other version, which counts
// only for what was chosen there.
func beganWith(v web.Values) string {
	if _, again := v["base"]; again {
		return v.Get("base")
	}
	return v.Get("stamp")
}

// drafted are the attributes of a form of which the script keeps a draft; at once,
// where it holds what is kept nowhere yet. It also needs the key in a hidden field
// "draft", so that the draft goes when the form is taken.
func drafted(key string, unkept bool) templ.Attributes {
	if key == "" {
		return nil
	}
	return templ.Attributes{"data-draft": "/casework/drafts", "data-draft-key": key, "data-draft-changed": unkept}
}

// forgetDraft throws a draft away, once what it held is saved. There need be none.
func (d worker) forgetDraft(ctx context.Context, key string) error {
	if key == "" {
		return nil
	}
	if draft, err := d.draftFor(ctx, key); err != nil || draft == nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		f, err := d.ledger(ctx, tx, a)
		if err != nil || f == nil {
			return err
		}
		all, err := leaves[Draft](ctx, tx, f, draftPart)
		if err != nil {
			return err
		}
		for _, one := range all {
			if one.Value.Person == d.Actor.Person && one.Value.Key == key {
				if err := f.EraseRecord(ctx, tx, draftPart, one.ID); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// taken leads on after a form was taken, of which no draft is needed any more.
func (d worker) taken(w http.ResponseWriter, r *http.Request, v web.Values, to string) error {
	if err := d.forgetDraft(r.Context(), v.Get("draft")); err != nil {
		return err
	}
	return web.SeeOther(w, to)
}

// draftWords say that and since when a draft stands in a form.
func (d worker) draftWords(f ui.Frame, draft *Draft) string {
	at := draft.At.In(d.Zone)
	return f.Say("casework.draft.here", "date", core.DateOf(at), "time", f.Time(at.Hour(), at.Minute()))
}
