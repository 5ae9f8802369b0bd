package arch

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Tree is the sources of a module.
type Tree struct {
	Module  string   // its path
	Direct  []string // modules that go.mod requires for our own sources
	Tools   []string // packages that go.mod and tools/go.mod name as tools
	Sources []*Source
	Folders map[string][]*Source // the Go files by package
}

// Source is one file: Go, templ or SQL.
type Source struct {
	Path      string
	Text      string
	Test      bool // a Go test
	Generated bool

	File   *ast.File // of Go only
	fset   *token.FileSet
	strung []Literal // what Literals returned
}

// skipped are folders without sources of ours.
var skipped = []string{"node_modules", "testdata", "data", "bin", "out"}

// Read reads all sources below the root of a module. It fails if there is no
// go.mod or a Go file cannot be parsed.
func Read(root fs.FS) (*Tree, error) {
	t := &Tree{Folders: make(map[string][]*Source)}
	if err := t.readModule(root); err != nil {
		return nil, err
	}
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) { // taken away while we read, such as an editor's own file
				return nil
			}
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if p != "." && (strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || slices.Contains(skipped, name)) {
				return fs.SkipDir
			}
			return nil
		}
		switch path.Ext(name) {
		case ".go", ".templ", ".sql":
			return t.add(root, p)
		}
		return nil
	})
	return t, err
}

func (t *Tree) add(root fs.FS, p string) error {
	text, err := fs.ReadFile(root, p)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	s := &Source{Path: p, Text: string(text), Test: strings.HasSuffix(p, "_test.go")}
	if path.Ext(p) == ".go" {
		s.fset = token.NewFileSet()
		if s.File, err = parser.ParseFile(s.fset, p, text, parser.ParseComments); err != nil {
			return fmt.Errorf("reading sources: %w", err)
		}
		s.Generated = ast.IsGenerated(s.File)
		t.Folders[s.Package()] = append(t.Folders[s.Package()], s)
	}
	t.Sources = append(t.Sources, s)
	return nil
}

// readModule takes from go.mod what the table of modules is compared with, and
// the tools that have a go.mod of their own.
func (t *Tree) readModule(root fs.FS) error {
	for _, name := range []string{"go.mod", "tools/go.mod"} {
		text, err := fs.ReadFile(root, name)
		if errors.Is(err, fs.ErrNotExist) && name != "go.mod" {
			continue
		}
		if err != nil {
			return err
		}
		block := ""
		for lines := bufio.NewScanner(bytes.NewReader(text)); lines.Scan(); {
			line := strings.TrimSpace(lines.Text())
			words := strings.Fields(line)
			switch {
			case len(words) == 0 || strings.HasPrefix(line, "//"):
				continue
			case line == ")":
				block = ""
				continue
			case len(words) == 2 && words[1] == "(":
				block = words[0]
				continue
			case block == "":
				block, words = words[0], words[1:]
				t.directive(name, block, words, line)
				block = ""
				continue
			}
			t.directive(name, block, words, line)
		}
	}
	return nil
}

func (t *Tree) directive(file, block string, words []string, line string) {
	switch {
	case len(words) == 0:
	case block == "module" && file == "go.mod":
		t.Module = words[0]
	case block == "require" && file == "go.mod" && !strings.HasSuffix(line, "// indirect"):
		t.Direct = append(t.Direct, words[0])
	case block == "tool":
		t.Tools = append(t.Tools, words[0])
	}
}

// Package returns the folder of the file, which is the path of its package in
// the module.
func (s *Source) Package() string { return path.Dir(s.Path) }

// At returns file and line of a place in the file.
func (s *Source) At(p token.Pos) string {
	return s.Path + ":" + strconv.Itoa(s.fset.Position(p).Line)
}

// Imports returns the paths that a Go file imports, and where.
func (s *Source) Imports() map[string]string {
	all := make(map[string]string)
	for _, i := range s.File.Imports {
		if p, err := strconv.Unquote(i.Path.Value); err == nil {
			all[p] = s.At(i.Pos())
		}
	}
	return all
}

// Literal is a text that stands in a Go file.
type Literal struct {
	Where string
	Value string
}

// Literals returns the texts of a Go file. Those that are joined by + also
// appear as one.
func (s *Source) Literals() []Literal {
	if s.strung != nil || s.File == nil {
		return s.strung
	}
	s.strung = []Literal{}
	ast.Inspect(s.File, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BinaryExpr:
			if text, ok := joined(n); ok {
				s.strung = append(s.strung, Literal{s.At(n.Pos()), text})
			}
		case *ast.BasicLit:
			if text, ok := joined(n); ok {
				s.strung = append(s.strung, Literal{s.At(n.Pos()), text})
			}
		}
		return true
	})
	return s.strung
}

// joined returns the text of an expression in which a text stands; other values
// are left out as a blank.
func joined(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "", false
		}
		text, err := strconv.Unquote(e.Value)
		return text, err == nil
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "", false
		}
		left, ok1 := joined(e.X)
		right, ok2 := joined(e.Y)
		if !ok1 {
			left = " "
		}
		if !ok2 {
			right = " "
		}
		return left + right, ok1 || ok2
	}
	return "", false
}
