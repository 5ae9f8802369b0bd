// Package card reads the cards of cases quickly. A list of 20,000 cases opens as
// many cards for each request, and encoding/json took longer for that than
// everything else together.
//
// Decode takes what encoding/json wrote of a struct, and gives what
// encoding/json would give: what it does not know itself, be it a type, an
// escape or something that is wrong, it leaves to encoding/json. So a struct may
// get new fields of any type; they are only read slower, unless they are text,
// whole numbers, booleans, days, structs of them or lists of them.
package card

import (
	"encoding/json"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"verbund/internal/core"
)

// Reader reads structs of one type. Several may use it at once.
type Reader[T any] struct{ form *form }

// NewReader looks at the type T once for all.
func NewReader[T any]() *Reader[T] { return &Reader[T]{formOf(reflect.TypeFor[T]())} }

// Decode reads one. The texts of what it returns share memory of their own, and
// nothing with b.
func (r *Reader[T]) Decode(b []byte) (T, error) {
	var value T
	in := input{text: string(b)}
	if in.value(r.form, reflect.ValueOf(&value).Elem()) && in.ended() {
		return value, nil
	}
	value = *new(T)
	err := json.Unmarshal(b, &value)
	return value, err
}

// shape is how a value is read.
type shape uint8

const (
	other shape = iota // by encoding/json
	words
	whole
	truth
	day
	list
	object
)

// form is a type and how it is read.
type form struct {
	shape  shape
	item   *form   // of a list
	fields []field // of an object
}

type field struct {
	name  string
	index int
	form  *form
}

func formOf(t reflect.Type) *form {
	switch {
	case t == reflect.TypeFor[core.Date]():
		return &form{shape: day}
	case reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()), reflect.PointerTo(t).Implements(reflect.TypeFor[interface{ UnmarshalText([]byte) error }]()):
		return &form{}
	}
	switch t.Kind() {
	case reflect.String:
		return &form{shape: words}
	case reflect.Int, reflect.Int64:
		return &form{shape: whole}
	case reflect.Bool:
		return &form{shape: truth}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 { // base64
			return &form{}
		}
		return &form{shape: list, item: formOf(t.Elem())}
	case reflect.Struct:
		f := &form{shape: object}
		for i := range t.NumField() {
			one := t.Field(i)
			name, options, _ := strings.Cut(one.Tag.Get("json"), ",")
			if one.Anonymous || strings.Contains(options, "string") {
				return &form{}
			}
			if one.IsExported() && name != "-" {
				if name == "" {
					name = one.Name
				}
				f.fields = append(f.fields, field{name, i, formOf(one.Type)})
			}
		}
		return f
	}
	return &form{}
}

// input is JSON and how far it has been read. Its methods return false for what
// is left to encoding/json.
type input struct {
	text string
	at   int
}

func (in *input) spaces() {
	for in.at < len(in.text) && (in.text[in.at] == ' ' || in.text[in.at] == '\n' || in.text[in.at] == '\t' || in.text[in.at] == '\r') {
		in.at++
	}
}

func (in *input) ended() bool {
	in.spaces()
	return in.at == len(in.text)
}

// next takes a character, after spaces, if it is there.
func (in *input) next(c byte) bool {
	in.spaces()
	if in.at < len(in.text) && in.text[in.at] == c {
		in.at++
		return true
	}
	return false
}

func (in *input) value(f *form, to reflect.Value) bool {
	switch f.shape {
	case words:
		s, ok := in.words()
		if ok {
			to.SetString(s)
		}
		return ok
	case whole:
		n, ok := in.whole()
		if ok {
			to.SetInt(n)
		}
		return ok
	case truth:
		is, ok := in.truth()
		if ok {
			to.SetBool(is)
		}
		return ok
	case day:
		return in.day(to)
	case list:
		return in.list(f, to)
	case object:
		return in.object(f, to)
	}
	return false
}

// words reads a text without escapes.
func (in *input) words() (string, bool) {
	if !in.next('"') {
		return "", false
	}
	from, ascii := in.at, true
	for ; in.at < len(in.text); in.at++ {
		switch c := in.text[in.at]; {
		case c == '"':
			s := in.text[from:in.at]
			in.at++
			return s, ascii || utf8.ValidString(s)
		case c == '\\' || c < ' ':
			return "", false
		case c >= utf8.RuneSelf:
			ascii = false
		}
	}
	return "", false
}

func (in *input) truth() (is, ok bool) {
	in.spaces()
	for _, word := range [...]string{"true", "false"} {
		if strings.HasPrefix(in.text[in.at:], word) {
			in.at += len(word)
			return word == "true", true
		}
	}
	return false, false
}

// whole reads a number of at most 18 digits.
func (in *input) whole() (n int64, ok bool) {
	minus := in.next('-')
	from := in.at
	for in.at < len(in.text) && '0' <= in.text[in.at] && in.text[in.at] <= '9' {
		n = n*10 + int64(in.text[in.at]-'0')
		in.at++
	}
	digits := in.at - from
	if digits == 0 || digits > 18 || digits > 1 && in.text[from] == '0' || in.at < len(in.text) && strings.IndexByte(".eE", in.text[in.at]) >= 0 {
		return 0, false
	}
	if minus {
		n = -n
	}
	return n, true
}

// day reads YYYY-MM-DD up to the 28th, and leaves the others to whoever knows the
// calendar.
func (in *input) day(to reflect.Value) bool {
	s, ok := in.words()
	if !ok {
		return false
	}
	into := to.Addr().Interface().(*core.Date)
	if s == "" {
		*into = core.Date{}
		return true
	}
	if len(s) == len(time.DateOnly) && s[4] == '-' && s[7] == '-' {
		y, m, d := number(s[:4]), number(s[5:7]), number(s[8:])
		if y > 0 && 1 <= m && m <= 12 && 1 <= d && d <= 28 {
			*into = core.Date{Year: y, Month: time.Month(m), Day: d}
			return true
		}
	}
	return into.UnmarshalText([]byte(s)) == nil
}

// number is that of digits, -1 if there is anything else.
func number(digits string) (n int) {
	for i := range len(digits) {
		c := digits[i]
		if c < '0' || c > '9' {
			return -1
		}
		n = n*10 + int(c-'0')
	}
	return n
}

func (in *input) list(f *form, to reflect.Value) bool {
	if !in.next('[') {
		return false
	}
	if in.next(']') {
		to.Set(reflect.MakeSlice(to.Type(), 0, 0))
		return true
	}
	for n := 0; ; n++ {
		if n == to.Cap() {
			to.Grow(1)
		}
		to.SetLen(n + 1)
		if !in.value(f.item, to.Index(n)) {
			return false
		}
		if in.next(']') {
			return true
		}
		if !in.next(',') {
			return false
		}
	}
}

func (in *input) object(f *form, to reflect.Value) bool {
	if !in.next('{') {
		return false
	}
	if in.next('}') {
		return true
	}
	for i := 0; ; {
		name, ok := in.words()
		if !ok || !in.next(':') {
			return false
		}
		for i < len(f.fields) && f.fields[i].name != name { // in the order in which they were written
			i++
		}
		if i == len(f.fields) {
			return false
		}
		one := f.fields[i]
		i++
		in.spaces()
		if one.form.shape == other {
			if !in.other(to.Field(one.index)) {
				return false
			}
		} else if !in.value(one.form, to.Field(one.index)) {
			return false
		}
		if in.next('}') {
			return true
		}
		if !in.next(',') {
			return false
		}
	}
}

// other leaves one value to encoding/json.
func (in *input) other(to reflect.Value) bool {
	decoder := json.NewDecoder(strings.NewReader(in.text[in.at:]))
	if decoder.Decode(to.Addr().Interface()) != nil {
		return false
	}
	in.at += int(decoder.InputOffset())
	return true
}
