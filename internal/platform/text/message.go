package text

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

// Message is one text of a catalogue, with its forms if it is a plural.
type Message struct {
	forms [6]pattern // by category; a message without plural has only other
	has   [6]bool
}

// Plural tells whether the argument n selects among several forms.
func (m Message) Plural() bool { return m.has != [6]bool{other: true} }

// Categories returns the plural categories the message has a form for, in the
// order zero, one, two, few, many, other.
func (m Message) Categories() []string {
	var names []string
	for c, has := range m.has {
		if has {
			names = append(names, category(c).String())
		}
	}
	return names
}

// Placeholders returns the names that occur in any form, sorted.
func (m Message) Placeholders() []string {
	var names []string
	for _, form := range m.forms {
		for _, part := range form {
			if part.name != "" {
				names = append(names, part.name)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// EmptyForms returns the categories whose form says nothing.
func (m Message) EmptyForms() []string {
	var names []string
	for c, has := range m.has {
		if has && m.forms[c].isBlank() {
			names = append(names, category(c).String())
		}
	}
	return names
}

func (m *Message) form(c category) pattern {
	if m.has[c] {
		return m.forms[c]
	}
	return m.forms[other]
}

// pattern is a text cut at its placeholders.
type pattern []part

func (p pattern) isBlank() bool {
	for _, part := range p {
		if part.name != "" || strings.TrimSpace(part.text) != "" {
			return false
		}
	}
	return true
}

// part is either plain text or the name of a placeholder.
type part struct{ text, name string }

// parsePattern cuts a text at its placeholders. A brace that is not part of a
// placeholder is an error: it is more likely a slip than meant.
func parsePattern(s string) (pattern, error) {
	var p pattern
	for rest := s; rest != ""; {
		open := strings.IndexAny(rest, "{}")
		if open < 0 {
			return append(p, part{text: rest}), nil
		}
		if rest[open] == '}' {
			return nil, fmt.Errorf("a } without { in %q", core.Clip(s, 60))
		}
		if open > 0 {
			p = append(p, part{text: rest[:open]})
		}
		rest = rest[open+1:]
		end := strings.IndexByte(rest, '}')
		if end < 0 {
			return nil, fmt.Errorf("a { without } in %q", core.Clip(s, 60))
		}
		if !isName(rest[:end]) {
			return nil, fmt.Errorf("{%s} is no placeholder: lower-case letters, digits and _ only", core.Clip(rest[:end], 30))
		}
		p = append(p, part{name: rest[:end]})
		rest = rest[end+1:]
	}
	return p, nil
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}

// readMessages adds the messages of a source's file for lang to all. The error
// wraps fs.ErrNotExist if there is no such file.
func readMessages(all map[string]Message, s Source, lang core.Lang) error {
	name := "locale/" + string(lang) + ".toml"
	data, err := fs.ReadFile(s.Files, name)
	if err != nil {
		return fmt.Errorf("text: catalogue of %s: %w", s.Room, err)
	}
	var tree map[string]any
	if _, err := toml.Decode(string(data), &tree); err != nil {
		return fmt.Errorf("text: %s of %s: %w", name, s.Room, err)
	}
	if err := flatten(all, s.Room, tree); err != nil {
		return fmt.Errorf("text: %s of %s: %w", name, s.Room, err)
	}
	return nil
}

func flatten(all map[string]Message, prefix string, tree map[string]any) error {
	var problems []error
	for key, value := range tree {
		full := prefix + "." + key
		switch v := value.(type) {
		case string:
			p, err := parsePattern(v)
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", full, err))
				continue
			}
			var m Message
			m.forms[other], m.has[other] = p, true
			all[full] = m
		case map[string]any:
			if !isPlural(v) {
				problems = append(problems, flatten(all, full, v))
				continue
			}
			m, err := parsePlural(v)
			if err != nil {
				problems = append(problems, fmt.Errorf("%s: %w", full, err))
				continue
			}
			all[full] = m
		default:
			problems = append(problems, fmt.Errorf("%s is a %T, not a text", full, value))
		}
	}
	return errors.Join(problems...)
}

func isPlural(table map[string]any) bool {
	for key := range table {
		if _, ok := parseCategory(key); !ok {
			return false
		}
	}
	return len(table) > 0
}

func parsePlural(table map[string]any) (Message, error) {
	var m Message
	for key, value := range table {
		c, _ := parseCategory(key)
		s, ok := value.(string)
		if !ok {
			return m, fmt.Errorf("the form %q is a %T, not a text", key, value)
		}
		p, err := parsePattern(s)
		if err != nil {
			return m, err
		}
		m.forms[c], m.has[c] = p, true
	}
	if !m.has[other] {
		return m, errors.New(`a plural needs the form "other"`)
	}
	return m, nil
}

// ReadMessages returns the messages of a room's catalogue in one language as
// they stand in its file.
func ReadMessages(s Source, lang core.Lang) (map[string]Message, error) {
	all := make(map[string]Message)
	return all, readMessages(all, s, lang)
}
