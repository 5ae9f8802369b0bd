package dataset_test

import (
	"testing"

	"verbund/internal/casework/dataset"
)

func load(t testing.TB) *dataset.Set {
	t.Helper()
	set, err := dataset.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestDataSetLoads(t *testing.T) {
	if set := load(t); len(set.Sheets) < 17 {
		t.Errorf("only %d sheets", len(set.Sheets))
	}
}
