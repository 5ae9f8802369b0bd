package centres

import (
	"slices"

	"verbund/internal/platform/ui"
)

func newSearchForm(f ui.Frame, q question, n Counts, discreet bool) SearchForm {
	form := SearchForm{
		Action:    "/" + string(f.Lang()) + "/centres",
		Place:     ui.Field{Name: "place", Label: f.Say("centres.form.place"), Hint: f.Say("centres.form.place-hint"), Value: q.typed},
		Words:     ui.Field{Name: "q", Label: f.Say("centres.form.words"), Value: q.query.Words},
		Need:      ui.Field{Name: "need", Label: f.Say("centres.form.need")},
		Language:  ui.Field{Name: "language", Label: f.Say("centres.form.language")},
		Group:     ui.Field{Name: "group", Label: f.Say("centres.form.group")},
		Access:    ui.Field{Name: "access", Label: f.Say("centres.form.access")},
		Land:      ui.Field{Name: "land", Label: f.Say("centres.form.land")},
		Open:      q.query.OpenNow,
		StepFree:  q.query.Accessible,
		OpenCount: n[ByOpen]["1"],
		StepCount: n[ByStepFree]["1"],
		Discreet:  discreet,
		Asked:     q.asked,
	}
	if q.lost() {
		form.Place.Error = f.Say("centres.form.place-error")
	}
	form.Needs = []ui.Choices{
		{Name: f.Say("centres.form.needs"), List: choiceList(f, "centres.need.", Needs, q.query.Needs, n[ByNeed])},
		{Name: f.Say("centres.form.forms"), List: choiceList(f, "centres.exploitation.", Forms, q.query.Forms, n[ByForm])},
	}
	form.Groups = []ui.Choices{{List: choiceList(f, "centres.group.", Groups, q.query.Groups, n[ByGroup])}}
	form.Ways = []ui.Choices{{List: choiceList(f, "centres.access.", AccessWays, q.query.Access, n[ByAccess])}}
	var lands, languages []ui.Choice
	for _, l := range landsByName() {
		lands = append(lands, ui.Choice{Value: l.Code, Words: l.Name, Count: n[ByLand][l.Code], Selected: l.Code == q.query.Land})
	}
	for _, l := range f.SpokenLanguages() {
		languages = append(languages, ui.Choice{Value: l.Code, Words: spokenWords(l), Count: n[ByLanguage][l.Code], Selected: slices.Contains(q.query.Languages, l.Code)})
	}
	form.Lands, form.Languages = []ui.Choices{{List: lands}}, []ui.Choices{{List: languages}}
	form.More = len(q.query.Languages)+len(q.query.Groups)+len(q.query.Access) > 0 ||
		q.query.Land != "" || q.query.Words != "" || q.query.OpenNow || q.query.Accessible
	return form
}

func choiceList[T ~string](f ui.Frame, key string, list, chosen []T, counts map[string]int) []ui.Choice {
	var all []ui.Choice
	for _, v := range list {
		all = append(all, ui.Choice{
			Value: string(v), Words: f.Say(key + string(v)), Count: counts[string(v)], Selected: slices.Contains(chosen, v),
		})
	}
	return all
}
