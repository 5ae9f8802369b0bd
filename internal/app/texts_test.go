package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"verbund/internal/centres"
	"verbund/internal/core"
	"verbund/internal/platform/text/textcheck"
	"verbund/internal/testkit"
)

// dynamic are the keys that are put together while the program runs, each of a
// code and the table of its labels. TestEveryCodeHasItsLabel looks at them.
var dynamic = []textcheck.Dynamic{
	{Prefix: "app.places.", Reason: "a places.Reason"},
	{Prefix: "centres.need.", Reason: "label of a centres.Need"},
	{Prefix: "centres.exploitation.", Reason: "label of a centres.Form"},
	{Prefix: "centres.group.", Reason: "label of a centres.Group"},
	{Prefix: "centres.access.", Reason: "label of a centres.Access"},
	{Prefix: "centres.accessibility.", Reason: "label of a centres.Accessibility"},
	{Prefix: "centres.kind.", Reason: "label of a centres.Kind; the usual kind has none"},
	{Prefix: "centres.facet.", Reason: "name of a centres.Facet"},
	{Prefix: "centres.children.", Reason: "label of a centres.Answer"},
	{Prefix: "centres.line.", Reason: "words of a help line, by its id in helplines.toml"},
	{Prefix: "centres.proposal.field.", Reason: "name and hint of a field that a proposal may change"},
	{Prefix: "centres.review.from-", Reason: "words for a centres.Origin"},
	{Prefix: "centres.field.", Reason: "name and hint of a column of the complete CSV, which is a field of the form and of the history"},
	{Prefix: "centres.history.what-", Reason: "words for a centres.Happening"},
	{Prefix: "centres.entries.kind-", Reason: "name of a centres.Kind, the usual one too"},
	{Prefix: "centres.entries.part-", Reason: "name of an offer, office or alert"},
	{Prefix: "centres.entries.more-", Reason: "words of the button that adds an offer, office or alert"},
	{Prefix: "centres.entries.section-", Reason: "heading and hint of a section of the form"},
	{Prefix: "centres.entries.state-", Reason: "name of a state by which the list of entries is filtered"},
	{Prefix: "centres.entries.age-", Reason: "name of a centres.Age by which the list of entries is filtered"},
	{Prefix: "centres.entries.column-", Reason: "name of a column of the list of entries"},
	{Prefix: "account.role.", Reason: "name of a role, and with in- of the place where it is held"},
	{Prefix: "account.office.state-", Reason: "name of an account.State"},
	{Prefix: "account.office.group-", Reason: "name of a network.Group"},
	{Prefix: "account.house.state-", Reason: "name of an account.HouseState"},
	{Prefix: "account.house.stands-", Reason: "name of an account.Standing"},
	{Prefix: "account.history.what.", Reason: "words for a code of the history of accounts; others are shown as they are"},
	{Prefix: "account.audit.what.", Reason: "words for a code of a centre's record; others are shown as they are"},
	{Prefix: "account.audit.detail.", Reason: "words for a detail of a centre's record; others are shown as they are"},
	{Prefix: "figures.public.", Reason: "words.say of the public pages puts the rest behind it"},
	{Prefix: "caselaw.public.", Reason: "CasePage.say of the public pages puts the rest behind it"},
	{Prefix: "figures.gate.", Reason: "names of checks and of what they measure, and how they ended"},
	{Prefix: "figures.note.", Reason: "words for an edition.Note"},
	{Prefix: "figures.office.look.", Reason: "what a line of the log of those who saw exact numbers notes"},
	{Prefix: "figures.office.way.", Reason: "words for a way of delivery"},
	{Prefix: "figures.office.state.", Reason: "words for a figures.State"},
	{Prefix: "figures.office.proposal.of.", Reason: "what a figures.Kind is when it is proposed"},
	{Prefix: "figures.office.proposal.stage.", Reason: "words for a figures.Stage"},
	{Prefix: "figures.office.microdata.", Reason: "words for a figures.Kind, and checks of microdata, what they measure and how they ended"},
	{Prefix: "caselaw.error.", Reason: "what is wrong with a field, in Check, in the form of an entry and in the thesaurus"},
	{Prefix: "caselaw.edit.state.", Reason: "name of a caselaw.State"},
	{Prefix: "caselaw.edit.column.", Reason: "name of a column of the editors' list"},
	{Prefix: "caselaw.edit.field.", Reason: "name of a field of an entry"},
	{Prefix: "caselaw.edit.hint.", Reason: "hint of a field of an entry, where it has one"},
	{Prefix: "caselaw.edit.section.", Reason: "name of a section of the form of an entry"},
	{Prefix: "caselaw.edit.section-hint.", Reason: "hint of a section, where it has one"},
	{Prefix: "caselaw.edit.row.", Reason: "name of a row of a list in the form of an entry"},
	{Prefix: "caselaw.edit.significance.", Reason: "words for how significant a decision is"},
	{Prefix: "caselaw.edit.what.", Reason: "words for a caselaw.What"},
	{Prefix: "caselaw.edit.done.", Reason: "what was done, above the page that follows"},
	{Prefix: "caselaw.edit.left.", Reason: "words for a caselaw.LeftoverKind"},
	{Prefix: "caselaw.edit.counts.", Reason: "words for a count of an import"},
	{Prefix: "caselaw.edit.way.", Reason: "words for a way of taking down"},
	{Prefix: "desk.shut.", Reason: "why a sealed room cannot be read yet"},
	{Prefix: "casework.case.status-", Reason: "name of a casework.Status"},
	{Prefix: "casework.document.kind-", Reason: "name of a casework.DocumentKind"},
	{Prefix: "casework.letter.signs-", Reason: "name of a letters.Signer"},
	{Prefix: "casework.case.tab-", Reason: "name of a page of a case"},
	{Prefix: "casework.today.event-", Reason: "neutral title of a deadline or task in a calendar"},
	{Prefix: "casework.figures.table-", Reason: "name of a table of package count"},
	{Prefix: "casework.figures.column-", Reason: "name of a column of package count"},
	{Prefix: "casework.figures.row-", Reason: "name of a row of package count"},
	{Prefix: "casework.figures.of-", Reason: "of what a table of package count is, or a count.Unit"},
	{Prefix: "casework.report.rule-", Reason: "name of a count.Rule"},
	{Prefix: "casework.report.axis-", Reason: "name of a count.Axis that is no dimension"},
	{Prefix: "casework.report.by-", Reason: "parts of a period as columns"},
	{Prefix: "casework.erasure.scope-", Reason: "name of a casework.Scope"},
	{Prefix: "casework.access.journal-", Reason: "way in which a copy of a file is given"},
	{Prefix: "casework.search.status-", Reason: "name of a casework.Status, or all of them"},
	{Prefix: "casework.search.due-", Reason: "a span of days within which something is due"},
	{Prefix: "casework.search.sort-", Reason: "name of an order of the list of cases"},
	{Prefix: "casework.done.", Reason: "what was done, above the page that follows"},
	{Prefix: "casework.referral.passage-", Reason: "name of a casework.Passage"},
	{Prefix: "casework.referral.means-", Reason: "what a casework.Passage means"},
	{Prefix: "casework.referral.direction-", Reason: "name of a casework.Direction"},
	{Prefix: "casework.referral.done-", Reason: "what was done, above the page that follows"},
	{Prefix: "casework.inbox.done-", Reason: "what was done, above the page that follows"},
	{Prefix: "contact.inbox.tab-", Reason: "name of a part of the inbox"},
	{Prefix: "contact.inbox.none-", Reason: "what a part of the inbox says when it is empty"},
	{Prefix: "contact.inbox.done-", Reason: "what was done, above the page that follows"},
	{Prefix: "handbook.kind.", Reason: "name of a handbook.Kind"},
	{Prefix: "handbook.field.", Reason: "name and hint of a field of a note"},
	{Prefix: "handbook.done.", Reason: "what was done, above the page that follows"},
	{Prefix: "handbook.list.sort-", Reason: "name of an order of the list"},
	{Prefix: "centres.country.", Reason: "name of a country; others are shown by their code"},
}

// passedOn are the files with a function that is handed a key or the beginning of one
// and puts a code behind it; what they are handed stands in dynamic, or whole where
// they are called.
var passedOn = []string{"centres/entry_page.go:", "centres/search_form.go:", "caselaw/follow_mail.go:"}

// TestWordsAndProgramFitTogether reads the whole program and all catalogues: no
// key is missing, none is left over, and German and English say the same.
func TestWordsAndProgramFitTogether(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Nothing})
	findings, err := textcheck.Check(textcheck.Program{
		Root: "..", Catalogue: n.App.Texts, Complete: []core.Lang{"de", "en"}, Dynamic: dynamic,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		handed := f.Key == "" && strings.HasPrefix(f.Problem, "is put together") &&
			slices.ContainsFunc(passedOn, func(file string) bool { return strings.HasPrefix(f.Where, file) })
		if !handed {
			t.Error(f)
		}
	}
}

func TestEveryCodeHasItsLabel(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Nothing})
	for _, l := range n.App.Texts.Languages() {
		needsLabels(t, n, l.Code, "centres.need.", centres.Needs)
		needsLabels(t, n, l.Code, "centres.exploitation.", centres.Forms)
		needsLabels(t, n, l.Code, "centres.group.", centres.Groups)
		needsLabels(t, n, l.Code, "centres.access.", centres.AccessWays)
		needsLabels(t, n, l.Code, "centres.accessibility.", centres.Accessibilities)
		needsLabels(t, n, l.Code, "centres.children.", []centres.Answer{centres.Yes, centres.No, "not-stated"})
		needsLabels(t, n, l.Code, "centres.kind.", []centres.Kind{centres.Abroad, centres.Association, centres.Abroad + "-note", centres.Association + "-note"})
	}
}

func needsLabels[T ~string](t *testing.T, n *testkit.Network, lang core.Lang, prefix string, codes []T) {
	t.Helper()
	printer := n.App.Texts.For(lang)
	for _, code := range codes {
		if key := prefix + string(code); !printer.Has(key) || printer.Say(key) == "" {
			t.Errorf("%s has no label in %q", key, lang)
		}
	}
}

// unwanted are words that the site does not use, with their reason.
var unwanted = []struct {
	words  *regexp.Regexp
	reason string
}{
	{regexp.MustCompile(`(?i)opfer|\bvictim`), "people are affected, they are not victims"},
	{regexp.MustCompile(`(?i)\bleider\b|\bunfortunately\b`), "say what happened and what to do"},
	{regexp.MustCompile(`(?i)\beinfach|\bsimply\b`), "it may not be, for whoever reads it"},
	{regexp.MustCompile(`!`), "nobody is shouted at"},
}

// allowed are the only places for unwanted words: proper names and quoted law.
var allowed = map[string][]string{
	"app/demo/members.csv": {
		"FRANKA Fachberatung für Opfer von Menschenhandel",
		"Beratungsstelle für Opfer von Menschenhandel im Eine Welt Zentrum Herne",
	},
	"caselaw/synonyms.toml": {"Opferentschädigungsgesetz"},
}

// TestWordsArePlainAndKind reads everything that is shown to people and stands
// in no program: catalogues, long texts, help lines, the demo.
func TestWordsArePlainAndKind(t *testing.T) {
	used := map[string]bool{}
	read := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && d.Name() == "testdata" {
			return filepath.SkipDir
		}
		name := strings.TrimPrefix(filepath.ToSlash(path), "../")
		if d.IsDir() || !slices.Contains([]string{".toml", ".md", ".csv"}, filepath.Ext(name)) || strings.HasPrefix(name, "platform/places/") {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read++
		words := string(content)
		for _, name := range allowed[name] {
			used[name] = strings.Contains(words, name)
			words = strings.ReplaceAll(words, name, "")
		}
		for i, line := range strings.Split(words, "\n") {
			for _, u := range unwanted {
				if found := u.words.FindString(line); found != "" {
					t.Errorf("%s:%d: %q: %s", name, i+1, found, u.reason)
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if read < 25 {
		t.Errorf("only %d files were read", read)
	}
	for _, names := range allowed {
		for _, name := range names {
			if !used[name] {
				t.Errorf("%q is allowed but stands nowhere", name)
			}
		}
	}
}
