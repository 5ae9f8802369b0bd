package contact

import "verbund/internal/platform/web"

// inboxRoutes are the pages of a centre.
func (room *Room) inboxRoutes() []web.Route { return nil }
