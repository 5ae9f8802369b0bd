package places_test

import (
	"os"
	"strings"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/platform/places"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

func TestAnImportedTableIsKept(t *testing.T) {
	sets := []database.Migrations{{Room: "places", Files: places.Migrations}}
	databases.Each(t, sets, func(t *testing.T, db *database.DB) {
		ctx := t.Context()
		before, err := places.Load(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
		if a := before.Find("50667"); a.Place == nil || a.Place.Name != "Köln" {
			t.Errorf("before an import 50667 is %+v; want Köln of the embedded table", a.Place)
		}
		if version, err := places.Version(ctx, db); err != nil || version != "" {
			t.Errorf("Version = %q, %v; want none before an import", version, err)
		}

		seen := map[string]bool{}
		for _, name := range []string{"Hamburg", "Altona", "Altona"} {
			imported, _, err := places.ReadGeoNames(strings.NewReader("DE\t22145\t" + name + "\t\t\t\t\t\t02000\t53.61\t10.15\t4\n"))
			if err != nil {
				t.Fatal(err)
			}
			if err := places.Save(ctx, db, imported); err != nil {
				t.Fatal(err)
			}
			after, err := places.Load(ctx, db)
			if err != nil {
				t.Fatal(err)
			}
			if a := after.Find("22145"); a.Place == nil || a.Place.Label() != "22145 "+name {
				t.Errorf("after the import 22145 is %+v; want %s", a.Place, name)
			}
			version, err := places.Version(ctx, db)
			if err != nil || version == "" {
				t.Errorf("Version = %q, %v", version, err)
			}
			seen[version] = true
		}
		if len(seen) != 2 {
			t.Errorf("%d versions of two different tables", len(seen))
		}
	})
}
