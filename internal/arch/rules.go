package arch

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// Rule is something that every source file keeps.
type Rule struct {
	Name    string
	Because string
	find    func(s *Source, report func(where, what string))
}

// Exception is a file or a package to which a rule does not apply.
type Exception struct {
	Rule    string
	Path    string // of a file, or of a package with those below it
	Because string
}

// exceptions is the list of all of them. One that is not needed fails.
func exceptions() []Exception {
	return []Exception{
		{"raw html", "internal/platform/ui", "this is the one place that may write HTML which it has not escaped"},
		{"dialect", "internal/platform/database", "this is the one place that knows SQLite from PostgreSQL"},
		{"dialect", "internal/testkit", "tests run on both databases, by name"},
		{"dialect", "internal/arch", "it holds the words it looks for"},
		{"raw html", "internal/testkit", "it looks for HTML in answers"},
		{"end of the program", "cmd", "main hands the exit code over"},
		{"end of the program", "internal/platform/places/generate", "it is a program of its own"},
		{"end of the program", "internal/platform/text/stamp", "it is a program of its own"},
		{"end of the program", "internal/platform/web/failure.go", "net/http asks that http.ErrAbortHandler is passed on as a panic"},
		{"changing variable", "internal/testkit/databases", "the test server is the one thing that the tests of a process share"},
		{"environment", "internal/app", "this is where settings are read"},
		{"environment", "internal/testkit/databases", "a developer may name a server of her own"},
		{"clock", "internal/platform/clock", "this is the clock"},
		{"cryptography", "internal/platform/vault", "this is the one place that seals"},
		{"cryptography", "internal/platform/web/buckets.go", "it hashes names under a key that is thrown away every day, and keeps nothing"},
		{"cryptography", "internal/platform/web/entrance.go", "it fetches certificates from an authority, as a library does"},
		{"cryptography", "internal/platform/web/tls.go", "it fetches certificates from an authority, as a library does"},
		{"cryptography", "internal/platform/backup", "backups are files of the stock age tool, and no keys of the vault"},
		{"portable sql", "internal/arch", "it holds the words it looks for"},
	}
}

// rules is the list of all rules.
func rules() []Rule {
	return []Rule{
		{"init", "what runs before main cannot be tested, ordered or refused", findInit},
		{"changing variable", "a variable of the package that changes is a hidden setting: pass a value in", findChanging},
		{"environment", "settings are declared once, in app, and handed in", findCalls(map[string][]string{"os": {"Getenv", "LookupEnv", "Environ"}}, skipTests)},
		{"clock", "time comes from a clock that is handed in, so that a test can say what time it is", findCalls(map[string][]string{"time": {"Now", "Since", "Until"}}, skipTests)},
		{"sleep", "a test that sleeps is slow on a good day and wrong on a bad one", findCalls(map[string][]string{"time": {"Sleep"}}, nil)},
		{"end of the program", "an error is returned, so that what is open gets closed and the person gets a page",
			findCalls(map[string][]string{"os": {"Exit"}, "log": {"Fatal", "Fatalf", "Fatalln", "Panic", "Panicf", "Panicln"}, "": {"panic"}}, skipTests)},
		{"http.Error", "handlers return errors, and one place makes a page of them in the reader's language",
			findCalls(map[string][]string{"net/http": {"Error", "NotFound"}}, skipTests)},
		{"multipart", "these write what somebody uploads into the temporary folder as it is: read with MultipartReader", findMultipart},
		{"cryptography", "platform/vault alone derives keys, encrypts and signs, so that one place can be read and proven", findSealing},
		{"portable sql", "both databases must read the same SQL, and fold people's words the same way: keep a folded column, write CAST", findSQL},
		{"dialect", "which database it is, only platform/database knows", findDialect},
		{"raw html", "only platform/ui writes HTML or addresses that are not checked", findHTML},
		{"inline", "the content security policy forbids script and style inside a page", findInline},
		{"open work", "what is not done is not in the tree", findOpenWork},
	}
}

// CheckRules applies the rules to every source, and says which exceptions are
// not needed.
func CheckRules(t *Tree, rules []Rule, exceptions []Exception) []Finding {
	var found []Finding
	used := make([]bool, len(exceptions))
	for _, r := range rules {
		for _, s := range t.Sources {
			r.find(s, func(where, what string) {
				i := slices.IndexFunc(exceptions, func(e Exception) bool {
					return e.Rule == r.Name && (s.Path == e.Path || strings.HasPrefix(s.Path, e.Path+"/"))
				})
				if i >= 0 {
					used[i] = true
					return
				}
				found = append(found, Finding{where, what, r.Because})
			})
		}
	}
	for i, e := range exceptions {
		if !used[i] {
			found = append(found, Finding{"exceptions", e.Path + " does not need its exception from the rule " + e.Rule, "what nobody needs is not allowed"})
		}
		if e.Because == "" {
			found = append(found, Finding{"exceptions", e.Path + " gives no reason for its exception from the rule " + e.Rule, "a rule is not set aside without one"})
		}
	}
	return sortFindings(found)
}

var documented = regexp.MustCompile(`^(Package|Command) \S+ `)

// CheckPackages looks at packages as a whole: their names and that each says in
// a doc comment what it is for.
func CheckPackages(t *Tree) []Finding {
	var found []Finding
	for folder, sources := range t.Folders {
		name := path.Base(folder)
		if slices.Contains([]string{"util", "utils", "helper", "helpers", "common", "misc", "models", "services"}, name) {
			found = append(found, Finding{folder, "is called " + name, "a package is named after its subject; such a name gathers everything"})
		}
		program := slices.ContainsFunc(sources, func(s *Source) bool { return !s.Test })
		says := slices.ContainsFunc(sources, func(s *Source) bool {
			return !s.Test && !s.Generated && s.File.Doc != nil && documented.MatchString(s.File.Doc.Text())
		})
		if program && !says {
			found = append(found, Finding{folder, "has no doc comment", "a new colleague starts from there"})
		}
	}
	return sortFindings(found)
}
