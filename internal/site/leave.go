package site

import (
	"net/http"

	"verbund/internal/platform/web"
)

// exit ends everything: the browser is asked to forget what it has kept of this
// site, and is led to a harmless one. It answers a link as well as a form,
// since it changes nothing on the server; signing out will be for the form.
func (room *Room) exit(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Clear-Site-Data", `"cache", "cookies", "storage"`)
	w.Header().Set("Referrer-Policy", "no-referrer")
	return web.SeeOther(w, room.ExitTo)
}
