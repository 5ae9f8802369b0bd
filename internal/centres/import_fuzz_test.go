package centres

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// Any bytes are either understood or refused; they never crash the program and
// are never reported as its own fault.
func FuzzImportCSV(f *testing.F) {
	s := storeOn(f, databases.Open(f, database.SQLite, tables()...))
	lines := strings.SplitAfter(demoMembers(f), "\n")
	f.Add([]byte(strings.Join(lines[:8], "")))
	golden, err := os.ReadFile("testdata/lantern.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden)
	f.Add([]byte("part,id,name,kind,phones,town,land,point,hours\ncentre,,X,specialised,4930 23125000,Ulm,Bayern,\"52,5 13,4\",Mo 9-12\noffice,,,,,Köln,NW,,\n"))
	f.Add([]byte("\xff\xfei\x00d\x00;\x00n\x00"))
	f.Add([]byte(`{"format":"verbund-directory/1","centres":[{"name":"x","offices":[{"secret":true}],"internal":{"addresses":[{"office":0}]}}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		for _, partial := range []bool{false, true} {
			report, err := Import(t.Context(), s, operator(), bytes.NewReader(file), "fuzz", ImportOptions{DryRun: true, Partial: partial})
			if err != nil && core.KindOf(err) == core.Internal {
				t.Fatalf("%v", err)
			}
			if sum := report.New + report.Changed + report.Unchanged; sum > report.Read {
				t.Fatalf("%d of %d entries", sum, report.Read)
			}
		}
	})
}

// manyEntries is a complete file of n invented entries.
func manyEntries(t testing.TB, n int) string {
	t.Helper()
	var out bytes.Buffer
	r := lantern(t)
	r.Internal.Addresses = nil
	fmt.Fprintf(&out, `{"format":%q,"centres":[`, jsonFormat)
	for i := range n {
		r.ID, r.Name = core.NamedID("many", fmt.Sprint(i)), fmt.Sprintf("Laterne %d", i)
		text, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(text)
	}
	out.WriteString("]}")
	return out.String()
}

func BenchmarkImport(b *testing.B) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		for name, file := range map[string]string{"42 members": demoMembers(b), "5000 entries": manyEntries(b, 5000)} {
			b.Run(kind.String()+"/"+name, func(b *testing.B) {
				for b.Loop() {
					b.StopTimer()
					s := storeOn(b, databases.Open(b, kind, tables()...))
					b.StartTimer()
					taken(b, s, file)
				}
			})
		}
	}
}
