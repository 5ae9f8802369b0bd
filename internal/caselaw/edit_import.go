package caselaw

import (
	"errors"
	"io"
	"net/http"

	"verbund/internal/caselaw/source"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// largestImport is how many bytes a file may have that is handed in on a page; the command
// line takes more.
const largestImport = 50 << 20

// largestSent is how many bytes of an upload are taken from the line. A browser shows the
// answer only once all that it sends was taken: somebody whose file is too large is to
// read why.
const largestSent = 8 * largestImport

// uploaded are the bounds of a file that is handed in on a page.
var uploaded = source.Limits{File: largestImport}

// takeRest takes what is left of an upload that was not read to its end, before it is
// answered: net/http closes the line otherwise, and the browser shows an error of its own.
func takeRest(r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }

const refusalsShown = 100

// ImportPage takes files of decisions, and says what became of them.
type ImportPage struct {
	ui.Frame
	Summary []ui.Field
	File    ui.Field
	Way     ui.Field
	Ways    []ui.Choice
	Result  *ImportResult
}

// ImportResult is what an import did, or would do.
type ImportResult struct {
	Heading, About string
	Counts         []FactView
	Refused        []FactView // line and reason
	More           string
	New            string // address of what is new
}

func (room *Room) askImport(w http.ResponseWriter, r *http.Request) error {
	return room.showImport(w, r, http.StatusOK, true, nil, nil)
}

func (room *Room) showImport(w http.ResponseWriter, r *http.Request, status int, dry bool, wrong map[string]string, result *ImportResult) error {
	p := ImportPage{Frame: room.editFrame(r, "caselaw.edit.import"), Result: result}
	p.File = ui.Field{Name: "file", Label: p.Say("caselaw.edit.import-file"), Hint: p.Say("caselaw.edit.import-file-hint", "mb", largestImport>>20), Required: true, Error: wrong["file"]}
	p.Way = ui.Field{Name: "way", Label: p.Say("caselaw.edit.import-way")}
	p.Ways = []ui.Choice{{Value: "dry", Words: p.Say("caselaw.edit.import-dry"), Count: -1, Selected: dry}, {Value: "store", Words: p.Say("caselaw.edit.import-store"), Count: -1, Selected: !dry}}
	p.Summary = []ui.Field{p.File}
	return web.Render(w, r, status, importPage(p))
}

// takeImport imports a file. Without a word about the way it is a dry run.
func (room *Room) takeImport(w http.ResponseWriter, r *http.Request) error {
	upload, err := web.ReadUpload(r)
	if err != nil {
		return err
	}
	f := room.editFrame(r, "")
	part, err := upload.Next()
	if errors.Is(err, io.EOF) {
		return room.showImport(w, r, http.StatusUnprocessableEntity, upload.Fields.Get("way") != "store", map[string]string{"file": f.Say("caselaw.error.choose-file")}, nil)
	}
	if err != nil {
		return err
	}
	dry := upload.Fields.Get("way") != "store"
	counts, err := room.Store.Import(r.Context(), web.ActorOf(r), source.Read(part.Name, part, uploaded), dry, false, nil)
	takeRest(r)
	if e, ok := errors.AsType[*core.Error](err); ok && e.Kind != core.Internal && e.Kind != core.Denied {
		status, _ := refused(err)
		return room.showImport(w, r, max(status, http.StatusUnprocessableEntity), dry, map[string]string{"file": f.Say(e.Key, e.Args...)}, nil)
	}
	if err != nil {
		return err
	}
	if counts.Read == 0 {
		return room.showImport(w, r, http.StatusUnprocessableEntity, dry, map[string]string{"file": f.Say("caselaw.error.nothing-read")}, nil)
	}
	return room.showImport(w, r, http.StatusOK, dry, nil, importResult(f, counts, dry))
}

func importResult(f ui.Frame, c Counts, dry bool) *ImportResult {
	result := &ImportResult{Heading: f.Say("caselaw.edit.imported"), About: f.Say("caselaw.edit.imported-about"), New: editPath + "?state=new"}
	if dry {
		result.Heading, result.About, result.New = f.Say("caselaw.edit.would"), f.Say("caselaw.edit.would-about"), ""
	}
	for _, one := range []struct {
		key string
		n   int
	}{{"read", c.Read}, {"new", c.New}, {"alike", c.Alike}, {"changed", c.Changed}, {"unchanged", c.Unchanged}, {"dropped", c.Dropped}, {"refused", len(c.Refused)}} {
		result.Counts = append(result.Counts, FactView{f.Say("caselaw.edit.counts." + one.key), f.Number(one.n)})
	}
	for i, refusal := range c.Refused {
		if i == refusalsShown {
			result.More = f.Say("caselaw.edit.more-refused", "n", len(c.Refused)-refusalsShown)
			break
		}
		words := ""
		if e, ok := errors.AsType[*core.Error](refusal.Err); ok {
			words = f.Say(e.Key, e.Args...)
			for _, field := range e.Fields {
				words += " " + f.Say(field.Key, field.Args...)
			}
		}
		result.Refused = append(result.Refused, FactView{f.Say("caselaw.edit.line", "n", refusal.Line), words})
	}
	return result
}
