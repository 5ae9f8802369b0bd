package record_test

import (
	"slices"
	"testing"

	"verbund/internal/figures/record"
	"verbund/internal/platform/text"
)

func load(t *testing.T) *record.Book {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestEveryCountryButGermanyIsInOneGroup(t *testing.T) {
	in := map[string]string{}
	for _, g := range load(t).Groups {
		for _, country := range g.Countries {
			if first, twice := in[country]; twice {
				t.Errorf("%s is in %s and in %s", country, first, g.ID)
			}
			in[country] = g.ID
		}
	}
	outside := []string{"AQ", "DE", text.UnknownCountry, text.Stateless}
	for _, country := range text.CountryCodes() {
		if _, ok := in[country]; ok == slices.Contains(outside, country) {
			t.Errorf("%s: in a group: %v", country, ok)
		}
	}
}

func TestCompleteNeedsFourKnownAnswersAndARelease(t *testing.T) {
	book := load(t)
	full := func() record.Record {
		r := record.Record{Year: 2023, Centre: "a", Released: true, Values: make([]record.Answer, len(book.Columns))}
		for id, code := range map[string]string{"gender": "female", "age_band": "22-29", "nationality": "NG", "form": "sexual"} {
			at, column := book.Column(id)
			c, ok := column.Find(code)
			if !ok {
				t.Fatalf("%s has no code %s", id, code)
			}
			r.Values[at] = record.Answer{c}
		}
		return r
	}
	if !book.Complete(full()) {
		t.Error("four known answers are not complete")
	}
	without := full()
	without.Released = false
	if book.Complete(without) {
		t.Error("complete without a release")
	}
	for id, unknown := range map[string]string{"gender": "unknown", "age_band": "unknown", "nationality": "XX"} {
		at, column := book.Column(id)
		c, _ := column.Find(unknown)
		for _, answer := range []record.Answer{nil, {c}} {
			r := full()
			r.Values[at] = answer
			if book.Complete(r) {
				t.Errorf("complete although %s is %v", id, answer)
			}
		}
	}
	both := full()
	at, column := book.Column("nationality")
	c, _ := column.Find("XX")
	both.Values[at] = append(both.Values[at], c)
	if !book.Complete(both) {
		t.Error("a second nationality that is not known takes the first away")
	}
}
