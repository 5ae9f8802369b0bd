package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"verbund/internal/core"
)

// Values are the parameters of a query or the fields of a form. Their texts are
// valid UTF-8 without control characters (but line breaks), whatever was sent.
type Values map[string][]string

// valuesLimit is how many pairs are read; no page of ours has as many.
const valuesLimit = 500

// ReadQuery returns the parameters of the address. It takes any bytes: what is
// not properly escaped is read as it stands.
func ReadQuery(r *http.Request) Values { return parseValues(r.URL.RawQuery) }

// ReadForm returns the fields of an ordinary form. Files travel another way.
// It fails with Malformed if the body is of another type, and with TooLarge if
// it is longer than the route takes.
func ReadForm(r *http.Request) (Values, error) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &core.Error{Kind: core.Malformed, Key: "web.error.form-type"}
	}
	body, err := io.ReadAll(r.Body)
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, &core.Error{Kind: core.TooLarge, Cause: err}
	}
	if err != nil {
		return nil, &core.Error{Kind: core.Malformed, Key: "web.error.malformed", Cause: err}
	}
	return parseValues(string(body)), nil
}

// parseValues differs from url.ParseQuery in that it never drops a pair.
func parseValues(raw string) Values {
	values := Values{}
	for n := 0; raw != "" && n < valuesLimit; n++ {
		var pair string
		pair, raw, _ = strings.Cut(raw, "&")
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name = clean(name)
		values[name] = append(values[name], clean(value))
	}
	return values
}

func clean(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		s = u
	}
	return tidy(s)
}

// tidy takes out what no text holds: bytes that are no characters, and
// characters that control a terminal.
func tidy(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return -1
		}
		return r
	}, s)
}

// Get returns the first value of a name without surrounding space, or nothing.
func (v Values) Get(name string) string {
	if all := v[name]; len(all) > 0 {
		return strings.TrimSpace(all[0])
	}
	return ""
}

// All returns the values of a name that are not empty, each once, also where
// several stand in one value with commas between them.
func (v Values) All(name string) []string {
	var all []string
	for _, value := range v[name] {
		for part := range strings.SplitSeq(value, ",") {
			part = strings.TrimSpace(part)
			if part != "" && !slices.Contains(all, part) {
				all = append(all, part)
			}
		}
	}
	return all
}

// Checked tells whether a box was ticked.
func (v Values) Checked(name string) bool {
	switch strings.ToLower(v.Get(name)) {
	case "1", "on", "true", "yes":
		return true
	}
	return false
}

// Number returns a whole number between low and high. What is not a number is
// standard; what lies outside is the nearest bound.
func (v Values) Number(name string, standard, low, high int) int {
	n, err := strconv.Atoi(v.Get(name))
	if err != nil && !errors.Is(err, strconv.ErrRange) {
		return standard
	}
	return min(max(n, low), high) // out of int's range, Atoi gives its bound
}
