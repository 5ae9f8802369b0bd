package casework

import (
	"database/sql"
	"net/http"
	"strings"
	"testing"

	"verbund/internal/platform/find"
	"verbund/internal/platform/vault"
)

// slips counts the slips that there are.
func (h *house) slips() (n int) {
	h.t.Helper()
	h.with("anna", func(tx *sql.Tx, a *vault.Access) error {
		for _, part := range []vault.Part{searchPart, namesPart} {
			if err := a.Slips(h.t.Context(), tx, roomName, part, func(vault.ID, []byte) error { n++; return nil }); err != nil {
				return err
			}
		}
		return nil
	})
	return n
}

func TestASearchFindsWithoutSlipsAndPutsThemBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		one := anna.opensCase("Anker Brise 70")
		anna.adds(one, "journal", "day", "2026-03-09", "text", "Begleitung zur Ausländerbehörde")
		anna.fills(one+"/identity", "family-name", "Müller").is(http.StatusSeeOther)
		other := anna.opensCase("Birke Dorf 12") // nobody has written who she is
		finds := func(when string) {
			t.Helper()
			for words, address := range map[string]string{"auslanderbehorde": one, "Mueller": one, "begleitung miller": one, "birke": other} {
				if !anna.searches(words).finds(address) {
					t.Errorf("%s: %q is not found", when, words)
				}
			}
		}
		finds("with slips")
		if n := h.slips(); n != 4 {
			t.Errorf("there are %d slips", n)
		}
		h.must(func(tx *sql.Tx) error {
			_, err := tx.Exec("DELETE FROM vault_slip")
			return err
		})
		finds("without slips")
		if n := h.slips(); n != 4 {
			t.Errorf("there are %d slips after a search", n)
		}
		finds("with slips again")
	})
}

func TestOfManyCasesTheBestAreOpenedFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		anna := h.as("anna")
		var hits []*hit
		r := &ranking{q: find.Read("leuchtturm"), ranks: map[vault.ID]int{}, open: map[vault.ID]bool{}, sought: searchWeights()}
		for i, text := range []string{"Termin", "Leuchtturm", "Wohnung", "am Leuchtturm", "Gericht", "Arzt", "Amt"} {
			at := anna.opensCase("Anker Brise " + string(rune('1'+i)))
			anna.adds(at, "journal", "day", "2026-03-09", "text", text)
			id := vault.ID(strings.TrimPrefix(at, "/casework/cases/"))
			r.ranks[id], r.open[id] = 2, true
			hits = append(hits, &hit{Listed: Listed{id: id}, rank: 2})
		}
		want := []vault.ID{hits[1].id, hits[3].id, hits[6].id} // two are opened, then four
		h.with("anna", func(tx *sql.Tx, a *vault.Access) (err error) {
			hits, err = r.settleFirst(t.Context(), tx, a, hits, 2)
			return err
		})
		var got []vault.ID
		for _, h := range hits {
			got = append(got, h.id)
		}
		if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || len(r.open) != 1 {
			t.Errorf("%v, want %v; %d open", got, want, len(r.open))
		}
	})
}
