package gate

import (
	"context"
	"testing"
)

// Try makes one check of a case.
func (c Case) Try(t testing.TB, id string) Check {
	t.Helper()
	l, err := c.lay()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{"arithmetic": 0, "difference": 1, "interval": 2, "together": 3, "attribute": 4, "membership": 5, "use": 6}[id]
	check, err := checks()[at](context.Background(), l)
	if err != nil {
		t.Fatal(err)
	}
	if check.ID != id {
		t.Fatalf("%s is %s", id, check.ID)
	}
	return check
}
