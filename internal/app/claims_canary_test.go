package app_test

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"verbund/internal/platform/database"
	"verbund/internal/testkit"
)

// journey is the life of a centre in a program that runs as it does for the
// network: what is typed on it, and what people are shown once, must lie nowhere.
type journey struct {
	t       *testing.T
	address string            // of the site
	secrets map[string]string // by what they are
	names   map[string]string // what the office knows by design, and no log may
	found   map[string]bool   // fields that were seen
	typed   map[string]bool   // fields into which a canary was typed
	sister  string            // alias of a second case
	network *testkit.Network
}

// canary is one for a field, which counts as typed into.
func (j *journey) canary(field, when string) string {
	word := canary()
	field = ownID.ReplaceAllString(field, "ID")
	j.typed[field] = true
	if before, there := j.secrets[field+" "+when]; there {
		j.knows(field+" "+when+" before", before)
	}
	j.secrets[field+" "+when] = word
	return word
}

// knows notes a secret that was shown to somebody.
func (j *journey) knows(what, text string) string {
	j.t.Helper()
	if text == "" {
		j.t.Fatalf("there is no %s", what)
	}
	j.secrets[fmt.Sprint(what, " ", len(j.secrets))] = text
	return text
}

// person is somebody who begins to use the site.
func (j *journey) person(password string) *colleague {
	return &colleague{Browser: testkit.NewBrowser(j.t, j.address), t: j.t, now: time.Now, password: password}
}

// looks opens a page and notes its fields.
func (j *journey) looks(c *colleague, path string) *testkit.Page {
	j.t.Helper()
	page := c.Opens(path).Is(http.StatusOK)
	fieldsOf(j.network.App.Site.Routes(), page, j.found)
	j.cookies(c)
	return page
}

func (j *journey) cookies(c *colleague) {
	for _, value := range c.Cookies() {
		j.secrets["cookie "+value[:6]] = value
	}
}

// fills types a canary into every field of a form, and sends the rest as it stands.
func (j *journey) fills(form testkit.Form, when string) url.Values {
	values, route := form.Values(), patternOf(j.network.App.Site.Routes(), form.Action)
	for _, e := range form.Typed() {
		if e.Attribute("type") != "file" {
			values.Set(e.Attribute("name"), j.canary(route+" "+e.Attribute("name"), when))
		}
	}
	return values
}

// joins has somebody accept an invitation.
func (j *journey) joins(link, when string) *colleague {
	j.t.Helper()
	c := j.person(j.canary("/account/invitation/{token} new", when))
	j.knows("token of a link", strings.TrimPrefix(link, "/account/invitation/"))
	j.looks(c, link)
	c.accepts(link)
	j.typed["/account/invitation/{token} repeat"] = true
	j.keeps(c)
	return c
}

// keeps notes what somebody was shown about her second factor.
func (j *journey) keeps(c *colleague) {
	j.t.Helper()
	j.typed["/account/second/new code"] = true
	j.knows("second factor", c.secret)
	for _, code := range c.codes {
		j.knows("recovery code", code)
	}
	j.cookies(c)
}

// confirmedBy notes that somebody typed her password into fields.
func (j *journey) confirmedBy(fields ...string) {
	for _, f := range fields {
		j.typed[f] = true
	}
}

func TestC1NothingOfACentresLifeLiesAnywhereInTheClear(t *testing.T) {
	takesLong(t)
	shape := testkit.Start(t, testkit.Options{Content: testkit.Nothing}) // knows the routes
	onEachLong(t, func(t *testing.T, address string) {
		temporary, data, metrics := t.TempDir(), filepath.Join(t.TempDir(), "data"), freeAddress(t)
		t.Setenv("TMPDIR", temporary)
		database := []string{"--data", data}
		if strings.HasPrefix(address, "postgres") {
			database = append(database, "--database", address)
		} else {
			address = filepath.Join(data, "verbund.db")
		}
		j := &journey{t: t, secrets: map[string]string{}, found: map[string]bool{}, typed: map[string]bool{}, network: shape,
			names: map[string]string{"the administrator": "Kanarella Amt", "her address": "amt@kanarella.example", "the first lead": "Kanarella Eins",
				"the second lead": "Kanarella Zwei", "her mail": "zwei@kanarella.example", "a colleague": "Kanarella Drei", "the centre": "Laterne Kanarella", "the other centre": "Leuchtturm Kanarella"}}
		said := runs(t, append([]string{"init", "--network-name", "Musternetz", "--admin-name", j.names["the administrator"], "--admin-email", j.names["her address"]}, database...)...)
		link := regexp.MustCompile(`/account/invitation/\S+`).FindString(said)
		p := start(t, append([]string{"serve", "--addr", "127.0.0.1:0", "--rate", "0", "--metrics", metrics, "--smtp", "127.0.0.1:1", "--smtp-tls", "none", "--smtp-from", "office@example.org"}, database...)...)
		stdout := make(chan string)
		go func() {
			rest, _ := io.ReadAll(p.said)
			stdout <- string(rest)
		}()
		j.address = p.address
		j.lives(link)

		for field := range j.found {
			if treatmentOf(field) == "" {
				t.Errorf("the field %s has no treatment", field)
			}
		}
		for _, line := range typedFields {
			for _, name := range strings.Fields(line.fields) {
				if field := line.route + " " + name; (line.as == secret || line.as == sought || line.as == sealed) && !j.typed[field] {
					t.Errorf("no canary was typed into %s", field)
				}
			}
		}

		for _, sheet := range dataSet(t).Sheets {
			for _, q := range sheet.Questions() {
				if isTyped(q) && !slices.ContainsFunc(routesOf(sheet), func(route string) bool { return j.typed[route+" "+q.ID] }) {
					t.Errorf("no canary was typed into %s of %s", q.ID, sheet.ID)
				}
			}
		}

		everywhere := func() haystack {
			h := haystack{}
			h.files(t, data)
			h.files(t, temporary)
			h.tables(t, address)
			return h
		}
		first := withoutMails(t, address, everywhere())
		size := first.holdsNone(t, "while it is served", j.secrets)
		first.holdsNone(t, "while it is served", map[string]string{"a code of the record": "unlock.failed", "another": "handbook.read", "a third": "handbook.file", "a fourth": "casework.read", "a fifth": "casework.written",
			"of a hand-over": "casework.referral", "of a document": "casework.document", "of a letter": "casework.letter", "of supervision": "casework.supervision", "of figures": "casework.figures",
			"of an erasure": "casework.erase", "of a restriction": "casework.restricted", "of a request": "casework.request", "of an answer": "contact.answered", "of a note": "contact.standing", "of a search": "casework.search"})
		if seen := newLooker(needlesOf(j.names)).everywhere(first["table account_person"]); len(seen) < 3 {
			t.Errorf("of what the office knows only %v was found: the test sees nothing", seen)
		}
		if folder := folderOf(t, address); folder != "" {
			h := haystack{}
			h.files(t, folder)
			size += h.holdsNone(t, "in the files of PostgreSQL", withoutTokens(j.secrets))
		}
		recipient, identity := keyPair(t)
		path, there := filepath.Join(t.TempDir(), "backup"), filepath.Join(t.TempDir(), "restored.db")
		said = runs(t, append([]string{"backup", "--recipient", recipient, path}, database...)...)
		said += runs(t, "restore", "--data", t.TempDir(), "--database", there, "--identity", identity, path)
		h := haystack{"commands": []byte(said)}
		h.files(t, filepath.Dir(path))
		h.files(t, filepath.Dir(there))
		h.tables(t, there)
		size += withoutMails(t, there, h).holdsNone(t, "in a backup that was opened", j.secrets)

		_, counted := fetch(t, "http://"+metrics+"/metrics")
		if exit := p.stop(t, syscall.SIGTERM); exit != 0 {
			t.Errorf("exit code %d", exit)
		}
		size += withoutMails(t, address, everywhere()).holdsNone(t, "after it was served", j.secrets)
		spoken := haystack{"metrics": []byte(counted), "stdout": []byte(<-stdout), "log": p.err.Bytes()}
		size += spoken.holdsNone(t, "at the end", j.secrets)
		spoken.holdsNone(t, "at the end", j.names)
		t.Logf("%d secrets, %d fields typed into; looked through %d MB in %d forms", len(j.secrets), len(j.typed), size>>20, len(needlesOf(map[string]string{"": canary()})))
	})
}

// runs runs a command to its end, with the clock of the machine, and returns all
// it said.
func runs(t *testing.T, args ...string) string {
	t.Helper()
	said, err := program(t.Context(), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("verbund %s: %v\n%s", args[0], err, said)
	}
	return string(said)
}

// withoutMails leaves out the one place where a link stands as it is: the mail to
// whom it is for, until that is sent. It expects each there at most once.
func withoutMails(t *testing.T, address string, h haystack) haystack {
	t.Helper()
	var tokens []string
	inDatabase(t, address, func(db *database.DB) {
		for _, row := range rowsOf(t, db, "SELECT recipient, body FROM mail_message") {
			to, body, _ := strings.Cut(row, "\x00")
			if all := regexp.MustCompile(`/account/invitation/(\S+)`).FindAllStringSubmatch(body, -1); len(all) != 1 || !strings.Contains(to, "@kanarella.example") {
				t.Errorf("a mail holds %d links", len(all))
			} else {
				tokens = append(tokens, all[0][1])
			}
		}
	})
	if len(tokens) == 0 {
		t.Error("no mail was queued: the test sees nothing")
	}
	for place, content := range h {
		if place == "table mail_message" {
			delete(h, place)
			continue
		}
		for _, token := range tokens {
			if strings.HasPrefix(place, "table ") && strings.Contains(string(content), token) {
				t.Errorf("%s holds the link of a mail", place)
			}
			content = []byte(strings.ReplaceAll(string(content), token, "LINK"))
		}
		h[place] = content
	}
	return h
}

// withoutTokens leaves out the links, which stand in the mails.
func withoutTokens(secrets map[string]string) map[string]string {
	left := maps.Clone(secrets)
	maps.DeleteFunc(left, func(what, _ string) bool { return strings.HasPrefix(what, "token") })
	return left
}

// folderOf is where PostgreSQL keeps its files, if they can be read; nothing for
// a database that is a file itself.
func folderOf(t *testing.T, address string) (folder string) {
	t.Helper()
	if !strings.HasPrefix(address, "postgres") {
		return ""
	}
	inDatabase(t, address, func(db *database.DB) {
		if err := db.QueryRow(t.Context(), "SHOW data_directory").Scan(&folder); err != nil {
			t.Fatal(err)
		}
	})
	if _, err := os.ReadDir(folder); err != nil {
		t.Logf("its files cannot be read: %v", err)
		return ""
	}
	return folder
}

// lives leads the centre from the first administrator to the reset of a lead.
func (j *journey) lives(link string) {
	j.t.Helper()
	office := j.joins(link, "of the office")
	organisation := office.Posts("/account/organisations/new", "name", "Träger Kanarella", "group", "specialised-centre", "country", "DE", "as_of", "2026-01-01", "source", "Satzung", "member", "1").Is(http.StatusSeeOther).Header.Get("Location")
	j.looks(office, organisation)
	j.looks(office, organisation+"/centres")
	office.Posts(organisation+"/centres", "house", j.names["the centre"], "first-name", j.names["the first lead"], "first-email", "eins@kanarella.example", "first-language", "de",
		"second-name", j.names["the second lead"], "second-email", j.names["her mail"], "second-language", "de", "mail", "1").LeadsTo("/account/people/links")
	links := linksOn(j.looks(office, "/account/people/links"))
	if len(links) != 2 {
		j.t.Fatalf("%d links", len(links))
	}
	first, second := j.joins(links[0], "of the first lead"), j.joins(links[1], "of the second lead")
	first.Posts("/account/centre/found").LeadsTo("/account/centre")
	person := first.colleagueCalled(j.names["the second lead"])
	j.looks(first, "/account/keys/"+person)
	first.grants(person)
	j.confirmedBy("/account/keys/{person} password")

	note := j.writes(first, second)
	file := j.cases(first, second)
	j.works(first, second, j.neighbour(office, organisation), file)
	j.talks(first, second)
	j.own(first)
	j.kits(first)
	j.takesAlong(first)
	j.leaves(office, first, note)
	j.isReset(office, first, second)
	j.comesBack(first)
}

// writes fills the handbook.
func (j *journey) writes(first, second *colleague) (note string) {
	j.t.Helper()
	form := j.fills(j.looks(first, "/handbook/new").FormTo("/handbook/new"), "at first")
	form.Set("kind", "safe-flat")
	note, _, _ = strings.Cut(first.Sends("/handbook/new", form).Is(http.StatusSeeOther).Header.Get("Location"), "?")
	j.looks(second, note)
	edit := j.looks(second, note+"/edit").FormTo(note + "/edit")
	late := j.fills(edit, "too late")
	second.Sends(note+"/edit", j.fills(edit, "again")).Is(http.StatusSeeOther)
	first.Sends(note+"/edit", late).Is(http.StatusConflict)
	name, content := j.canary("/handbook/{id}/files file", "name"), j.canary("/handbook/{id}/files file", "content")
	first.Uploads(note+"/files", nil, "file", name+".txt", strings.NewReader(strings.Repeat(content+" ", 50_000))).Is(http.StatusSeeOther)
	first.Uploads(note+"/files", nil, "file", name+".zip", strings.NewReader(content)).Is(http.StatusSeeOther)
	found := first.Posts("/handbook/search", "q", form.Get("text")).Is(http.StatusOK)
	if !strings.Contains(found.Body, form.Get("text")) {
		j.t.Error("what was typed is not shown either: the test sees nothing")
	}
	first.Posts("/handbook/search", "q", j.canary("/handbook/search q", "in vain")).Is(http.StatusOK)
	page := j.looks(first, note).Says(name + ".txt")
	at := firstLink(j.t, page, `/files/[0-9a-f]{32}$`)
	if got := first.Opens(at).Is(http.StatusOK); !strings.Contains(got.Body, content) {
		j.t.Error("the file came back as something else")
	}
	first.Opens(firstLink(j.t, j.looks(first, note+"/versions"), `/versions/[0-9a-f]{32}$`)).Is(http.StatusOK)
	j.looks(first, at+"/erase")
	first.Posts(at+"/erase", "password", j.canary("/handbook/{id}/files/{file}/erase password", "wrong")).Is(http.StatusUnprocessableEntity)
	first.Posts(at+"/erase", "password", first.password).Is(http.StatusSeeOther)
	j.looks(first, note+"/erase")
	first.Posts(note+"/erase", "password", j.canary("/handbook/{id}/erase password", "wrong")).Is(http.StatusUnprocessableEntity)
	first.Opens("/account/centre/audit").Is(http.StatusOK)
	return note
}

// own changes what belongs to one person.
func (j *journey) own(c *colleague) {
	j.t.Helper()
	j.looks(c, "/account/profile")
	j.looks(c, "/account/password")
	fresh := j.canary("/account/password new", "")
	c.Posts("/account/password", "password", j.canary("/account/password password", "wrong"), "new", fresh, "repeat", fresh).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/password", "password", c.password, "new", fresh, "repeat", j.canary("/account/password repeat", "wrong")).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/password", "password", c.password, "new", fresh, "repeat", fresh).Is(http.StatusSeeOther)
	c.password = fresh
	j.looks(c, "/account/recovery")
	c.Posts("/account/recovery", "password", j.canary("/account/recovery password", "wrong")).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/recovery", "password", c.password).LeadsTo("/account/second/codes")
	c.takesCodes()
	j.keeps(c)
	j.looks(c, "/account/second/change")
	c.Posts("/account/second/change", "password", j.canary("/account/second/change password", "wrong")).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/second/change", "password", c.password).LeadsTo("/account/second/new")
	c.Posts("/account/second/new", "code", j.canary("/account/second/new code", "wrong")).Is(http.StatusUnprocessableEntity)
	j.looks(c, "/account/second/new")
	c.setsUp()
	j.keeps(c)
}

// kits makes a paper kit and the three envelopes, and leaves one of the kits half
// made, so that it waits in the session.
func (j *journey) kits(c *colleague) {
	j.t.Helper()
	j.looks(c, "/account/kit")
	c.Posts("/account/kit", "password", j.canary("/account/kit password", "wrong")).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/kit", "password", c.password).LeadsTo("/account/kit/paper")
	groups := strings.Fields(j.knows("paper kit", codeOn(c.Opens("/account/kit/paper").Is(http.StatusOK))))
	check := j.looks(c, "/account/kit/check").FormTo("/account/kit/check").Values()
	typed := ""
	for n := range strings.SplitSeq(check.Get("asked"), ",") {
		typed += groups[n[0]-'1']
	}
	check.Set("code", j.canary("/account/kit/check code", "wrong"))
	c.Sends("/account/kit/check", check).Is(http.StatusUnprocessableEntity)
	check.Set("code", typed)
	c.Sends("/account/kit/check", check).Is(http.StatusSeeOther)

	j.looks(c, "/account/centre/kit")
	c.Posts("/account/centre/kit", "password", j.canary("/account/centre/kit password", "wrong")).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/centre/kit", "password", c.password).LeadsTo("/account/centre/kit")
	page := j.looks(c, "/account/centre/kit")
	envelopes := codesOn(page)
	if len(envelopes) != 3 {
		j.t.Fatalf("%d envelopes", len(envelopes))
	}
	for _, e := range envelopes {
		j.knows("envelope", e)
	}
	c.Sends("/account/centre/kit/try", j.fills(page.FormTo("/account/centre/kit/try"), "wrong")).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/centre/kit/try", "envelope-A", envelopes[0], "envelope-C", envelopes[2]).LeadsTo("/account/centre")
	j.secrets["kit groups"] = strings.Join(groups, " ")
	j.secrets["envelopes"] = strings.Join(envelopes, "/")
}

// takesAlong exports the centre and reads the archive in again.
func (j *journey) takesAlong(c *colleague) {
	j.t.Helper()
	form := j.fills(j.looks(c, "/handbook/export").FormTo("/handbook/export"), "")
	form.Set("way", "passphrase")
	form.Set("repeat", form.Get("passphrase"))
	c.Sends("/handbook/export", form).Is(http.StatusUnprocessableEntity) // a wrong password
	form.Set("password", c.password)
	archive := c.Sends("/handbook/export", form).Is(http.StatusOK).Body
	h := haystack{"the archive": []byte(archive)}
	h.holdsNone(j.t, "on its way", j.secrets)
	in := j.fills(j.looks(c, "/handbook/import").FormTo("/handbook/import"), "")
	c.Uploads("/handbook/import", in, "file", j.canary("/handbook/import file", "name"), strings.NewReader(archive)).Is(http.StatusUnprocessableEntity)
	in.Set("passphrase", form.Get("passphrase"))
	in.Set("password", c.password)
	c.Uploads("/handbook/import", in, "file", "a", strings.NewReader(archive)).Is(http.StatusUnprocessableEntity) // it is there already
	c.Uploads("/handbook/import", in, "file", "a", strings.NewReader(j.canary("/handbook/import file", "content"))).Is(http.StatusUnprocessableEntity)
}

// leaves invites a colleague, ends her work and retires her.
func (j *journey) leaves(office, lead *colleague, note string) {
	j.t.Helper()
	j.looks(lead, "/account/colleagues/new")
	lead.Posts("/account/colleagues/new", "name", j.names["a colleague"], "email", "drei@kanarella.example", "language", "de", "role", "counsellor", "begins", "", "ends", "", "mail", "1").LeadsTo("/account/colleagues/links")
	links := linksOn(j.looks(lead, "/account/colleagues/links"))
	third := j.joins(links[0], "of a colleague")
	person := lead.colleagueCalled(j.names["a colleague"])
	lead.grants(person)
	third.Opens(note).Is(http.StatusOK)
	page := j.looks(lead, "/account/colleagues/"+person)
	lead.Sends("/account/colleagues/"+person+"/end", j.fills(page.FormTo("/account/colleagues/"+person+"/end"), "wrong")).Is(http.StatusUnprocessableEntity)
	lead.Posts("/account/colleagues/"+person+"/end", "password", lead.password).Is(http.StatusSeeOther)
	third.Opens(note).Is(http.StatusUnauthorized)
	at := "/account/people/" + person
	form := j.fills(j.looks(office, at).FormTo(at+"/retire"), "wrong")
	office.Sends(at+"/retire", form).Is(http.StatusUnprocessableEntity)
	office.Posts(at+"/retire", "retire-password", office.password).LeadsTo(at)
}

// isReset gives the second lead a new password, with which she reads nothing
// until two envelopes help her.
func (j *journey) isReset(office, first, second *colleague) {
	j.t.Helper()
	at := "/account/people/" + first.colleagueCalled(j.names["the second lead"])
	form := j.fills(j.looks(office, at).FormTo(at+"/link"), "wrong")
	office.Sends(at+"/link", form).Is(http.StatusUnprocessableEntity)
	office.Posts(at+"/link", "reset-password", office.password, "mail", "1").LeadsTo("/account/people/links")
	again := j.joins(linksOn(j.looks(office, "/account/people/links"))[0], "after a reset")
	j.looks(again, "/account/centre/recover")
	envelopes := strings.Split(j.secrets["envelopes"], "/")
	wrong := j.canary("/account/centre/recover envelope-one", "wrong")
	again.Posts("/account/centre/recover", "envelope-one", wrong, "envelope-two", j.canary("/account/centre/recover envelope-two", "wrong"), "password", again.password).Is(http.StatusUnprocessableEntity)
	again.Posts("/account/centre/recover", "envelope-one", envelopes[0], "envelope-two", envelopes[1], "password", j.canary("/account/centre/recover password", "wrong")).Is(http.StatusUnprocessableEntity)
	again.Posts("/account/centre/recover", "envelope-one", envelopes[0], "envelope-two", envelopes[1], "password", again.password).LeadsTo("/account/centre")
	again.Opens("/handbook").Is(http.StatusOK)
}

// comesBack signs out and in again in every way there is.
func (j *journey) comesBack(c *colleague) {
	j.t.Helper()
	c.Posts("/account/sign-out").Is(http.StatusSeeOther)
	c.Posts("/handbook/new", "title", j.canary("/handbook/new title", "signed out"), "kind", "other").Is(http.StatusUnauthorized)
	j.looks(c, "/account/sign-in")
	c.Posts("/account/sign-in", "name", canary(), "password", j.canary("/account/sign-in password", "of nobody")).Is(http.StatusUnprocessableEntity)
	c.Posts("/account/sign-in", "name", c.signIn, "password", j.canary("/account/sign-in password", "wrong")).Is(http.StatusUnprocessableEntity)
	next := j.canary("/account/sign-in next", "") // waits in the session
	c.Posts("/account/sign-in", "name", c.signIn, "password", c.password, "next", "/handbook?x="+next).LeadsTo("/account/second")
	j.looks(c, "/account/second")
	c.Posts("/account/second", "code", j.canary("/account/second code", "wrong")).Is(http.StatusUnprocessableEntity)
	j.cookies(c)

	kit := testkit.NewBrowser(j.t, j.address)
	other := &colleague{Browser: kit, t: j.t, now: time.Now}
	j.looks(other, "/account/recover")
	fresh := j.canary("/account/recover new", "")
	kit.Posts("/account/recover", "name", c.signIn, "code", j.canary("/account/recover code", "wrong"), "new", fresh, "repeat", j.canary("/account/recover repeat", "wrong")).Is(http.StatusUnprocessableEntity)
	kit.Posts("/account/recover", "name", c.signIn, "code", j.secrets["kit groups"], "new", fresh, "repeat", fresh).LeadsTo("/account/second")
	j.cookies(other)
	if slices.Contains(slices.Collect(maps.Values(j.secrets)), "") {
		j.t.Error("an empty secret is looked for")
	}
}
