package app

import (
	"fmt"
	"strconv"
	"strings"

	"verbund/internal/centres"
	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// facts gives the long texts of the site what the network says about itself, as
// Markdown by name.
func facts(p network.Profile, texts *text.Catalogue) func(core.Lang) map[string]string {
	return func(lang core.Lang) map[string]string {
		t, words := texts.For(lang), p.In(lang)
		all := map[string]string{
			"missing":                       "**" + t.Say("app.fact.missing") + "**",
			"network.name":                  escape(p.Name),
			"network.legal_name":            escape(p.LegalName),
			"network.town":                  escape(p.Town),
			"network.member_count":          count(p.MemberCount),
			"network.centre_count":          count(p.CentreCount),
			"network.as_of":                 escape(words.AsOf),
			"network.street":                escape(p.Imprint.Street),
			"network.postal_code":           escape(p.Imprint.PostalCode),
			"network.email":                 mailLink(p.Imprint.Email),
			"network.phone":                 escape(p.Imprint.Phone),
			"network.representatives":       escape(p.Imprint.Representatives),
			"network.register":              escape(p.Imprint.Register),
			"network.responsible":           escape(p.Imprint.Responsible),
			"network.note":                  escape(words.Note),
			"network.structure":             escape(words.Structure),
			"network.hosting":               escape(words.Hosting),
			"network.supervisory_authority": escape(words.SupervisoryAuthority),
			"network.enforcement_body":      escape(words.EnforcementBody),
		}
		var goals, memberships, sources []string
		for _, g := range words.Goals {
			goals = append(goals, "- "+escape(g))
		}
		for _, m := range p.Memberships {
			w := m.In(lang)
			memberships = append(memberships, fmt.Sprintf("- [%s](%s): %s", escape(w.Name), m.URL, escape(w.Note)))
		}
		for _, a := range places.Attributions() {
			sources = append(sources, fmt.Sprintf("- [%s](%s), %s", escape(a.Text), a.URL, escape(a.Licence)))
		}
		all["network.goals"] = strings.Join(goals, "\n")
		all["network.memberships"] = strings.Join(memberships, "\n")
		all["places.attribution"] = strings.Join(sources, "\n")
		return all
	}
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func mailLink(address string) string {
	if address == "" {
		return ""
	}
	return "<" + address + ">"
}

// escape keeps a fact from being read as Markdown.
func escape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("\\`*_[]<>#|", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// about gives the leaflet what the network says about itself.
func about(p network.Profile) func(core.Lang) centres.About {
	return func(lang core.Lang) centres.About {
		words := p.In(lang)
		a := centres.About{Name: p.Name, Tagline: words.Tagline, Goals: words.Goals}
		town := strings.TrimSpace(p.Imprint.PostalCode + " " + p.Town)
		for _, line := range []string{p.LegalName, p.Imprint.Street, town, p.Imprint.Phone, p.Imprint.Email} {
			if line != "" {
				a.Contact = append(a.Contact, line)
			}
		}
		return a
	}
}
