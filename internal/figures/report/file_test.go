package report_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/report"
	"verbund/internal/platform/text"
)

// fits tells where a value does not fit a schema; of JSON Schema it knows what
// edition.schema.json uses.
func fits(root, schema map[string]any, value any, at string, problem func(string)) {
	if ref, ok := schema["$ref"].(string); ok {
		defs := root["$defs"].(map[string]any)
		fits(root, defs[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any), value, at, problem)
		return
	}
	if want, ok := schema["const"]; ok && want != value {
		problem(at + " is not constant")
	}
	if list, ok := schema["enum"].([]any); ok && !slices.Contains(list, value) {
		problem(fmt.Sprintf("%s is %v", at, value))
	}
	kinds, _ := schema["type"].([]any)
	if one, ok := schema["type"].(string); ok {
		kinds = []any{one}
	}
	kind := map[bool]string{true: "null"}[value == nil]
	switch v := value.(type) {
	case string:
		kind = "string"
		if p, ok := schema["pattern"].(string); ok && !regexp.MustCompile(p).MatchString(v) {
			problem(at + " does not match " + p)
		}
	case bool:
		kind = "boolean"
	case float64:
		kind = "integer"
		if least, ok := schema["minimum"].(float64); ok && v < least || v != float64(int(v)) {
			problem(at + " is too small or no whole number")
		}
	case []any:
		kind = "array"
		for i, item := range v {
			fits(root, schema["items"].(map[string]any), item, fmt.Sprintf("%s[%d]", at, i), problem)
		}
	case map[string]any:
		kind = "object"
		properties := schema["properties"].(map[string]any)
		for name, item := range v {
			property, ok := properties[name].(map[string]any)
			if !ok {
				problem(at + "." + name + " is not described")
				continue
			}
			fits(root, property, item, at+"."+name, problem)
		}
		required, _ := schema["required"].([]any)
		for _, name := range required {
			if _, ok := v[name.(string)]; !ok {
				problem(at + " lacks " + name.(string))
			}
		}
	}
	if len(kinds) > 0 && !slices.Contains(kinds, any(kind)) {
		problem(at + " is of kind " + kind)
	}
}

func TestJSONFitsItsSchemaAndHoldsTheWholeEdition(t *testing.T) {
	d := newDesk(t)
	var schema map[string]any
	if err := json.Unmarshal(report.Schema(), &schema); err != nil {
		t.Fatal(err)
	}
	for _, e := range []*edition.Edition{d.public(t, 2023, 3), d.internal(t, 2023, 3), {Kind: edition.Public, Year: 2023, Tables: []edition.Table{}}} {
		var out bytes.Buffer
		if err := d.writer(t, "de").JSON(&out, e, origin); err != nil {
			t.Fatal(err)
		}
		var value map[string]any
		if err := json.Unmarshal(out.Bytes(), &value); err != nil {
			t.Fatal(err)
		}
		fits(schema, schema, any(value), "edition", func(what string) { t.Error(what) })
		if tables := value["tables"].([]any); len(tables) != len(e.Tables) {
			t.Errorf("%d tables of %d", len(tables), len(e.Tables))
		}
	}
	var wrong []string
	fits(schema, schema, map[string]any{"format": "x", "centres": -1.0, "more": true}, "edition", func(what string) { wrong = append(wrong, what) })
	if len(wrong) < 4 {
		t.Errorf("what does not fit is accepted: %q", wrong)
	}
}

func TestChecksumIsOfWhatIsShownAndOfNothingElse(t *testing.T) {
	d := newDesk(t)
	one, two := d.public(t, 2023, 3), d.public(t, 2023, 3)
	if report.Digest(one) != report.Digest(two) {
		t.Error("the same edition has two checksums")
	}
	two.Tables[0].Rows[1].Cells[0].N++
	if report.Digest(one) == report.Digest(two) {
		t.Error("another number has the same checksum")
	}
	one.Tables[0].Rows[1].Cells[0] = edition.Value{N: 5}
	two.Tables[0].Rows[1].Cells[0] = edition.Value{}
	if report.Digest(one) != report.Digest(two) {
		t.Error("the checksum tells what is hidden")
	}
}

func TestMetadataDescribeTheColumnsOfTheFile(t *testing.T) {
	d := newDesk(t)
	out := light(t, d.writer(t, "en"), d.public(t, 2023, 3))
	head, err := csv.NewReader(strings.NewReader(out["edition.csv"])).Read()
	if err != nil {
		t.Fatal(err)
	}
	var about struct {
		Context []any             `json:"@context"`
		URL     string            `json:"url"`
		Licence map[string]string `json:"dc:license"`
		Source  map[string]string `json:"dc:source"`
		Notes   []any             `json:"notes"`
		Schema  struct {
			Columns []struct {
				Name, Titles, Datatype string
				About                  map[string]string `json:"dc:description"`
			}
			PrimaryKey []string
		} `json:"tableSchema"`
	}
	if err := json.Unmarshal([]byte(out["edition.csv-metadata"]), &about); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, c := range about.Schema.Columns {
		names = append(names, c.Titles)
		if c.Datatype == "" || c.About["@value"] == "" || c.Name != c.Titles {
			t.Errorf("the column %+v is not described", c)
		}
	}
	if !slices.Equal(names, head) || about.Context[0] != "http://www.w3.org/ns/csvw" || about.URL == "" ||
		about.Licence["@id"] != origin.Licence || about.Source["@id"] != origin.Address || len(about.Notes) != 4 {
		t.Errorf("%v for %v: %+v", names, head, about)
	}
}

func TestProfilesHoldEachCellOnceAndOnlyOfTheDimensions(t *testing.T) {
	d := newDesk(t)
	e := d.public(t, 2023, 3)
	out := light(t, d.writer(t, "de"), e)
	for name, keys := range map[string]int{"eu.csv": 9, "rapporteur.csv": 10} {
		rows, err := csv.NewReader(strings.NewReader(out[name])).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, row := range rows[1:] {
			if name == "rapporteur.csv" {
				row[5] = "" // the label
			}
			key := strings.Join(row[:keys], ",")
			if seen[key] {
				t.Errorf("%s holds %s twice", name, key)
			}
			seen[key] = true
		}
		if len(rows) < 300 {
			t.Errorf("%s has only %d rows", name, len(rows))
		}
	}
	for _, want := range []string{
		"A,NGO,F,Y_LT18,TOTAL,TOTAL,NR,DE,2023,35,", // b-minors by gender
		"A,NGO,F,TOTAL,NAT,TOTAL,NR,DE,2023,35,",
		"A,NGO,TOTAL,Y22-29,TOTAL,LABOUR,NR,DE,2023,10,",
		"A,NGO,TOTAL,TOTAL,GRP_WEST_AFRICA,SEXUAL,NR,DE,2023,120,",
	} {
		if !strings.Contains(out["eu.csv"], want) {
			t.Errorf("no %s", want)
		}
	}
	if strings.Contains(out["eu.csv"], "Y_22-39") || strings.Contains(out["eu.csv"], "Yb-") {
		t.Error("a bundle that overlaps with age groups is among them")
	}
}

func TestNoCountryHasTheCodeOfSomethingElse(t *testing.T) {
	for _, code := range text.CountryCodes() {
		if len(code) != 2 {
			t.Errorf("%s could be taken for a code of a profile", code)
		}
	}
}

func TestNameOfTheNetworkComesToLifeInNoFile(t *testing.T) {
	d := newDesk(t)
	var out bytes.Buffer
	if err := d.writer(t, "de").Rapporteur(&out, d.public(t, 2023, 3), report.Origin{Publisher: "=HYPERLINK(1)"}); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(out.String(), "\n=") || !strings.Contains(out.String(), "'=HYPERLINK") {
		t.Error("a formula stands in the file")
	}
}

func BenchmarkReport(b *testing.B) {
	d := newDesk(b)
	w, e := d.writer(b, "de"), d.public(b, 2023, 3)
	for b.Loop() {
		w.Report([]report.Period{{Edition: e}})
	}
}

func BenchmarkAllFiles(b *testing.B) {
	d := newDesk(b)
	w, e := d.writer(b, "de"), d.public(b, 2023, 3)
	for b.Loop() {
		var out bytes.Buffer
		for _, err := range []error{w.JSON(&out, e, origin), w.CSV(&out, e), w.XLSX(&out, e, origin), w.EU(&out, e), w.Rapporteur(&out, e, origin)} {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
