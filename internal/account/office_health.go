package account

import (
	"net/http"

	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// HealthLine is what was found about one thing, in words.
type HealthLine struct {
	Well, Broken bool
	Word         string // for the state
	What, ToDo   string
}

// HealthPage shows how the server is, as the command check does.
type HealthPage struct {
	ui.Frame
	Lines []HealthLine
	Well  bool // all of them
}

func (a *Accounts) healthPage(w http.ResponseWriter, r *http.Request) error {
	p := HealthPage{Frame: a.inside(r, "account.office.health", "account.office.health"), Well: true}
	p.Lines = a.Health(r.Context(), p.Printer)
	for _, l := range p.Lines {
		p.Well = p.Well && l.Well
	}
	return web.Render(w, r, http.StatusOK, healthPage(p))
}
