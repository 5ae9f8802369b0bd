package text

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/language"

	"verbund/internal/core"
)

// matcher finds the language on offer that suits a reader best.
type matcher struct {
	codes   []core.Lang // in the order of the tags the standard matcher knows
	bases   []language.Base
	matcher language.Matcher
	offered map[string]core.Lang // by canonical tag, de-simple too
	lost    core.Lang            // for readers none of whose languages is on offer
}

func newMatcher(languages []Language) *matcher {
	m := &matcher{offered: make(map[string]core.Lang), lost: German}
	var tags []language.Tag
	for _, l := range languages {
		if l.Code == "en" {
			m.lost = "en"
		}
		tag := l.tag()
		m.offered[tag.String()] = l.Code
		if l.Code == "de-simple" {
			continue // nobody is given simple language without asking for it
		}
		base, _ := tag.Base()
		m.codes, m.bases, tags = append(m.codes, l.Code), append(m.bases, base), append(tags, tag)
	}
	m.matcher = language.NewMatcher(tags)
	return m
}

// longestHeader is how many bytes of a header are read: more than any browser
// sends, few enough that a hostile one costs nothing.
const longestHeader = 1000

func (m *matcher) match(header string) core.Lang {
	wanted := parseAccept(header)
	if len(wanted) == 0 {
		return German
	}
	for _, tag := range wanted { // what the reader has named comes before what is related to it
		if code, ok := m.offered[tag.String()]; ok {
			return code
		}
		if i, ok := m.find(tag); ok {
			if base, _ := tag.Base(); base == m.bases[i] {
				return m.codes[i]
			}
		}
	}
	for _, tag := range wanted {
		if i, ok := m.find(tag); ok {
			return m.codes[i]
		}
		for _, instead := range understoodToo(tag) {
			if i, ok := m.find(language.Make(instead)); ok {
				return m.codes[i]
			}
		}
	}
	return m.lost
}

// find asks the standard matcher. Where nothing fits that gives the first
// language on offer, as if a Croat read German; only its confidence tells.
func (m *matcher) find(tag language.Tag) (int, bool) {
	_, i, confidence := m.matcher.Match(tag)
	return i, confidence != language.No
}

// understoodToo names languages that most readers of tag read as well, the best
// first, where the CLDR knows of none.
func understoodToo(tag language.Tag) []string {
	base, _ := tag.Base()
	switch base.String() {
	case "prs":
		return []string{"fa"}
	case "hr":
		return []string{"bs", "sr-Latn"}
	case "bs", "cnr":
		return []string{"hr", "sr-Latn"}
	case "sr":
		return []string{"bs", "hr"}
	case "sk":
		return []string{"cs"}
	case "cs":
		return []string{"sk"}
	case "rom":
		return []string{"ro"}
	case "ca", "ast", "an", "nah":
		return []string{"es"}
	case "wa", "bm", "dyu", "ff", "fon", "bci", "mos", "sus":
		return []string{"fr"}
	case "kab", "ber", "tzm", "shi", "zgh", "rif":
		return []string{"fr", "ar"}
	case "arz", "apc", "ajp", "ary", "arq", "aeb", "acm", "apd", "sdh", "aa":
		return []string{"ar"}
	case "kmr", "ku", "zza", "diq":
		return []string{"ku", "tr"}
	case "yue", "nan", "hak", "wuu", "cmn":
		return []string{"zh-Hans"}
	case "ba", "cv", "ce", "os", "sah", "udm", "av", "lez", "kbd", "crh", "gag":
		return []string{"ru"}
	case "nds", "bar", "hsb", "dsb", "ksh", "gsg", "fy":
		return []string{"de"}
	}
	return nil
}

// parseAccept returns the languages of an Accept-Language header, the most
// wanted first. What it cannot read it leaves out.
func parseAccept(header string) []language.Tag {
	if len(header) > longestHeader {
		header = header[:longestHeader]
	}
	type wish struct {
		tag     language.Tag
		quality float64
	}
	var wishes []wish
	for item := range strings.SplitSeq(header, ",") {
		name, rest, _ := strings.Cut(item, ";")
		name = strings.TrimSpace(name)
		if name == "" || name == "*" || len(name) > 35 { // RFC 5646, 4.4.1
			continue
		}
		tag, err := language.Parse(name)
		if err != nil || tag == language.Und {
			continue
		}
		quality := 1.0
		if q, ok := strings.CutPrefix(strings.ReplaceAll(rest, " ", ""), "q="); ok {
			if quality, err = strconv.ParseFloat(q, 64); err != nil || !(quality > 0 && quality <= 1) {
				continue
			}
		}
		wishes = append(wishes, wish{tag, quality})
	}
	slices.SortStableFunc(wishes, func(a, b wish) int {
		switch {
		case a.quality > b.quality:
			return -1
		case a.quality < b.quality:
			return 1
		}
		return 0
	})
	tags := make([]language.Tag, len(wishes))
	for i, w := range wishes {
		tags[i] = w.tag
	}
	return tags
}
