package decision

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Change is what became of one field of an entry: its values as JSON, empty where the
// field holds nothing. Field is its name in the JSON form, "court"; of what was written
// in a language it is "versions.de.title".
type Change struct {
	Field         string
	Before, After string
}

// Changes are the fields in which b differs from a, in the order of their names.
func Changes(a, b *Entry) ([]Change, error) {
	before, err := fieldsOf(a)
	if err != nil {
		return nil, err
	}
	after, err := fieldsOf(b)
	if err != nil {
		return nil, err
	}
	names := slices.Sorted(maps.Keys(before))
	for name := range after {
		if _, there := before[name]; !there {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var all []Change
	for _, name := range names {
		if before[name] != after[name] {
			all = append(all, Change{name, before[name], after[name]})
		}
	}
	return all, nil
}

// Set gives the field of e the value that a Change holds, and leaves the others as they
// are. A value that does not fit the field is an error, and e stays unchanged.
func (e *Entry) Set(field, value string) error {
	all, err := fieldsOf(e)
	if err != nil {
		return err
	}
	if value == "" {
		delete(all, field)
	} else {
		all[field] = value
	}
	next, err := ofFields(all)
	if err == nil {
		*e = next
	}
	return err
}

const versions = "versions"

// fieldsOf are the fields of e that hold something, as JSON by their names.
func fieldsOf(e *Entry) (map[string]string, error) {
	whole, err := split(e)
	if err != nil {
		return nil, err
	}
	delete(whole, versions)
	for _, v := range e.Versions {
		parts, err := split(v)
		if err != nil {
			return nil, err
		}
		delete(parts, "lang")
		for name, value := range parts {
			whole[versions+"."+v.Lang+"."+name] = value
		}
	}
	return whole, nil
}

// split is v as JSON, field by field.
func split(v any) (map[string]string, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	all := make(map[string]string, len(raw))
	for name, value := range raw {
		all[name] = string(value)
	}
	return all, nil
}

// ofFields is the entry of these fields; its versions come in the order of their
// languages, German first.
func ofFields(all map[string]string) (e Entry, err error) {
	whole := map[string]json.RawMessage{}
	written := map[string]map[string]json.RawMessage{}
	for name, value := range all {
		rest, ok := strings.CutPrefix(name, versions+".")
		if !ok {
			whole[name] = json.RawMessage(value)
			continue
		}
		lang, part, _ := strings.Cut(rest, ".")
		if written[lang] == nil {
			quoted, err := json.Marshal(lang)
			if err != nil {
				return e, err
			}
			written[lang] = map[string]json.RawMessage{"lang": quoted}
		}
		written[lang][part] = json.RawMessage(value)
	}
	if err := join(whole, &e); err != nil {
		return e, err
	}
	langs := slices.SortedFunc(maps.Keys(written), func(a, b string) int {
		if (a == "de") != (b == "de") {
			if a == "de" {
				return -1
			}
			return 1
		}
		return strings.Compare(a, b)
	})
	for _, lang := range langs {
		var v Version
		if err := join(written[lang], &v); err != nil {
			return e, err
		}
		e.Versions = append(e.Versions, v)
	}
	return e, nil
}

// join reads fields into v, and finds fault with one that v does not have.
func join(fields map[string]json.RawMessage, v any) error {
	text, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(v)
}
