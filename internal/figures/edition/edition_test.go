package edition_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Editions are kept as JSON. Table has Rows and Columns, and so has its Spec.
func TestEditionIsTheSameAfterItWasKept(t *testing.T) {
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := table.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	e := edition.Exact(table.Compute(2024, nil, nil, book, plan), "id")
	kept, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	var again edition.Edition
	if err := json.Unmarshal(kept, &again); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again, e) {
		t.Errorf("got  %+v\nwant %+v", again.Tables[0], e.Tables[0])
	}
}
