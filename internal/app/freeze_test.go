package app_test

import (
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"verbund/internal/app"
	"verbund/internal/testkit"
)

// copyOf freezes a network and returns the files by name.
func copyOf(t *testing.T, n *testkit.Network) map[string][]byte {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "copy")
	done, err := n.App.Freeze(t.Context(), dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	files := readAll(t, dir)
	if done.Files != len(files)-1 || done.Languages != 13 {
		t.Errorf("it says it wrote %+v; there are %d files", done, len(files))
	}
	return files
}

func readAll(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		files[name], err = os.ReadFile(filepath.Join(dir, name))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// leaf is a page of a frozen copy as a browser reads it.
type leaf struct {
	name     string
	title    string
	elements []*html.Node
}

func read(t *testing.T, name string, body []byte) leaf {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	l := leaf{name: name}
	for n := range root.Descendants() {
		if n.Type == html.ElementNode {
			l.elements = append(l.elements, n)
			if n.Data == "title" && n.FirstChild != nil && l.title == "" {
				l.title = n.FirstChild.Data
			}
		}
	}
	return l
}

func value(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// ways are the files to which the links of a page lead.
func (l leaf) ways() []string {
	var all []string
	for _, n := range l.elements {
		if to := value(n, "href"); n.Data == "a" {
			if u, err := url.Parse(to); err == nil && u.Scheme == "" && u.Path != "" {
				all = append(all, path.Join(path.Dir(l.name), u.Path))
			}
		}
	}
	return all
}

var pages = regexp.MustCompile(`\.html$`)

func TestFrozenCopyHoldsTogether(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Members})
	files := copyOf(t, n)
	for name, body := range files {
		if !pages.MatchString(name) {
			continue
		}
		l := read(t, name, body)
		if l.title == "" || !bytes.HasPrefix(body, []byte("<!DOCTYPE html>")) || !bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>")) {
			t.Errorf("%s is not a whole page", name)
		}
		for _, word := range []string{"menschenhandel", "trafficking", "ausbeutung", "prostitution", "zwang"} {
			if strings.Contains(strings.ToLower(l.title), word) && !strings.Contains(name, "/background") {
				t.Errorf("%s: the title %q tells what the page is about", name, l.title)
			}
		}
		holdsTogether(t, files, l)
		leavesFirst(t, l)
	}
	helpIsTwoStepsAway(t, files)
	for _, lang := range n.App.Texts.Languages() {
		for number := 1; number <= 42; number++ {
			name := string(lang.Code) + "/centres/" + strconv.Itoa(number)
			for _, file := range []string{name + ".html", name + "/sheet.html", name + "/contact.vcf"} {
				if len(files[file]) == 0 {
					t.Errorf("%s is missing", file)
				}
			}
		}
		if !slices.Contains(read(t, "index.html", files["index.html"]).ways(), string(lang.Code)+"/index.html") {
			t.Errorf("the first page does not lead to %q", lang.Code)
		}
		if lang.Code != "de" && !bytes.Contains(files["404.html"], []byte(`lang="`+lang.Code+`"`)) && n.App.Texts.For(lang.Code).Has("web.error.not-found") {
			t.Errorf("404.html does not speak %q", lang.Code)
		}
	}
}

// holdsTogether expects that every link of a page leads to a file, and that
// nothing is loaded from elsewhere or sent anywhere.
func holdsTogether(t *testing.T, files map[string][]byte, l leaf) {
	t.Helper()
	for _, n := range l.elements {
		switch n.Data {
		case "form", "script", "iframe", "object", "embed", "base":
			t.Errorf("%s holds a <%s>", l.name, n.Data)
		case "style":
			if n.FirstChild != nil && regexp.MustCompile(`@import|url\(`).MatchString(n.FirstChild.Data) {
				t.Errorf("%s: its style loads something", l.name)
			}
		}
		for _, name := range []string{"href", "src", "action", "formaction", "srcset", "poster"} {
			to := value(n, name)
			if to == "" {
				continue
			}
			u, err := url.Parse(to)
			if err != nil {
				t.Errorf("%s: %q is no address", l.name, to)
				continue
			}
			switch {
			case n.Data == "a" && slices.Contains([]string{"tel", "mailto", "https", "http"}, u.Scheme):
				if u.Host == "frozen.invalid" || strings.HasPrefix(u.Host, "127.") {
					t.Errorf("%s leads to the running site: %s", l.name, to)
				}
			case u.Scheme != "" || u.Host != "" || strings.HasPrefix(to, "/"):
				t.Errorf("%s: <%s> leads out of the copy: %s", l.name, n.Data, to)
			case u.Path != "":
				file := path.Join(path.Dir(l.name), u.Path)
				if _, ok := files[file]; !ok {
					t.Errorf("%s leads to %s, which is not there", l.name, file)
				}
			}
		}
	}
}

// leavesFirst expects the way out to be the first thing a keyboard reaches.
func leavesFirst(t *testing.T, l leaf) {
	t.Helper()
	for _, n := range l.elements {
		if slices.Contains([]string{"a", "button", "input", "select", "textarea", "summary"}, n.Data) {
			if value(n, "href") != "https://weather.example/" && !strings.HasSuffix(l.name, "/save.html") {
				t.Errorf("%s begins with %q, not with the way out", l.name, value(n, "href"))
			}
			return
		}
	}
}

// helpIsTwoStepsAway expects one step from the first page to the list of a Land,
// and there a number to call.
func helpIsTwoStepsAway(t *testing.T, files map[string][]byte) {
	t.Helper()
	for _, home := range []string{"de/index.html", "en/index.html", "ar/index.html"} {
		lands := 0
		for _, list := range read(t, home, files[home]).ways() {
			if !strings.Contains(list, "/centres-land-") {
				continue
			}
			lands++
			entries := 0
			for _, entry := range read(t, list, files[list]).ways() {
				if regexp.MustCompile(`/centres/\d+\.html$`).MatchString(entry) {
					entries++
				}
			}
			numbers := 0
			for _, n := range read(t, list, files[list]).elements {
				if strings.HasPrefix(value(n, "href"), "tel:+49") {
					numbers++
				}
			}
			if entries == 0 || numbers == 0 {
				t.Errorf("%s leads to %d entries and %d numbers", list, entries, numbers)
			}
		}
		if lands != 16 {
			t.Errorf("%s leads to %d Länder, not to 16", home, lands)
		}
	}
}

func TestFrozenCopyOfInventedCentres(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Invented})
	files := copyOf(t, n)
	t.Run("its lists hold something", func(t *testing.T) { listsHoldSomething(t, files) })
	t.Run("nothing in it holds only now", func(t *testing.T) { nothingHoldsOnlyNow(t, n, files) })
	t.Run("it is the same every time", func(t *testing.T) {
		second := copyOf(t, n)
		if len(files) != len(second) {
			t.Errorf("%d files, then %d", len(files), len(second))
		}
		for name, body := range files {
			if !bytes.Equal(body, second[name]) {
				t.Errorf("%s differs", name)
			}
		}
	})
}

func listsHoldSomething(t *testing.T, files map[string][]byte) {
	lists := map[string]int{}
	for name, body := range files {
		if kind := regexp.MustCompile(`^de/centres-(language|need|group|land)-`).FindStringSubmatch(name); kind != nil {
			lists[kind[1]]++
			if kind[1] != "land" && !regexp.MustCompile(`id="results"[^>]*>[1-9]`).Match(body) {
				t.Errorf("%s holds nothing", name)
			}
		}
		if bytes.Contains(body, []byte(testkit.SecretStreet)) || bytes.Contains(body, []byte(testkit.InternalNote)) {
			t.Errorf("%s tells a secret", name)
		}
		if strings.Contains(name, "place") {
			t.Errorf("%s answers a search for a place", name)
		}
	}
	if lists["land"] != 16 || lists["language"] == 0 || lists["need"] == 0 || lists["group"] == 0 {
		t.Errorf("lists: %v", lists)
	}
}

func nothingHoldsOnlyNow(t *testing.T, n *testkit.Network, files map[string][]byte) {
	de := n.App.Texts.For("de")
	open := de.Say("centres.open.now")
	n.Visitor(t, "de").Opens("/de/centres").Says(open)
	said := false
	for name, body := range files {
		if !strings.HasPrefix(name, "de/") {
			continue
		}
		for _, words := range []string{open, de.Say("centres.open.closed"), "Wieder erreichbar:"} {
			if bytes.Contains(body, []byte(words)) {
				t.Errorf("%s says %q", name, words)
			}
		}
		if strings.HasPrefix(name, "de/centres") && pages.MatchString(name) && !strings.HasSuffix(name, "/save.html") {
			said = said || regexp.MustCompile(`Montag – Freitag: \d+:\d\d`).Match(body)
			if !bytes.Contains(body, []byte("Kopie vom 10. März 2026")) {
				t.Errorf("%s does not say of which day it is", name)
			}
		}
	}
	if !said {
		t.Error("no page tells the hours of a week")
	}
}

func TestFrozenCopyPointsToTheSiteOnlyIfItIsNamed(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Content: testkit.Invented, Config: func(c *app.Config) { c.URL = "https://network.example" }})
	files := copyOf(t, n)
	for name, body := range files {
		if !pages.MatchString(name) {
			continue
		}
		for _, e := range read(t, name, body).elements {
			if to := value(e, "href"); strings.HasPrefix(to, "https://network.example") && e.Data != "link" {
				t.Errorf("%s: <%s> leads to the site: %s", name, e.Data, to)
			}
		}
	}
	if want := `<link rel="canonical" href="https://network.example/de/centres"/>`; !bytes.Contains(files["de/centres.html"], []byte(want)) {
		t.Errorf("de/centres.html does not say %s", want)
	}
}
