package app

import (
	_ "embed"
	"encoding/json"
	"errors"
	"io"
	"runtime"
	"runtime/debug"
	"strings"
)

// licences lists modules from outside with their licence, one a line, with a tab
// between. The tests of internal/arch write it from what the modules themselves
// say.
//
//go:embed licences.tsv
var licences string

// bill is a software bill of materials in CycloneDX 1.6.
type bill struct {
	Schema      string      `json:"$schema"`
	Format      string      `json:"bomFormat"`
	SpecVersion string      `json:"specVersion"`
	Version     int         `json:"version"`
	Metadata    billAbout   `json:"metadata"`
	Components  []component `json:"components"`
	Depends     []depends   `json:"dependencies"`
}

type billAbout struct {
	Component component `json:"component"`
}

type component struct {
	Type       string     `json:"type"`
	Ref        string     `json:"bom-ref"`
	Name       string     `json:"name"`
	Version    string     `json:"version,omitempty"`
	Purl       string     `json:"purl,omitempty"`
	Licences   []licence  `json:"licenses,omitempty"`
	Properties []property `json:"properties,omitempty"`
}

type licence struct {
	Expression string `json:"expression"`
}

type property struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type depends struct {
	Ref string   `json:"ref"`
	On  []string `json:"dependsOn,omitempty"`
}

// licenceOf are the licences by module.
func licenceOf() map[string]string {
	all := map[string]string{}
	for line := range strings.Lines(licences) {
		if module, name, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			all[module] = name
		}
	}
	return all
}

// newBill lists what a program was built from. It holds no date and no random
// number, so the same program prints the same bill.
func newBill(info *debug.BuildInfo) bill {
	own := component{Type: "application", Ref: "pkg:golang/" + info.Main.Path, Name: info.Main.Path, Version: versionOf(info), Licences: []licence{{"EUPL-1.2"}}}
	for _, s := range info.Settings {
		if strings.HasPrefix(s.Key, "vcs") || s.Key == "GOOS" || s.Key == "GOARCH" || s.Key == "CGO_ENABLED" {
			own.Properties = append(own.Properties, property{"go:build:" + s.Key, s.Value})
		}
	}
	goVersion := strings.TrimPrefix(runtime.Version(), "go")
	standard := component{Type: "library", Ref: "pkg:golang/stdlib@" + goVersion, Name: "stdlib", Version: goVersion, Purl: "pkg:golang/stdlib@" + goVersion, Licences: []licence{{"BSD-3-Clause"}}}
	b := bill{
		Schema: "http://cyclonedx.org/schema/bom-1.6.schema.json", Format: "CycloneDX", SpecVersion: "1.6", Version: 1,
		Metadata: billAbout{own}, Components: []component{standard}, Depends: []depends{{Ref: own.Ref, On: []string{standard.Ref}}},
	}
	known := licenceOf()
	for _, m := range info.Deps {
		if m.Replace != nil {
			m = m.Replace
		}
		c := component{Type: "library", Name: m.Path, Version: m.Version, Purl: "pkg:golang/" + m.Path + "@" + m.Version}
		c.Ref = c.Purl
		if name := known[m.Path]; name != "" {
			c.Licences = []licence{{name}}
		}
		if m.Sum != "" { // not the SHA-256 of a file, but of a list of files: golang.org/ref/mod#go-sum-files
			c.Properties = []property{{"go:sum", m.Sum}}
		}
		b.Components = append(b.Components, c)
		b.Depends[0].On = append(b.Depends[0].On, c.Ref)
	}
	return b
}

func versionOf(info *debug.BuildInfo) string {
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	return "development"
}

// printBill writes the bill of this program.
func printBill(w io.Writer) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return errors.New("this program does not know what it was built from; build it with go build")
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(newBill(info))
}
