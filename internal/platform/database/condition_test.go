package database_test

import (
	"slices"
	"testing"
	"time"

	"verbund/internal/platform/database"
	"verbund/internal/testkit/databases"
)

func TestConditionOfADatabaseIsTold(t *testing.T) {
	databases.Each(t, []database.Migrations{nest()}, func(t *testing.T, db *database.DB) {
		run(t, db, "CREATE TABLE somebody_elses (id text PRIMARY KEY)")
		if all, err := db.Strangers(t.Context()); err != nil || !slices.Equal(all, []string{"somebody_elses"}) {
			t.Errorf("strangers: %v, %v", all, err)
		}
		if n, err := db.Waiting(t.Context(), nest(), birds()[0]); err != nil || n != 1 {
			t.Errorf("%d migrations wait, %v", n, err)
		}
		if last, err := db.LastMigrated(t.Context()); err != nil || time.Since(last) > time.Hour || time.Since(last) < 0 {
			t.Errorf("last migrated %v, %v", last, err)
		}
		server, has, err := db.ServerTime(t.Context())
		if err != nil || has != (db.Kind() == database.PostgreSQL) || has && time.Since(server).Abs() > time.Minute {
			t.Errorf("the server's clock: %v, %v, %v", server, has, err)
		}
		if (db.File() == "") != has {
			t.Errorf("the file is %q", db.File())
		}
		if p := db.Pools(); len(p) != 2 || p[0].Open == 0 || p[0].Most == 0 || p[1].Name != "writers" {
			t.Errorf("%+v", p)
		}
		if wrong, err := db.Unsound(t.Context()); err != nil || len(wrong) > 0 {
			t.Errorf("unsound: %v, %v", wrong, err)
		}
		if db.Kind() == database.PostgreSQL {
			run(t, db, "UPDATE pg_index SET indisvalid = FALSE WHERE indexrelid = (SELECT oid FROM pg_class WHERE relname = 'nest_weight')")
			if wrong, err := db.Unsound(t.Context()); err != nil || !slices.Equal(wrong, []string{"nest_weight"}) {
				t.Errorf("unsound: %v, %v", wrong, err)
			}
		}
	})
}
