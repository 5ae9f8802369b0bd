package centres

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// The open data of the directory: the Human Services Data Specification (HSDS)
// 3.0 under /api/hsds, for sites that show our centres beside other help. What
// stands in it is what stands on the public pages. docs/opendata.md is the
// manual, and /api/hsds/openapi.json describes exactly what is served.

// hsdsPath is where the API stands.
const hsdsPath = "/api/hsds"

// hsdsKeeper keeps the documents of the newest directory.
type hsdsKeeper struct {
	turn   sync.Mutex
	newest atomic.Pointer[hsdsEdition]
}

// hsdsEndpoint is a list of the API, together with its single documents.
type hsdsEndpoint struct {
	path      string
	takes     []string // parameters of the list
	takesOne  []string // parameters of a single document
	documents func(*hsdsEdition) []*hsdsDocument

	listSchema, oneSchema string // of the specification
}

// hsdsEndpoints are the lists of the API with the parameters that the
// specification gives them. Organizations can also be asked by what 3.1 and the
// other lists know.
func hsdsEndpoints() []hsdsEndpoint {
	lists := []string{"search", "page", "per_page", "format"}
	records := append(lists, "taxonomy_term_id", "taxonomy_id", "organization_id", "modified_after", "full")
	return []hsdsEndpoint{
		{"/services", append(records[:len(records):len(records)], "minimal"), nil, func(e *hsdsEdition) []*hsdsDocument { return e.services }, "compiled/service_list.json", "service.json"},
		{"/organizations", append(records[:len(records):len(records)], "full_service"), []string{"full_service"}, func(e *hsdsEdition) []*hsdsDocument { return e.organizations }, "compiled/organization_list.json", "organization.json"},
		{"/service_at_locations", append(records[:len(records):len(records)], "postcode", "proximity"), nil, func(e *hsdsEdition) []*hsdsDocument { return e.places }, "compiled/service_at_location_list.json", "service_at_location.json"},
		{"/taxonomies", lists[:len(lists):len(lists)], nil, func(e *hsdsEdition) []*hsdsDocument { return e.taxonomies }, "taxonomy.json", "taxonomy.json"},
		{"/taxonomy_terms", append(lists[:len(lists):len(lists)], "taxonomy_id", "top_only", "parent_id"), nil, func(e *hsdsEdition) []*hsdsDocument { return e.terms }, "taxonomy_term.json", "taxonomy_term.json"},
	}
}

// hsdsRoutes are the routes of the API. Nothing can be changed by it; POST takes
// the same parameters as GET and keeps them out of logs and histories.
func (room *Room) hsdsRoutes() []web.Route {
	route := func(method, path string, shared bool, handle web.Handler) web.Route {
		return web.Route{Method: method, Path: hsdsPath + path, Right: web.Everyone, Shared: shared, Open: true, Handle: handle}
	}
	all := []web.Route{
		route(http.MethodGet, "", true, room.hsdsRoot),
		route(http.MethodGet, "/{$}", true, room.hsdsRoot),
		route(http.MethodGet, "/openapi.json", true, room.hsdsDescription),
		route(http.MethodGet, "/{rest...}", false, func(http.ResponseWriter, *http.Request) error { return web.NotFound() }),
	}
	for _, p := range hsdsEndpoints() {
		list := func(w http.ResponseWriter, r *http.Request) error { return room.hsdsList(w, r, p) }
		one := func(w http.ResponseWriter, r *http.Request) error { return room.hsdsOne(w, r, p) }
		all = append(all, route(http.MethodGet, p.path, true, list), route(http.MethodPost, p.path, false, list), route(http.MethodGet, p.path+"/{id}", true, one))
	}
	return all
}

// hsdsEdition returns the documents of the directory as it is now.
func (room *Room) hsdsEdition(r *http.Request) (*hsdsEdition, error) {
	d, _, err := room.directory(r)
	if err != nil {
		return nil, err
	}
	day, table := core.DateOf(room.now()), room.Places()
	fits := func(e *hsdsEdition) bool { return e != nil && e.of == d && e.day == day && e.table == table }
	if e := room.hsds.newest.Load(); fits(e) {
		return e, nil
	}
	room.hsds.turn.Lock()
	defer room.hsds.turn.Unlock()
	if e := room.hsds.newest.Load(); fits(e) {
		return e, nil
	}
	e, err := newHSDSEdition(d, day, table, room.Texts, room.Zone.String())
	if err == nil {
		room.hsds.newest.Store(e)
	}
	return e, err
}

// hsdsRoot says which specification this is.
func (room *Room) hsdsRoot(w http.ResponseWriter, r *http.Request) error {
	return writeJSONDocument(w, r, map[string]string{
		"version": "3.0", "profile": "https://docs.openreferral.org/", "openapi_url": room.Address(r) + hsdsPath + "/openapi.json",
	})
}

func writeJSONDocument(w http.ResponseWriter, r *http.Request, document any) error {
	body, err := json.MarshalIndent(document, "", "  ")
	if err != nil {
		return err
	}
	return web.Write(w, r, http.StatusOK, jsonType, append(body, '\n'))
}

const (
	jsonType  = "application/json"
	linesType = "application/x-ndjson"
)

// hsdsOne answers with one document and all related data.
func (room *Room) hsdsOne(w http.ResponseWriter, r *http.Request, p hsdsEndpoint) error {
	q, err := readHSDSQuestion(p.takesOne, web.ReadQuery(r), "", room.Places())
	if err != nil {
		return err
	}
	e, err := room.hsdsEdition(r)
	if err != nil {
		return err
	}
	id := core.ID(strings.ToLower(r.PathValue("id")))
	for _, d := range p.documents(e) {
		if d.id == id {
			return web.WriteKept(w, r, jsonType, e.tag(p.path, string(id), q), one(func() []byte { return d.appendWhole(nil, q.fullService) }))
		}
	}
	return &core.Error{Kind: core.NotFound, Key: "centres.hsds.error.none", Args: []any{"list", strings.TrimPrefix(p.path, "/")}}
}

// hsdsList answers with a page of a list, or with all of it line by line.
func (room *Room) hsdsList(w http.ResponseWriter, r *http.Request, p hsdsEndpoint) error {
	w.Header().Add("Vary", "Accept")
	values, err := hsdsValues(r)
	if err != nil {
		return err
	}
	q, err := readHSDSQuestion(p.takes, values, r.Header.Get("Accept"), room.Places())
	if err != nil {
		return err
	}
	e, err := room.hsdsEdition(r)
	if err != nil {
		return err
	}
	tag := ""
	if !q.tells && r.Method != http.MethodPost {
		tag = e.tag(p.path, "", q)
	}
	if q.ndjson {
		return web.WriteKept(w, r, linesType, tag, q.lines(p.documents(e)))
	}
	return web.WriteKept(w, r, jsonType, tag, one(func() []byte { return q.envelope(p.documents(e)) }))
}

func one(body func() []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) { yield(body()) }
}

// tag names an answer: the documents there are, and what was asked of them.
func (e *hsdsEdition) tag(path, id string, q hsdsQuestion) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %s %+v", e.seal, path, id, q))
	return base64.RawURLEncoding.EncodeToString(sum[:12])
}

// appendOne appends a document in the fullness that was asked for.
func (q *hsdsQuestion) appendOne(b []byte, d *hsdsDocument) []byte {
	switch {
	case q.minimal && d.minimal != nil:
		return append(b, d.minimal...)
	case q.full || q.fullService:
		return d.appendWhole(b, q.fullService)
	}
	return append(b, d.list...)
}

// envelope is one page of the documents that are asked for. A page behind the
// last one is empty and says so; an empty list has no page.
func (q *hsdsQuestion) envelope(all []*hsdsDocument) []byte {
	from, total, size := (q.page-1)*q.perPage, 0, 0
	contents := make([]byte, 0, 64<<10)
	for _, d := range all {
		if !q.holds(d) {
			continue
		}
		if total >= from && size < q.perPage {
			contents = q.appendOne(comma(contents, size), d)
			size++
		}
		total++
	}
	pages := (total + q.perPage - 1) / q.perPage
	b := make([]byte, 0, len(contents)+200)
	number := func(name string, n int) { b = strconv.AppendInt(append(b, name...), int64(n), 10) }
	truth := func(name string, v bool) { b = strconv.AppendBool(append(b, name...), v) }
	number(`{"total_items":`, total)
	number(`,"total_pages":`, pages)
	number(`,"page_number":`, q.page)
	number(`,"size":`, size)
	truth(`,"first_page":`, q.page == 1)
	truth(`,"last_page":`, q.page >= pages)
	truth(`,"empty":`, size == 0)
	b = append(append(b, `,"contents":[`...), contents...)
	return append(b, "]}\n"...)
}

// piece is how many bytes of a stream are sent at once.
const piece = 64 << 10

// lines streams all documents that are asked for, one a line.
func (q *hsdsQuestion) lines(all []*hsdsDocument) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		b := make([]byte, 0, piece*2)
		for _, d := range all {
			if !q.holds(d) {
				continue
			}
			b = append(q.appendOne(b, d), '\n')
			if len(b) >= piece {
				if !yield(b) {
					return
				}
				b = b[:0]
			}
		}
		yield(b)
	}
}
