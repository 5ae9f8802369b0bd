package account

import (
	"errors"
	"net/http"
	"slices"

	"verbund/internal/core"
	"verbund/internal/network"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// inside is what stands around a page inside.
func (a *Accounts) inside(r *http.Request, heading, title string) ui.Frame {
	return a.Frame(r, ui.Page{Heading: heading, Title: title})
}

// mistakes are what is wrong with a form, in the reader's language.
type mistakes struct {
	fields map[string]string
	notice string // what is not the fault of one field
}

// wrongIn reads the mistakes out of an error.
func wrongIn(t *text.Printer, err error) mistakes {
	m := mistakes{fields: map[string]string{}}
	e, ok := errors.AsType[*core.Error](err)
	if !ok {
		return m
	}
	for _, f := range e.Fields {
		m.fields[f.Field] = t.Say(f.Key, f.Args...)
	}
	if len(e.Fields) == 0 && e.Key != "" {
		m.notice = t.Say(e.Key, e.Args...)
	}
	return m
}

// correctable tells whether an error is answered with the form once more.
func correctable(err error) bool {
	e, ok := errors.AsType[*core.Error](err)
	return ok && slices.Contains([]core.Kind{core.Invalid, core.Conflict, core.TooMany, core.Unprocessable}, e.Kind) && (e.Key != "" || len(e.Fields) > 0)
}

// statusOf is the status of a page that shows a form once more.
func statusOf(w http.ResponseWriter, err error) int {
	switch core.KindOf(err) {
	case core.Internal:
		return http.StatusOK // nothing is wrong
	case core.Conflict:
		return http.StatusConflict
	case core.TooMany:
		w.Header().Set("Retry-After", "60")
		return http.StatusTooManyRequests
	}
	return http.StatusUnprocessableEntity
}

// day reads a day of a form into d, or says that it cannot be read.
func day(v web.Values, field string, d *core.Date, wrong *[]core.FieldError) {
	read, err := core.ParseDate(v.Get(field))
	if err != nil {
		*wrong = append(*wrong, core.FieldError{Field: field, Key: "ui.date.unreadable", Args: []any{"value", core.Clip(v.Get(field), 20)}})
		return
	}
	*d = read
}

// together is core.Invalid with all mistakes, or nil if there are none.
func together(wrong []core.FieldError) error {
	if len(wrong) == 0 {
		return nil
	}
	return &core.Error{Kind: core.Invalid, Fields: wrong}
}

// pathID reads the id that an address names under a name.
func pathID(r *http.Request, name string) (core.ID, error) {
	id, ok := core.ParseID(r.PathValue(name))
	if !ok {
		return "", web.NotFound()
	}
	return id, nil
}

// roleName is what a role is called.
func roleName(t *text.Printer, role core.Role) string {
	if _, known := PlaceOf(role); !known {
		return string(role)
	}
	return t.Say("account.role." + string(role))
}

// stateName is what the state of an account is called.
func stateName(t *text.Printer, s State) string { return t.Say("account.office.state-" + string(s)) }

// houseStateName is what the state of a centre is called.
func houseStateName(t *text.Printer, s HouseState) string {
	return t.Say("account.house.state-" + string(s))
}

// roleChoices are the roles of some places, grouped by place.
func roleChoices(t *text.Printer, chosen core.Role, places ...Place) []ui.Choices {
	var groups []ui.Choices
	for _, place := range places {
		g := ui.Choices{Name: t.Say("account.role.in-" + string(place))}
		for _, r := range Roles() {
			if r.Place == place {
				g.List = append(g.List, ui.Choice{Value: string(r.Role), Words: roleName(t, r.Role), Count: -1, Selected: r.Role == chosen})
			}
		}
		groups = append(groups, g)
	}
	return groups
}

// everyPlace are all places where a role may be held.
func everyPlace() []Place { return []Place{InOffice, InCentre, InOrganisation, InNetwork} }

// unitChoices are the centres and organisations in which a role may be held.
func unitChoices(t *text.Printer, houses []House, organisations []network.Organisation, chosen core.ID) []ui.Choices {
	centres := ui.Choices{Name: t.Say("account.office.centres")}
	for _, h := range houses {
		if h.State != Closed || h.ID == chosen {
			centres.List = append(centres.List, ui.Choice{Value: string(h.ID), Words: h.Name, Count: -1, Selected: h.ID == chosen})
		}
	}
	bodies := ui.Choices{Name: t.Say("account.office.organisations")}
	for _, o := range organisations {
		bodies.List = append(bodies.List, ui.Choice{Value: string(o.ID), Words: o.Name, Count: -1, Selected: o.ID == chosen})
	}
	return []ui.Choices{centres, bodies}
}

// languageChoices are the languages of the pages inside.
func languageChoices(chosen core.Lang) []ui.Choices {
	var g ui.Choices
	for _, code := range InsideLanguages() {
		l, _ := text.LanguageOf(code)
		g.List = append(g.List, ui.Choice{Value: string(code), Words: l.Self, Count: -1, Selected: code == chosen})
	}
	return []ui.Choices{g}
}

// freshPassword asks for the password once more.
func freshPassword(t *text.Printer, hint string, m mistakes) ui.Field {
	return ui.Field{Name: "password", Label: t.Say("account.office.password"), Hint: hint, Error: m.fields["password"],
		Type: "password", Autocomplete: "current-password", Required: true}
}
