package card

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"verbund/internal/core"
)

type id string

type one struct {
	Day  core.Date `json:"day,omitzero"`
	What string    `json:"what"`
	Who  id        `json:"who,omitempty"`
	N    int       `json:"n,omitempty"`
}

type sample struct {
	Alias string         `json:"alias"`
	Day   core.Date      `json:"day"`
	Tags  []string       `json:"tags,omitempty"`
	Who   []id           `json:"who,omitempty"`
	Ones  []one          `json:"ones,omitempty"`
	Last  one            `json:"last,omitzero"`
	Yes   bool           `json:"yes,omitempty"`
	Big   int64          `json:"big,omitempty"`
	At    time.Time      `json:"at,omitzero"`
	Sums  map[string]int `json:"sums,omitempty"`
	Raw   []byte         `json:"raw,omitempty"`
	Part  *one           `json:"part,omitempty"`
}

// agrees compares what is read with what encoding/json reads.
func agrees(t interface {
	Helper()
	Errorf(string, ...any)
}, r *Reader[sample], b []byte) {
	t.Helper()
	var want sample
	wrong := json.Unmarshal(b, &want)
	got, err := r.Decode(b)
	if (err != nil) != (wrong != nil) {
		t.Errorf("%q: error %v, encoding/json says %v", b, err, wrong)
	}
	if diff := cmp.Diff(want, got); wrong == nil && diff != "" {
		t.Errorf("%q:\n%s", b, diff)
	}
}

func TestCardsAreReadAsEncodingJSONReadsThem(t *testing.T) {
	r := NewReader[sample]()
	for _, s := range []string{
		`{}`, ` { "alias" : "Anker" , "day":"2026-03-31","tags":[],"ones":[{"day":"2026-02-28","what":"x"},{}]}`, `{"day":"2026-02-30"}`, `{"day":"26-1-1"}`, `{"day":"2026-00-01"}`,
		`{"alias":"a\u0026b\"c"}`, `{"tags":null}`, `{"alias":null}`, `{"ALIAS":"x"}`, `{"unknown":[1,{"a":2}],"alias":"x"}`, `{"alias":"x","alias":"y"}`, `{"day":"2026-01-01","alias":"later"}`,
		`{"n":1.5}`, `{"big":-9007199254740993}`, `{"big":99999999999999999999}`, `{"big":012}`, `{"big":1e3}`, `{"yes":true}`, `{"yes":truex}`, `{"yes":"true"}`, `{"alias":"ä"}`, "{\"alias\":\"\xff\"}",
		`{"at":"2026-03-10T09:30:00Z","sums":{"a":1},"raw":"AAEC","part":{"what":"x"},"yes":true}`, `{"alias":"x"} x`, `{"alias":"x",}`, `{"alias"}`, `{`, ``, `[]`, `null`, "{\"alias\":\"a\nb\"}",
		`{"ones":[{"what":"a","who":"b","n":3},]}`, `{"tags":["a","b","c"],"who":["d"]}`,
	} {
		agrees(t, r, []byte(s))
	}
}

func TestEveryCardThatIsWrittenIsRead(t *testing.T) {
	r := NewReader[sample]()
	rapid.Check(t, func(t *rapid.T) {
		text, day := rapid.String(), rapid.Custom(func(t *rapid.T) core.Date {
			return core.Date{}.AddDays(rapid.IntRange(1000, 3_000_000).Draw(t, "day"))
		})
		single := rapid.Custom(func(t *rapid.T) one {
			return one{day.Draw(t, "day"), text.Draw(t, "what"), id(text.Draw(t, "who")), rapid.IntRange(-9999, 9999).Draw(t, "n")}
		})
		b, err := json.Marshal(sample{Alias: text.Draw(t, "alias"), Day: day.Draw(t, "day"), Tags: rapid.SliceOf(text).Draw(t, "tags"), Ones: rapid.SliceOf(single).Draw(t, "ones"),
			Last: single.Draw(t, "last"), Yes: rapid.Bool().Draw(t, "yes"), Big: rapid.Int64().Draw(t, "big"), Sums: rapid.MapOf(text, rapid.Int()).Draw(t, "sums")})
		if err != nil {
			t.Fatal(err)
		}
		agrees(t, r, b)
	})
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"alias":"Anker","day":"2026-03-31","ones":[{"day":"2026-02-28","what":"x"}]}`))
	r := NewReader[sample]()
	f.Fuzz(func(t *testing.T, b []byte) { agrees(t, r, b) })
}

func BenchmarkDecode(b *testing.B) {
	day := core.Date{Year: 2026, Month: 3, Day: 9}
	card, _ := json.Marshal(sample{Alias: "Anker Brise 70", Day: day, Tags: []string{"Wohnen", "Gericht"}, Who: []id{"0190a000-0000-7000-8000-00000000000a", "0190a000-0000-7000-8000-00000000000b"},
		Ones: []one{{day, "Anrufen bei der Ausländerbehörde", "0190a000-0000-7000-8000-00000000000a", 3}, {day, "reflection", "", 0}}})
	r := NewReader[sample]()
	b.Run("card", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Decode(card)
		}
	})
	b.Run("json", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var v sample
			json.Unmarshal(card, &v)
		}
	})
}
