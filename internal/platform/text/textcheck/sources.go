package textcheck

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// sources reads all sources and returns the keys that stand in them.
func (c *check) sources() (used map[string]bool, err error) {
	used = make(map[string]bool)
	err = filepath.WalkDir(c.Root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		if d.IsDir() {
			if path != c.Root && (name == "testdata" || name == "node_modules" || name == "vendor" || strings.HasPrefix(name, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		if base, ok := strings.CutSuffix(path, ".templ"); ok {
			if matches, _ := filepath.Glob(base + "_templ.go"); len(matches) == 0 {
				c.find(c.relative(path), "", "has no Go file made of it, so its keys cannot be seen")
			}
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return fmt.Errorf("textcheck: %w", err)
		}
		v := &source{check: c, used: used, position: func(p token.Pos) string {
			at := files.Position(p)
			return fmt.Sprintf("%s:%d", c.relative(at.Filename), at.Line)
		}}
		ast.Inspect(file, v.visit)
		return nil
	})
	return used, err
}

func (c *check) relative(path string) string {
	if r, err := filepath.Rel(c.Root, path); err == nil {
		return filepath.ToSlash(r)
	}
	return path
}

// source is one file that is being read.
type source struct {
	*check
	used     map[string]bool
	position func(token.Pos) string
}

func (s *source) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.ImportSpec:
		return false
	case *ast.BasicLit:
		s.literal(n)
	case *ast.CallExpr:
		s.call(n)
	case *ast.CompositeLit:
		s.composite(n)
	case *ast.AssignStmt:
		for i, left := range n.Lhs {
			if sel, ok := left.(*ast.SelectorExpr); ok && isKeyName(sel.Sel.Name) && i < len(n.Rhs) {
				s.field(n.Rhs[i])
			}
		}
	}
	return true
}

// literal notes a key as used, and finds what must be meant as one: its table
// exists, but not the message.
func (s *source) literal(lit *ast.BasicLit) {
	key, ok := stringOf(lit)
	if !ok {
		return
	}
	if _, exists := s.german[key]; exists {
		s.used[key] = true
		return
	}
	if !s.shape.MatchString(key) || s.tables[key] || s.isDynamic(key) {
		return
	}
	if s.tables[key[:strings.LastIndexByte(key, '.')]] {
		s.find(s.position(lit.Pos()), key, "does not exist")
	}
}

func (s *source) call(call *ast.CallExpr) {
	var name string
	switch f := call.Fun.(type) {
	case *ast.Ident:
		name = f.Name
	case *ast.SelectorExpr:
		name = f.Sel.Name
	}
	at, known := s.Calls[name]
	says := name == "Say" || name == "SayFrom"
	if says {
		at, known = 0, true
	}
	if !known || at >= len(call.Args) {
		return
	}
	key, ok := s.due(call.Args[at])
	if ok && says && call.Ellipsis == token.NoPos {
		s.arguments(call.Pos(), key, call.Args[at+1:])
	}
}

// composite looks at values such as core.Error{Key: …, Args: []any{…}}.
func (s *source) composite(lit *ast.CompositeLit) {
	var key string
	var keyKnown, argsKnown bool
	var args []ast.Expr
	takesArgs := isError(lit.Type)
	argsKnown = true
	for _, element := range lit.Elts {
		field, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		name, ok := field.Key.(*ast.Ident)
		if !ok {
			continue
		}
		switch {
		case name.Name == "Key":
			if isError(lit.Type) {
				key, keyKnown = s.due(field.Value)
			} else {
				key, keyKnown = s.field(field.Value)
			}
		case isKeyName(name.Name):
			s.field(field.Value)
		case name.Name == "Args":
			takesArgs = true
			list, ok := field.Value.(*ast.CompositeLit)
			if argsKnown = ok; ok {
				args = list.Elts
			}
		}
	}
	if keyKnown && takesArgs && argsKnown {
		s.arguments(lit.Pos(), key, args)
	}
}

func isError(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.Ident:
		return t.Name == "Error" || t.Name == "FieldError"
	case *ast.SelectorExpr:
		return isError(t.Sel)
	}
	return false
}

func isKeyName(name string) bool { return strings.HasSuffix(name, "Key") }

// field checks the value of a field named Key or …Key. Such a field may also
// hold something else, such as a key to be pressed, which has no dot.
func (s *source) field(e ast.Expr) (key string, ok bool) {
	if lit, isLit := e.(*ast.BasicLit); isLit {
		if value, _ := stringOf(lit); !strings.Contains(value, ".") {
			return "", false
		}
	}
	return s.due(e)
}

// due checks an expression that is a key, and returns the key if it stands
// there as one string that exists.
func (s *source) due(e ast.Expr) (key string, ok bool) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		return s.due(e.X)
	case *ast.BasicLit:
		key, ok := stringOf(e)
		if !ok || key == "" {
			return "", false
		}
		if _, exists := s.german[key]; !exists {
			s.find(s.position(e.Pos()), key, "does not exist")
			return "", false
		}
		return key, true
	case *ast.BinaryExpr:
		prefix, begins := beginning(e)
		if !begins || !s.isDynamic(prefix) {
			s.find(s.position(e.Pos()), prefix, "is put together at run time, but not declared as dynamic")
		}
	}
	return "", false
}

// beginning returns the string that a sum of strings begins with.
func beginning(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return beginning(e.X)
	case *ast.ParenExpr:
		return beginning(e.X)
	case *ast.BasicLit:
		return stringOf(e)
	}
	return "", false
}

// arguments compares the names given with the placeholders of a message.
func (s *source) arguments(at token.Pos, key string, args []ast.Expr) {
	m := s.german[key]
	needed := names(m)
	if isCounted(m) {
		needed = append(needed, "n")
	}
	if len(args)%2 != 0 {
		s.find(s.position(at), key, "is given a name without a value")
		return
	}
	var given []string
	for i := 0; i < len(args); i += 2 {
		lit, ok := args[i].(*ast.BasicLit)
		if !ok {
			return // names that only the running program knows
		}
		name, _ := stringOf(lit)
		given = append(given, name)
		if !slices.Contains(needed, name) {
			s.find(s.position(at), key, "is given %q, which it has no placeholder for", name)
		}
	}
	for _, name := range needed {
		if !slices.Contains(given, name) {
			s.find(s.position(at), key, "is not given %q", name)
		}
	}
}

func stringOf(lit *ast.BasicLit) (string, bool) {
	if lit.Kind != token.STRING {
		return "", false
	}
	s, err := strconv.Unquote(lit.Value)
	return s, err == nil
}
