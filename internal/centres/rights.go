package centres

import (
	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// The rights of the directory. Who has them is decided by accounts; whoever
// runs commands on the server has Review and Edit.
const (
	Review  web.Right = "review"    // read and decide what is proposed
	Edit    web.Right = "directory" // change any entry, see its history, undo
	EditOwn web.Right = "own-entry" // change the entries of one's own organisation
)

// May tells whether an actor has a right.
type May func(core.Actor, web.Right) bool

// allows tells whether an actor has a right in the directory.
func (s *Store) allows(actor core.Actor, right web.Right) bool {
	return actor.Role == core.Operator && right != EditOwn || s.may != nil && s.may(actor, right)
}

func (s *Store) mayReview(actor core.Actor) error {
	if !s.allows(actor, Review) {
		return denied()
	}
	return nil
}

func (s *Store) mayEdit(actor core.Actor) error {
	if !s.allows(actor, Edit) {
		return denied()
	}
	return nil
}

// mayEditSome refuses whoever may change no entry at all, before anything is
// read for them.
func (s *Store) mayEditSome(actor core.Actor) error {
	if !s.allows(actor, Edit) && !s.allows(actor, EditOwn) {
		return denied()
	}
	return nil
}

// mayEditThis refuses an entry of somebody else as if it were not there. An
// entry that was taken out is looked after by the office alone.
func (s *Store) mayEditThis(actor core.Actor, stored entry) error {
	switch {
	case s.allows(actor, Edit):
		return nil
	case !s.allows(actor, EditOwn):
		return denied()
	case stored.Revision > 0 && stored.isOf(actor) && stored.Internal.RetiredOn.IsZero():
		return nil
	}
	return web.NotFound()
}

// isOf tells whether the entry is one of the actor's own organisation.
func (r *Record) isOf(actor core.Actor) bool {
	return actor.Organisation != "" && r.OrganisationID == actor.Organisation
}

func denied() error { return &core.Error{Kind: core.Denied, Key: "web.error.denied"} }
