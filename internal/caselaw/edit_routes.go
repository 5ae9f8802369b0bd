package caselaw

import "verbund/internal/platform/web"

func (room *Room) editRoutes() []web.Route { return nil }
