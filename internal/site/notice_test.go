package site

import (
	"os"
	"strings"
	"testing"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }

var (
	editor  = core.Actor{Role: core.Operator, Name: "office"}
	morning = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
)

func printers(t *testing.T) (german, arabic *text.Printer) {
	t.Helper()
	var offered []text.Language
	for _, code := range []core.Lang{"de", "ar"} {
		l, _ := text.LanguageOf(code)
		offered = append(offered, l)
	}
	c, err := text.Load(offered, Texts())
	if err != nil {
		t.Fatal(err)
	}
	return c.For("de"), c.For("ar")
}

func TestNoticeIsLiveWithinAMinuteAndGoneAtItsEnd(t *testing.T) {
	german, arabic := printers(t)
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		now := clock.At(morning)
		store := NewStore(db, now, nil)
		board, other := NewBoard(store, now), NewBoard(NewStore(db, now, nil), now) // another server
		if n := board.Now(german); n != nil {
			t.Fatalf("a notice before there is one: %v", n)
		}
		_ = other.Now(german)
		notice, err := store.Add(t.Context(), editor, Notice{
			Words: map[core.Lang]string{"de": "Das Telefon ist gestört.", "ar": "الهاتف معطّل."},
			From:  morning, Until: morning.Add(time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
		now.Advance(time.Minute)
		for _, b := range []*Board{board, other} {
			if n := b.Now(german); n == nil || n.Text != "Das Telefon ist gestört." || n.Lang != "de" || n.Urgent {
				t.Errorf("after a minute: %+v", n)
			}
			if n := b.Now(arabic); n == nil || n.Lang != "ar" || n.Text != "الهاتف معطّل." {
				t.Errorf("in Arabic: %+v", n)
			}
		}
		if _, err := store.Add(t.Context(), editor, Notice{Urgent: true, Words: map[core.Lang]string{"de": "Bitte 110."}, From: morning, Until: morning.Add(30 * time.Minute)}); err != nil {
			t.Fatal(err)
		}
		now.Advance(time.Minute)
		if n := board.Now(arabic); n == nil || !n.Urgent || n.Lang != "de" {
			t.Errorf("the urgent one comes first, in German where there is no other: %+v", n)
		}
		now.Set(morning.Add(31 * time.Minute))
		if n := board.Now(german); n == nil || n.Urgent {
			t.Errorf("the urgent one has ended: %+v", n)
		}
		if err := store.End(t.Context(), editor, notice.ID); err != nil {
			t.Fatal(err)
		}
		now.Advance(time.Minute)
		if n := board.Now(german); n != nil {
			t.Errorf("it was taken down: %+v", n)
		}
		if err := store.End(t.Context(), editor, notice.ID); err != nil {
			t.Errorf("taking it down twice: %v", err)
		}
		if err := store.End(t.Context(), editor, core.NewID(morning)); core.KindOf(err) != core.NotFound {
			t.Errorf("one that never was: %v", err)
		}
	})
}

func TestNoticeOfNobodyAndWithoutSenseIsRefused(t *testing.T) {
	databases.Each(t, []database.Migrations{Migrations()}, func(t *testing.T, db *database.DB) {
		store := NewStore(db, clock.At(morning), nil)
		good := func() Notice {
			return Notice{Words: map[core.Lang]string{"de": "Hinweis"}, From: morning, Until: morning.Add(time.Hour)}
		}
		if _, err := store.Add(t.Context(), core.Actor{Role: core.Visitor}, good()); core.KindOf(err) != core.Denied {
			t.Errorf("a visitor: %v", err)
		}
		for name, change := range map[string]func(*Notice){
			"no German":          func(n *Notice) { n.Words = map[core.Lang]string{"en": "Notice"} },
			"too long":           func(n *Notice) { n.Words["de"] = strings.Repeat("ä", longestNotice+1) },
			"no such language":   func(n *Notice) { n.Words["xx"] = "?" },
			"end before its day": func(n *Notice) { n.Until = n.From },
		} {
			n := good()
			change(&n)
			if _, err := store.Add(t.Context(), editor, n); core.KindOf(err) != core.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if all, err := store.Notices(t.Context(), morning); err != nil || len(all) != 0 {
			t.Errorf("something was put up: %v, %v", all, err)
		}
	})
}
