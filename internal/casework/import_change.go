package casework

import (
	"maps"
	"net/http"
	"slices"

	"verbund/internal/casework/takein"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// planImport keeps what somebody has chosen for columns and values, and shows the
// file by it.
func (room *Room) planImport(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := runOf(r)
	if err != nil {
		return err
	}
	look, err := d.look(r.Context(), id, web.Printer(r))
	if err != nil {
		return err
	}
	if !look.Value.Done.IsZero() {
		return web.SeeOther(w, importAddress+"/"+string(id))
	}
	plan := planIn(look, v)
	if wrong := look.reader.CheckPlan(look.table.Columns, plan); len(wrong) > 0 {
		return room.importPage(w, r, d, http.StatusUnprocessableEntity, &plan, &core.Error{Kind: core.Invalid, Fields: wrong})
	}
	if err := d.replan(r.Context(), id, plan); err != nil {
		return err
	}
	return web.SeeOther(w, importAddress+"/"+string(id)+"?done=import-checked")
}

// planIn is the plan in a form. What the form does not ask stays as it was.
func planIn(look *preview, v web.Values) takein.Plan {
	plan := takein.Plan{To: make([]string, len(look.table.Columns)), Instead: map[string]map[string]string{}}
	for i := range plan.To {
		if _, asked := v[takein.Field(i)]; asked {
			plan.To[i] = v.Get(takein.Field(i))
		} else if i < len(look.Value.Plan.To) {
			plan.To[i] = look.Value.Plan.To[i]
		}
	}
	for target, values := range look.Value.Plan.Instead {
		plan.Instead[target] = maps.Clone(values)
	}
	out := v.All("leave")
	for _, u := range look.result.Unknown {
		field := meaningField(u)
		said := v.Get(field)
		if plan.Instead[u.Target] == nil {
			plan.Instead[u.Target] = map[string]string{}
		}
		_, asked := v[field]
		switch {
		case said == leave || said == "" && slices.Contains(out, field):
			plan.Instead[u.Target][u.Value] = ""
		case said != "":
			plan.Instead[u.Target][u.Value] = said
		case asked:
			delete(plan.Instead[u.Target], u.Value)
		}
	}
	return plan
}

// takeImport makes the cases. Sending it twice makes them once.
func (room *Room) takeImport(w http.ResponseWriter, r *http.Request, d worker) error {
	v, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, err := runOf(r)
	if err != nil {
		return err
	}
	here := importAddress + "/" + string(id)
	look, err := d.look(r.Context(), id, web.Printer(r))
	if err != nil {
		return err
	}
	if !look.Value.Done.IsZero() {
		return web.SeeOther(w, here)
	}
	if len(look.result.Drafts) == 0 {
		return web.SeeOther(w, here+"?done=import-nothing")
	}
	if n := look.undecided(); n > 0 && !v.Checked("rest") {
		return room.importPage(w, r, d, http.StatusUnprocessableEntity, nil, fieldError("rest", "casework.import.decide", "n", n))
	}
	stamp, _ := vault.ParseID(v.Get("stamp"))
	taken, err := d.takeRun(r.Context(), id, stamp, web.Printer(r))
	if err != nil {
		return err
	}
	if !taken {
		return web.SeeOther(w, here+"?done=import-changed")
	}
	return web.SeeOther(w, here+"?done=import-taken")
}

// dropImport throws a file away that waits.
func (room *Room) dropImport(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := runOf(r)
	if err != nil {
		return err
	}
	if err := d.dropRun(r.Context(), id); err != nil {
		return err
	}
	if err := d.Scrub(r.Context()); err != nil {
		return err
	}
	return web.SeeOther(w, importAddress+"?done=import-dropped")
}

// undoImport takes out again what a run made.
func (room *Room) undoImport(w http.ResponseWriter, r *http.Request, d worker) error {
	id, err := runOf(r)
	if err != nil {
		return err
	}
	if _, _, err := d.undoRun(r.Context(), id); err != nil {
		return err
	}
	return web.SeeOther(w, importAddress+"/"+string(id)+"?done=import-undone")
}
