package arch

import (
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

func findInit(s *Source, report func(where, what string)) {
	if s.File == nil {
		return
	}
	for _, d := range s.File.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			report(s.At(f.Pos()), "has a function init")
		}
	}
}

// skipTests leaves out the files to which a rule for the program itself does
// not apply.
func skipTests(s *Source) bool { return s.Test }

// findCalls finds the use of functions by the path of their package; the path
// "" is for those of the language. It also finds them handed on as values.
func findCalls(functions map[string][]string, skip func(*Source) bool) func(*Source, func(where, what string)) {
	return func(s *Source, report func(where, what string)) {
		if s.File == nil || skip != nil && skip(s) {
			return
		}
		names := s.importNames()
		ast.Inspect(s.File, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectorExpr:
				if x, ok := n.X.(*ast.Ident); ok && x.Obj == nil && slices.Contains(functions[names[x.Name]], n.Sel.Name) && names[x.Name] != "" {
					report(s.At(n.Pos()), "uses "+x.Name+"."+n.Sel.Name)
				}
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.Ident); ok && f.Obj == nil && slices.Contains(functions[""], f.Name) {
					report(s.At(n.Pos()), "calls "+f.Name)
				}
			}
			return true
		})
	}
}

// importNames returns what the imports of a file are called in it.
func (s *Source) importNames() map[string]string {
	names := make(map[string]string)
	for _, i := range s.File.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
			name = path.Base(path.Dir(p))
		}
		if i.Name != nil {
			name = i.Name.Name
		}
		names[name] = p
	}
	return names
}

// multipart are the methods of http.Request that keep uploads in files.
// FormValue reads a form of any kind and so does the same.
var multipart = []string{"ParseMultipartForm", "FormFile", "PostFormValue", "FormValue"}

func findMultipart(s *Source, report func(where, what string)) {
	if s.File == nil {
		return
	}
	ast.Inspect(s.File, func(n ast.Node) bool {
		if x, ok := n.(*ast.SelectorExpr); ok && slices.Contains(multipart, x.Sel.Name) {
			report(s.At(x.Sel.Pos()), "uses "+x.Sel.Name)
		}
		return true
	})
}

// sealing are the packages that derive keys, encrypt or sign. Hashes and random
// bytes are not among them.
var sealing = []string{"crypto/aes", "crypto/cipher", "crypto/des", "crypto/dsa", "crypto/ecdh", "crypto/ecdsa", "crypto/ed25519",
	"crypto/hkdf", "crypto/hmac", "crypto/hpke", "crypto/mlkem", "crypto/pbkdf2", "crypto/rc4", "crypto/rsa",
	"filippo.io/age", "golang.org/x/crypto"}

func findSealing(s *Source, report func(where, what string)) {
	if s.File == nil || s.Test {
		return
	}
	for _, i := range s.File.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err == nil && slices.ContainsFunc(sealing, func(k string) bool { return p == k || strings.HasPrefix(p, k+"/") }) {
			report(s.At(i.Pos()), "imports "+p)
		}
	}
}

// findChanging finds variables of a package that are changed after they were
// declared: assigned to, counted up, or handed out by address. What their
// methods do to them it cannot see.
func findChanging(s *Source, report func(where, what string)) {
	if s.File == nil || s.Test || s.Generated {
		return
	}
	imports := s.importNames()
	declared := make(map[string]any) // the declaration of each variable of the package in this file
	for _, d := range s.File.Decls {
		if g, ok := d.(*ast.GenDecl); ok && g.Tok == token.VAR {
			for _, spec := range g.Specs {
				for _, name := range spec.(*ast.ValueSpec).Names {
					declared[name.Name] = spec
				}
			}
		}
	}
	own := func(x *ast.Ident) bool {
		return x.Obj != nil && declared[x.Name] != nil && x.Obj.Decl == declared[x.Name]
	}
	check := func(e ast.Expr, how string) {
		switch x := root(e).(type) {
		case *ast.Ident:
			if x.Name != "_" && (x.Obj == nil || own(x)) {
				report(s.At(x.Pos()), how+" "+x.Name+", a variable of the package")
			}
		case *ast.SelectorExpr:
			p := x.X.(*ast.Ident)
			if imports[p.Name] != "" {
				report(s.At(x.Pos()), how+" "+p.Name+"."+x.Sel.Name+", a variable of another package")
			} else {
				report(s.At(x.Pos()), how+" "+p.Name+", a variable of the package")
			}
		}
	}
	ast.Inspect(s.File, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.DEFINE {
				return true
			}
			for _, left := range n.Lhs {
				check(left, "changes")
			}
		case *ast.IncDecStmt:
			check(n.X, "changes")
		case *ast.UnaryExpr:
			if x, ok := n.X.(*ast.Ident); ok && n.Op == token.AND && own(x) {
				report(s.At(n.Pos()), "hands out the address of "+x.Name+", a variable of the package")
			}
		}
		return true
	})
}

// root returns the variable that an assignment to e changes: v for v.a[i], and
// the selector v.a where v is not declared in this file: there it is a package,
// or a variable of another file.
func root(e ast.Expr) ast.Expr {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SelectorExpr:
			if id, ok := x.X.(*ast.Ident); ok && id.Obj == nil {
				return x
			}
			e = x.X
		default:
			return e
		}
	}
}
