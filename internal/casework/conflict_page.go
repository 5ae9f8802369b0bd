package casework

import (
	"net/http"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// showConflict shows both versions of a sheet or entry: what she wrote in the
// form, and what the other wrote beside it. What is sent then replaces what she has
// seen. A draft of it begins with what she began with, typed in the field "base":
// so whoever comes back to it sees both versions again.
func (room *Room) showConflict(w http.ResponseWriter, r *http.Request, d worker, o opened, sheet *dataset.Sheet, page int, entry vault.ID, typed web.Values, mine dataset.Answers, clash *conflict) error {
	p := SheetPage{CaseFrame: d.caseFrame(r, o.Case, room.said(r, "casework.conflict.heading"), pathOf(sheet), o.names)}
	who, err := d.Named(r.Context(), clash.now.By)
	if err != nil {
		return err
	}
	p.Form = d.newForm(p.Frame, sheet, page, filling{answers: mine, given: o.given, on: d.Today()})
	p.Form.Action = r.URL.RequestURI()
	p.Form.Draft, p.Form.Unkept = p.Form.Action, true
	p.Form.Hidden = [][2]string{{"stamp", string(clash.now.Stamp)}, {"base", beganWith(typed)}}
	p.Form.Back, p.Form.Button = p.Address+pathOf(sheet), p.Say("casework.form.save")
	if entry != "" {
		p.Form.Back += "/" + string(entry)
	}
	p.Form.Who = d.changedBy(p.Frame, clash.now.State, who)
	for _, q := range sheet.Differences(mine, clash.now.State.Answers) {
		v := ClashView{Name: q.ID, Label: q.Label(p.Lang()),
			Mine: d.saidOf(p.Frame, q, mine, o.given), Theirs: d.saidOf(p.Frame, q, clash.now.State.Answers, o.given)}
		v.Keep = clash.base != nil && strings.Join(mine[q.ID], "\x00") == strings.Join(clash.base.Answers[q.ID], "\x00")
		p.Form.Clash = append(p.Form.Clash, v)
	}
	p.Suggest = suggestions(p.Frame, p.Form.Sections)
	return web.Render(w, r, http.StatusConflict, sheetPage(p))
}

// saidOf is an answer in words, line by line; nothing where it was skipped.
func (d worker) saidOf(f ui.Frame, q dataset.Question, a dataset.Answers, g dataset.Given) []string {
	if len(a[q.ID]) == 1 && a[q.ID][0] == dataset.Declined {
		return []string{f.Say("casework.form.declined")}
	}
	return strings.Split(strings.Join(d.Set.Say(q, a[q.ID], f.Printer, g), "\n"), "\n")
}
