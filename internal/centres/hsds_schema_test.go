package centres

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// officialSchemas is where the schemas of HSDS 3.0 lie as they were published.
const officialSchemas = "../../../shared/data/hsds/3.0/schema"

// hsdsRules holds documents against the official schemas, as they are and in a
// strict form that takes no property they do not name.
type hsdsRules struct {
	lenient, strict *jsonschema.Compiler
	compiled        map[string]*jsonschema.Schema
	checked         map[string]int
}

const schemaHome = "https://schemas.example/"

func newHSDSRules(t testing.TB) *hsdsRules {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(officialSchemas, "*.json"))
	compiled, _ := filepath.Glob(filepath.Join(officialSchemas, "compiled", "*.json"))
	if len(files) == 0 || len(compiled) == 0 {
		t.Skipf("the official schemas are not in %s", officialSchemas)
	}
	rules := &hsdsRules{compiled: map[string]*jsonschema.Schema{}, checked: map[string]int{}}
	for _, closed := range []bool{false, true} {
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		c.AssertFormat()
		add := func(name string, schema any) {
			if err := c.AddResource(schemaHome+name, schema); err != nil {
				t.Fatal(err)
			}
		}
		for _, file := range append(files, compiled...) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			schema, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			name, _ := filepath.Rel(officialSchemas, file)
			top := schema.(map[string]any)
			if properties, ok := top["properties"].(map[string]any); ok {
				switch name { // what the compiled forms add
				case "organization.json":
					properties["services"] = map[string]any{"type": "array", "items": map[string]any{"$ref": "service.json"}}
				case "service_at_location.json":
					properties["service"] = map[string]any{"$ref": "service.json"}
				}
			}
			if closed {
				forbidOthers(schema)
				open := maps.Clone(top) // below the top as strict as the other
				delete(open, "additionalProperties")
				add("open/"+name, open)
			}
			add(name, schema)
		}
		if closed {
			// One document that is both: nothing but what one of the two names.
			both := []any{map[string]any{"$ref": "open/service_at_location.json"}, map[string]any{"$ref": "open/service.json"}}
			add("both.json", map[string]any{"allOf": both, "unevaluatedProperties": false})
			rules.strict = c
		} else {
			both := []any{map[string]any{"$ref": "service_at_location.json"}, map[string]any{"$ref": "service.json"}}
			add("both.json", map[string]any{"allOf": both})
			rules.lenient = c
		}
	}
	return rules
}

// forbidOthers closes every object that names its properties.
func forbidOthers(schema any) {
	switch s := schema.(type) {
	case map[string]any:
		for name, inner := range s {
			if name == "properties" {
				for _, p := range inner.(map[string]any) {
					forbidOthers(p)
				}
				s["additionalProperties"] = false
			} else if name == "items" || name == "allOf" {
				forbidOthers(inner)
			}
		}
	case []any:
		for _, inner := range s {
			forbidOthers(inner)
		}
	}
}

// hold validates a document against a schema in both forms.
func (rules *hsdsRules) hold(end, schema string, document []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(document))
	if err != nil {
		return err
	}
	for form, c := range map[string]*jsonschema.Compiler{"lenient": rules.lenient, "strict": rules.strict} {
		compiled, ok := rules.compiled[form+schema]
		if !ok {
			if compiled, err = c.Compile(schemaHome + schema); err != nil {
				return err
			}
			rules.compiled[form+schema] = compiled
		}
		if err := compiled.Validate(value); err != nil {
			return fmt.Errorf("%s, %s, %s: %w\n%s", end, schema, form, err, document)
		}
		rules.checked[end+" "+schema+" "+form]++
	}
	return nil
}

// house validates every document of every end point in every fullness.
func (rules *hsdsRules) house(t testing.TB, h *house) {
	t.Helper()
	hold := func(end, schema string, document []byte) {
		t.Helper()
		if err := rules.hold(end, schema, document); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range hsdsEndpoints() {
		one := p.oneSchema
		if p.path == "/service_at_locations" {
			one = "both.json"
		}
		variants := map[string]string{"": p.listSchema}
		if slices.Contains(p.takes, "full") {
			variants["&full=true"] = one
		}
		if slices.Contains(p.takes, "full_service") {
			variants["&full_service=true"] = one
		}
		for variant, schema := range variants {
			for n := 1; ; n++ {
				page := h.page(t, fmt.Sprintf("%s%s?per_page=20&page=%d%s", hsdsPath, p.path, n, variant))
				for _, c := range page.Contents {
					hold(p.path+strings.Replace(variant, "&", "?", 1), schema, c)
					if variant == "" {
						target := hsdsPath + p.path + "/" + idOf(t, c)
						hold(p.path+"/{id}", one, h.ask("GET", target, "").Body.Bytes())
						if p.takesOne != nil {
							hold(p.path+"/{id}?full_service=true", one, h.ask("GET", target+"?full_service=true", "").Body.Bytes())
						}
					}
				}
				if page.LastPage {
					break
				}
			}
			lines := bufio.NewScanner(bytes.NewReader(h.ask("GET", hsdsPath+p.path+"?format=ndjson"+variant, "").Body.Bytes()))
			for lines.Buffer(nil, 1<<22); lines.Scan(); {
				hold(p.path+"?format=ndjson"+variant, schema, lines.Bytes())
			}
		}
	}
}

func TestEveryDocumentSatisfiesTheOfficialSchemas(t *testing.T) {
	rules := newHSDSRules(t)
	onBoth(t, func(t *testing.T, s *Store) {
		street(t, s)
		members := demoMembers(t)
		if report, err := Import(t.Context(), s, operator(), strings.NewReader(members), "members.csv", ImportOptions{}); err != nil {
			t.Fatalf("%v %+v", err, report.Refused)
		}
		rules.house(t, newHouse(t, s))
	})
	for _, end := range slices.Sorted(maps.Keys(rules.checked)) {
		t.Logf("%5d %s", rules.checked[end], end)
	}
}

func TestWhateverAnEntrySaysSatisfiesTheSchemas(t *testing.T) {
	rules := newHSDSRules(t)
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		clear(rt, s)
		for i := range 2 {
			r := anyRecord(rt, s)
			r.ID = core.NamedID("any", fmt.Sprint(round, i))
			if _, err := s.Save(t.Context(), operator(), r); err != nil {
				rt.Fatal(err)
			}
		}
		h := newHouse(t, s)
		rules.house(t, h)
		ids := map[string]bool{}
		for _, p := range hsdsEndpoints() {
			for _, id := range h.ids(t, hsdsPath+p.path+"?per_page=1000") {
				if ids[id] {
					rt.Fatalf("%s: the id %s is there twice", p.path, id)
				}
				ids[id] = true
			}
		}
	})
}

// The schemas are only worth something if they refuse what is wrong.
func TestTheRulesRefuse(t *testing.T) {
	rules := newHSDSRules(t)
	const id = `"id":"13b844b9-b3ae-80e4-941e-ec14677dc9d2"`
	for schema, documents := range map[string][]string{
		"service.json":             {`{` + id + `,"name":"x"}`, `{"id":"13b8","name":"x","status":"active"}`, `{` + id + `,"name":"x","status":"active","email":"@"}`, `{` + id + `,"name":"x","status":"active","more":1}`},
		"organization.json":        {`{` + id + `,"name":"x"}`, `{` + id + `,"name":"x","description":"","services":[{` + id + `}]}`},
		"both.json":                {`{` + id + `}`, `{` + id + `,"name":"x","status":"active","more":1}`},
		"service_at_location.json": {`{` + id + `,"location":{` + id + `}}`},
	} {
		for _, document := range documents {
			if !json.Valid([]byte(document)) {
				t.Fatalf("not JSON: %s", document)
			}
			if rules.hold("", schema, []byte(document)) == nil {
				t.Errorf("%s takes %s", schema, document)
			}
		}
	}
}
