package arch

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryRuleFindsWhatItForbids(t *testing.T) {
	examples := []struct {
		rule, path, text string
		found            bool
	}{
		{"init", "a.go", "func init() {}", true},
		{"init", "a.go", "type t int\nfunc (t) init() {}", false},
		{"changing variable", "a.go", "var Limit = 5\nfunc f() { Limit = 6 }", true},
		{"changing variable", "a.go", "var all []int\nfunc f() { all[0]++ }", true},
		{"changing variable", "a.go", "var s struct{ n int }\nfunc f() { s.n = 6 }", true},
		{"changing variable", "a.go", "func f() { elsewhere = 6 }", true},
		{"changing variable", "a.go", "func f() { elsewhere.n = 6 }", true},
		{"changing variable", "a.go", "import \"verbund/internal/core\"\nfunc f() { core.Limit = 6 }", true},
		{"changing variable", "a.go", "import \"flag\"\nvar addr string\nfunc f() { flag.StringVar(&addr, \"\", \"\", \"\") }", true},
		{"changing variable", "a.go", "var Limit = 5\nfunc f(v struct{ n int }) { Limit := 6; _ = Limit; v.n, Limit = 1, 2; for i := range 3 { i++ } }", false},
		{"environment", "a.go", "import \"os\"\nvar a = os.Getenv(\"A\")", true},
		{"environment", "a_test.go", "import \"os\"\nvar a = os.Getenv(\"A\")", false},
		{"clock", "a.go", "import \"time\"\nvar a = time.Now", true},
		{"clock", "a.go", "import \"time\"\nvar a = time.Second", false},
		{"sleep", "a_test.go", "import \"time\"\nfunc f() { time.Sleep(1) }", true},
		{"end of the program", "a.go", "func f() { panic(1) }", true},
		{"end of the program", "a.go", "import \"log\"\nfunc f() { log.Fatalf(\"\") }", true},
		{"end of the program", "a.go", "import o \"os\"\nfunc f() { o.Exit(1) }", true},
		{"end of the program", "a_test.go", "import \"os\"\nfunc f() { os.Exit(1) }", false},
		{"end of the program", "a.go", "import \"context\"\ntype t struct{ panic func() }\nfunc f(log t) { log.panic(); _ = context.Canceled }", false},
		{"http.Error", "a.go", "import \"net/http\"\nfunc f(w http.ResponseWriter) { http.Error(w, \"\", 500) }", true},
		{"http.Error", "a.go", "import \"net/http\"\nvar a = http.StatusOK", false},
		{"multipart", "a.go", "func f(r request) { r.ParseMultipartForm(1) }", true},
		{"multipart", "a_test.go", "func f(r request) { _, _, _ = r.FormFile(\"a\") }", true},
		{"multipart", "a.go", "func f(r request) { _ = r.PostFormValue(\"a\") }", true},
		{"multipart", "a.go", "func f(r request) { _, _ = r.MultipartReader() }", false},
		{"cryptography", "a.go", "import _ \"crypto/hmac\"", true},
		{"cryptography", "a.go", "import _ \"golang.org/x/crypto/argon2\"", true},
		{"cryptography", "a.go", "import _ \"crypto/sha256\"", false},
		{"cryptography", "a_test.go", "import _ \"filippo.io/age\"", false},
		{"portable sql", "a.go", "var a = `SELECT id FROM t WHERE name ILIKE $1`", true},
		{"portable sql", "a.go", "var a = ` AND name ilike $1`", true},
		{"portable sql", "a.go", "var a = `SELECT n::text FROM t`", true},
		{"portable sql", "a.go", "var a = `SELECT id FROM t ` + c + ` WHERE lower(name) = $1`", true},
		{"portable sql", "a.sql", "CREATE TABLE t (id text);\nCREATE INDEX i ON t (lower(name));", true},
		{"portable sql", "a.sql", "-- lower(name) would know ASCII only\nCREATE TABLE t (id text);", false},
		{"portable sql", "a.go", "var a = `SELECT CAST(n AS text) FROM t WHERE follower = $1`\nvar b = `[::1]:8080 is lower (much)`", false},
		{"dialect", "a.go", "var a = `SELECT name FROM sqlite_master`", true},
		{"dialect", "a.go", "import _ \"modernc.org/sqlite\"", true},
		{"dialect", "a_test.go", "import _ \"github.com/jackc/pgx/v5/stdlib\"", true},
		{"dialect", "a.go", "import \"verbund/internal/platform/database\"\nfunc f(k database.Kind) bool { return k == database.SQLite }", true},
		{"dialect", "a.go", "import \"database/sql\"\nfunc f() { sql.Open(\"x\", \"y\") }", true},
		{"dialect", "a.go", "import \"database/sql\"\nvar a = sql.ErrNoRows\nvar b = `SELECT id FROM t`", false},
		{"raw html", "a.go", "import \"html/template\"\nvar a = template.HTML(\"a\")", true},
		{"raw html", "a.go", "import \"github.com/a-h/templ\"\nvar a = templ.Raw(\"a\")", true},
		{"raw html", "a.go", "import \"github.com/a-h/templ\"\nvar a = templ.SafeURL(b)", true},
		{"raw html", "a.go", "var a = \"<p class=x>\" + b + \"</p>\"", true},
		{"raw html", "a.templ", "templ page() {\n\t@templ.Raw(\"a\")\n}", true},
		{"raw html", "a.templ", "templ page() {\n\t<a href={ templ.SafeURL(a) }>b</a>\n}", true},
		{"raw html", "a.go", "import \"github.com/a-h/templ\"\nvar a templ.SafeURL\nvar b = \"less < more > <https://example.org>\"", false},
		{"raw html", "a.templ", "templ page() {\n\t<p>{ words }</p>\n}", false},
		{"inline", "a.templ", "templ page() {\n\t<script>go()</script>\n}", true},
		{"inline", "a.templ", "templ page() {\n\t<p style=\"color:red\">a</p>\n}", true},
		{"inline", "a.templ", "templ page() {\n\t<p onclick={ f() }>a</p>\n}", true},
		{"inline", "a.templ", "script go() {\n}", true},
		{"inline", "a.templ", "templ page() {\n\t<script type=\"module\" src={ address }></script>\n\t<p class=\"style\" data-on=\"a\">a</p>\n}", false},
		{"open work", "a.go", "// TO" + "DO: later\n", true},
		{"open work", "a.go", "// nothing to do\n", false},
	}
	tried := make(map[string]bool)
	for _, e := range examples {
		i := slices.IndexFunc(rules(), func(r Rule) bool { return r.Name == e.rule })
		if i < 0 {
			t.Fatalf("there is no rule %q", e.rule)
		}
		tree := example(t, map[string]string{"internal/x/" + e.path: e.text})
		found := CheckRules(tree, rules()[i:i+1], nil)
		if (len(found) > 0) != e.found {
			t.Errorf("rule %q on\n%s\nfound %v", e.rule, e.text, found)
		}
		tried[e.rule] = tried[e.rule] || e.found
	}
	for _, r := range rules() {
		if !tried[r.Name] || r.Because == "" {
			t.Errorf("nothing shows that the rule %q can fail, or it has no reason", r.Name)
		}
	}
}

func TestExceptionsHoldForTheirPlaceOnly(t *testing.T) {
	tree := example(t, map[string]string{
		"internal/x/a.go":  "func init() {}",
		"internal/xy/a.go": "func init() {}",
	})
	rule := rules()[:1]
	expect(t, CheckRules(tree, rule, []Exception{{"init", "internal/x", "why"}}), "internal/xy/a.go:2: has a function init")
	expect(t, CheckRules(tree, rule, []Exception{{"init", "internal/x", "why"}, {"init", "internal/xy/a.go", ""}}), "gives no reason")
	expect(t, CheckRules(tree, rule, []Exception{{"init", "internal/x", "why"}, {"init", "internal/xy", "why"}, {"init", "internal/z", "why"}}), "internal/z does not need its exception")
}

func TestPackagesWithoutDocOrWithAVagueNameAreFound(t *testing.T) {
	tree := example(t, map[string]string{
		"internal/good/a.go":      "package good",
		"internal/good/b.go":      "// Package good says what it is for.\npackage good",
		"internal/silent/a.go":    "// Licensed to all.\npackage silent",
		"internal/helpers/a.go":   "// Package helpers is for everything.\npackage helpers",
		"internal/made/a.go":      "// Code generated by x. DO NOT EDIT.\n\n// Package made is made.\npackage made",
		"internal/only/a_test.go": "package only",
	})
	expect(t, CheckPackages(tree), "internal/helpers: is called helpers", "internal/made: has no doc comment", "internal/silent: has no doc comment")
}

func TestSourcesThatCannotBeReadAreAnError(t *testing.T) {
	if _, err := Read(sources{"go.mod": "module verbund\n", "a.go": "package {"}.fs()); err == nil || !strings.Contains(err.Error(), "a.go") {
		t.Errorf("a file that is no Go gives the error %v", err)
	}
	if _, err := Read(sources{"a.go": "package a"}.fs()); err == nil {
		t.Error("a folder without go.mod is read")
	}
	tree, err := Read(sources{"go.mod": "module verbund\n", "node_modules/a/a.go": "package {", ".git/a.go": "package {"}.fs())
	if err != nil || len(tree.Sources) != 0 {
		t.Errorf("folders that are not ours are read: %v", err)
	}
}
