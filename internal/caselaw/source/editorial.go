package source

import (
	"regexp"
	"strings"

	"verbund/internal/caselaw/decision"
)

// A headnote that an editor of a journal or a database wrote is a work of its own and
// protected (§ 2 Abs. 1 Nr. 1 UrhG; the court's own is free after § 5 Abs. 1 UrhG; BGH
// 21.11.1991, I ZR 190/89: what counts is whether the court answers for it). Only what
// is marked so is left out.

var (
	editorialNote = regexp.MustCompile(`(?i)[(\[]\s*(?:nicht\s?amtlich\w*\s+)?(?:leits(?:atz|ätze)|orientierungss(?:atz|ätze)|ls\.?)?\s*(?:der|d\.)?\s*(?:redaktion(?:eller|elle)?|red\.|verf(?:asser|\.)s?|bearbeiters?|einsenders?|schriftleitung)\s*(?:leits(?:atz|ätze)|ls\.?)?\s*[)\]]\.?$|[(\[]\s*nicht\s?amtlich\w*(?:\s+leits(?:atz|ätze))?\s*[)\]]\.?$`)
	officialNote  = regexp.MustCompile(`(?i)[(\[]\s*(?:amtlich\w*\s+leits(?:atz|ätze)|leits(?:atz|ätze)\s+des\s+(?:gerichts|senats|bearbeitenden gerichts))\s*[)\]]`)
	publisherNote = regexp.MustCompile(`(?i)^(?:©.*|\(?(?:beck-?rs|juris|beck-online)[- ](?:orientierungssatz|leitsatz|hinweis).*|(?:verlag )?c\.? ?h\.? ?beck.*|redaktionelle hinweise?:?.*|diese entscheidung (?:zitiert|wird zitiert).*juris.*)$`)
)

// leaveOut takes editorial headnotes and proposals for citing out of a text. Guidance
// ("Orientierungssatz") in the text of a court stays: some courts write it themselves.
// That of the documentation offices is left out where their formats are read.
func leaveOut(text *decision.Text, r *report) {
	sections := text.Sections[:0]
	for _, s := range text.Sections {
		switch s.Kind {
		case editorial:
			r.leave("caselaw.source.dropped.editorial", s.Heading, s.Paragraphs...)
			continue
		case citation:
			for _, p := range s.Paragraphs {
				r.cited = strings.TrimSpace(r.cited + " " + p.Text)
			}
			r.leave("caselaw.source.dropped.citation", s.Heading, s.Paragraphs...)
			continue
		}
		kept := s.Paragraphs[:0]
		for _, p := range s.Paragraphs {
			if publisherNote.MatchString(p.Text) {
				r.leave("caselaw.source.dropped.editorial", "", p)
				continue
			}
			kept = append(kept, p)
		}
		s.Paragraphs = kept
		if s.Kind == "headnote" {
			s.Paragraphs = officialOnly(s.Paragraphs, r)
			if len(s.Paragraphs) == 0 {
				r.left = append(r.left, s.Heading)
				continue
			}
		}
		if n := len(sections); n > 0 && s.Heading == "" && s.Kind == "opening" && sections[n-1].Kind == "opening" {
			sections[n-1].Paragraphs = append(sections[n-1].Paragraphs, s.Paragraphs...) // what parted them is gone
			continue
		}
		if len(s.Paragraphs) > 0 || s.Heading != "" {
			sections = append(sections, s)
		}
	}
	text.Sections = sections
}

// leaveOutEditorial is leaveOut for a text whose sections the source named.
func leaveOutEditorial(found *decision.Found, drops *dropped) {
	r := report{drops: *drops}
	leaveOut(&found.Text, &r)
	*drops = r.drops
}

// officialOnly leaves out of headnotes those that are marked as an editor's. A mark
// after the last of them holds for all, unless others are marked as the court's: it is
// "(Leitsätze der Redaktion)" then, or the only mark there is.
func officialOnly(all []decision.Paragraph, r *report) []decision.Paragraph {
	marked, official := -1, false
	for i, p := range all {
		if editorialNote.MatchString(p.Text) {
			marked = i
		}
		official = official || officialNote.MatchString(p.Text)
	}
	if marked < 0 {
		return all
	}
	var kept []decision.Paragraph
	for i, p := range all {
		if i > marked || official && officialNote.MatchString(p.Text) {
			kept = append(kept, p)
		} else {
			r.leave("caselaw.source.dropped.editorial", "", p)
		}
	}
	return kept
}

// leave says that something is left out.
func (r *report) leave(key, heading string, paragraphs ...decision.Paragraph) {
	r.drops.add(true, key)
	if heading != "" {
		r.left = append(r.left, heading)
	}
	for _, p := range paragraphs {
		r.left = append(r.left, p.Text)
	}
}
