package caselaw

import (
	"cmp"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"verbund/internal/caselaw/court"
	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// publicPath is where the public pages stand, below their language.
const publicPath = "/caselaw"

// CasePage is what every public page of decisions has. Around it is the language of the
// reader; it is itself in German or English.
type CasePage struct {
	ui.Frame
	In    *text.Printer
	Root  string // address of the search
	codes *decision.Codes
}

// casePage is a page that is named by messages of the public part, or, with Plain, by
// the words themselves. Its title is its heading where it names no other.
func (room *Room) casePage(r *http.Request, page ui.Page) CasePage {
	in := room.in(r)
	page.Title = cmp.Or(page.Title, page.Heading)
	if !page.Plain {
		page.Heading, page.Title, page.About = in.Say("caselaw.public."+page.Heading), in.Say("caselaw.public."+page.Title), in.Say("caselaw.public."+page.About)
		page.Plain = true
	}
	f := room.Frame(r, page)
	f.Sheet = room.Sheet
	if in.Lang() != f.Lang() && f.Gap == "" {
		f.Gap = f.Say("ui.german")
	}
	return CasePage{Frame: f, In: in, Root: "/" + string(f.Lang()) + publicPath, codes: room.codes}
}

// in says what readers of a language get in German or English.
func (room *Room) in(r *http.Request) *text.Printer {
	return room.Texts.For(textsFor(web.Printer(r).Lang()))
}

// textsFor is the language in which decisions are shown to readers of another one.
func textsFor(lang core.Lang) core.Lang {
	if lang == "en" {
		return "en"
	}
	return text.German
}

// tongue marks what is in another language than the page around it.
func (p CasePage) tongue() templ.Attributes {
	if p.In.Lang() == p.Frame.Lang() {
		return nil
	}
	return templ.Attributes{"lang": string(p.In.Lang()), "dir": p.In.Dir()}
}

// say is a message of the public part.
func (p CasePage) say(key string, args ...any) string {
	return p.In.Say("caselaw.public."+key, args...)
}

// label is what people read for a code.
func (p CasePage) label(list, code string) string {
	return p.codes.Label(list, code, string(p.In.Lang()))
}

func (p CasePage) labels(list string, all []string) string {
	words := make([]string, len(all))
	for i, code := range all {
		words[i] = p.label(list, code)
	}
	return strings.Join(words, ", ")
}

// kind is the kind of a decision as it was printed, or by its code.
func (p CasePage) kind(e *decision.Entry) string {
	if e.Printed != "" && p.In.Lang() == text.German {
		return e.Printed
	}
	if e.Kind == "" {
		return e.Printed
	}
	return p.label("kinds", e.Kind)
}

// at is the address of a decision.
func (p CasePage) at(number int64) string { return p.Root + "/" + formatNumber(number) }

// said is a text in German or English with the language it is in; p marks it if that
// is not the page's.
func (p CasePage) foreign(s ui.Saying) templ.Attributes {
	if s.Lang == p.In.Lang() || s.Lang == "" {
		return nil
	}
	return templ.Attributes{"lang": string(s.Lang), "dir": "auto"}
}

// titleIn is the title of a decision in the language of the page, else in another; a
// decision without one is called by court and file number.
func (p CasePage) titleIn(e *decision.Entry) ui.Saying {
	if v, ok := e.In(string(p.In.Lang())); ok && v.Title != "" {
		return ui.Saying{Text: v.Title, Lang: p.In.Lang()}
	}
	if v, ok := e.In("de"); ok && v.Title != "" {
		return ui.Saying{Text: v.Title, Lang: text.German}
	}
	for _, v := range e.Versions {
		if v.Title != "" {
			return ui.Saying{Text: v.Title, Lang: core.Lang(v.Lang)}
		}
	}
	if len(e.Names) > 0 {
		return ui.Saying{Text: strings.Join(e.Names, ", "), Lang: text.German}
	}
	return ui.Saying{Text: strings.TrimSpace(e.Court + " " + e.FileNumber()), Lang: text.German}
}

// branches are the branches of the courts, as package court names them, in the order in
// which they are listed.
func branches() []string {
	return []string{"ordinary", "administrative", "labour", "social", "finance", "constitutional", "professional", "procurement", "eu", "echr"}
}

// branch is what people call a branch of the courts.
func (p CasePage) branch(code string) string {
	if key := "caselaw.public.branch." + code; p.In.Has(key) {
		return p.In.Say(key)
	}
	return code
}

// level is what people call a level of the courts, 1 to 4.
func (p CasePage) level(n int) string {
	return p.say("level." + strconv.Itoa(min(max(n, court1), court4)))
}

// The lowest and the highest level of a court.
const (
	court1 = 1
	court4 = 4
)

// land is the name of a Land; nothing stands for federal and European courts.
func (p CasePage) land(code string) string {
	for _, c := range []string{code, "DE-" + code} {
		if name := places.LandName(c); name != "" {
			return name
		}
	}
	return code
}

// courtLong is the long name of a court, if it is known; for readers of English what it is
// called there, with its own name behind it.
func (p CasePage) courtLong(name string) string {
	c, ok := court.Parse(name)
	if !ok || c.Long == "" {
		return name
	}
	if p.In.Lang() == "en" && c.English != "" && c.English != c.Long {
		return c.English + " (" + c.Long + ")"
	}
	return c.Long
}

// courtShort is what a court is called in one word, "EGMR" or "ECtHR".
func (p CasePage) courtShort(name string) string {
	if c, ok := court.Parse(name); ok && p.In.Lang() == "en" && c.Cited != "" {
		return c.Cited
	}
	return name
}

// numberOf reads the number of a decision from the address. One that is written in
// another way than ours is none.
func numberOf(r *http.Request) (int64, error) {
	s := r.PathValue("number")
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 1 || formatNumber(n) != s {
		return 0, &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-decision"}
	}
	return n, nil
}
