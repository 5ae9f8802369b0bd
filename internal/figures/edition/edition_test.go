package edition_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/table"
)

// Editions are kept as JSON. Table has Rows and Columns, and so has its Spec.
func TestEditionIsTheSameAfterItWasKept(t *testing.T) {
	e := edition.Exact(table.Set{Year: 2024, Centres: 3, Tables: []table.Table{
		{Spec: table.Spec{ID: "form-by-gender", Rows: "form", Columns: "gender"}, Multi: true, Base: table.Count{N: 9}, Rows: []string{"sexual"}, Columns: []string{"female", "male"}, Cells: []table.Count{{N: 5}, {N: 4}}},
	}}, "id")
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
