package handbook

import (
	"context"

	"verbund/internal/core"
	"verbund/internal/desk"
	"verbund/internal/platform/vault"
)

// Add writes a note in the name of a colleague who holds the key of the centre
// for which she acts. It is for demonstrations and tests; people use the pages.
func (room *Room) Add(ctx context.Context, actor core.Actor, h *vault.Holder, c Content) (vault.ID, error) {
	at := desk.Desk{Deps: &room.Deps.Deps, Actor: actor, Holder: h, Standing: desk.Open}
	return worker{at, room}.create(ctx, vault.NewID(), c)
}
