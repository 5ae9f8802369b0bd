package app

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestBillOfMaterialsNamesEveryModuleOfTheBuiltProgram(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	program := filepath.Join(t.TempDir(), "verbund")
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program, "verbund/cmd/verbund").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	print := func() string {
		out, err := exec.Command(program, "version", "--sbom").Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	printed := print()
	var b bill
	if err := json.Unmarshal([]byte(printed), &b); err != nil {
		t.Fatal(err)
	}
	if b.Format != "CycloneDX" || b.SpecVersion != "1.6" || b.Metadata.Component.Name != "verbund" {
		t.Errorf("it begins with %q %q about %q", b.Format, b.SpecVersion, b.Metadata.Component.Name)
	}
	modules, err := exec.Command("go", "version", "-m", program).Output()
	if err != nil {
		t.Fatal(err)
	}
	n := 1 // the standard library
	for line := range strings.Lines(string(modules)) {
		words := strings.Fields(line)
		if len(words) != 4 || words[0] != "dep" {
			continue
		}
		c := b.Components[n]
		n++
		if c.Purl != "pkg:golang/"+words[1]+"@"+words[2] || len(c.Properties) != 1 || c.Properties[0].Value != words[3] || !strings.HasPrefix(words[3], "h1:") {
			t.Errorf("%s %s %s is listed as %+v", words[1], words[2], words[3], c)
		}
		if len(c.Licences) != 1 || c.Licences[0].Expression == "" {
			t.Errorf("%s has no licence", words[1])
		}
	}
	if n < 20 || n != len(b.Components) || len(b.Depends[0].On) != n {
		t.Errorf("%d components, %d depended on, want %d", len(b.Components), len(b.Depends[0].On), n)
	}
	seen := map[string]bool{}
	for _, c := range b.Components {
		if seen[c.Ref] {
			t.Errorf("%s is listed twice", c.Ref)
		}
		seen[c.Ref] = true
	}
	if print() != printed || strings.Contains(printed, os.TempDir()) {
		t.Error("the bill is not the same each time, or tells where it was built")
	}
}
