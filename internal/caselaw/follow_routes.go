package caselaw

import "verbund/internal/platform/web"

func (room *Room) followRoutes() []web.Route { return nil }
