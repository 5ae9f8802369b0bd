package network

import (
	"database/sql"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

func TestOrganisationsComeBackInTheirOrder(t *testing.T) {
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		organisation := func(name string, group Group) Organisation {
			return Organisation{ID: core.NamedID("test", name), Name: name, Group: group, Country: "DE", Land: "DE-BE", Town: "Berlin",
				Email: "post@example.org", Website: "https://example.org", Member: true, AsOf: core.Date{Year: 2022, Month: 7, Day: 1}, Source: "flyer"}
		}
		speaks := organisation("Achtung e.V.", InterestAssociation)
		second := organisation("Ö-Haus", SpecialisedCentre)
		first := organisation("Laterne e.V.", SpecialisedCentre)
		var got []Organisation
		err := db.Update(t.Context(), func(tx *sql.Tx) error {
			for _, o := range []Organisation{speaks, second, first} {
				if err := Save(t.Context(), tx, o); err != nil {
					return err
				}
			}
			stranger := first
			stranger.Name, stranger.Member = "somebody else", false
			return Ensure(t.Context(), tx, stranger) // is there already and stays as it is
		})
		if err != nil {
			t.Fatal(err)
		}
		second.Town, second.Member = "Potsdam", false
		err = db.Update(t.Context(), func(tx *sql.Tx) error {
			if err := Save(t.Context(), tx, second); err != nil {
				return err
			}
			got, err = All(t.Context(), tx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]Organisation{first, second, speaks}, got); diff != "" {
			t.Error(diff)
		}
	})
}
