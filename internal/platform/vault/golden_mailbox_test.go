package vault

import (
	"database/sql"
	"encoding/json"
	"os"
	"slices"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// goldenMailbox is a mailbox with an answer, and a folder that has arrived, as
// version 1 wrote them. They must open for ever, so the file is never written again.
type goldenMailbox struct {
	Code, Password, Token string
	Mailbox               MailboxID
	Answer                ID
	Sealed                string // the answer
	Visit, Filling        string // the mailbox and the folder, for the token
	Arrival, Record       ID
	Tables                map[string][]map[string]any
}

const goldenMailboxFile = "testdata/golden-mailbox-v1.json"

var mailboxTables = slices.Concat(goldenTables, []string{"vault_mailbox", "vault_code_salt"})

func TestGoldenMailboxOpensForEver(t *testing.T) {
	if *update && isNew(goldenMailboxFile) {
		writeGoldenMailbox(t)
	}
	content, err := os.ReadFile(goldenMailboxFile)
	if err != nil {
		t.Fatal(err)
	}
	var g goldenMailbox
	if err := json.Unmarshal(content, &g); err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, w *world) {
		w.must(func(tx *sql.Tx) error { return fill(tx, mailboxTables, g.Tables) })
		m, err := w.vault.OpenMailbox(w.ctx, g.Code)
		if err != nil || m.ID() != g.Mailbox {
			t.Fatalf("the code opens %v, %v", m, err)
		}
		token, _ := TokenBytes(g.Token)
		visit, err := w.vault.OpenVisit(g.Mailbox, token, decode(t, g.Visit))
		if err != nil {
			t.Fatal(err)
		}
		for _, one := range []*Mailbox{m, visit} {
			if plain, err := one.Open(g.Answer, decode(t, g.Sealed)); err != nil || string(plain) != "an answer" {
				t.Errorf("the answer is %q, %v", plain, err)
			}
		}
		c := centre("North")
		f, err := w.vault.OpenArrival(c, "contact", g.Arrival, token, decode(t, g.Filling))
		if err != nil {
			t.Fatal(err)
		}
		w.must(func(tx *sql.Tx) error {
			plain, _, err := f.Open(w.ctx, tx, Core, g.Record)
			if string(plain) != "a message" {
				t.Errorf("she reads %q", plain)
			}
			return err
		})
		ada, err := w.vault.Unlock(w.ctx, person("Ada"), g.Password)
		if err != nil {
			t.Fatal(err)
		}
		w.sees(ada, c, g.Arrival, Core, g.Record, "a message")
	})
}

func writeGoldenMailbox(t *testing.T) {
	w := newWorld(t, databases.Open(t, database.SQLite, Migrations()))
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	g := goldenMailbox{Code: NewMailboxCode(), Password: "Zürich, früh um vier", Answer: NewID(), Record: NewID()}
	e, err := w.vault.Enrol(w.ctx, person("Ada"), g.Password)
	must(err)
	w.must(func(tx *sql.Tx) error { return e.Save(w.ctx, tx) })
	c := w.found("North", e.Holder())
	m, err := w.vault.NewMailbox(w.ctx, g.Code)
	must(err)
	g.Mailbox = m.ID()
	g.Token, _ = NewToken()
	token, _ := TokenBytes(g.Token)
	visit, err := m.SealForVisit(token)
	must(err)
	var sealed, filling []byte
	w.must(func(tx *sql.Tx) error {
		must(m.Save(w.ctx, tx))
		sealed, err = w.vault.SealToMailbox(w.ctx, tx, g.Mailbox, g.Answer, []byte("an answer"))
		must(err)
		f, err := w.vault.Arrive(w.ctx, tx, c, "contact")
		must(err)
		g.Arrival = f.ID()
		_, err = f.Seal(w.ctx, tx, Core, g.Record, "", []byte("a message"))
		must(err)
		filling, err = f.SealForVisit(token)
		return err
	})
	g.Sealed, g.Visit, g.Filling = encode(sealed), encode(visit), encode(filling)
	w.must(func(tx *sql.Tx) (err error) {
		g.Tables, err = empty(tx, mailboxTables)
		return err
	})
	content, err := json.MarshalIndent(g, "", " ")
	must(err)
	must(os.WriteFile(goldenMailboxFile, append(content, '\n'), 0o644))
}
