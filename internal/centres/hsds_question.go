package centres

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

const (
	hsdsPerPage     = 50
	hsdsMostPerPage = 1000
	hsdsHighestPage = 1_000_000_000
	hsdsFarthest    = 2_000_000 // metres: from anywhere in Germany to anywhere in Europe
)

// hsdsQuestion is what is asked of a list. All its parts must be met.
type hsdsQuestion struct {
	words         string
	terms         []core.ID
	taxonomies    []core.ID
	organizations []core.ID
	parents       []core.ID
	after         time.Time
	postcode      *places.Place
	metres        int // around the postcode; negative: whose area holds the postcode

	page, perPage                             int
	minimal, full, fullService, ndjson, tells bool
}

// hsdsReader reads parameters and keeps the first that cannot be understood.
type hsdsReader struct {
	values web.Values
	err    error
}

func (h *hsdsReader) refuse(key, name, value string, args ...any) {
	if h.err == nil {
		args = append([]any{"name", name, "value", core.Clip(value, 60)}, args...)
		h.err = &core.Error{Kind: core.Malformed, Key: key, Args: args}
	}
}

// readHSDSQuestion understands the parameters that a list takes; others are not
// looked at. A parameter without a value is one that was not given. The error
// is Malformed and says what would be right.
func readHSDSQuestion(takes []string, v web.Values, accept string, table *places.Table) (hsdsQuestion, error) {
	h := &hsdsReader{values: web.Values{}}
	for name, values := range v {
		if slices.Contains(takes, name) {
			h.values[name] = values
		}
	}
	q := hsdsQuestion{
		words: core.Clip(h.values.Get("search"), longestPlace),
		terms: h.ids("taxonomy_term_id"), taxonomies: h.ids("taxonomy_id"), organizations: h.ids("organization_id"), parents: h.ids("parent_id"),
		after: h.instant("modified_after"), metres: -1,
		page: h.number("page", 1, 1, hsdsHighestPage), perPage: h.number("per_page", hsdsPerPage, 1, hsdsMostPerPage),
		minimal: h.flag("minimal"), full: h.flag("full"), fullService: h.flag("full_service"), ndjson: h.lines(accept),
	}
	h.flag("top_only") // our lists have one level, so all of their terms are at the top
	h.near(&q, table)
	q.tells = q.words != "" || len(q.terms)+len(q.taxonomies) > 0 || q.postcode != nil
	return q, h.err
}

func (h *hsdsReader) ids(name string) []core.ID {
	var all []core.ID
	for _, value := range h.values.All(name) {
		id, ok := core.ParseID(strings.ToLower(value))
		if !ok {
			h.refuse("centres.hsds.error.id", name, value)
		}
		all = append(all, id)
	}
	return all
}

func (h *hsdsReader) number(name string, standard, low, high int) int {
	value := h.values.Get(name)
	if value == "" {
		return standard
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < low || n > high {
		h.refuse("centres.hsds.error.number", name, value, "low", strconv.Itoa(low), "high", strconv.Itoa(high))
	}
	return n
}

func (h *hsdsReader) flag(name string) bool {
	switch value := strings.ToLower(h.values.Get(name)); value {
	case "", "false", "0":
		return false
	case "true", "1":
		return true
	default:
		h.refuse("centres.hsds.error.flag", name, value)
		return false
	}
}

// instant reads a date or a date with a time; without an offset it is UTC.
func (h *hsdsReader) instant(name string) time.Time {
	value := h.values.Get(name)
	if value == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04", time.DateOnly} {
		// A plus sign that was not escaped has become a space.
		if at, err := time.Parse(layout, strings.Replace(value, " ", "+", 1)); err == nil {
			return at
		}
		if at, err := time.Parse(layout, strings.Replace(value, " ", "T", 1)); err == nil {
			return at
		}
	}
	h.refuse("centres.hsds.error.instant", name, value)
	return time.Time{}
}

// lines tells whether one document a line is wanted. A parameter beats the
// header Accept.
func (h *hsdsReader) lines(accept string) bool {
	switch value := strings.ToLower(h.values.Get("format")); value {
	case "ndjson":
		return true
	case "json":
		return false
	case "":
		for part := range strings.SplitSeq(accept, ",") {
			kind, _, err := mime.ParseMediaType(part)
			if err == nil && (kind == "application/x-ndjson" || kind == "application/ndjson" || kind == "application/jsonl") {
				return true
			}
		}
		return false
	default:
		h.refuse("centres.hsds.error.format", "format", value)
		return false
	}
}

func (h *hsdsReader) near(q *hsdsQuestion, table *places.Table) {
	code, proximity := h.values.Get("postcode"), h.values.Get("proximity")
	if code == "" {
		if proximity != "" {
			h.refuse("centres.hsds.error.proximity", "proximity", proximity)
		}
		return
	}
	if len(code) == codeLength && strings.Trim(code, "0123456789") == "" {
		if p := table.Find(code).Place; p != nil && p.Kind == places.PostalCode {
			q.postcode = p
		}
	}
	if q.postcode == nil {
		h.refuse("centres.hsds.error.postcode", "postcode", code)
	}
	if proximity != "" {
		q.metres = h.number("proximity", 0, 0, hsdsFarthest)
	}
}

// holds tells whether a document is among those asked for.
func (q *hsdsQuestion) holds(d *hsdsDocument) bool {
	has := func(all, wanted []core.ID) bool {
		return !slices.ContainsFunc(wanted, func(id core.ID) bool { return !slices.Contains(all, id) })
	}
	switch {
	case !has(d.termed, q.terms), !has(d.lists, q.taxonomies), len(q.parents) > 0:
		return false
	case !has([]core.ID{d.organization}, q.organizations):
		return false
	case !q.after.IsZero() && d.modified.Before(q.after):
		return false
	case q.postcode != nil && !q.reaches(d):
		return false
	}
	return q.words == "" || hsdsFound(d.words, q.words)
}

// reaches tells whether a place is near enough, or, where no distance is given,
// whether its centre serves the people who live there. Of a centre that does
// not say whom it serves, nobody can tell; it is left out.
func (q *hsdsQuestion) reaches(d *hsdsDocument) bool {
	if q.metres < 0 {
		return d.centre.Area.serves(q.postcode.Land, q.postcode.District)
	}
	return d.point != nil && d.point.Km(q.postcode.Point)*1000 <= float64(q.metres)
}

// hsdsFound tells whether all words stand in a folded text.
func hsdsFound(in, words string) bool {
	for _, form := range text.FoldKeys(words) {
		all := true
		for word := range strings.FieldsSeq(form) {
			all = all && strings.Contains(in, word)
		}
		if all {
			return true
		}
	}
	return false
}

// hsdsValues are the parameters of a request: those of its address, and for a
// POST those of its body, which may be a form or one flat object of JSON. No
// body is fine too.
func hsdsValues(r *http.Request) (web.Values, error) {
	values := web.ReadQuery(r)
	if r.Method != http.MethodPost {
		return values, nil
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.ContentLength == 0:
		return values, nil
	case err == nil && kind == "application/x-www-form-urlencoded":
		form, err := web.ReadForm(r)
		for name, all := range form {
			values[name] = append(all, values[name]...)
		}
		return values, err
	case err == nil && kind == "application/json":
		return values, hsdsObject(r.Body, values)
	}
	return nil, &core.Error{Kind: core.Malformed, Key: "centres.hsds.error.body"}
}

func hsdsObject(body io.Reader, into web.Values) error {
	decoder := json.NewDecoder(body)
	decoder.UseNumber()
	var object map[string]any
	if err := decoder.Decode(&object); err != nil {
		return &core.Error{Kind: core.Malformed, Key: "centres.hsds.error.body", Cause: err}
	}
	for name, value := range object {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		var all []string
		for _, v := range list {
			switch v := v.(type) {
			case nil:
			case string, bool, json.Number:
				all = append(all, strings.ToValidUTF8(fmt.Sprint(v), "\uFFFD"))
			default:
				return &core.Error{Kind: core.Malformed, Key: "centres.hsds.error.body"}
			}
		}
		into[name] = append(all, into[name]...)
	}
	return nil
}
