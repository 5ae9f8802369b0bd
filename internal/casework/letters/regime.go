package letters

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"verbund/internal/core"
)

// Regime is the law on data protection that binds an organisation.
type Regime string

// The regimes. Churches have a law of their own (Article 91 GDPR): that of the
// Protestant church holds for the Diakonie, that of the Catholic church for Caritas
// and orders, wherever the diocese has put it into force.
const (
	GDPR   Regime = "gdpr"
	DSGEKD Regime = "dsg-ekd"
	KDG    Regime = "kdg"
)

// Regimes returns all of them.
func Regimes() []Regime { return []Regime{GDPR, DSGEKD, KDG} }

// regime is what texts cite of one. The citations are German law and stay in
// German everywhere but in English texts.
type regime struct {
	Name map[core.Lang]string            // for a choice in the settings
	Hint map[core.Lang]string            // what a lead should know
	Law  map[core.Lang]map[string]string // by the placeholder {law_…}
}

func readRegimes(from fs.FS) (map[Regime]regime, error) {
	const file = "texts/regimes.toml"
	raw, err := fs.ReadFile(from, file)
	if err != nil {
		return nil, err
	}
	var all map[Regime]regime
	meta, err := toml.Decode(string(raw), &all)
	if err != nil || len(meta.Undecoded()) > 0 || len(all) != len(Regimes()) {
		return nil, fmt.Errorf("%s: %v %v", file, err, meta.Undecoded())
	}
	for _, r := range Regimes() {
		for _, lang := range []core.Lang{German, English} {
			if all[r].Name[lang] == "" || all[r].Hint[lang] == "" {
				return nil, fmt.Errorf("%s: %s has no name or hint in %s", file, r, lang)
			}
		}
		for _, lang := range []core.Lang{German, English, inShort} {
			for _, key := range lawKeys() {
				if all[r].Law[lang][key] == "" {
					return nil, fmt.Errorf("%s: %s has no %s in %s", file, r, key, lang)
				}
			}
		}
	}
	return all, nil
}

// RegimeName returns how a regime is called, in German or English.
func (s *Shelf) RegimeName(r Regime, lang core.Lang) string { return s.regimes[r].Name[lang] }

// RegimeHint returns what somebody should know who chooses a regime.
func (s *Shelf) RegimeHint(r Regime, lang core.Lang) string { return s.regimes[r].Hint[lang] }

// cite puts the law of a regime into a text: {law_access} and its like. It comes
// before the values, so that no value can bring a citation along.
func (s *Shelf) cite(r Regime, lang core.Lang, name, body string) string {
	law := s.regimes[r].Law[lang]
	if lang != German && lang != English {
		law = s.regimes[r].Law[inShort]
	}
	pairs := []string{"{law}", name}
	for _, key := range lawKeys() {
		pairs = append(pairs, "{"+key+"}", law[key])
	}
	return strings.NewReplacer(pairs...).Replace(body)
}

// inShort is where the citations for all languages but German and English stand.
const inShort core.Lang = "short"

// lawKeys are the citations that every regime has.
func lawKeys() []string {
	return []string{"law_consent", "law_duty", "law_withdraw", "law_inform", "law_access", "law_rights", "law_complain"}
}

// known returns an error for a regime that there is not.
func known(r Regime) error {
	if !slices.Contains(Regimes(), r) {
		return fmt.Errorf("letters: there is no regime %q", r)
	}
	return nil
}
