package backup_test

import (
	"crypto/rand"
	"database/sql"
	"fmt"
	"path/filepath"
	"testing"

	"verbund/internal/platform/backup"
	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

// BenchmarkBackup makes and restores a backup of 64 MB that do not compress, on
// each database; one operation is both.
func BenchmarkBackup(b *testing.B) {
	const rows, size = 4096, 16 << 10
	for _, kind := range kinds {
		b.Run(kind.String(), func(b *testing.B) {
			db := databases.Open(b, kind, house())
			sealed := make([]byte, size)
			err := db.Update(b.Context(), func(tx *sql.Tx) error {
				for i := range rows {
					rand.Read(sealed)
					if _, err := tx.Exec("INSERT INTO house_door (id, sealed) VALUES ($1, $2)", fmt.Sprint(i), sealed); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				b.Fatal(err)
			}
			lock, key, _ := pair(b)
			b.SetBytes(rows * size)
			folder, n := b.TempDir(), 0
			for b.Loop() {
				n++
				made, err := backup.Make(b.Context(), db, filepath.Join(folder, fmt.Sprint(n)), lock, work())
				if err != nil {
					b.Fatal(err)
				}
				to := backup.Target{Address: databases.Address(b, kind), Sets: []database.Migrations{house()}}
				if _, err := restore(b, made.Path, key, to); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
