package text

import (
	"testing"
	"testing/fstest"
)

// translated is a room in German and Romanian, where the German text of "old"
// has changed since it was translated and "none" was never translated.
func translated(t *testing.T) *Catalogue {
	t.Helper()
	german := "now = \"Jetzt\"\nold = \"Neu gesagt\"\nnone = \"Fehlt\"\nread = \"Gelesen\"\n[inside]\nword = \"Nur innen\"\n"
	romanian := "now = \"Acum\"\nold = \"Spus demult\"\nread = \"Citit\"\n"
	files := fstest.MapFS{"locale/de.toml": {Data: []byte(german)}, "locale/ro.toml": {Data: []byte(romanian)}}
	source := Source{Room: "room", Files: files, Inside: []string{"inside"}}
	messages, err := ReadMessages(source, German)
	if err != nil {
		t.Fatal(err)
	}
	status := ""
	for key, mark := range map[string]string{"now": "unreviewed", "read": "reviewed A. Muster 2026-11-22"} {
		status += "room." + key + "\t" + messages["room."+key].Fingerprint() + "\t0\t" + mark + "\n"
	}
	files["locale/ro.status"] = &fstest.MapFile{Data: []byte(status + "room.old\tdeadbeef\t0\treviewed A. Muster 2026-11-22\n")}
	de, _ := LanguageOf("de")
	ro, _ := LanguageOf("ro")
	c, err := Load([]Language{de, ro}, source)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestStaleTranslationGivesWayToGerman(t *testing.T) {
	p := translated(t).For("ro")
	for key, want := range map[string]string{"now": "Acum", "old": "Neu gesagt", "none": "Fehlt", "read": "Citit"} {
		if got := p.Say("room." + key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if _, lang := p.SayFrom("room.old"); lang != German {
		t.Errorf("a stale text is in %s", lang)
	}
	if !p.Gaps("room") || p.Gaps("other") {
		t.Error("the gaps are not where they are")
	}
	if !p.Unchecked() {
		t.Error("nobody has read one of the texts, but all count as checked")
	}
}

func TestEditorSeesTheStateOfEveryText(t *testing.T) {
	got := map[string]Mark{}
	for _, tr := range translated(t).Translations("ro") {
		got[tr.Key] = tr.Mark
		if tr.Key == "room.read" && tr.Note != "A. Muster 2026-11-22" {
			t.Errorf("who has read it: %q", tr.Note)
		}
	}
	want := map[string]Mark{"room.now": Unreviewed, "room.old": Outdated, "room.none": Missing, "room.read": Reviewed}
	for key, mark := range want {
		if got[key] != mark {
			t.Errorf("%s is %s, want %s", key, got[key], mark)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v: what only people inside read is not for translators", got)
	}
}

func TestFingerprintChangesWithAnyWord(t *testing.T) {
	seen := map[string]string{}
	for _, s := range []string{"Haus", "Haus.", "{haus}", "{haus} Haus", "Haus {haus}", ""} {
		p, err := parsePattern(s)
		if err != nil {
			t.Fatal(err)
		}
		var m Message
		m.forms[other], m.has[other] = p, true
		print := m.Fingerprint()
		if before, ok := seen[print]; ok {
			t.Errorf("%q and %q have the same fingerprint", before, s)
		}
		seen[print] = s
	}
}
