package caselaw

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

func testCodes(t testing.TB) *decision.Codes {
	codes, err := decision.ReadCodes()
	if err != nil {
		t.Fatal(err)
	}
	return codes
}

// anEntry draws an entry as editors write it: codes of the lists, texts without spaces at
// their ends.
func anEntry(codes *decision.Codes) *rapid.Generator[decision.Entry] {
	word := rapid.StringMatching(`[A-Za-zäöüß§.,0-9]{1,8}( [A-Za-z0-9./-]{1,8}){0,2}`)
	maybe := func(g *rapid.Generator[string]) *rapid.Generator[string] { return rapid.OneOf(rapid.Just(""), g) }
	text := rapid.StringMatching(`[A-Za-zäö]{1,6}((\n{1,2}| )[A-Za-z|;,]{1,6}){0,3}`)
	code := func(list string) *rapid.Generator[string] {
		var ids []string
		for _, c := range codes.List(list) {
			ids = append(ids, c.ID)
		}
		return rapid.SampledFrom(ids)
	}
	several := func(t *rapid.T, list string) []string {
		all := rapid.SliceOfNDistinct(code(list), 0, 3, rapid.ID[string]).Draw(t, list)
		if len(all) == 0 {
			return nil
		}
		return all
	}
	lines := func(t *rapid.T, name string) []string {
		all := rapid.SliceOfNDistinct(word, 0, 3, rapid.ID[string]).Draw(t, name)
		if len(all) == 0 {
			return nil
		}
		return all
	}
	return rapid.Custom(func(t *rapid.T) decision.Entry {
		day := func(name string) core.Date {
			if rapid.Bool().Draw(t, name+"?") {
				return core.Date{}
			}
			return core.Date{Year: rapid.IntRange(1950, 2026).Draw(t, name), Month: 5, Day: rapid.IntRange(1, 31).Draw(t, name)}
		}
		say := func(name string) string { return maybe(word).Draw(t, name) }
		one := func(list string) string { return maybe(code(list)).Draw(t, list) }
		work := func() decision.Work {
			return decision.Work{Who: say("who"), On: day("on"), Method: one("methods")}
		}
		e := decision.Entry{Court: say("court"), Chamber: say("chamber"), Kind: one("kinds"), Printed: say("printed"), Date: day("date"), FileNumbers: lines(t, "files"), ECLI: say("ecli"), Names: lines(t, "names"),
			Finality: one("finality"), Fields: several(t, "fields"), Forms: several(t, "forms"), Sectors: several(t, "sectors"), Acts: several(t, "acts"), Means: several(t, "means"), Purposes: several(t, "purposes"), Routes: several(t, "routes"),
			Keywords: lines(t, "keywords"), Persons: decision.Persons{Number: rapid.IntRange(0, 9).Draw(t, "n"), Origin: several(t, "origins"), Gender: several(t, "gender"), Minors: one("minors")},
			Results: several(t, "results"), Centre: maybe(text).Draw(t, "centre"), Significance: rapid.IntRange(0, 3).Draw(t, "significance"), Anonymised: work(),
			Source: decision.Source{Name: one("sources"), Document: say("document"), Address: say("address"), Modified: say("modified"), Partial: rapid.Bool().Draw(t, "partial")}}
		for range rapid.IntRange(0, 3).Draw(t, "chain") {
			e.Chain = append(e.Chain, decision.Instance{Court: word.Draw(t, "in court"), Date: day("in date"), FileNumber: say("in file"), Kind: say("in kind"), ECLI: say("in ecli"), Outcome: one("outcomes"), Higher: rapid.Bool().Draw(t, "higher")})
		}
		for _, line := range lines(t, "norms") {
			e.Norms = append(e.Norms, decision.Norm{Text: line, Version: say("version")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "sentences") {
			e.Sentences = append(e.Sentences, decision.Sentence{Kind: code("sentences").Draw(t, "sentence"), Months: rapid.IntRange(0, 99).Draw(t, "months"), Suspended: rapid.Bool().Draw(t, "suspended"), Note: say("note")})
		}
		for range rapid.IntRange(0, 2).Draw(t, "sums") {
			e.Sums = append(e.Sums, decision.Sum{Kind: code("sums").Draw(t, "sum"), Cents: rapid.Int64Range(0, 1e12).Draw(t, "cents"), Unit: "EUR", Note: say("note")})
		}
		for _, lang := range []string{"de", "en"} {
			v := decision.Version{Lang: lang, Work: work()}
			for _, part := range versionParts() {
				part.set(&v, maybe(text).Draw(t, part.name))
			}
			if v != (decision.Version{Lang: lang}) {
				e.Versions = append(e.Versions, v)
			}
		}
		return e
	})
}

func TestWhatTheFormShowsIsWhatItReads(t *testing.T) {
	codes := testCodes(t)
	rapid.Check(t, func(t *rapid.T) {
		e := anEntry(codes).Draw(t, "entry")
		got, wrong := readEntry(entryValues(&e))
		if len(wrong) > 0 {
			t.Fatalf("wrong: %v", wrong)
		}
		changes, err := decision.Changes(&e, &got)
		if err != nil || len(changes) > 0 {
			t.Fatalf("%+v %v", changes, err)
		}
	})
}

func TestAFormThatIsSentBackAsItWasChangesNothing(t *testing.T) {
	// As an importer leaves it: spaces, a line end at the end, a language that the form
	// does not show, a value that comes twice.
	e := decision.Entry{Court: " LG  Hanau ", FileNumbers: []string{"a\tb", "a\tb"}, Centre: "x\n", Norms: []decision.Norm{{Text: "§ 1 | 2"}},
		Versions: []decision.Version{{Lang: "de", Title: "T "}, {Lang: "fr", Title: "Titre"}}}
	typed, _ := readEntry(entryValues(&e))
	next, err := typedOver(&e, &e, &typed)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(next, e) {
		t.Errorf("%+v\nwant %+v", next, e)
	}
	typed.Chamber = "5. Kammer"
	if next, err = typedOver(&e, &e, &typed); err != nil || next.Chamber != "5. Kammer" || next.Court != e.Court || len(next.Versions) != 2 {
		t.Errorf("%+v, %v", next, err)
	}
}

func TestTypedIsPutOverWhatOthersChangedMeanwhile(t *testing.T) {
	base := decision.Entry{Court: "LG Hanau", Chamber: "1", Centre: "alt"}
	now := base
	now.Centre = "von Davids Hand"
	typed, _ := readEntry(entryValues(&base))
	typed.Chamber = "2"
	next, err := typedOver(&now, &base, &typed)
	if err != nil || next.Chamber != "2" || next.Centre != "von Davids Hand" {
		t.Errorf("%+v, %v", next, err)
	}
}

func TestAmountsAreReadAsPeopleTypeThem(t *testing.T) {
	for typed, want := range map[string]int64{"1250": 125000, "1250,5": 125050, "1.250,00": 125000, "1,250.00": 125000, "1.250": 125000, "1 250,00 €": 125000, "0,99": 99, "12.345.678,90": 1234567890} {
		if got, ok := readAmount(typed); !ok || got != want {
			t.Errorf("%q: %d %v, want %d", typed, got, ok, want)
		}
	}
	for _, typed := range []string{"", "viel", "-5", ",", "1e5"} {
		if got, ok := readAmount(typed); ok {
			t.Errorf("%q is read as %d", typed, got)
		}
	}
}

func TestDaysAreReadInBothForms(t *testing.T) {
	for _, typed := range []string{"2009-11-19", "19.11.2009", " 19. 11. 2009"} {
		if d, ok := readDay(typed); !ok || d.String() != "2009-11-19" {
			t.Errorf("%q: %v %v", typed, d, ok)
		}
	}
	if _, ok := readDay("19.11.09"); ok {
		t.Error("a year of two digits is read")
	}
}

func TestPlainTextSurvivesTheRoundTrip(t *testing.T) {
	codes := testCodes(t)
	line := rapid.OneOf(rapid.StringMatching(`[A-Za-zäö §.]{0,12}`), rapid.SampledFrom([]string{"", " ", `\`, `\\x`, "== reasons: x", "==", "[12] x", "[…] x", "[", "\tx", "[12]"}))
	rapid.Check(t, func(t *rapid.T) {
		var text decision.Text
		for range rapid.IntRange(0, 3).Draw(t, "sections") {
			s := decision.Section{Kind: rapid.SampledFrom(codes.List("sections")).Draw(t, "kind").ID, Heading: rapid.StringMatching(`([A-Za-zä]{1,5}( [:A-Z]{1,3})?)?`).Draw(t, "heading")}
			for range rapid.IntRange(0, 4).Draw(t, "paragraphs") {
				s.Paragraphs = append(s.Paragraphs, decision.Paragraph{Number: rapid.StringMatching(`([0-9]{1,3}[a-z]?)?`).Draw(t, "number"), Text: strings.Join(rapid.SliceOfN(line, 1, 4).Draw(t, "lines"), "\n")})
			}
			text.Sections = append(text.Sections, s)
		}
		got, err := readPlain(plainText(&text), codes)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, text) {
			t.Fatalf("%q\n%+v\nwant\n%+v", plainText(&text), got, text)
		}
		if again, _ := readPlain(strings.ReplaceAll(plainText(&text), "\n", "\r\n"), codes); !reflect.DeepEqual(again, text) {
			t.Fatal("as a browser sends it, it is another text")
		}
	})
}

func FuzzReadPlain(f *testing.F) {
	f.Add("== Gründe: x\n\n[1] a\n\\ \n\nb")
	codes := testCodes(f)
	f.Fuzz(func(t *testing.T, s string) {
		text, err := readPlain(s, codes)
		if err != nil {
			return
		}
		again, err := readPlain(plainText(&text), codes)
		if err != nil || !reflect.DeepEqual(again, text) {
			t.Fatalf("%q: %+v, %v, want %+v", s, again, err, text)
		}
	})
}

func TestSectionsAreKnownByTheirLabels(t *testing.T) {
	codes := testCodes(t)
	got, err := readPlain("== Gründe\n\n[1] Text", codes)
	if err != nil || got.Sections[0].Kind != "reasons" {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := readPlain("x\n== Unsinn: y", codes); err == nil || !strings.Contains(err.Error(), "section") {
		t.Errorf("an unknown kind: %v", err)
	}
}

// TestEveryTextOfAnEntryIsRedacted fills every text of an entry and looks that none is
// left, so that a new field is not forgotten.
func TestEveryTextOfAnEntryIsRedacted(t *testing.T) {
	const word = "Kanarienvogel"
	codesAndDays := map[string]bool{"Kind": true, "Finality": true, "Fields": true, "Forms": true, "Sectors": true, "Acts": true, "Means": true, "Purposes": true, "Routes": true, "Results": true,
		"Persons.Origin": true, "Persons.Gender": true, "Persons.Minors": true, "Chain.Outcome": true, "Sentences.Kind": true, "Sums.Kind": true, "Sums.Unit": true, "Versions.Lang": true,
		"Versions.Work.Method": true, "Anonymised.Method": true, "Source.Name": true}
	var e decision.Entry
	var walk func(v reflect.Value, name string, f func(reflect.Value, string))
	walk = func(v reflect.Value, name string, f func(reflect.Value, string)) {
		switch v.Kind() {
		case reflect.String:
			f(v, strings.TrimPrefix(name, "."))
		case reflect.Slice:
			if v.Len() == 0 {
				v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			}
			for i := range v.Len() {
				walk(v.Index(i), name, f)
			}
		case reflect.Struct:
			if v.Type() == reflect.TypeOf(core.Date{}) {
				return
			}
			for i := range v.NumField() {
				walk(v.Field(i), name+"."+v.Type().Field(i).Name, f)
			}
		}
	}
	walk(reflect.ValueOf(&e).Elem(), "", func(v reflect.Value, name string) {
		if !codesAndDays[name] {
			v.SetString("a " + word + " b")
		}
	})
	newCutter(word, false).entry(&e)
	walk(reflect.ValueOf(&e).Elem(), "", func(v reflect.Value, name string) {
		if strings.Contains(v.String(), word) {
			t.Errorf("%s still says %q", name, v.String())
		}
	})
}
