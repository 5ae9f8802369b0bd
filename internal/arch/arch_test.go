package arch

import (
	"os"
	"sync"
	"testing"
)

// house reads the sources of the module once for all tests.
var house = sync.OnceValues(func() (*Tree, error) { return Read(os.DirFS("../..")) })

func read(t *testing.T) *Tree {
	t.Helper()
	tree, err := house()
	if err != nil {
		t.Fatal(err)
	}
	if len(tree.Sources) < 50 || tree.Module != "verbund" {
		t.Fatalf("read %d sources of the module %q: the tests would see nothing", len(tree.Sources), tree.Module)
	}
	return tree
}

func expectNothing(t *testing.T, found []Finding) {
	t.Helper()
	for _, f := range found {
		t.Error(f)
	}
}

func TestTableKeepsTheLayers(t *testing.T)  { expectNothing(t, CheckTable(packages())) }
func TestImportsAreInTheTable(t *testing.T) { expectNothing(t, CheckImports(read(t), packages())) }
func TestModulesAreInTheTable(t *testing.T) { expectNothing(t, CheckModules(read(t), modules())) }
func TestSourcesKeepTheRules(t *testing.T) {
	expectNothing(t, CheckRules(read(t), rules(), exceptions()))
}
func TestPackagesSayWhatTheyAreFor(t *testing.T) { expectNothing(t, CheckPackages(read(t))) }
