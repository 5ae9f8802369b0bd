package core

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestFreshIDsDifferAndSortByTime(t *testing.T) {
	early, late := time.UnixMilli(1_700_000_000_000), time.UnixMilli(1_700_000_000_001)
	a, b, c := NewID(early), NewID(early), NewID(late)
	if a == b {
		t.Errorf("two ids of one instant are the same: %s", a)
	}
	if a >= c || b >= c {
		t.Errorf("%s and %s do not sort before %s", a, b, c)
	}
	for _, id := range []ID{a, NamedID("list", "x")} {
		if got, ok := ParseID(string(id)); !ok || got != id {
			t.Errorf("%s is not read back", id)
		}
	}
	if a[14] != '7' || NamedID("list", "x")[14] != '8' {
		t.Errorf("versions: %s, %s", a, NamedID("list", "x"))
	}
}

func TestNamedIDKnowsWhereAWordEnds(t *testing.T) {
	if NamedID("list", "ab", "c") == NamedID("list", "a", "bc") || NamedID("list", "a") == NamedID("other", "a") {
		t.Error("different words give the same id")
	}
	// Ids of printed lists are in the world: they may never change.
	if got := NamedID("list", "FIZ", "Stuttgart"); got != "74d83f14-8e60-89d5-9181-545950041fa8" {
		t.Errorf("the same words give another id: %s", got)
	}
}

func TestParseIDRefusesWhatIsNone(t *testing.T) {
	for _, s := range []string{"", "x", "0190A000-0000-7000-8000-000000000000", "0190a000-0000-7000-8000-00000000000", "0190a000_0000-7000-8000-000000000000", "0190a000-0000-7000-8000-00000000000g"} {
		if _, ok := ParseID(s); ok {
			t.Errorf("%q was read", s)
		}
	}
}

func TestDate(t *testing.T) {
	d, err := ParseDate("2024-02-29")
	if err != nil || d.String() != "2024-02-29" || d.Weekday() != time.Thursday || d.AddDays(1).String() != "2024-03-01" {
		t.Errorf("%v, %v", d, err)
	}
	if !d.Before(d.AddDays(1)) || !d.After(d.AddDays(-1)) || d.Before(d) || !(Date{}).Before(d) {
		t.Error("the order of days is wrong")
	}
	if none, err := ParseDate(""); err != nil || !none.IsZero() || none.String() != "" {
		t.Errorf("no day: %v, %v", none, err)
	}
	for _, s := range []string{"2023-02-29", "29.02.2024", "2024-2-9", "0000-01-01", "x"} {
		if _, err := ParseDate(s); KindOf(err) != Invalid {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestErrorKeepsItsThreeFacesApart(t *testing.T) {
	cause := errors.New("the disk is full")
	err := fmt.Errorf("saving: %w", &Error{Kind: Unavailable, Key: "x.away", Cause: cause})
	if KindOf(err) != Unavailable || KindOf(cause) != Internal || !errors.Is(err, cause) {
		t.Errorf("kind %v, cause kept %v", KindOf(err), errors.Is(err, cause))
	}
}

func TestClipNeverCutsACharacter(t *testing.T) {
	for s, want := range map[string]string{"Köln": "Köln", "Münchenbuchsee": "Münch…", "\xff": "\uFFFD", "": ""} {
		if got := Clip(s, 5); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}
