package contact

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// BenchmarkMessage measures a message that is sent in a conversation there is, sealed
// to the centre, beside the same rows with open bytes.
func BenchmarkMessage(b *testing.B) {
	text := strings.Repeat("Ich brauche Hilfe. ", 40)
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		o := newOffice(b, kind)
		w := o.writes(north, "eins", "")
		v := w.comes()
		b.Run(kind.String()+"/sealed", func(b *testing.B) {
			for b.Loop() {
				if err := o.room.add(b.Context(), v, Message{Lang: "de", Text: text}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
		o.must(func(tx *sql.Tx) error {
			for _, table := range []string{"folder (id text PRIMARY KEY, body bytea)", "record (folder text, body bytea)", "message (folder text, box text, sent_on text)"} {
				if _, err := tx.Exec("CREATE TABLE bench_" + table); err != nil {
					return err
				}
			}
			return nil
		})
		b.Run(kind.String()+"/open", func(b *testing.B) {
			body := encode(Message{Lang: "de", Text: text})
			for b.Loop() {
				id := vault.NewID()
				for _, update := range []func(tx *sql.Tx) error{
					func(tx *sql.Tx) error {
						if _, err := tx.Exec("INSERT INTO bench_folder (id, body) VALUES ($1, $2)", id, body[:32]); err != nil {
							return err
						}
						_, err := tx.Exec("INSERT INTO bench_message (folder, box, sent_on) VALUES ($1, $2, '')", id, w.box)
						return err
					},
					func(tx *sql.Tx) error {
						if _, err := tx.Exec("INSERT INTO bench_record (folder, body) VALUES ($1, $2)", id, body); err != nil {
							return err
						}
						_, err := tx.Exec("UPDATE bench_message SET sent_on = '2026-11-30' WHERE folder = $1", id)
						return err
					},
				} {
					if err := o.db.Update(b.Context(), update); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// BenchmarkFlood measures ten thousand messages that come one after the other, in
// new conversations each, but for the stretching of their codes.
func BenchmarkFlood(b *testing.B) {
	for _, kind := range []database.Kind{database.SQLite, database.PostgreSQL} {
		o := newOffice(b, kind)
		b.Run(kind.String(), func(b *testing.B) {
			n := 0
			for b.Loop() {
				v, err := o.room.begin(b.Context(), north, false)
				if err != nil {
					b.Fatal(err)
				}
				if err := o.room.write(b.Context(), v); err != nil {
					b.Fatal(err)
				}
				o.must(func(tx *sql.Tx) error {
					return v.seal(b.Context(), tx, Message{Lang: "de", Text: fmt.Sprint("Nachricht ", n)})
				})
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "messages/s")
		})
	}
}

// BenchmarkCode measures what it takes to open a mailbox with its code, known and
// unknown (C12).
func BenchmarkCode(b *testing.B) {
	o := newOffice(b, database.SQLite)
	w := o.writes(north, "eins", "")
	for name, code := range map[string]string{"known": w.code, "unknown": vault.NewMailboxCode()} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := o.vault.OpenMailbox(b.Context(), code); (err == nil) != (name == "known") {
					b.Fatal(err)
				}
			}
		})
	}
}
