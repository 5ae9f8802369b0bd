package network

import (
	"os"
	"strings"
	"testing"
)

func TestDemoProfileIsUnderstood(t *testing.T) {
	file, err := os.ReadFile("../app/demo/network.toml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := ReadProfile(file)
	if err != nil {
		t.Fatal(err)
	}
	if p.MemberCount != 42 || p.CentreCount+p.AbroadCount+p.AssociationCount != p.MemberCount {
		t.Errorf("the members do not add up: %d = %d + %d + %d", p.MemberCount, p.CentreCount, p.AbroadCount, p.AssociationCount)
	}
	if len(p.In("en").Goals) != len(p.In("de").Goals) || len(p.In("de").Goals) == 0 {
		t.Errorf("%d goals in English, %d in German", len(p.In("en").Goals), len(p.In("de").Goals))
	}
	for _, m := range p.Memberships {
		if m.In("de").Name == "" || m.In("en").Name == "" || m.ID == "" {
			t.Errorf("a membership has no name or id: %+v", m)
		}
	}
	for _, s := range p.Sources {
		if !strings.HasPrefix(s.URL, "https://") || s.In("de").Title == "" || s.In("en").Title == "" {
			t.Errorf("a source is not complete: %+v", s)
		}
	}
	if p.Imprint.PostalCode == "" || p.Imprint.Representatives == "" {
		t.Errorf("the imprint was not read: %+v", p.Imprint)
	}
}

func TestNetworkWithoutProfileHasAName(t *testing.T) {
	p, err := ReadProfile(nil)
	if err != nil || p.Name != "verbund" {
		t.Errorf("ReadProfile(nil) = %+v, %v", p, err)
	}
	if p.In("ar").Tagline != "" {
		t.Error("words out of nowhere")
	}
}

func TestSlipsInAProfileAreNamed(t *testing.T) {
	for _, file := range []string{`nmae = "x"`, "[imprint]\nstret = \"x\"", "[de]\nGoal = []", "[[membership]]\nid = 'x'\n[membership.de]\ntitle = 'x'", `name = 7`, "name = "} {
		if _, err := ReadProfile([]byte(file)); err == nil {
			t.Errorf("%q was accepted", file)
		}
	}
	if _, err := ReadProfile([]byte("[imprint]\nstret = \"x\"")); !strings.Contains(err.Error(), "imprint.stret") {
		t.Errorf("the error does not name the key: %v", err)
	}
}
