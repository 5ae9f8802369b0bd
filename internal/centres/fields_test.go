package centres

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/testkit/databases"
)

func printer(t testing.TB, lang core.Lang) *text.Printer {
	t.Helper()
	german, _ := text.LanguageOf("de")
	english, _ := text.LanguageOf("en")
	words, err := text.Load([]text.Language{german, english}, Texts())
	if err != nil {
		t.Fatal(err)
	}
	return words.For(lang)
}

// Whatever an entry says, it says it again after the way through its fields, and
// after the way through its form as browsers send it.
func TestFieldsAndFormLoseNothing(t *testing.T) {
	s := storeOn(t, databases.Open(t, database.SQLite, tables()...))
	german := printer(t, "de")
	rapid.Check(t, func(rt *rapid.T) {
		r := anyRecord(rt, s)
		r.ID, r.Number = core.NamedID("any", "one"), 7
		r, problems := s.prepare(r)
		if len(problems) > 0 {
			rt.Fatalf("%v", problems)
		}
		fields := fieldsOf(r)
		for name, stored := range map[string]Record{"over itself": r, "from nothing": {}} {
			again, err := s.recordOf(fields, stored)
			if err != nil {
				rt.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(fields, fieldsOf(again)); diff != "" {
				rt.Fatalf("%s: the fields differ:\n%s", name, diff)
			}
			was, within, _ := r.texts()
			is, inside, _ := again.texts()
			if diff := cmp.Diff(was+within, is+inside); diff != "" {
				rt.Fatalf("%s: the entry differs:\n%s", name, diff)
			}
		}
		typed := asTyped(german, fields)
		for _, all := range typed {
			for i := range all {
				all[i] = strings.ReplaceAll(all[i], "\n", "\r\n")
			}
		}
		read, unread := readTyped(german, typed)
		if len(unread) > 0 {
			rt.Fatalf("the form cannot be read: %v", unread)
		}
		mine := maps.Clone(fields)
		s.overlay(mine, read, operator())
		again, err := s.recordOf(mine, r)
		if err != nil {
			rt.Fatalf("the form as it was shown is refused: %v", err)
		}
		if diff := cmp.Diff(fields, fieldsOf(again)); diff != "" {
			rt.Fatalf("sending the form as it was shown changes:\n%s", diff)
		}
	})
}

func anyFields(t *rapid.T, name string) Fields {
	value := rapid.SampledFrom([]string{"", "a", "b", "c"})
	f := Fields{}
	for _, field := range []string{"name", "email", "summary_de", "summary_fr", "internal_note"} {
		f.set(field, value.Draw(t, name+field))
	}
	for i := range rapid.IntRange(0, 3).Draw(t, name+"offices") {
		f.set(fieldAt("town", i), "x")
		f.set(fieldAt("street", i), value.Draw(t, name+"street"))
	}
	return f
}

// Of two versions nothing is overwritten unseen: what only one changed stands,
// and where both did, somebody is asked.
func TestMergeOverwritesNothingUnseen(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base, mine, theirs := anyFields(t, "base"), anyFields(t, "mine"), anyFields(t, "theirs")
		merged, open := merge(base, mine, theirs, nil)
		asked := map[string]bool{}
		for _, c := range open {
			for _, clash := range c.Fields {
				asked[clash.Field] = true
				if clash.Base != base[clash.Field] || clash.Mine != mine[clash.Field] || clash.Theirs != theirs[clash.Field] || clash.Mine == clash.Theirs {
					t.Errorf("asked wrongly: %+v", clash)
				}
			}
		}
		if undecided(open, nil) != (len(open) > 0) {
			t.Error("what is open counts as decided")
		}
		sameNumber := mine.counts()[ofOffice] == base.counts()[ofOffice] && theirs.counts()[ofOffice] == base.counts()[ofOffice]
		for _, field := range []string{"name", "email", "summary_de", "summary_fr", "internal_note", "street", "street_2"} {
			if strings.HasPrefix(field, "street") && !sameNumber {
				continue
			}
			b, m, th := base[field], mine[field], theirs[field]
			want := th
			if b == th {
				want = m
			}
			if merged[field] != want || asked[field] != (b != m && b != th && m != th) {
				t.Errorf("%s: %q, %q, %q became %q, asked %v", field, b, m, th, merged[field], asked[field])
			}
		}
		for side, version := range map[Side]Fields{Mine: mine, Theirs: theirs} {
			chosen := map[string]Side{}
			for _, c := range open {
				chosen[c.Unit] = side
			}
			merged, open := merge(base, mine, theirs, chosen)
			for field := range asked {
				if merged[field] != version[field] {
					t.Errorf("%s was chosen from %s, but is %q", field, side, merged[field])
				}
			}
			if undecided(open, chosen) {
				t.Error("all is chosen, but counts as open")
			}
			if n := merged.counts()[ofOffice]; n != mine.counts()[ofOffice] && n != theirs.counts()[ofOffice] {
				t.Errorf("%d offices, which nobody meant", n)
			}
		}
		if _, open := merge(nil, mine, theirs, nil); len(open) == 0 != maps.Equal(mine, theirs) {
			t.Error("without a base, differences must be asked for")
		}
	})
}

func TestFieldsAreNamed(t *testing.T) {
	for field, want := range map[string]struct {
		name string
		i    int
	}{"street": {"street", 0}, "street_2": {"street", 1}, "street_1": {"street_1", 0}, "street_02": {"street_02", 0}, "street_999999": {"street_999999", 0}, "a_b": {"a_b", 0}, "summary_es-419": {"summary_es-419", 0}} {
		if name, i := splitField(field); name != want.name || i != want.i {
			t.Errorf("%q: %q, %d", field, name, i)
		}
	}
	r := lantern(t)
	r.Internal.Addresses = []SecretAddress{{Office: 1}}
	for path, want := range map[string]string{
		"offices.1.street": "street_2", "offers.0.needs": "needs", "phones.0.label": "phones", "languages.2": "languages", "area.lands": "lands",
		"summary.zh-Hans": "summary_zh-Hans", "alerts.1.text.de": "alert_text_de_2", "internal.note": "internal_note", "internal.addresses.0.street": "street_2", "nothing": "nothing",
	} {
		if got := fieldOf(&r, path); got != want {
			t.Errorf("%s is called %q, not %q", path, got, want)
		}
	}
}

func TestPartsCloseUp(t *testing.T) {
	f := Fields{"town": "a", "town_3": "c", "street_3": "s", "needs_2": "crisis", "name": "n"}
	f.close()
	if want := (Fields{"town": "a", "town_2": "c", "street_2": "s", "needs": "crisis", "name": "n"}); !maps.Equal(f, want) {
		t.Errorf("%v", f)
	}
}

func TestEveryFieldHasAName(t *testing.T) {
	for _, lang := range []core.Lang{"de", "en"} {
		words := printer(t, lang)
		fields := fieldsOf(lantern(t))
		fields["retired_on"] = "2026-01-01"
		for _, c := range fields.columns() {
			if c.name == "id" || c.name == "number" {
				continue
			}
			if label := fieldLabel(words, c.name); label == "" || strings.HasPrefix(label, "centres.") {
				t.Errorf("%s: %s is called %q", lang, c.name, label)
			}
			if said := fieldWords(words, c.name, fields[c.name]); strings.Contains(said, "centres.") || fields[c.name] != "" && said == "" {
				t.Errorf("%s: %s says %q", lang, c.name, said)
			}
		}
	}
}

func TestLanguagesAreReadByName(t *testing.T) {
	for _, lang := range []core.Lang{"de", "en"} {
		words := printer(t, lang)
		var codes []string
		for _, l := range words.SpokenLanguages() {
			codes = append(codes, l.Code, l.Code+" (interpreter)")
		}
		slices.Sort(codes)
		typed := asTyped(words, Fields{"languages": strings.Join(codes, " | ")})
		read, problems := readTyped(words, typed)
		if len(problems) > 0 || !sameItems(read["languages"], strings.Join(codes, "|")) {
			t.Errorf("%s: %v\n%s", lang, problems, read["languages"])
		}
	}
	_, problems := readTyped(printer(t, "de"), map[string][]string{houseField: {"Deutsch, Klingonisch"}})
	if len(problems) != 1 || problems[0].Field != houseField {
		t.Errorf("%v", problems)
	}
}

func FuzzTypedForm(f *testing.F) {
	s := storeOn(f, databases.Open(f, database.SQLite, tables()...))
	german := printer(f, "de")
	f.Add("street_2", "Weg 1", "030 23125 000\nfax 030 23125 001", "Deutsch; Rumänisch", "Mo-Fr 9-12")
	f.Add("summary_zz-Zzzz", "\x00", "|", "x", "24/7")
	f.Add("drop_office", "1", "+", "de", "")
	f.Fuzz(func(t *testing.T, name, value, phones, languages, week string) {
		r := lantern(t)
		r, _ = s.prepare(r)
		fields := fieldsOf(r)
		typed := asTyped(german, fields)
		typed["phones"], typed[houseField], typed["hours"] = []string{phones}, []string{languages}, []string{week}
		typed[name] = []string{value}
		read, problems := readTyped(german, typed)
		if len(problems) > 0 {
			return
		}
		s.overlay(fields, read, operator())
		again, err := s.recordOf(fields, r)
		if err != nil {
			return
		}
		if again.ID != r.ID || again.Number != r.Number || again.Internal.RetiredOn != r.Internal.RetiredOn {
			t.Error("a form changed what no form may change")
		}
		twice, err := s.recordOf(fieldsOf(again), again)
		if err != nil || !maps.Equal(fieldsOf(twice), fieldsOf(again)) {
			t.Errorf("what was saved reads as something else: %v\n%s", err, cmp.Diff(fieldsOf(again), fieldsOf(twice)))
		}
	})
}
