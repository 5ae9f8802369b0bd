package deadline_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"verbund/internal/casework/deadline"
	"verbund/internal/core"
)

func load(t testing.TB) *deadline.Book {
	t.Helper()
	book, err := deadline.Load()
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func rule(t testing.TB, id string) deadline.Rule {
	t.Helper()
	r, ok := load(t).Rule(id)
	if !ok {
		t.Fatalf("there is no rule %q", id)
	}
	return r
}

func day(t testing.TB, s string) core.Date {
	t.Helper()
	d, err := core.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func in(t testing.TB, land string) deadline.Holidays {
	t.Helper()
	h, err := deadline.HolidaysIn(land)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestBookHasRulesOfEveryKind(t *testing.T) {
	book := load(t)
	n := 0
	for _, kind := range deadline.Kinds() {
		if len(book.Of(kind)) == 0 {
			t.Errorf("no rules of the kind %s", kind)
		}
		n += len(book.Of(kind))
	}
	if n != len(book.Rules()) {
		t.Errorf("%d rules by kind, %d in all", n, len(book.Rules()))
	}
}

func TestReflectionPeriodLastsAtLeastThreeMonths(t *testing.T) {
	r := rule(t, "reflection-period")
	if r.Span != (deadline.Span{N: 3, Unit: deadline.Months}) || !r.AtLeast || r.Moves {
		t.Errorf("span %v, at least %v, moves %v", r.Span, r.AtLeast, r.Moves)
	}
}

func TestRulesOfOldAndNewLawLeaveNoGap(t *testing.T) {
	for _, pair := range [][2]string{{"asylum-suit", "asylum-suit-2026"}, {"asylum-suit-week", "asylum-suit-short-2026"}, {"dublin-transfer", "amm-transfer"}} {
		old, fresh := rule(t, pair[0]), rule(t, pair[1])
		if old.Until.AddDays(1) != fresh.From {
			t.Errorf("%s ends on %s, %s begins on %s", old.ID, old.Until, fresh.ID, fresh.From)
		}
		if last := old.Until; !old.Decided(last) || fresh.Decided(last) || old.Decided(fresh.From) || !fresh.Decided(fresh.From) {
			t.Errorf("%s and %s do not take turns", old.ID, fresh.ID)
		}
		if none := (core.Date{}); !old.Decided(none) || !fresh.Decided(none) {
			t.Errorf("%s or %s is ruled out although no day is known", old.ID, fresh.ID)
		}
	}
}

// What is stored in case files must keep its meaning, so ids are listed here:
// one that goes or changes is a decision and no accident.
func TestIDsOfRulesStay(t *testing.T) {
	for _, id := range strings.Fields(`
		reflection-period reflection-period-extended permit-25-4a permit-25-4a-after permit-25-4b permit-renewal
		provisional-certificate toleration departure child-born-here permit-other
		asylum-suit asylum-suit-week asylum-urgent asylum-suit-2026 asylum-suit-short-2026 asylum-transfer-suit-2026
		asylum-grounds dublin-transfer amm-transfer asylum-interview asylum-certificate
		objection-administrative suit-administrative no-instruction-administrative objection-social suit-social
		no-instruction-social inaction-administrative inaction-social inaction-social-objection
		reinstatement-authority reinstatement-administrative reinstatement-social fine-objection
		review-basic review-social approval-period
		dismissal-suit dismissal-late dismissal-pregnancy wages-exclusion wages-exclusion-own wages-limitation insolvency-pay
		compensation-year compensation-month trauma-clinic trauma-clinic-application damages-limitation
		hearing questioning private-joinder adhesion court-support request-prosecution discontinuation-complaint
		discontinuation-court penal-order-objection appeal-facts appeal-law appeal-law-grounds reinstatement-criminal
		register-block protection-order
		registration-21 registration-under-21 health-counselling-21 health-counselling-under-21 registration-first registration-change
		appointment own`) {
		if _, ok := load(t).Rule(id); !ok {
			t.Errorf("the rule %s is gone", id)
		}
	}
}

func TestBookIsNotChangedByWhoeverReadsIt(t *testing.T) {
	book := load(t)
	book.Rules()[0].ID = "x"
	if book.Rules()[0].ID == "x" {
		t.Error("the rules of the book were changed from outside")
	}
}

const good = `
[[rule]]
id = "a"
label = { de = "a", en = "a" }
hint = { de = "a", en = "a" }
start = { de = "a", en = "a" }
statute = "§ 1"
url = "https://www.gesetze-im-internet.de/bgb/__1.html"
computed = "§ 188 BGB"
as_of = "2026-04"
span = "1 month"
`

// folder is a book with one file of rules and the words of the program.
func folder(t *testing.T, rules string) fstest.MapFS {
	t.Helper()
	f := fstest.MapFS{"words.toml": {Data: words(t)}}
	for _, k := range deadline.Kinds() {
		f["rules/"+string(k)+".toml"] = &fstest.MapFile{}
	}
	f["rules/remedy.toml"] = &fstest.MapFile{Data: []byte(rules)}
	return f
}

func TestRuleThatLacksSomethingIsRefused(t *testing.T) {
	if book, err := deadline.Read(folder(t, good)); err != nil || len(book.Rules()) != 1 {
		t.Fatalf("the good rule is refused: %v", err)
	}
	for _, c := range []struct{ from, to, why string }{
		{`id = "a"`, `id = "A b"`, "has no id"},
		{`label = { de = "a", en = "a" }`, `label = { de = "a" }`, "lacks a label"},
		{`hint = { de = "a", en = "a" }`, ``, "lacks a label, hint"},
		{`statute = "§ 1"`, ``, "official address"},
		{`https://www.gesetze-im-internet.de/bgb/__1.html`, `https://example.org/`, "official address"},
		{`statute = "§ 1"` + "\n" + `url = "https://www.gesetze-im-internet.de/bgb/__1.html"`, ``, "has no statute"},
		{`as_of = "2026-04"`, `as_of = "04/2026"`, "as of which month"},
		{`as_of = "2026-04"`, `as_of = "2026-04"` + "\n" + `until = "2026-04-30"`, "without saying by which day"},
		{`computed = "§ 188 BGB"`, ``, "by which provisions"},
		{`span = "1 month"`, ``, "how to compute a day that is entered"},
		{`span = "1 month"`, `span = "a month"`, "no span"},
		{`span = "1 month"`, `span = "1 fortnight"`, "no span"},
		{`span = "1 month"`, `span = "0 months"`, "lasts no time"},
		{`span = "1 month"`, `span = "1 month"` + "\n" + `ends = "year"`, "is not counted in them"},
		{`span = "1 month"`, `span = "1 month"` + "\n" + `warn_days = -1`, "warns at no sensible time"},
		{`span = "1 month"`, `span = "1 month"` + "\n" + `moves_on = true`, "unknown key"},
		{`span = "1 month"`, `span = "1 month"` + good, "is there twice"},
	} {
		text := strings.Replace(good, c.from, c.to, 1)
		if text == good {
			t.Fatalf("%q is not in the rule", c.from)
		}
		if _, err := deadline.Read(folder(t, text)); err == nil || !strings.Contains(err.Error(), c.why) {
			t.Errorf("%q instead of %q: %v, want %q", c.to, c.from, err, c.why)
		}
	}
}

func TestMissingWordsAreRefused(t *testing.T) {
	f := folder(t, good)
	for _, line := range []string{`off = "überschritten"`, `overdue.de = "überschritten"`, `good-friday.en = "Good Friday"`, `moved.de = `, `weeks.other.en = "{n} weeks"`} {
		all := string(words(t))
		if line == `off = "überschritten"` {
			f["words.toml"].Data = []byte(strings.Replace(all, "[state]", "[state]\nodd = { de = \"a\", en = \"a\" }", 1))
		} else {
			f["words.toml"].Data = []byte(strings.Replace(all, line, "# "+line, 1))
		}
		if _, err := deadline.Read(f); err == nil {
			t.Errorf("words without %s are taken", line)
		}
	}
}
