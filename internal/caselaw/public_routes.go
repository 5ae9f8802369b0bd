package caselaw

import (
	"net/http"

	"verbund/internal/platform/web"
)

// publicRoutes are the pages for everybody, and the files that hang on a decision.
func (room *Room) publicRoutes() []web.Route {
	page := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: publicPath + path, Right: web.Everyone, Localised: true, Shared: true, Script: true, Handle: handle}
	}
	file := func(path string, handle web.Handler) web.Route {
		return web.Route{Method: http.MethodGet, Path: publicPath + path, Right: web.Everyone, Localised: true, Shared: true, Handle: handle}
	}
	find := page("", room.searchPage)
	find.Long = true // whoever pastes a whole paragraph gets an answer that explains itself
	routes := []web.Route{
		find,
		page("/help", room.helpPage),
		page("/statistics", room.statisticsPage),
		file("/statistics.csv", room.statisticsFile("csv")),
		file("/statistics.json", room.statisticsFile("json")),
		page("/{number}", room.readPage),
		file("/{number}/decision.pdf", room.decisionFile),
	}
	for _, e := range exports() {
		routes = append(routes, file("/{number}/"+e.name, room.export(e)))
	}
	return routes
}
