package arch

import (
	"go/ast"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	statement   = regexp.MustCompile(`(?i)\b(select\b.+\bfrom\b|insert\s+into\b|update\b.+\bset\b|delete\s+from\b|create\s+(unique\s+)?(table|index)\b|alter\s+table\b|\bwhere\b.+[=<>]|order\s+by\b)`)
	ilike       = regexp.MustCompile(`(?i)\bILIKE\b`)
	cast        = regexp.MustCompile(`::\s*[A-Za-z]`)
	lower       = regexp.MustCompile(`(?i)\b(lower|upper)\s*\(`)
	dialectWord = regexp.MustCompile(`(?i)\b(sqlite_[a-z]+|pg_[a-z_]+|PRAGMA|AUTOINCREMENT|BIGSERIAL|SERIAL|ROWID|strftime|date_trunc|jsonb?_[a-z_]+)\b`)
	comment     = regexp.MustCompile(`(?m)--.*$`)
)

// sqlOf calls f with every statement of a file, or part of one.
func sqlOf(s *Source, f func(where, sql string)) {
	if path.Ext(s.Path) == ".sql" {
		for i, line := range strings.Split(comment.ReplaceAllString(s.Text, ""), "\n") {
			f(s.Path+":"+strconv.Itoa(i+1), line)
		}
		return
	}
	for _, l := range s.Literals() {
		if flat := strings.Join(strings.Fields(l.Value), " "); statement.MatchString(flat) || ilike.MatchString(flat) {
			f(l.Where, flat)
		}
	}
}

func findSQL(s *Source, report func(where, what string)) {
	sqlOf(s, func(where, sql string) {
		if ilike.MatchString(sql) {
			report(where, "writes ILIKE")
		}
		if cast.MatchString(sql) {
			report(where, "writes a cast with ::")
		}
		if lower.MatchString(sql) {
			report(where, "folds words by SQL")
		}
	})
}

// findDialect finds what only one of the databases knows, and code that asks
// which of them it is.
func findDialect(s *Source, report func(where, what string)) {
	sqlOf(s, func(where, sql string) {
		if word := dialectWord.FindString(sql); word != "" {
			report(where, "writes "+word+" in SQL")
		}
	})
	if s.File == nil {
		return
	}
	for p, where := range s.Imports() {
		if strings.HasPrefix(p, "modernc.org/sqlite") || strings.HasPrefix(p, "github.com/jackc/pgx") {
			report(where, "imports the driver "+p)
		}
	}
	if !s.Test {
		findCalls(map[string][]string{"verbund/internal/platform/database": {"SQLite", "PostgreSQL"}, "database/sql": {"Open", "OpenDB"}}, nil)(s, report)
	}
}

var (
	unsafeTemplate = []string{"HTML", "HTMLAttr", "JS", "JSStr", "CSS", "URL", "Srcset"}
	unsafeTempl    = []string{"Raw", "JSExpression", "JSUnsafeFuncCall", "SafeScript", "SafeScriptInline", "SafeCSS", "SafeCSSProperty", "FromGoHTML"}
	tag            = regexp.MustCompile(`(?i)</?(html|head|body|div|p|a|span|script|style|h[1-6]|ul|ol|li|table|tr|td|form|input|button|svg|img|link|meta)(\s[^<>]*)?/?>`)
	unsafeInTempl  = regexp.MustCompile(`\btempl\.(Raw|SafeURL|JSExpression|JSUnsafeFuncCall|SafeScript|SafeScriptInline|SafeCSS|SafeCSSProperty|FromGoHTML)\b`)
)

// findHTML finds HTML and addresses that nobody checks. In Go it does not look
// at what templ generated from literal HTML, but at its source.
func findHTML(s *Source, report func(where, what string)) {
	if path.Ext(s.Path) == ".templ" {
		for i, line := range strings.Split(s.Text, "\n") {
			if found := unsafeInTempl.FindString(line); found != "" {
				report(s.Path+":"+strconv.Itoa(i+1), "uses "+found)
			}
		}
		return
	}
	if s.File == nil || s.Test {
		return
	}
	findCalls(map[string][]string{"html/template": unsafeTemplate, "github.com/a-h/templ": unsafeTempl}, nil)(s, report)
	names := s.importNames()
	ast.Inspect(s.File, func(n ast.Node) bool { // SafeURL as a type is harmless, as a conversion it is not
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		f, ok := call.Fun.(*ast.SelectorExpr)
		if !ok || f.Sel.Name != "SafeURL" {
			return true
		}
		if x, ok := f.X.(*ast.Ident); ok && names[x.Name] == "github.com/a-h/templ" {
			report(s.At(n.Pos()), "uses templ.SafeURL")
		}
		return true
	})
	if s.Generated {
		return
	}
	for _, l := range s.Literals() {
		if found := tag.FindString(l.Value); found != "" {
			report(l.Where, "writes "+found)
		}
	}
}

var inline = []struct {
	what string
	re   *regexp.Regexp
}{
	{"a script inside the page", regexp.MustCompile(`(?i)<script\b[^>]*>`)},
	{"a style sheet inside the page", regexp.MustCompile(`(?i)<style\b`)},
	{"a style attribute", regexp.MustCompile(`(?i)\sstyle\s*=`)},
	{"an event handler", regexp.MustCompile(`(?i)\son[a-z]+\s*=`)},
	{"a script or css template", regexp.MustCompile(`^(script|css) \w+\(`)},
}

// findInline looks at templ sources only: the one style sheet that pages carry
// is written by platform/ui as raw HTML, and its hash is in the policy.
func findInline(s *Source, report func(where, what string)) {
	if path.Ext(s.Path) != ".templ" {
		return
	}
	for i, line := range strings.Split(s.Text, "\n") {
		if strings.Contains(line, "templ.Raw(") {
			continue // has a rule of its own
		}
		for _, in := range inline {
			if found := in.re.FindString(line); found != "" && !(strings.HasPrefix(strings.ToLower(found), "<script") && strings.Contains(found, "src=")) {
				report(s.Path+":"+strconv.Itoa(i+1), "writes "+in.what)
			}
		}
	}
}

var openWork = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|X` + `XX|HA` + `CK)\b`)

func findOpenWork(s *Source, report func(where, what string)) {
	if s.Generated {
		return
	}
	for i, line := range strings.Split(s.Text, "\n") {
		if word := openWork.FindString(line); word != "" && (s.File != nil || slices.Contains([]string{".sql", ".templ"}, path.Ext(s.Path))) {
			report(s.Path+":"+strconv.Itoa(i+1), "says "+word)
		}
	}
}
