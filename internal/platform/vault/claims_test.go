package vault

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
)

func TestC2EqualInputDifferentBytesSameSize(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada := w.enrol("Ada")
		c := w.found("North", ada)
		parts := map[Part]string{Core: `{"name":"Mira"}`, Identity: `{"born":"1999-01-01"}`}
		w.write(ada, c, "casework", `{"alias":"Ahorn"}`, parts)
		w.write(ada, c, "casework", `{"alias":"Ahorn"}`, parts)
		// A little more text has the same size.
		w.write(ada, c, "casework", `{"alias":"Ahornblatt"}`, map[Part]string{Core: `{"name":"Mira Weber"}`, Identity: `{}`})
		for _, query := range []string{
			"SELECT card FROM vault_folder", "SELECT key FROM vault_folder",
			"SELECT sealed FROM vault_record WHERE part = 'core'", "SELECT sealed FROM vault_record WHERE part = 'identity'",
		} {
			var all [][]byte
			w.must(func(tx *sql.Tx) (err error) {
				all, err = column[[]byte](w.ctx, tx, query)
				return err
			})
			if len(all) != 3 || len(all[0]) != len(all[1]) || len(all[1]) != len(all[2]) {
				t.Errorf("%s: the sizes differ", query)
			}
			for i := range 3 {
				for j := range i {
					// Nothing but the version is shared, not even a run of a few bytes.
					if longestShared(all[i][1:], all[j][1:]) > 4 {
						t.Errorf("%s: two rows share bytes", query)
					}
				}
			}
		}
	})
}

// longestShared is the longest run of equal bytes at equal places.
func longestShared(a, b []byte) (longest int) {
	run := 0
	for i := range a {
		if a[i] == b[i] {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}

// sealedKind is one kind of sealed bytes: how to seal a text at one of several
// places, and how to open it there.
type sealedKind struct {
	name   string
	places int
	seal   func(place int, plain []byte) []byte
	open   func(place int, sealed []byte) ([]byte, error)
}

// sealedKinds lists all of them. Secrets are 32 bytes, which all kinds can hold.
func sealedKinds(t testing.TB) []sealedKind {
	var s sealer
	must := func(b []byte, err error) []byte {
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	s, err := newKey().sealer()
	if err != nil {
		t.Fatal(err)
	}
	own, err := newPair()
	if err != nil {
		t.Fatal(err)
	}
	c1, c2, f1, f2, r1, r2, v1, v2 := string(centre("North")), string(centre("South")), string(NewID()), string(NewID()), string(NewID()), string(NewID()), string(NewID()), string(NewID())
	symmetrically := func(purpose string, padded bool, places ...[]string) sealedKind {
		return sealedKind{purpose, len(places), func(p int, plain []byte) []byte {
			if padded {
				return must(s.seal(plain, purpose, places[p]...))
			}
			return s.sealKey(plain, purpose, places[p]...)
		}, func(p int, sealed []byte) ([]byte, error) {
			if padded {
				return s.open(sealed, purpose, places[p]...)
			}
			k, err := s.openKey(sealed, purpose, places[p]...)
			if err != nil {
				return nil, err
			}
			return k[:], nil
		}}
	}
	enveloped := func(purpose string, places ...[]string) sealedKind {
		return sealedKind{purpose, len(places),
			func(p int, plain []byte) []byte { return must(sealTo(own.public, plain, purpose, places[p]...)) },
			func(p int, sealed []byte) ([]byte, error) { return own.open(sealed, purpose, places[p]...) }}
	}
	p1, p2 := string(person("Ada")), string(person("Bea"))
	return []sealedKind{
		symmetrically("record", true, []string{c1, f1, "core", r1, v1}, []string{c2, f1, "core", r1, v1}, []string{c1, f2, "core", r1, v1},
			[]string{c1, f1, "identity", r1, v1}, []string{c1, f1, "core", r2, v1}, []string{c1, f1, "core", r1, v2},
			[]string{c1, f1, "cor", "e" + r1, v1}), // moving a border between two fields
		symmetrically("card", true, []string{c1, "casework", f1}, []string{c2, "casework", f1}, []string{c1, "handbook", f1}, []string{c1, "casework", f2}),
		symmetrically("foldercard", true, []string{c1, "casework", f1}, []string{c1, "casework", f2}),
		symmetrically("slip", true, []string{c1, "casework", "search", "0a0"}, []string{c2, "casework", "search", "0a0"}, []string{c1, "handbook", "search", "0a0"},
			[]string{c1, "casework", "names", "0a0"}, []string{c1, "casework", "search", "0a1"}),
		symmetrically("readers", true, []string{c1, f1}, []string{c2, f1}, []string{c1, f2}),
		symmetrically("settings", true, []string{c1, "a"}, []string{c2, "a"}, []string{c1, "b"}),
		symmetrically("own", true, []string{p1, "totp"}, []string{p2, "totp"}, []string{p1, "codes"}),
		symmetrically("draft", true, []string{"a"}, []string{"b"}),
		symmetrically("wrap", false, []string{c1, "casework", f1}, []string{c2, "casework", f1}, []string{c1, "handbook", f1}, []string{c1, "casework", f2}),
		symmetrically("pair", false, []string{c1, "inbox", "1"}, []string{c2, "inbox", "1"}, []string{c1, "audit", "1"}, []string{c1, "inbox", "2"}),
		symmetrically("pin", false, []string{c1, p1}, []string{c2, p1}, []string{c1, p2}),
		symmetrically("person", false, []string{p1}, []string{p2}),
		symmetrically("kit", false, []string{p1}, []string{p2}),
		symmetrically("centrekit", false, []string{c1}, []string{c2}),
		symmetrically("session", false, []string{p1}, []string{p2}),
		symmetrically("file", false, []string{c1, f1, r1}, []string{c2, f1, r1}, []string{c1, f2, r1}, []string{c1, f1, r2}),
		enveloped("grant", []string{c1, "1", p1}, []string{c2, "1", p1}, []string{c1, "2", p1}, []string{c1, "1", p2}),
		enveloped("slot", []string{c1, f1, p1}, []string{c2, f1, p1}, []string{c1, f2, p1}, []string{c1, f1, p2}),
		enveloped("inbox", []string{c1, "1"}, []string{c2, "1"}, []string{c1, "2"}),
		enveloped("audit", []string{c1, "1", "1"}, []string{c2, "1", "1"}, []string{c1, "2", "1"}, []string{c1, "1", "2"}),
	}
}

func TestC4MovedOrChangedNeverOpens(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 10_000))
	mutations := 0
	kinds := sealedKinds(t)
	for _, k := range kinds {
		plain := bytes.Repeat([]byte(k.name), 32)[:keySize]
		sealed := make([][]byte, k.places)
		for p := range sealed {
			sealed[p] = k.seal(p, plain)
			if again, err := k.open(p, sealed[p]); err != nil || !bytes.Equal(again, plain) {
				t.Fatalf("%s does not open where it belongs: %v", k.name, err)
			}
		}
		closed := func(p int, changed []byte, how string) {
			mutations++
			if got, err := k.open(p, changed); !errors.Is(err, ErrSealed) || got != nil {
				t.Errorf("%s, %s: opens, or fails otherwise: %v", k.name, how, err)
			}
		}
		for from := range sealed {
			for to := range sealed {
				if from != to {
					closed(to, sealed[from], fmt.Sprintf("moved from %d to %d", from, to))
				}
			}
		}
		for range 540 {
			p := random.IntN(k.places)
			changed := bytes.Clone(sealed[p])
			switch random.IntN(6) {
			case 0, 1, 2:
				changed[random.IntN(len(changed))] ^= 1 << random.IntN(8)
				closed(p, changed, "a bit flipped")
			case 3:
				closed(p, changed[:random.IntN(len(changed))], "cut")
			case 4:
				closed(p, append(changed, byte(random.IntN(256))), "longer")
			case 5:
				other := kinds[random.IntN(len(kinds))]
				if other.name != k.name {
					closed(p, other.seal(0, plain), "a "+other.name+" in its place")
				}
			}
		}
	}
	if mutations < 10_000 {
		t.Errorf("only %d mutations", mutations)
	}
}

func TestC4RowsMovedInTheDatabaseNeverOpenAsOthers(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ada, bea := w.enrol("Ada"), w.enrol("Bea")
		north, south := w.found("North", ada, bea), w.found("South", ada, bea)
		// Every text names its place, so that a text at another place is noticed.
		for _, c := range []core.ID{north, south} {
			for i, room := range []string{"casework", "casework", "handbook", "casework", "casework"} {
				id, _ := w.write(ada, c, room, "", nil)
				w.as(ada, c, func(tx *sql.Tx, a *Access) error {
					f, err := a.Folder(w.ctx, tx, id)
					if err != nil {
						return err
					}
					if err := f.SetCard(w.ctx, tx, []byte(f.at(Core, "card"))); err != nil {
						return err
					}
					for _, part := range []Part{Core, Identity} {
						for range 2 {
							r := NewID()
							if _, err := f.Seal(w.ctx, tx, part, r, "", []byte(f.at(part, r))); err != nil {
								return err
							}
						}
					}
					if err := f.SetSlip(w.ctx, tx, Core, []byte(f.at(Core, "slip"))); err != nil {
						return err
					}
					if i == 2 || i == 3 {
						return f.Restrict(w.ctx, tx, []core.ID{})
					}
					return nil
				})
			}
			w.as(ada, c, func(tx *sql.Tx, a *Access) error {
				return a.SealSettings(w.ctx, tx, "hours", []byte(c))
			})
		}
		// what is the plain as Ada reads it, wherever it opens; an error is fine.
		whole := func(tx *sql.Tx) (opened int) {
			for _, c := range []core.ID{north, south} {
				a, err := w.vault.Access(w.ctx, tx, ada, c)
				if err != nil {
					continue
				}
				if plain, err := a.OpenSettings(w.ctx, tx, "hours"); err == nil {
					opened++
					if string(plain) != string(c) {
						t.Errorf("settings of %s at %s", plain, c)
					}
				}
				for _, room := range []string{"casework", "handbook"} {
					if cards, err := a.Cards(w.ctx, tx, room); err == nil {
						for _, card := range cards {
							if card.Plain == nil {
								continue
							}
							opened++
							f := &Folder{access: a, id: card.Folder}
							if want := f.at(Core, "card"); string(card.Plain) != want {
								t.Errorf("card %q at %q", card.Plain, want)
							}
						}
					}
					a.Slips(w.ctx, tx, room, Core, func(id ID, plain []byte) error {
						opened++
						if want := (&Folder{access: a, id: id}).at(Core, "slip"); string(plain) != want {
							t.Errorf("slip %q at %q", plain, want)
						}
						return nil
					})
				}
				folders, err := column[ID](w.ctx, tx, "SELECT id FROM vault_folder WHERE centre = $1", c)
				if err != nil {
					t.Fatal(err)
				}
				for _, id := range folders {
					f, err := a.Folder(w.ctx, tx, id)
					if err != nil {
						continue
					}
					for _, part := range []Part{Core, Identity} {
						ids, err := column[ID](w.ctx, tx, "SELECT id FROM vault_record WHERE folder = $1 AND part = $2", id, part)
						if err != nil {
							t.Fatal(err)
						}
						for _, r := range ids {
							if plain, _, err := f.Open(w.ctx, tx, part, r); err == nil {
								opened++
								if want := f.at(part, r); string(plain) != want {
									t.Errorf("record %q at %q", plain, want)
								}
							}
						}
					}
				}
			}
			return opened
		}
		var all int
		w.must(func(tx *sql.Tx) error { all = whole(tx); return nil })
		if want := 2 * (1 + 5 + 20 + 3); all != want {
			t.Fatalf("%d texts open, want %d", all, want)
		}
		undo := errors.New("undo")
		moves := 0
		for _, c := range []struct{ table, key, value string }{
			{"vault_record", "id", "sealed"}, {"vault_record", "id", "revision"}, {"vault_folder", "id", "key"},
			{"vault_folder", "id", "card"}, {"vault_folder", "id", "readers"}, {"vault_folder", "id", "centre"}, {"vault_folder", "id", "room"},
			{"vault_setting", "centre", "sealed"}, {"vault_slip", "tray", "sealed"}, {"vault_slip", "centre", "sealed"}, {"vault_grant", "centre", "sealed"}, {"vault_record", "id", "folder"}, {"vault_record", "id", "part"},
		} {
			var keys []string
			w.must(func(tx *sql.Tx) (err error) {
				keys, err = column[string](w.ctx, tx, fmt.Sprintf("SELECT DISTINCT %s FROM %s ORDER BY 1", c.key, c.table))
				return err
			})
			for i := 1; i < len(keys); i++ {
				err := w.db.Update(w.ctx, func(tx *sql.Tx) error {
					// Copy the value of one row over that of another.
					result, err := tx.Exec(fmt.Sprintf(`UPDATE %[1]s SET %[2]s = (SELECT o.%[2]s FROM %[1]s o WHERE o.%[3]s = $1 LIMIT 1)
						WHERE %[3]s = $2`, c.table, c.value, c.key), keys[i-1], keys[i])
					if err != nil {
						return err
					}
					n, _ := result.RowsAffected()
					if n > 0 {
						moves++
					}
					w.vault.shelf.lots = nil // as a server that has not read it before
					if opened := whole(tx); n > 0 && opened == all && slices.Contains([]string{"sealed", "revision", "card", "key"}, c.value) {
						t.Errorf("all opens although %s of %s was moved", c.value, c.table)
					}
					return undo
				})
				if !errors.Is(err, undo) && !strings.Contains(err.Error(), "ull") { // a column that may not be NULL
					t.Fatal(err)
				}
			}
		}
		if moves < 80 {
			t.Errorf("only %d moves", moves)
		}
	})
}

// at is a text that names where it is.
func (f *Folder) at(part Part, record ID) string {
	return fmt.Sprintf("%s %s %s %s", f.access.centre, f.id, part, record)
}
