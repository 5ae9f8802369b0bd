package figures

import (
	"errors"
	"net/http"
	"strconv"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// ProposalPage says how far something is that somebody asked to be proposed.
type ProposalPage struct {
	ui.Frame
	ProposalView
	Back    string // address of the snapshot
	Result  string // address of the publication, once it is done
	Refused string // why there is none
}

// ProposalView is what was asked for, in words.
type ProposalView struct {
	Address, Name string
	Stage         string
	By            string
	Open          bool // it waits or is being worked on
}

func newProposalView(f ui.Frame, a Asked) ProposalView {
	return ProposalView{proposalPath(a.Number), f.Say("figures.office.proposal.of."+string(a.Kind), "year", yearWords(a.Year)),
		f.Say("figures.office.proposal.stage." + string(a.Stage)), byOn(f, a.By, a.On), a.Stage == Waiting || a.Stage == Working}
}

func proposalPath(number int) string { return officePath + "/proposals/" + strconv.Itoa(number) }

func (room *Room) proposalPage(w http.ResponseWriter, r *http.Request) error {
	number, err := strconv.Atoi(r.PathValue("number"))
	if err != nil {
		return web.NotFound()
	}
	a, err := room.Store.Asked(r.Context(), web.ActorOf(r), number)
	if err != nil {
		return err
	}
	p := ProposalPage{Frame: room.frame(r, ""), Back: snapshotPath(a.Snapshot)}
	p.ProposalView = newProposalView(p.Frame, a)
	p.Heading = p.Name
	if a.Stage == Done {
		p.Result = publicationPath(a.Publication)
	}
	if a.Reason != nil {
		p.Refused = p.Say(a.Reason.Key, a.Reason.Args...)
	}
	return web.Render(w, r, http.StatusOK, proposalPage(p))
}

// propose asks for the public edition to be made and sent through the gate.
func (room *Room) propose(w http.ResponseWriter, r *http.Request) error {
	return room.ask(w, r, OfTables)
}

// proposeExact asks for exact tables with gaps, for an authority.
func (room *Room) proposeExact(w http.ResponseWriter, r *http.Request) error {
	return room.ask(w, r, OfExact)
}

func (room *Room) ask(w http.ResponseWriter, r *http.Request, kind Kind) error {
	a, err := room.Store.Ask(r.Context(), web.ActorOf(r), kind, r.PathValue("id"))
	if e, ok := errors.AsType[*core.Error](err); ok && e.Kind == core.Conflict {
		return room.showSnapshot(w, r, http.StatusConflict, room.frame(r, "").Say(e.Key, e.Args...))
	}
	if err != nil {
		return err
	}
	return web.SeeOther(w, proposalPath(a.Number))
}
