package casework

import (
	"archive/tar"
	"bytes"
	"database/sql"
	"io"
	"net/http"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// accessOf is the key of somebody's centre, for what happens outside of a
// transaction.
func (v visitor) accessOf() *vault.Access {
	v.t.Helper()
	var access *vault.Access
	v.with(v.who, func(_ *sql.Tx, a *vault.Access) error {
		access = a
		return nil
	})
	return access
}

// A pair of keys of age, made for tests, and another secret key. A passphrase would
// be stretched for a second each time.
const (
	testRecipient = "age1sawlxcvch5yxfz0nt5nlvudnkctp5xaafwfp6r7u6hn754sjyy3qgfmhuc"
	testIdentity  = "AGE-SECRET-KEY-15J06SL8NGGX0EFYQ99MJUFTLV43TG96J507UL8F0AQH92XXC9H3SMMT4GZ"
	otherIdentity = "AGE-SECRET-KEY-1RUPMZFQZ407SS6MU2N5JMU7A766N7ZDWRTLT879N0H6VHXCT6VDQADYEUY"
)

// archives takes everything of a centre along.
func (v visitor) archives() []byte {
	v.t.Helper()
	to, err := vault.ParseRecipients(testRecipient)
	if err != nil {
		v.t.Fatal(err)
	}
	var out bytes.Buffer
	if _, err := v.accessOf().Export(v.t.Context(), &out, Describe, to...); err != nil {
		v.t.Fatal(err)
	}
	return out.Bytes()
}

// takesIn takes an archive in, and returns the kind of error.
func (v visitor) takesIn(archive []byte, key string) core.Kind {
	v.t.Helper()
	by, err := vault.ParseIdentities(key)
	if err != nil {
		v.t.Fatal(err)
	}
	_, err = v.accessOf().ImportWith(v.t.Context(), bytes.NewReader(archive), Settle, by...)
	if err == nil {
		return 0
	}
	return core.KindOf(err)
}

func TestCentreMovesWithAllItsCases(t *testing.T) {
	for _, way := range [][2]database.Kind{{database.SQLite, database.PostgreSQL}, {database.PostgreSQL, database.SQLite}} {
		t.Run(way[0].String()+" to "+way[1].String(), func(t *testing.T) {
			from, to := newHouse(t, way[0]), newHouse(t, way[1])
			anna := from.as("anna")
			at := anna.opensCase("Umzug Köln 10", "contact-never", "Nie zu Hause")
			anna.fills(at+"/identity", "family-name", "Erdacht").is(http.StatusSeeOther)
			anna.fills(at+"/location", "address", "Weg 1").is(http.StatusSeeOther)
			entry := anna.adds(at, "journal", "day", "2026-03-09", "text", "erste Fassung")
			anna.fills(entry, "text", "zweite Fassung").is(http.StatusSeeOther)
			anna.adds(at, "deadline", "rule", "own", "due", "2026-03-20", "what", "Termin")
			from.with("anna", func(tx *sql.Tx, a *vault.Access) error {
				f, err := a.Folder(t.Context(), tx, idOf(at))
				if err == nil {
					_, err = f.Seal(t.Context(), tx, "files", vault.NewID(), "", []byte(`{"of":"another part"}`))
				}
				return err
			})
			form := anna.opens(at + "/entries/journal").form()
			form.Set("text", "halb fertig dort")
			anna.posts("/casework/drafts", form).is(http.StatusOK)
			archive := anna.archives()

			there := to.as("anna")
			there.opensCase("Schon hier 11")
			mine := there.opens("/casework/new").form()
			mine.Set("contact-never", "halb fertig hier")
			there.posts("/casework/drafts", mine).is(http.StatusOK)
			nothing := func(why string) {
				t.Helper()
				there.opens("/casework/cases").is(http.StatusOK).says("1 case").neverSays("Umzug")
				there.opens("/casework/new").is(http.StatusOK).holds("halb fertig hier")
				to.with("anna", func(tx *sql.Tx, a *vault.Access) error {
					if has, err := a.HasFolder(t.Context(), tx, roomName, idOf(at)); has || err != nil {
						t.Errorf("%s: the case is here: %v", why, err)
					}
					return nil
				})
			}
			forged := bytes.Clone(archive)
			forged[len(forged)/2] ^= 1
			for why, file := range map[string][]byte{"cut": archive[:len(archive)-100], "cut in half": archive[:len(archive)/2], "forged": forged, "empty": nil, "no archive": []byte("age-encryption.org/v1\n")} {
				if kind := there.takesIn(file, testIdentity); kind != core.Unprocessable {
					t.Errorf("%s: it is answered with kind %v", why, kind)
				}
				nothing(why)
			}
			if kind := there.takesIn(archive, otherIdentity); kind != core.Unprocessable {
				t.Errorf("a wrong key is answered with kind %v", kind)
			}
			nothing("wrong key")

			if kind := there.takesIn(archive, testIdentity); kind != 0 {
				t.Fatalf("it is not taken in: kind %v", kind)
			}
			there.opens("/casework/cases").is(http.StatusOK).says("2 cases", "Umzug Köln 10", "Schon hier 11")
			there.opens(at).is(http.StatusOK).says("Umzug Köln 10", "Nie zu Hause", "zweite Fassung")
			there.opens(entry).is(http.StatusOK).says("1 earlier version", "erste Fassung")
			there.opens(at + "/identity").is(http.StatusOK).holds("Erdacht")
			there.opens(at + "/location").is(http.StatusOK).holds("Weg 1")
			there.opens("/casework/new").is(http.StatusOK).holds("halb fertig hier")         // the ledger of this centre
			there.opens(at + "/entries/journal").is(http.StatusOK).holds("halb fertig dort") // and what the other's held
			there.fills(at+"/sheets/person", "children", "2").is(http.StatusSeeOther)        // it can be worked on
			there.opens(at + "/sheets/person").is(http.StatusOK).holds(`value="2"`)
			to.with("anna", func(tx *sql.Tx, a *vault.Access) error {
				f, err := a.Folder(t.Context(), tx, idOf(at))
				if err != nil {
					return err
				}
				if all, err := f.All(t.Context(), tx, "files"); err != nil || len(all) != 1 || !strings.Contains(string(all[0].Plain), "another part") {
					t.Errorf("other parts of the case are lost: %v %v", all, err)
				}
				return nil
			})
			if kind := there.takesIn(archive, testIdentity); kind != core.Conflict {
				t.Errorf("a second time is answered with kind %v", kind)
			}
		})
	}
}

func TestArchiveIsReadableWithoutTheProgram(t *testing.T) {
	h := newHouse(t, database.SQLite)
	at := h.as("anna").opensCase("Umzug Köln 10", "contact-never", "Nie zu Hause")
	h.as("anna").fills(at+"/identity", "family-name", "Erdacht")
	by, err := vault.ParseIdentities(testIdentity)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := vault.OpenSealedFile(bytes.NewReader(h.as("anna").archives()), by...)
	if err != nil {
		t.Fatal(err)
	}
	read := map[string]string{}
	for r := tar.NewReader(opened); ; {
		header, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(header.Name, "read/") {
			read[header.Name] = string(b)
		}
	}
	for _, want := range []struct{ path, words string }{{"core-", "Umzug Köln 10"}, {"core-", "Nie zu Hause"}, {"identity-", "Erdacht"}} {
		found := false
		for name, text := range read {
			found = found || strings.HasPrefix(name, "read/casework/Umzug-Köln-10-") && strings.Contains(name, want.path) && strings.Contains(text, want.words)
		}
		if !found {
			t.Errorf("nobody can read %q in %d files", want.words, len(read))
		}
	}
	for name := range read {
		if strings.Contains(name, "search") {
			t.Errorf("%s is what cases are found by", name)
		}
	}
}
