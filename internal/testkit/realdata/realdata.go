// Package realdata finds the real input that lies beside the sources of the program:
// decisions, published figures, official schemas. It is no part of the program, and
// where it is missing, tests that need it are skipped with a message.
package realdata

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns where a file or folder of the collection lies, such as
// "caselaw/decisions.jsonl". It is looked for in shared/data beside the folder of the
// sources and above it.
func Path(t testing.TB, name string) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for up := folder; ; up = filepath.Dir(up) {
		path := filepath.Join(up, "shared", "data", filepath.FromSlash(name))
		if _, err := os.Stat(path); err == nil {
			return path
		}
		if up == filepath.Dir(up) {
			t.Skipf("not tried: shared/data/%s does not lie beside the sources", name)
		}
	}
}

// Read returns a file of the collection.
func Read(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return body
}
