package app

import (
	"github.com/a-h/templ"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
)

// freeze makes what stands around a page fit for a frozen copy.
func (f frames) freeze(frame *ui.Frame) {
	frame.Frozen, frame.Exit, frame.Script = true, f.exitTo, ""
	frame.Copy = frame.Say("app.frozen.copy", "date", frame.Date(core.DateOf(f.clock.Now().In(f.zone))), "exit", frame.Say("ui.exit"))
}

// door stands around the first page of a frozen copy.
func (f frames) door() ui.Frame {
	t := f.texts.For(text.German)
	frame := ui.Frame{Printer: t, Site: f.site, Heading: t.Say("ui.languages"), Title: t.Say("site.home.title")}
	f.freeze(&frame)
	for _, l := range f.texts.Languages() {
		frame.Alternates = append(frame.Alternates, ui.Alternate{Lang: l.Code, Dir: l.Dir, Self: l.Self, Address: "/" + string(l.Code) + "/"})
	}
	return frame
}

// lost is the page where there is none.
func (f frames) lost() templ.Component {
	frame := f.door()
	var said []ui.Saying
	for _, l := range f.texts.Languages() {
		if words, in := f.texts.For(l.Code).SayFrom("web.error.not-found"); in == l.Code {
			said = append(said, ui.Saying{Text: words, Lang: in})
		}
	}
	return ui.Lost(frame, said, []ui.Link{
		{Address: "tel:110", Words: frame.Say("site.danger.police")},
		{Address: "tel:112", Words: frame.Say("site.danger.rescue")},
		{Address: "tel:116016", Words: frame.Say("site.failure.line")},
	})
}
