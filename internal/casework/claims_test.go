package casework

import (
	"cmp"
	"database/sql"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/platform/vault"
)

// canaryWord is what nobody outside may see of a case.
const canaryWord = "Kanarienvogel"

// fullCase opens a case with the word in every part.
func (v visitor) fullCase(alias string) string {
	v.t.Helper()
	at := v.opensCase(alias+" "+canaryWord, "way-note", canaryWord)
	v.fills(at+"/sheets/exploitation", "note", canaryWord).is(http.StatusSeeOther)
	v.fills(at+"/identity", "birth-place", canaryWord).is(http.StatusSeeOther)
	v.fills(at+"/location", "avoids", canaryWord).is(http.StatusSeeOther)
	v.adds(at, "journal", "text", canaryWord)
	return at
}

// sealedRows are the sealed bytes of a case by their part, the shortest first.
func (h *house) sealedRows(id vault.ID) map[string][][]byte {
	h.t.Helper()
	all := map[string][][]byte{}
	rows, err := h.db.Query(h.t.Context(), `SELECT part, sealed FROM vault_record WHERE folder = $1 UNION ALL SELECT 'the card', card FROM vault_folder WHERE id = $2 UNION ALL SELECT 'the key', "key" FROM vault_folder WHERE id = $3`, string(id), string(id), string(id))
	if err != nil {
		h.t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var part string
		var sealed []byte
		if err := rows.Scan(&part, &sealed); err != nil {
			h.t.Fatal(err)
		}
		all[part] = append(all[part], sealed)
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	for _, of := range all {
		slices.SortFunc(of, func(a, b []byte) int { return cmp.Compare(len(a), len(b)) })
	}
	return all
}

func TestC2EqualCasesDifferInEveryByteButNotInSize(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one, other := h.sealedRows(idOf(h.as("anna").fullCase("Gleich 11"))), h.sealedRows(idOf(h.as("anna").fullCase("Gleich 12")))
		for _, part := range []string{"the card", "the key", "core", "entries", "identity", "location", "search", "search-names"} {
			if len(one[part]) == 0 || len(one[part]) != len(other[part]) {
				t.Fatalf("%s: %d and %d rows", part, len(one[part]), len(other[part]))
			}
			for i, a := range one[part] {
				b, same := other[part][i], 0
				if len(a) != len(b) {
					t.Errorf("%s: of %d and %d bytes", part, len(a), len(b))
					continue
				}
				for k := range a {
					if a[k] == b[k] {
						same++
					}
				}
				if same > len(a)/50+10 {
					t.Errorf("%s: %d of %d bytes are the same", part, same, len(a))
				}
			}
		}
	})
}

var inBraces = regexp.MustCompile(`\{[a-z]+\}`)

func TestC3AnotherCentreCannotTellACaseFromNone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").fullCase("Geheim 21")
		entry := h.as("anna").entriesOf(at, "journal")[0]
		entry = entry[strings.LastIndex(entry, "/")+1:]
		asked := 0
		for _, route := range h.room.Routes() {
			if !strings.Contains(route.Path, "{id}") {
				continue
			}
			ask := func(file string) page {
				path := strings.NewReplacer("/casework/cases/{id}", file, "{sheet}", "journal", "{entry}", entry).Replace(route.Path)
				if strings.Contains(route.Path, "/sheets/{sheet}") {
					path = strings.Replace(path, "/sheets/journal", "/sheets/person", 1)
				}
				path = inBraces.ReplaceAllString(path, strings.Repeat("0", 32))
				if route.Method == http.MethodGet {
					return h.as("clara").opens(path)
				}
				return h.as("clara").posts(path, url.Values{"form": {string(vault.NewID())}, "stamp": {string(vault.NewID())}, "kind": {"talk"}, "day": {"2026-03-03"}, "alias": {"Neu 1"}, "password": {rightPassword}})
			}
			foreign, never := ask(at), ask(address(vault.NewID()))
			if foreign.status != http.StatusNotFound || never.status != foreign.status || foreign.text() != never.text() {
				t.Errorf("%s %s: %d, and where there never was one %d", route.Method, route.Path, foreign.status, never.status)
			}
			foreign.neverSays(canaryWord)
			asked++
		}
		if asked < 16 {
			t.Errorf("only %d routes were asked", asked)
		}
		for _, path := range []string{"/casework", "/casework/cases", "/casework/deadlines", "/casework/shift"} {
			h.as("clara").opens(path).is(http.StatusOK).neverSays(canaryWord, "Geheim 21")
		}
		h.as("anna").opens(at + "/file").is(http.StatusOK).says(canaryWord)
		if len(h.as("anna").entriesOf(at, "journal")) != 1 {
			t.Error("somebody of another centre changed the journal")
		}
	})
}

func TestC4RowsMovedToAnotherCaseOrPartNeverOpen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").fullCase("Meins 31")
		rows := h.sealedRows(idOf(at))
		change := func(statement string, args ...any) {
			t.Helper()
			h.must(func(tx *sql.Tx) error {
				_, err := tx.ExecContext(t.Context(), statement, args...)
				return err
			})
		}
		for i, m := range []struct {
			who, part string // where the bytes are put
			bytes     []byte
			at        string // the page that needs them
		}{
			{"anna", "core", rows["core"][0], ""},
			{"anna", "core", rows["identity"][0], ""},
			{"anna", "entries", rows["entries"][0], "/entries/journal"},
			{"anna", "identity", rows["identity"][0], "/identity"},
			{"anna", "identity", rows["location"][0], "/identity"},
			{"anna", "entries", rows["search-names"][0], "/entries/journal"},
			{"clara", "core", rows["core"][0], ""},
			{"clara", "identity", rows["identity"][0], "/identity"},
		} {
			to := h.as(m.who).opensCase(fmt.Sprint("Anderes ", 32+i))
			h.as(m.who).fills(to+"/identity", "birth-place", "Nord").is(http.StatusSeeOther)
			h.as(m.who).adds(to, "journal", "text", "nichts")
			h.as(m.who).opens(to + m.at).is(http.StatusOK)
			change("UPDATE vault_record SET sealed = $1 WHERE folder = $2 AND part = $3", m.bytes, string(idOf(to)), m.part)
			h.as(m.who).opens(to + m.at).is(http.StatusInternalServerError).neverSays(canaryWord)
		}
		hers := h.as("clara").opensCase("Ihres 50")
		change("UPDATE vault_folder SET card = $1 WHERE id = $2", rows["the card"][0], string(idOf(hers)))
		h.as("clara").opens("/casework").is(http.StatusInternalServerError).neverSays(canaryWord)
		change("UPDATE vault_folder SET centre = $1 WHERE id = $2", string(theirs), string(idOf(at)))
		h.as("clara").opens(at).is(http.StatusInternalServerError).neverSays(canaryWord)
	})
}

func TestC5AFormerColleagueOpensNoCase(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("anna").fullCase("Unser 41")
		h.as("berta").opens(at).is(http.StatusOK)
		h.with("anna", func(tx *sql.Tx, a *vault.Access) error { return a.Revoke(t.Context(), tx, h.people["berta"].id) })
		for _, path := range []string{"/casework", "/casework/cases", "/casework/deadlines", "/casework/shift", at, at + "/file", at + "/identity", at + "/location", at + "/entries/journal", at + "/sheets/person"} {
			h.as("berta").opens(path).says("You do not hold the key").neverSays(canaryWord)
		}
		h.as("berta").posts(at+"/entries/journal", url.Values{"kind": {"talk"}, "day": {"2026-03-03"}}).is(http.StatusForbidden)
		h.as("anna").opens(at + "/file").is(http.StatusOK).says(canaryWord)
	})
}

func TestC6AfterAResetNoCaseOpensUntilAColleagueGrants(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		at := h.as("berta").fullCase("Unser 51")
		h.enrol("berta", "counsellor", ours)
		for _, path := range []string{"/casework", at, at + "/identity"} {
			h.as("berta").opens(path).says("You do not hold the key").neverSays(canaryWord)
		}
		h.grant("berta")
		h.as("berta").opens(at + "/file").is(http.StatusOK).says(canaryWord)
	})
}
