package health

import (
	"context"
	"errors"
	"strings"
	"time"

	"verbund/internal/platform/backup"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
)

// How far clocks may be apart, and how old the newest backup may be.
const (
	clocksApart = 5 * time.Second
	clocksFar   = time.Minute
	backupOld   = 48 * time.Hour
)

// Reachable looks whether the database answers.
func Reachable(db *database.DB) Check {
	return func(ctx context.Context) []Finding {
		if err := db.Ping(ctx); err != nil {
			return []Finding{Unreachable(err)}
		}
		return []Finding{{Check: "database", State: OK, What: "health.database.ok", Args: []any{"kind", db.Kind().String()}}}
	}
}

// Unreachable is the finding for a database that cannot be opened.
func Unreachable(err error) Finding {
	if errors.Is(err, database.ErrNothing) {
		return Finding{"database", Broken, "health.database.nothing", "health.database.nothing-do", nil, ""}
	}
	return Finding{"database", Broken, "health.database.away", "health.database.away-do", nil, cause(err)}
}

// Migrations looks whether the tables are those of the program.
func Migrations(db *database.DB, sets ...database.Migrations) Check {
	return func(ctx context.Context) []Finding {
		n, err := db.Waiting(ctx, sets...)
		switch {
		case errors.Is(err, database.ErrNewer):
			return []Finding{{"migrations", Broken, "health.migrations.newer", "health.migrations.newer-do", nil, cause(err)}}
		case err != nil:
			return []Finding{{"migrations", Broken, "health.migrations.other", "health.migrations.other-do", nil, cause(err)}}
		case n > 0:
			return []Finding{{"migrations", Attention, "health.migrations.waiting", "health.migrations.waiting-do", []any{"n", n}, ""}}
		}
		return []Finding{{Check: "migrations", State: OK, What: "health.migrations.ok"}}
	}
}

// Sound looks for damage in the database.
func Sound(db *database.DB) Check {
	return func(ctx context.Context) []Finding {
		wrong, err := db.Unsound(ctx)
		switch {
		case err != nil:
			return []Finding{{"indexes", Broken, "health.indexes.unknown", "health.database.away-do", nil, cause(err)}}
		case len(wrong) > 0 && db.File() == "":
			return []Finding{{"indexes", Broken, "health.indexes.invalid", "health.indexes.invalid-do", []any{"names", strings.Join(wrong, ", ")}, ""}}
		case len(wrong) > 0:
			return []Finding{{"indexes", Broken, "health.indexes.damaged", "health.indexes.damaged-do", nil, flat(strings.Join(wrong, "; "))}}
		}
		strangers, err := db.Strangers(ctx)
		if err == nil && len(strangers) > 0 {
			return []Finding{{"indexes", Attention, "health.indexes.strangers", "health.indexes.strangers-do", []any{"names", strings.Join(strangers, ", ")}, ""}}
		}
		return []Finding{{Check: "indexes", State: OK, What: "health.indexes.ok"}}
	}
}

// Clock looks whether the machine's clock can be right: beside that of the
// database server, and not before what is recorded.
func Clock(db *database.DB, now clock.Clock) Check {
	return func(ctx context.Context) []Finding {
		before := now.Now()
		server, has, err := db.ServerTime(ctx)
		if err != nil {
			return []Finding{{"clock", Attention, "health.clock.unknown", "health.database.away-do", nil, cause(err)}}
		}
		last, err := db.LastMigrated(ctx)
		if err != nil {
			return []Finding{{"clock", Attention, "health.clock.unknown", "health.database.away-do", nil, cause(err)}}
		}
		if before.Before(last) {
			return []Finding{{"clock", Broken, "health.clock.early", "health.clock.do", []any{"date", last.UTC().Format("2006-01-02 15:04")}, ""}}
		}
		if !has {
			return []Finding{{Check: "clock", State: OK, What: "health.clock.ok"}}
		}
		apart := server.Sub(before).Abs()
		f := Finding{Check: "clock", State: OK, What: "health.clock.same"}
		if apart > clocksApart {
			f = Finding{"clock", Attention, "health.clock.apart", "health.clock.do", []any{"n", int(apart / time.Second)}, ""}
		}
		if apart > clocksFar {
			f.State = Broken
		}
		return []Finding{f}
	}
}

// Backups looks how old the newest backup in a folder is.
func Backups(folder string, now clock.Clock) Check {
	return func(context.Context) []Finding {
		if folder == "" {
			return []Finding{{"backup", Attention, "health.backup.unset", "health.backup.unset-do", nil, ""}}
		}
		all, err := backup.List(folder)
		if err != nil {
			return []Finding{{"backup", Broken, "health.files.unreadable", "health.files.unreadable-do", []any{"path", folder}, cause(err)}}
		}
		if len(all) == 0 {
			return []Finding{{"backup", Attention, "health.backup.none", "health.backup.do", []any{"path", folder}, ""}}
		}
		age := now.Now().Sub(all[0].At)
		f := Finding{Check: "backup", State: OK, What: "health.backup.age", Args: []any{"n", int(age.Hours()), "file", all[0].Path, "path", folder}}
		if age > backupOld {
			f.State, f.ToDo = Attention, "health.backup.do"
		}
		return []Finding{f}
	}
}
