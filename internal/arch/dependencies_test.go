package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// listed is what go list says about packages and modules.
type listed struct {
	Path, Version, Dir string
	Main               bool
	ImportPath         string
	Module             *listed
	Imports            []string
	Error              *struct{ Err string }
}

func goList(t *testing.T, args ...string) []listed {
	t.Helper()
	list := exec.Command("go", append([]string{"list", "-json"}, args...)...)
	list.Dir = "../.."
	var problems bytes.Buffer
	list.Stderr = &problems
	out, err := list.Output()
	if err != nil {
		t.Fatalf("go list %s: %v\n%s", strings.Join(args, " "), err, problems.String())
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var one listed
		if err := d.Decode(&one); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
}

// required are the modules that go.mod names, as they lie in the module cache.
func required(t *testing.T) []Dependency {
	t.Helper()
	file, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(string(file)) {
		if words := strings.Fields(line); strings.HasPrefix(line, "\t") && len(words) >= 2 && strings.HasPrefix(words[1], "v") {
			names = append(names, words[0])
		}
	}
	if len(names) < 20 {
		t.Fatalf("%d modules in go.mod: the test would see nothing", len(names))
	}
	built := map[string]bool{}
	for _, p := range goList(t, "-deps", "./cmd/verbund") {
		if p.Module != nil {
			built[p.Module.Path] = true
		}
	}
	needers := map[string][]string{}
	moduleOf := map[string]string{}
	packages := goList(t, "-deps", "-test", "./...", "github.com/a-h/templ/cmd/templ")
	for _, p := range packages {
		if p.Module != nil {
			moduleOf[p.ImportPath] = p.Module.Path
		}
	}
	for _, p := range packages {
		for _, i := range p.Imports {
			if of := moduleOf[i]; of != "" && p.Module != nil && !p.Module.Main && of != p.Module.Path && !slices.Contains(needers[of], p.Module.Path) {
				needers[of] = append(needers[of], p.Module.Path)
			}
		}
	}
	var all []Dependency
	for _, m := range goList(t, append([]string{"-m"}, names...)...) {
		slices.Sort(needers[m.Path])
		all = append(all, Dependency{m.Path, m.Version, licenceIn(t, m.Dir), built[m.Path], needers[m.Path]})
	}
	slices.SortFunc(all, func(a, b Dependency) int { return strings.Compare(a.Path, b.Path) })
	return all
}

// licenceIn recognises the licence of a module by its files.
func licenceIn(t *testing.T, folder string) string {
	t.Helper()
	if folder == "" {
		t.Fatal("a module is not in the module cache; run: go mod download")
	}
	for _, name := range []string{"LICENSE", "LICENSE.txt", "LICENSE.md", "LICENCE", "COPYING"} {
		if text, err := os.ReadFile(filepath.Join(folder, name)); err == nil {
			return Licence(string(text))
		}
	}
	return ""
}

func TestListOfDependenciesIsComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("asks the go command about every package")
	}
	all := required(t)
	expectNothing(t, CheckLicences(all, modules()))
	expectPrinted(t, "docs/dependencies.md", dependenciesFrom, dependenciesTo, Dependencies(all, modules()))
	var table strings.Builder
	for _, d := range all {
		table.WriteString(d.Path + "\t" + d.Licence + "\n")
	}
	file := filepath.Join("../..", licencesFile)
	if *update {
		if err := os.WriteFile(file, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if kept, err := os.ReadFile(file); err != nil || string(kept) != table.String() {
		t.Errorf("%s is not what the modules say (%v); run: go test ./internal/arch -update", licencesFile, err)
	}
}

func TestLicencesAreRecognised(t *testing.T) {
	const bsd = "Redistribution and use in source and binary forms, with or without\nmodification ... Redistributions in binary form must reproduce"
	for text, want := range map[string]string{
		"Permission is hereby granted, free of charge, to any person ... without restriction ... THE SOFTWARE IS PROVIDED \"AS IS\"": "MIT",
		bsd: "BSD-2-Clause",
		bsd + " * Neither the name of Google Inc. nor":                                                                    "BSD-3-Clause",
		"Apache License\n  Version 2.0, January 2004\n TERMS AND CONDITIONS FOR USE, REPRODUCTION":                        "Apache-2.0",
		"Mozilla Public License Version 2.0\n==== Covered Software":                                                       "MPL-2.0",
		"All rights reserved. You may look at it.":                                                                        "",
		bsd + " * Neither the name of Google Inc. nor\n ---- Files: snappy\n Apache License TERMS AND CONDITIONS FOR USE": "BSD-3-Clause AND Apache-2.0",
		"": "",
	} {
		if got := Licence(text); got != want {
			t.Errorf("%.40q is taken for %q, not %q", text, got, want)
		}
	}
}

func TestLicenceThatIsUnknownOrAnotherIsFound(t *testing.T) {
	table := []Module{{Path: "example.org/a", Licence: "MIT", Because: "it must"}}
	all := []Dependency{{Path: "example.org/a", Version: "v1.0.0", Licence: "MIT", Built: true}, {Path: "example.org/b", Version: "v2.0.0", Licence: "ISC", NeededBy: []string{"example.org/a"}}}
	if found := CheckLicences(all, table); len(found) > 0 {
		t.Errorf("found %v", found)
	}
	printed := Dependencies(all, table)
	for _, want := range []string{"| `example.org/a` | v1.0.0 | MIT | program | it must |", "| `example.org/b` | v2.0.0 | ISC | tests and tools | example.org/a |"} {
		if !strings.Contains(printed, want) {
			t.Errorf("the list lacks %q:\n%s", want, printed)
		}
	}
	all[0].Licence, all[1].Licence = "Apache-2.0", ""
	if found := CheckLicences(all, table); len(found) != 2 {
		t.Errorf("found %v, want two", found)
	}
}
