package arch

import (
	"fmt"
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// The lines between which docs/operator.md holds the table of settings.
const (
	settingsFrom = "<!-- settings: printed from internal/app/config.go; go test ./internal/arch -update -->"
	settingsTo   = "<!-- end of settings -->"
)

// Settings prints the settings that a file declares, by name, as Markdown: the
// calls of StringVar and its like whose arguments stand there as they are. It
// is empty if there are none.
func Settings(t *Tree, file string) string {
	i := slices.IndexFunc(t.Sources, func(s *Source) bool { return s.Path == file })
	if i < 0 {
		return ""
	}
	var lines []string
	ast.Inspect(t.Sources[i].File, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 4 {
			return true
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || !slices.Contains([]string{"StringVar", "BoolVar", "IntVar", "Float64Var", "DurationVar"}, f.Sel.Name) {
			return true
		}
		name, standard, help := plain(call.Args[1]), plain(call.Args[2]), plain(call.Args[3])
		if standard != "" {
			standard = "`" + standard + "`"
		}
		variable := "VERBUND_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		lines = append(lines, fmt.Sprintf("| `%s` | `%s` | %s | %s |\n", name, variable, standard, help))
		return true
	})
	if len(lines) == 0 {
		return ""
	}
	slices.Sort(lines)
	return "| setting | environment | standard | meaning |\n|---|---|---|---|\n" + strings.Join(lines, "")
}

// plain returns a value as it stands in the source, without quotation marks.
func plain(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(e.Value); err == nil {
			return text
		}
		return e.Value
	case *ast.Ident:
		return e.Name
	}
	return ""
}
