package text

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"verbund/internal/core"
)

// German and English are written by those who write the program. Every other
// language is a translation, and a file locale/LANGUAGE.status beside its
// catalogue says of each message which German text it was made from and whether
// somebody who speaks the language has read it:
//
//	KEY <tab> FINGERPRINT OF THE GERMAN <tab> FINGERPRINT OF THE TRANSLATION <tab> unreviewed
//
// When the German text changes, its fingerprint no longer fits, and readers get
// the German text instead of a stale translation until the file is brought up
// to date (go run ./internal/platform/text/stamp).

// Mark says how far a translation can be relied on.
type Mark string

// The marks of a translation.
const (
	Missing    Mark = "missing"    // there is none; readers get German
	Outdated   Mark = "outdated"   // made from another German text; readers get German
	Unreviewed Mark = "unreviewed" // shown, but nobody who speaks the language has read it
	Reviewed   Mark = "reviewed"
)

// Translation is the state of one message in one language.
type Translation struct {
	Key  string
	Mark Mark
	Note string // who reviewed it and when
}

// Fingerprint is a short hash of a message in all its forms: equal for equal
// texts, and different when anything is changed.
func (m Message) Fingerprint() string {
	h := sha256.New()
	for c, form := range m.forms {
		if !m.has[c] {
			continue
		}
		fmt.Fprintf(h, "%d", c)
		for _, p := range form {
			fmt.Fprintf(h, "\x00%s\x01%s", p.text, p.name)
		}
	}
	return hex.EncodeToString(h.Sum(nil)[:4])
}

// Fingerprint is a short hash of a whole text.
func Fingerprint(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:4])
}

// StatusLine is a line of a status file.
type StatusLine struct{ Key, German, Text, Mark string }

// ReadStatus reads the status file of a language in a room. There is none for
// the languages that are no translations: then the error wraps fs.ErrNotExist.
func ReadStatus(s Source, lang core.Lang) (map[string]StatusLine, error) {
	file, err := fs.ReadFile(s.Files, "locale/"+string(lang)+".status")
	if err != nil {
		return nil, err
	}
	lines := map[string]StatusLine{}
	for line := range strings.Lines(string(file)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) != 4 {
			return nil, fmt.Errorf("text: status of %s in %s: %q has not four columns", lang, s.Room, core.Clip(line, 60))
		}
		lines[f[0]] = StatusLine{f[0], f[1], f[2], f[3]}
	}
	return lines, nil
}

// applyStatus takes out of all what was made from another German text.
func (c *Catalogue) applyStatus(all *catalogue, s Source, lang core.Lang) error {
	status, err := ReadStatus(s, lang)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	german := c.printers[German].load().messages
	for key := range all.messages {
		if !strings.HasPrefix(key, s.Room+".") {
			continue
		}
		line := status[key]
		source := german[key]
		switch {
		case line.German != source.Fingerprint():
			all.marks[key] = Translation{key, Outdated, ""}
			delete(all.messages, key)
		case strings.HasPrefix(line.Mark, string(Reviewed)):
			all.marks[key] = Translation{key, Reviewed, strings.TrimPrefix(strings.TrimPrefix(line.Mark, string(Reviewed)), " ")}
		default:
			all.marks[key] = Translation{key, Unreviewed, ""}
			all.unchecked = true
		}
	}
	return nil
}

// public tells whether a message is meant for everybody. What only people of
// the network read is written in German and English alone.
func (s Source) public(key string) bool {
	rest := strings.TrimPrefix(key, s.Room+".")
	return !slices.ContainsFunc(s.Inside, func(table string) bool { return rest == table || strings.HasPrefix(rest, table+".") })
}

// Translations returns the state of every message that is meant for everybody,
// sorted by key.
func (c *Catalogue) Translations(lang core.Lang) []Translation {
	p := c.printers[lang]
	if p == nil {
		return nil
	}
	has := p.load()
	var all []Translation
	for _, s := range c.sources {
		for _, key := range c.Keys(German) {
			if !strings.HasPrefix(key, s.Room+".") || !s.public(key) {
				continue
			}
			t, known := has.marks[key]
			_, written := has.messages[key]
			switch {
			case known:
			case written && (lang == German || lang == "en"):
				t = Translation{key, Reviewed, ""}
			case written:
				t = Translation{key, Unreviewed, ""}
			default:
				t = Translation{key, Missing, ""}
			}
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b Translation) int { return strings.Compare(a.Key, b.Key) })
	return all
}

// Gaps tells whether anything that everybody may read in these rooms is shown in
// German because the language has no text of its own for it.
func (p *Printer) Gaps(rooms ...string) bool {
	for _, room := range rooms {
		if p.load().gaps[room] {
			return true
		}
	}
	return false
}

// Unchecked tells whether any text of the language has not been read by somebody
// who speaks it.
func (p *Printer) Unchecked() bool { return p.load().unchecked }
