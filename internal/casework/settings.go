package casework

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"verbund/internal/casework/letters"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Settings are what a centre's letters and forms say about the centre itself. They
// are sealed like everything else: an address may be secret.
type Settings struct {
	Organisation string         `json:"organisation,omitempty"` // that runs the centre, and answers for the data
	Centre       string         `json:"centre,omitempty"`
	Address      string         `json:"address,omitempty"` // line by line, for post
	Phone        string         `json:"phone,omitempty"`
	Mail         string         `json:"mail,omitempty"`
	Place        string         `json:"place,omitempty"`      // that stands before the day
	Supervisor   string         `json:"supervisor,omitempty"` // to whom one may complain (Article 77 GDPR)
	Officer      string         `json:"officer,omitempty"`    // data protection officer (Article 37 GDPR)
	Years        string         `json:"years,omitempty"`      // how long a file is kept after its end
	Regime       letters.Regime `json:"regime,omitempty"`
}

// Wording is a letter of a centre's own words, with the placeholders of package
// letters.
type Wording struct {
	Title string `json:"title"`
	Body  string `json:"body"`
}

const (
	settingsName             = "casework-settings" // the sealed setting
	wordingPart   vault.Part = "wordings"          // of the ledger
	settingsSheet            = "settings"
	wordingSheet             = "wording"
	linesLimit               = 500 // characters of an address
	wordingsLimit            = 50
)

// regime is the law on data protection that binds the centre: the general one
// where nobody has chosen.
func (s Settings) regime() letters.Regime {
	if s.Regime == "" {
		return letters.GDPR
	}
	return s.Regime
}

// check says what is wrong with the settings, field by field.
func (s Settings) check() error {
	var wrong []core.FieldError
	for _, f := range []struct {
		name, value string
		most        int
	}{{"organisation", s.Organisation, titleLimit}, {"centre", s.Centre, titleLimit}, {"address", s.Address, linesLimit}, {"phone", s.Phone, titleLimit},
		{"mail", s.Mail, titleLimit}, {"place", s.Place, titleLimit}, {"supervisor", s.Supervisor, linesLimit}, {"officer", s.Officer, linesLimit}} {
		if n := utf8.RuneCountInString(f.value); n > f.most {
			wrong = append(wrong, core.FieldError{Field: f.name, Key: "casework.error.too-long", Args: []any{"n", n, "most", f.most}})
		}
	}
	if n, err := strconv.Atoi(s.Years); s.Years != "" && (err != nil || n < 1 || n > 99) {
		wrong = append(wrong, core.FieldError{Field: "years", Key: "casework.error.number"})
	}
	if s.Regime != "" && !slices.Contains(letters.Regimes(), s.Regime) {
		wrong = append(wrong, core.FieldError{Field: "regime", Key: "casework.error.code"})
	}
	if wrong != nil {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// check says what is wrong with a letter of one's own: also where it asks for
// something that nobody can hand in.
func (t Wording) check(shelf *letters.Shelf) error {
	var wrong []core.FieldError
	say := func(field, key string, args ...any) {
		wrong = append(wrong, core.FieldError{Field: field, Key: key, Args: args})
	}
	switch n := utf8.RuneCountInString(t.Title); {
	case n == 0:
		say("title", "casework.error.required")
	case n > titleLimit:
		say("title", "casework.error.too-long", "n", n, "most", titleLimit)
	}
	n := utf8.RuneCountInString(t.Body)
	_, err := shelf.Own("own", t.Title, t.Body)
	unknown, isUnknown := errors.AsType[*letters.UnknownPlaceholder](err)
	switch {
	case strings.TrimSpace(t.Body) == "":
		say("body", "casework.error.required")
	case n > letterLimit:
		say("body", "casework.error.too-long", "n", n, "most", letterLimit)
	case isUnknown:
		say("body", "casework.settings.unknown", "name", "{"+unknown.Name+"}")
	case err != nil:
		return err
	}
	if wrong != nil {
		return &core.Error{Kind: core.Invalid, Fields: wrong}
	}
	return nil
}

// settings opens what the centre's letters say about the centre; empty where
// nobody has written anything.
func (d worker) settings(ctx context.Context, tx *sql.Tx, a *vault.Access) (Settings, error) {
	rec, err := readSetting[Record](ctx, tx, a, settingsName)
	if err != nil || rec.Settings == nil {
		return Settings{}, err
	}
	return *rec.Settings, nil
}

// saveSettings writes over settings that still have the stamp; else it fails with a
// conflict.
func (d worker) saveSettings(ctx context.Context, stamp vault.ID, mine func(now Settings) Settings) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		rec, err := readSetting[Record](ctx, tx, a, settingsName)
		if err != nil {
			return err
		}
		var now Settings
		if rec.Settings != nil {
			now = *rec.Settings
		} else {
			rec = Record{Sheet: settingsSheet}
			rec.Settings = &now
		}
		to := mine(now)
		if to == now {
			return nil
		}
		if stamp != rec.Stamp {
			return &conflict{rec, rec.ofStamp(stamp)}
		}
		state := d.state(nil)
		state.Settings = &to
		rec.next(state)
		if err := writeSetting(ctx, tx, a, settingsName, rec); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.settings", "", "changed")
	})
}

// wordings are the centre's own letters, by title; taken out ones too.
func (d worker) wordings(ctx context.Context, tx *sql.Tx, a *vault.Access) ([]leaf[Record], error) {
	f, err := d.ledger(ctx, tx, a)
	if err != nil {
		return nil, err
	}
	all, err := leaves[Record](ctx, tx, f, wordingPart)
	if err != nil {
		return nil, err
	}
	all = slices.DeleteFunc(all, func(l leaf[Record]) bool { return l.Value.Wording == nil })
	slices.SortFunc(all, func(x, y leaf[Record]) int { return strings.Compare(x.Value.Wording.Title, y.Value.Wording.Title) })
	return all, nil
}

// changeWording lets f change a letter of the centre's own, a new one where id is
// "". A form that was sent before changes nothing.
func (d worker) changeWording(ctx context.Context, id, form vault.ID, detail string, f func(l *leaf[Record]) error) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		all, err := d.wordings(ctx, tx, a)
		if err != nil {
			return err
		}
		l := &leaf[Record]{Value: Record{Sheet: wordingSheet, Form: form}}
		for i := range all {
			if id == "" && form != "" && all[i].Value.Form == form {
				return nil
			}
			if id != "" && all[i].ID == id {
				l = &all[i]
			}
		}
		if id != "" && l.ID == "" {
			return missing()
		}
		if id == "" && len(all) >= wordingsLimit {
			return fieldError("title", "casework.settings.too-many", "n", wordingsLimit)
		}
		stamp, out := l.Value.Stamp, l.Value.Removed
		if err := f(l); err != nil {
			return err
		}
		if l.Value.Stamp == stamp && l.Value.Removed == out {
			return nil
		}
		ledger, err := d.writeLedger(ctx, tx, a)
		if err != nil {
			return err
		}
		if err := l.put(ctx, tx, ledger, wordingPart); err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.settings", "", detail)
	})
}

// saveWording writes a letter of the centre's own, a new one where id is "".
func (d worker) saveWording(ctx context.Context, id, form, stamp vault.ID, mine func(now Wording) Wording) error {
	return d.changeWording(ctx, id, form, "wording", func(l *leaf[Record]) error {
		var now Wording
		if l.Value.Wording != nil {
			now = *l.Value.Wording
		}
		to := mine(now)
		if to == now {
			return nil
		}
		if id != "" && stamp != l.Value.Stamp {
			return &conflict{l.Value, l.Value.ofStamp(stamp)}
		}
		state := d.state(nil)
		state.Wording = &to
		l.Value.next(state)
		return nil
	})
}
