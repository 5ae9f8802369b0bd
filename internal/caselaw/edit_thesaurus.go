package caselaw

import (
	"net/http"
	"strconv"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// WordsPage is the thesaurus: groups of words that mean the same in a search.
type WordsPage struct {
	ui.Frame
	Done    string
	Summary []ui.Field
	Groups  []WordsGroup
	First   bool // nobody has changed the first groups yet
}

// WordsGroup is one group; the last is for a new one.
type WordsGroup struct {
	ID    string
	Row   string
	New   bool
	Words ui.Field
}

func (room *Room) words(w http.ResponseWriter, r *http.Request) error {
	return room.showWords(w, r, http.StatusOK, web.Values{}, "", doneWords(room.editFrame(r, ""), web.ReadQuery(r)))
}

// showWords shows the groups; of the one with a problem what was typed.
func (room *Room) showWords(w http.ResponseWriter, r *http.Request, status int, typed web.Values, problem, done string) error {
	p := WordsPage{Frame: room.editFrame(r, "caselaw.edit.thesaurus"), Done: done}
	kept, err := room.Store.SynonymList(r.Context())
	if err != nil {
		return err
	}
	if len(kept) == 0 {
		first, err := FirstSynonyms()
		if err != nil {
			return err
		}
		p.First = true
		for _, words := range first {
			kept = append(kept, Synonym{synonymID(words), words})
		}
	}
	add := func(id string, row int, words string) {
		g := WordsGroup{ID: id, Row: strconv.Itoa(row), New: id == ""}
		g.Words = ui.Field{Name: "words-" + g.Row, Label: p.Say("caselaw.edit.group", "n", row), Value: words}
		if g.New {
			g.Words.Label, g.Words.Hint = p.Say("caselaw.edit.group-new"), p.Say("caselaw.edit.group-hint")
		}
		if problem != "" && typed.Get("id") == id {
			g.Words.Value, g.Words.Error = typed.Get("words-"+typed.Get("row")), problem
		}
		p.Groups = append(p.Groups, g)
		p.Summary = append(p.Summary, g.Words)
	}
	add("", 0, "")
	for i, k := range kept {
		add(string(k.ID), i+1, strings.Join(k.Words, "; "))
	}
	return web.Render(w, r, status, wordsPage(p))
}

// saveWords stores one group, or removes it.
func (room *Room) saveWords(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	words, done := strings.FieldsFunc(v.Get("words-"+v.Get("row")), func(r rune) bool { return r == ';' || r == '\n' }), "words"
	id := v.Get("id")
	if v.Get("step") == "remove" && id != "" {
		words, done = nil, "words-removed"
	} else if len(tidyWords(words)) == 0 {
		words = []string{""} // nothing typed is no wish to remove
	}
	err = room.Store.SaveSynonym(r.Context(), web.ActorOf(r), core.ID(id), words)
	if status, ok := refused(err); ok {
		f := room.editFrame(r, "")
		return room.showWords(w, r, status, v, problems(f, err)["words"], "")
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, wordPath+"?done="+done)
}
