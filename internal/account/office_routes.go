package account

import (
	"net/http"

	"verbund/internal/platform/web"
)

// officeRoutes are the pages about people, organisations and centres.
func (a *Accounts) officeRoutes() []web.Route {
	get := func(path string, right web.Right, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: right, Handle: h}
	}
	post := func(path string, right web.Right, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Right: right, Handle: h}
	}
	links := get(peoplePath+"/links", People, a.showLinks(peoplePath, "account.office.people"))
	links.Script = true
	return []web.Route{
		get("/account/health", Health, a.healthPage),
		get(peoplePath, People, a.peopleList),
		get(peoplePath+".csv", People, a.peopleData),
		get(peoplePath+"/new", People, a.askInvitation),
		post(peoplePath+"/new", People, a.sendInvitation),
		links,
		post(peoplePath+"/links", People, a.dropLinks(peoplePath)),
		get(peoplePath+"/{id}", People, a.personPage),
		post(peoplePath+"/{id}/duties", People, a.personChange(a.addDuty)),
		post(peoplePath+"/{id}/duties/{duty}", People, a.moveDuty),
		post(peoplePath+"/{id}/link", People, a.newLink),
		post(peoplePath+"/{id}/link-back", People, a.personChange(plainly(a.TakeBackLink))),
		post(peoplePath+"/{id}/lock", People, a.personChange(plainly(a.Lock))),
		post(peoplePath+"/{id}/unlock", People, a.personChange(plainly(a.Unlock))),
		post(peoplePath+"/{id}/retire", People, a.personChange(a.retire)),
		post(peoplePath+"/{id}/sign-out", People, a.personChange(plainly(a.SignOutEverywhere))),
		get(historyPath, People, a.historyPage),
		get("/account/audit-state", People, a.auditStatePage),

		get(organisationsPath, Organisations, a.organisationList),
		get(organisationsPath+"/new", Organisations, a.askOrganisation),
		post(organisationsPath+"/new", Organisations, a.saveOrganisation),
		get(organisationsPath+"/{id}", Organisations, a.organisationPage),
		post(organisationsPath+"/{id}", Organisations, a.saveOrganisation),
		get(organisationsPath+"/{id}/centres", Organisations, a.askShell),
		post(organisationsPath+"/{id}/centres", Organisations, a.makeShell),
		get(organisationsPath+"/{id}/centres/{centre}", Organisations, a.housePage),
		post(organisationsPath+"/{id}/centres/{centre}", Organisations, a.changeShell),
	}
}

// centreRoutes are the pages of a centre about its colleagues and its key. All of
// them are about the centre for which whoever asks acts; no address names
// another one.
func (a *Accounts) centreRoutes() []web.Route {
	get := func(path string, right web.Right, h web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: path, Right: right, Handle: h}
	}
	post := func(path string, right web.Right, h web.Handler) web.Route {
		return web.Route{Method: http.MethodPost, Path: path, Right: right, Handle: h}
	}
	links := get(colleaguesPath+"/links", Colleagues, a.showLinks(colleaguesPath, "account.house.back"))
	links.Script = true
	return []web.Route{
		get(centrePath, Centre, a.centrePage),
		post(centrePath+"/found", Colleagues, a.found),
		post(centrePath+"/renew", Keys, a.renew),
		get(centrePath+"/kit", Keys, a.centreKitPage),
		post(centrePath+"/kit", Keys, a.newCentreKit),
		post(centrePath+"/kit/try", Keys, a.tryKit),
		get(centrePath+"/recover", Keys, a.askEnvelopes),
		post(centrePath+"/recover", Keys, a.useEnvelopes),
		get(centrePath+"/audit", Audit, a.auditPage),
		get(keysPath+"/{person}", Keys, a.askGrant),
		post(keysPath+"/{person}", Keys, a.grant),

		get(colleaguesPath+"/new", Colleagues, a.askColleague),
		post(colleaguesPath+"/new", Colleagues, a.inviteColleague),
		links,
		post(colleaguesPath+"/links", Colleagues, a.dropLinks(centrePath)),
		get(colleaguesPath+"/{id}", Colleagues, a.colleaguePage),
		post(colleaguesPath+"/{id}/duties/{duty}", Colleagues, a.setEnd),
		post(colleaguesPath+"/{id}/link", Colleagues, a.newColleagueLink),
		post(colleaguesPath+"/{id}/end", Colleagues, a.endWork),
	}
}
