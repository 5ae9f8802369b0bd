package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"verbund/internal/caselaw/decision"
)

// fromJSON reads one decision as an object of JSON. It takes strings, numbers, lists
// of them and true or false, wherever they stand.
func fromJSON(file []byte) (decision.Found, error) {
	text, err := textOf(file)
	if err != nil {
		return decision.Found{}, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return decision.Found{}, withCause(invalid("caselaw.source.json"), err)
	}
	var r record
	known := 0
	for _, name := range sortedNames(fields) {
		column := columnOf(name)
		if column == "" {
			continue
		}
		values, ok := valuesOf(fields[name])
		if !ok {
			return decision.Found{}, invalid("caselaw.source.json-value", "field", short(name))
		}
		if column != "norms" && column != "keywords" && len(values) > 1 {
			values = []string{strings.Join(values, map[bool]string{true: ", ", false: "\n"}[column == "az"])}
		}
		for _, v := range values {
			r.set(column, v)
		}
		known++
	}
	if known == 0 {
		return decision.Found{}, invalid("caselaw.source.json-unknown")
	}
	return fromRecord(&r)
}

// valuesOf are the values of a field: none, one, or those of a list.
func valuesOf(raw json.RawMessage) ([]string, bool) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		return nil, false
	}
	one := func(v any) (string, bool) {
		switch v := v.(type) {
		case string:
			return v, true
		case json.Number:
			return v.String(), true
		case bool:
			if v {
				return "true", true
			}
			return "", true
		case nil:
			return "", true
		}
		return "", false
	}
	list, isList := v.([]any)
	if !isList {
		list = []any{v}
	}
	var all []string
	for _, item := range list {
		s, ok := one(item)
		if !ok {
			return nil, false
		}
		if strings.TrimSpace(s) != "" {
			all = append(all, s)
		}
	}
	return all, true
}

// eachLine reads JSON Lines.
func eachLine(name string, in *bufio.Reader, l Limits, yield yielder) {
	line, items := 0, int64(0)
	for {
		raw, err := untilEnd(in, l.Text)
		line++
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errLong) {
			yield(decision.Found{Line: line}, at(broken(name, err), line))
			return
		}
		if len(bytes.TrimSpace(raw)) > 0 || errors.Is(err, errLong) {
			if items++; items > l.Items {
				yield(decision.Found{Line: line}, at(tooLarge("caselaw.source.items", "most", l.Items), line))
				return
			}
			var found decision.Found
			var fault error
			if errors.Is(err, errLong) {
				fault = tooLarge("caselaw.source.text-large", "name", short(name), "most", megabytes(l.Text))
			} else {
				found, fault = fromJSON(raw)
			}
			found.Line = line
			if !yield(found, at(fault, line)) {
				return
			}
		}
		if errors.Is(err, io.EOF) {
			return
		}
	}
}

var errLong = errors.New("too long")

// untilEnd reads a line. One that has more than most bytes is read over, and errLong
// comes instead; a line that is the last comes with io.EOF.
func untilEnd(in *bufio.Reader, most int64) ([]byte, error) {
	var all []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if int64(len(all)+len(part)) > most {
			long, all = true, nil
		}
		if !long {
			all = append(all, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long && (err == nil || errors.Is(err, io.EOF)) {
			return nil, errLong
		}
		return all, err
	}
}

// eachOfArray reads an array of JSON, one object after the other, and holds no more
// than one.
func eachOfArray(name string, in *bufio.Reader, l Limits, yield yielder) {
	s := arrayReader{in: in, most: l.Text}
	for item := 1; ; item++ {
		raw, err := s.next()
		switch {
		case errors.Is(err, io.EOF):
			return
		case int64(item) > l.Items:
			yield(decision.Found{Line: item}, at(tooLarge("caselaw.source.items", "most", l.Items), item))
			return
		case errors.Is(err, errLong):
			if !yield(decision.Found{Line: item}, at(tooLarge("caselaw.source.text-large", "name", short(name), "most", megabytes(l.Text)), item)) {
				return
			}
			continue
		case err != nil:
			yield(decision.Found{Line: item}, at(broken(name, err), item))
			return
		}
		found, fault := fromJSON(raw)
		found.Line = item
		if !yield(found, at(fault, item)) {
			return
		}
	}
}

// arrayReader takes the items out of an array.
type arrayReader struct {
	in      *bufio.Reader
	most    int64
	started bool
	ended   bool
}

// next returns the bytes of the next item, and io.EOF after the last.
func (s *arrayReader) next() ([]byte, error) {
	if s.ended {
		return nil, io.EOF
	}
	var item []byte
	depth, quoted, escaped, long := 0, false, false, false
	for {
		c, err := s.in.ReadByte()
		if errors.Is(err, io.EOF) {
			s.ended = true
			return nil, io.ErrUnexpectedEOF
		}
		if err != nil {
			s.ended = true
			return nil, err
		}
		if !s.started { // up to the bracket that opens all
			s.started = c == '['
			continue
		}
		switch {
		case escaped:
			escaped = false
		case quoted:
			escaped, quoted = c == '\\', c != '"'
		case c == '"':
			quoted = true
		case c == '{' || c == '[':
			depth++
		case depth > 0 && (c == '}' || c == ']'):
			depth--
		case depth == 0 && (c == ',' || c == ']'):
			s.ended = c == ']'
			if len(bytes.TrimSpace(item)) == 0 && !long {
				if s.ended {
					return nil, io.EOF
				}
				continue
			}
			if long {
				return nil, errLong
			}
			return item, nil
		}
		if int64(len(item)) >= s.most {
			long, item = true, nil
		}
		if !long {
			item = append(item, c)
		}
	}
}

// sniffObject tells one object from one object a line.
func sniffObject(text string, more bool) format {
	first, rest, ended := strings.Cut(text, "\n")
	if !ended {
		if more {
			return isLines // one long line
		}
		return isObject
	}
	if json.Valid([]byte(strings.TrimSpace(first))) || strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), "{\"") {
		return isLines
	}
	return isObject
}

func sortedNames(fields map[string]json.RawMessage) []string {
	return slices.Sorted(maps.Keys(fields))
}
