package caselaw

import "verbund/internal/platform/web"

func (room *Room) dataRoutes() []web.Route { return nil }
