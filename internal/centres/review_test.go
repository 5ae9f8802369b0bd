package centres

import (
	"testing"

	"verbund/internal/core"
)

func TestAProposalIsFoundByTheEndOfItsNumber(t *testing.T) {
	all := []Item{{Proposal: Proposal{ID: "019d0000-0000-7000-8000-00000000abcd"}}, {Proposal: Proposal{ID: "019d0000-0000-7000-8000-00000001abcd"}}}
	if i, err := FindProposal(all, "1abcd"); err != nil || i.ID != all[1].ID {
		t.Errorf("%v, %v", i.ID, err)
	}
	for _, typed := range []string{"", "abcd", "x"} {
		if _, err := FindProposal(all, typed); core.KindOf(err) != core.NotFound {
			t.Errorf("%q: %v", typed, err)
		}
	}
}
