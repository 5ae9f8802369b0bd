package network

import (
	"bytes"
	"fmt"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

// Profile is what a network says about itself. Everything in it may be missing;
// pages then say that it has still to be told.
type Profile struct {
	Name             string
	LegalName        string `toml:"legal_name"`
	Town             string
	MemberCount      int      `toml:"member_count"`
	CentreCount      int      `toml:"centre_count"`
	AbroadCount      int      `toml:"abroad_count"`
	AssociationCount int      `toml:"association_count"`
	AsOf             string   `toml:"as_of"` // month of the counts, YYYY-MM
	Confirmed        bool     // whether the network itself has confirmed the counts
	Languages        []string // in which the site is offered
	Imprint          Imprint
	Memberships      []Membership `toml:"membership"`
	Sources          []Source     `toml:"source"`

	Words map[core.Lang]ProfileWords `toml:"-"`
}

// Imprint is what the law asks a site to say about who runs it (§ 5 DDG).
type Imprint struct {
	Street, Representatives, Register, Responsible, Email, Phone string

	PostalCode string `toml:"postal_code"`
}

// ProfileWords are the words of a profile in one language.
type ProfileWords struct {
	Tagline, Note, Banner, Structure, Hosting string

	AsOf                 string `toml:"as_of"`
	Goals                []string
	SupervisoryAuthority string `toml:"supervisory_authority"`
	EnforcementBody      string `toml:"enforcement_body"`
}

// Membership is a network or body that the network itself belongs to.
type Membership struct {
	ID, URL, Source string

	AsOf   string `toml:"as_of"`
	DE, EN MembershipWords
}

// MembershipWords are the words about a membership in one language.
type MembershipWords struct{ Name, Note string }

// In returns the words for lang, else the German ones.
func (m Membership) In(lang core.Lang) MembershipWords {
	if lang == "en" && m.EN.Name != "" {
		return m.EN
	}
	return m.DE
}

// ReadProfile reads a profile from TOML. An unknown key is an error, since it is
// most often a slip. Empty input gives the profile of a network without a name.
func ReadProfile(file []byte) (Profile, error) {
	var read struct {
		Profile
		DE, EN ProfileWords
	}
	meta, err := toml.NewDecoder(bytes.NewReader(file)).Decode(&read)
	if err != nil {
		return Profile{}, fmt.Errorf("network profile: %w", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Profile{}, fmt.Errorf("network profile: there is no key %q", unknown[0])
	}
	p := read.Profile
	if p.Name == "" {
		p.Name = "verbund"
	}
	p.Words = map[core.Lang]ProfileWords{"de": read.DE, "en": read.EN}
	return p, nil
}

// In returns the words for lang, else the German ones.
func (p Profile) In(lang core.Lang) ProfileWords {
	if w, ok := p.Words[lang]; ok {
		return w
	}
	return p.Words["de"]
}

// Source is a page that the profile's statements are taken from.
type Source struct {
	URL    string
	DE, EN SourceWords
}

// SourceWords are the words about a source in one language.
type SourceWords struct{ Title string }

// In returns the words for lang, else the German ones.
func (s Source) In(lang core.Lang) SourceWords {
	if lang == "en" && s.EN.Title != "" {
		return s.EN
	}
	return s.DE
}
