package contact

import (
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

const inboxPath = "/contact/inbox"

// formBytes is how much is taken of a form inside, so that what is too long still
// arrives and can be shown again.
const formBytes = 1 << 20

// inboxRoutes are the pages of a centre.
func (room *Room) inboxRoutes() []web.Route {
	get := func(path string, right web.Right, handle handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: inboxPath + path, Right: right, Script: true, Handle: room.at(handle)}
	}
	post := func(path string, right web.Right, handle handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: inboxPath + path, Right: right, Script: true, Body: formBytes, Handle: room.at(handle)}
	}
	file := get("/{box}/files/{message}/{file}", Answer, room.download)
	file.Files, file.Script = true, false
	handOver := post("/{box}/hand-over", Answer, room.handOver)
	handOver.Files = true // files are sealed once more, which may last
	return []web.Route{
		get("", Answer, room.list),
		post("/held", Answer, room.sift),
		get("/setup", Lead, room.askSetup),
		post("/setup", Lead, room.saveSetup),
		get("/figures", Lead, room.figures),
		get("/blocks", Answer, room.blocks),
		get("/blocks/edit/{block}", Answer, room.askBlock),
		post("/blocks/edit/{block}", Answer, room.saveBlock),
		post("/blocks/reviewed/{block}", Answer, room.reviewBlock),
		post("/blocks/remove/{block}", Answer, room.removeBlock),
		get("/{box}", Answer, room.talk),
		file,
		post("/{box}/standing", Answer, room.saveStanding),
		post("/{box}/take", Answer, room.take),
		get("/{box}/answer", Answer, room.askAnswer),
		post("/{box}/answer", Answer, room.saveAnswer),
		post("/{box}/review", Answer, room.review),
		post("/{box}/discard", Answer, room.discard),
		get("/{box}/preview", Answer, room.preview),
		post("/{box}/send", Answer, room.send),
		get("/{box}/block", Answer, room.askShut),
		post("/{box}/block", Answer, room.shut),
		post("/{box}/unblock", Answer, room.unblock),
		get("/{box}/case", Answer, room.askCase),
		post("/{box}/case", Answer, room.makeCase),
		get("/{box}/hand-over", Answer, room.askHandOver),
		handOver,
	}
}

// inside is what stands around the pages of a centre. The browser's tab and history
// say no more than that it is a page of this room.
func (room *Room) inside(r *http.Request, heading string, args ...any) ui.Frame {
	f := room.Frame(r, ui.Page{Heading: "contact.inbox.title", Title: "contact.inbox.title"})
	f.Heading = f.Say(heading, args...)
	return f
}

func missing() error { return &core.Error{Kind: core.NotFound, Key: "contact.inbox.missing"} }

func fieldError(field, key string, args ...any) error {
	return &core.Error{Kind: core.Invalid, Fields: []core.FieldError{{Field: field, Key: key, Args: args}}}
}

// boxOf is the conversation in an address.
func boxOf(r *http.Request) (core.ID, error) {
	id, ok := vault.ParseID(r.PathValue("box"))
	if !ok {
		return "", missing()
	}
	return core.ID(id), nil
}

func address(id core.ID) string { return inboxPath + "/" + string(id) }

// finished says what was just done, by the word in the address.
func finished(f ui.Frame, r *http.Request) string {
	word := web.ReadQuery(r).Get("done")
	if slices.Contains(doneWords, word) {
		return f.Say("contact.inbox.done-" + word)
	}
	return ""
}

// doneWords are what a page may say was done.
var doneWords = []string{"saved", "taken", "draft", "inserted", "asked", "reviewed", "discarded", "sent", "blocked", "unblocked", "case", "handed", "sifted", "erased", "setup", "block", "removed"}
