package account

import (
	"os"
	"strings"
	"testing"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// The page in docs is what people rely on: a changed right must be seen there.
func TestRightsAreThoseOfTheDocs(t *testing.T) {
	page, err := os.ReadFile("../../docs/rights.md")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := PrintRights(&table); err != nil {
		t.Fatal(err)
	}
	if !strings.HasSuffix(string(page), "\n"+table.String()) {
		t.Errorf("docs/rights.md does not end with what verbund config rights prints:\n%s", &table)
	}
}

func TestWhatIsNotGivenIsDenied(t *testing.T) {
	const ahorn, linde core.ID = "ahorn", "linde"
	in := func(centre core.ID, duties ...core.Duty) core.Actor {
		return core.Actor{Role: core.Person, Person: "p", Centre: centre, Duties: duties}
	}
	for name, test := range map[string]struct {
		actor core.Actor
		right web.Right
		may   bool
	}{
		"a visitor":                               {core.Actor{Role: core.Visitor, Duties: []core.Duty{{Role: Administrator}}}, People, false},
		"an actor without a role":                 {core.Actor{}, Self, false},
		"a right that nobody knows":               {in("", core.Duty{Role: Administrator}), "everything", false},
		"a role that nobody knows":                {in("", core.Duty{Role: "root"}), People, false},
		"the administrator":                       {in("", core.Duty{Role: Administrator}), People, true},
		"the administrator in a handbook":         {in(ahorn, core.Duty{Role: Administrator}), ReadHandbook, false},
		"the command line":                        {core.Actor{Role: core.Operator}, Directory, true},
		"the command line in a handbook":          {core.Actor{Role: core.Operator, Centre: ahorn}, ReadHandbook, false},
		"a counsellor in her centre":              {in(ahorn, core.Duty{Role: Counsellor, Unit: ahorn}), ReadHandbook, true},
		"a counsellor in another centre":          {in(linde, core.Duty{Role: Counsellor, Unit: ahorn}), ReadHandbook, false},
		"a lead who acts as counsellor elsewhere": {in(linde, core.Duty{Role: Lead, Unit: ahorn}, core.Duty{Role: Counsellor, Unit: linde}), Colleagues, false},
		"a clerk":                            {in(ahorn, core.Duty{Role: Clerk, Unit: ahorn}), ReadHandbook, false},
		"somebody without duties on herself": {in(""), Self, true},
	} {
		if got := Allows(test.actor, test.right); got != test.may {
			t.Errorf("%s, %s: %v, want %v", name, test.right, got, test.may)
		}
	}
}
