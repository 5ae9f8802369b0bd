package caselaw

import "verbund/internal/platform/web"

func (room *Room) publicRoutes() []web.Route { return nil }
