package caselaw

import (
	"net/http"
	"slices"
	"strconv"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SamePage shows two decisions side by side that may be the same.
type SamePage struct {
	DecisionHead
	Action  string
	Summary []ui.Field
	With    ui.Field // the number of the other one
	Other   *AlikeView
	Rows    []SameRow
	Stays   []SameWay // what can be done
}

// SameRow is a field with the values of both.
type SameRow struct {
	Field, One, Other string
	Differ            bool
}

// SameWay is one of the two ways to merge.
type SameWay struct {
	Words, About string
	Hidden       [][2]string
}

func (room *Room) askSame(w http.ResponseWriter, r *http.Request) error {
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	return room.showSame(w, r, http.StatusOK, &d, web.ReadQuery(r).Get("with"), "")
}

func (room *Room) showSame(w http.ResponseWriter, r *http.Request, status int, d *Decision, with, problem string) error {
	p := SamePage{DecisionHead: room.head(r, d, "same"), Action: entryPath(d.Number) + "/same"}
	p.Problem = problem
	p.With = ui.Field{Name: "with", Label: p.Say("caselaw.edit.with"), Hint: p.Say("caselaw.edit.with-hint"), Value: with}
	number, err := strconv.ParseInt(with, 10, 64)
	if err == nil && number > 0 && number != d.Number {
		other, err := room.Store.Get(r.Context(), web.ActorOf(r), number)
		switch {
		case core.KindOf(err) == core.NotFound:
			p.With.Error = p.Say("caselaw.error.no-such-number")
		case err != nil:
			return err
		default:
			p.compare(room, d, &other)
		}
	} else if with != "" {
		p.With.Error = p.Say("caselaw.error.no-such-number")
	}
	if p.With.Error != "" && status == http.StatusOK {
		status = http.StatusUnprocessableEntity
	}
	p.Summary = []ui.Field{p.With}
	return web.Render(w, r, status, samePage(p))
}

func (p *SamePage) compare(room *Room, d, other *Decision) {
	view := room.alikeView(p.Frame, d.Number, &other.Row)
	p.Other = &view
	say := saying{p.Frame, room.codes}
	add := func(field, one, two string) {
		if one != "" || two != "" {
			p.Rows = append(p.Rows, SameRow{field, one, two, one != two})
		}
	}
	add(p.Say("caselaw.edit.column.state-column"), room.stateWords(p.Frame, &d.Row), room.stateWords(p.Frame, &other.Row))
	for _, field := range readerFields() {
		if field == "significance" && d.Entry.Significance == 0 && other.Entry.Significance == 0 {
			continue
		}
		add(fieldWords(p.Frame, field), say.field(&d.Entry, field), say.field(&other.Entry, field))
	}
	for _, lang := range writtenIn() {
		one, _ := d.Entry.In(lang)
		two, _ := other.Entry.In(lang)
		for _, part := range versionParts() {
			add(fieldWords(p.Frame, "versions."+lang+"."+part.name), core.Clip(part.of(&one), 300), core.Clip(part.of(&two), 300))
		}
	}
	size := func(d *Decision) string { return p.Say("caselaw.edit.letters", "n", d.Text.Words()) }
	add(p.Say("caselaw.edit.part-text"), size(d), size(other))
	slices.SortStableFunc(p.Rows, func(a, b SameRow) int {
		switch {
		case a.Differ == b.Differ:
			return 0
		case a.Differ:
			return -1
		}
		return 1
	})
	way := func(gone, stays *Decision) SameWay {
		return SameWay{
			Words:  p.Say("caselaw.edit.merge-into", "gone", formatNumber(gone.Number), "stays", formatNumber(stays.Number)),
			About:  p.Say("caselaw.edit.merge-about", "gone", formatNumber(gone.Number), "stays", formatNumber(stays.Number)),
			Hidden: [][2]string{{"with", formatNumber(other.Number)}, {"gone", formatNumber(gone.Number)}},
		}
	}
	if d.Open() && other.Open() {
		if d.State != Published || other.State == Published {
			p.Stays = append(p.Stays, way(d, other))
		}
		if other.State != Published || d.State == Published {
			p.Stays = append(p.Stays, way(other, d))
		}
	}
}

// merge leads one of the two to the other.
func (room *Room) merge(w http.ResponseWriter, r *http.Request) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	d, err := room.asked(r)
	if err != nil {
		return err
	}
	with, err := strconv.ParseInt(v.Get("with"), 10, 64)
	if err != nil {
		return room.showSame(w, r, http.StatusUnprocessableEntity, &d, v.Get("with"), room.editFrame(r, "").Say("caselaw.error.no-such-number"))
	}
	gone, stays := d.Number, with
	if v.Get("gone") == formatNumber(with) {
		gone, stays = with, d.Number
	}
	err = room.Store.Merge(r.Context(), web.ActorOf(r), gone, stays)
	if status, ok := refused(err); ok {
		return room.showSame(w, r, status, &d, v.Get("with"), problems(room.editFrame(r, ""), err)[""])
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, entryPath(stays)+"?done=merged")
}
