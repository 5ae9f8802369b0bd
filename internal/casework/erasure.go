package casework

import (
	"context"
	"database/sql"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// stubPart is the part of the ledger with what is left of erased cases.
const stubPart vault.Part = "erased"

// Stub is what is left of an erased case: that there was one, and who took it
// away. It holds nothing that the case said; its number is by which the centre's
// sealed record speaks of it.
type Stub struct {
	Case        vault.ID  `json:"case"`
	Day         core.Date `json:"day"`
	Category    string    `json:"category"`
	AskedBy     core.ID   `json:"askedBy"`
	ConfirmedBy core.ID   `json:"confirmedBy"`
}

// dueOf is the day on which a case is due to be erased by the rules of the centre.
func dueOf(ctx context.Context, tx *sql.Tx, c *Case) (core.Date, error) {
	if c.Closing == nil {
		return core.Date{}, nil
	}
	rules, err := retentionRules(ctx, tx, c.access)
	return Retention(c.Closing.Day, c.Closing.Category, rules), err
}

// propose asks a second person to erase a case or its compartments. Proposing the
// same twice changes nothing; where somebody has proposed something else it is
// core.Conflict.
func (d worker) propose(ctx context.Context, id vault.ID, scope Scope, reason string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.alter(ctx, id, "casework.erase-asked", string(scope), func(tx *sql.Tx, c *Case) error {
		due, err := dueOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := MayErase(c.Head, scope, reason, due, d.Today()); err != nil {
			return err
		}
		if e := c.Erasure; e != nil {
			if e.AskedBy == d.Actor.Person && e.Scope == scope {
				return nil
			}
			return &core.Error{Kind: core.Conflict, Key: "casework.error.already-asked"}
		}
		c.Erasure = &Erasure{Scope: scope, AskedBy: d.Actor.Person, Day: d.Today(), Reason: reason, Stamp: vault.NewID()}
		return d.touchHead(ctx, tx, c)
	})
}

// withdraw takes a proposal back, whoever made it, for a reason. There need be
// none.
func (d worker) withdraw(ctx context.Context, id vault.ID, reason string) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.alter(ctx, id, "casework.erase-withdrawn", "", func(tx *sql.Tx, c *Case) error {
		if c.Erasure == nil {
			return nil
		}
		c.Stopped = &Stopped{Scope: c.Erasure.Scope, Reason: reason, Day: d.Today(), By: d.Actor.Person}
		c.Erasure = nil
		return d.touchHead(ctx, tx, c)
	})
}

// erase does what was proposed, after a second person has read the proposal of
// that stamp and given her password. Where it was withdrawn or changed meanwhile
// it is core.Conflict. It returns what was erased.
func (d worker) erase(ctx context.Context, id, stamp vault.ID) (scope Scope, err error) {
	if err := d.Write(); err != nil {
		return "", err
	}
	leads, err := d.leads(ctx)
	if err != nil {
		return "", err
	}
	err = d.Update(ctx, func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(ctx, tx, a, id)
		if err != nil {
			return err
		}
		if c.Erasure == nil || c.Erasure.Stamp != stamp {
			return &core.Error{Kind: core.Conflict, Key: "casework.error.proposal-changed"}
		}
		e := *c.Erasure
		holders, err := d.Vault.Holders(ctx, tx, d.Actor.Centre)
		if err != nil {
			return err
		}
		if err := MayConfirm(e, d.Actor.Person, leads, holders); err != nil {
			return err
		}
		due, err := dueOf(ctx, tx, c)
		if err != nil {
			return err
		}
		if err := MayErase(c.Head, e.Scope, e.Reason, due, d.Today()); err != nil {
			return err
		}
		scope = e.Scope
		if scope == EraseAll {
			err = d.eraseCase(ctx, tx, a, c, e)
		} else {
			err = d.eraseParts(ctx, tx, a, c, e)
		}
		if err != nil {
			return err
		}
		return d.Record(ctx, tx, "casework.erased", id, string(scope))
	})
	if err != nil {
		return "", err
	}
	return scope, d.Scrub(ctx)
}

// eraseCase takes a case away with all that hangs on it, and leaves a stub.
func (d worker) eraseCase(ctx context.Context, tx *sql.Tx, a *vault.Access, c *Case, e Erasure) error {
	for _, note := range c.Supervision {
		if err := a.EraseFolder(ctx, tx, note); err != nil && core.KindOf(err) != core.NotFound {
			return err
		}
	}
	if err := d.eraseReleases(ctx, tx, c); err != nil {
		return err
	}
	if err := c.folder.Erase(ctx, tx); err != nil {
		return err
	}
	ledger, err := d.writeLedger(ctx, tx, a)
	if err != nil {
		return err
	}
	if err := eraseDrafts(ctx, tx, ledger, func(draft Draft) bool { return draft.within(c.ID) }); err != nil {
		return err
	}
	left := leaf[Stub]{Value: Stub{Case: c.ID, Day: d.Today(), AskedBy: e.AskedBy, ConfirmedBy: d.Actor.Person}}
	if c.Closing != nil {
		left.Value.Category = c.Closing.Category
	}
	return left.put(ctx, tx, ledger, stubPart)
}

// eraseParts empties compartments, and what a case was found by in them; the rest
// of the case stays.
func (d worker) eraseParts(ctx context.Context, tx *sql.Tx, a *vault.Access, c *Case, e Erasure) error {
	for _, part := range e.Scope.Parts() {
		if err := c.empty(ctx, tx, part); err != nil {
			return err
		}
		if err := c.folder.ErasePart(ctx, tx, part); err != nil {
			return err
		}
	}
	if err := d.indexNames(ctx, tx, c); err != nil {
		return err
	}
	if ledger, err := d.ledger(ctx, tx, a); err != nil {
		return err
	} else if ledger != nil {
		gone := e.Scope.Parts()
		if err := eraseDrafts(ctx, tx, ledger, func(draft Draft) bool {
			return slices.ContainsFunc(gone, func(p vault.Part) bool {
				return draft.Key == address(c.ID)+"/"+string(p) || p == vault.Identity && strings.HasPrefix(draft.Key, address(c.ID)+"/letters/")
			})
		}); err != nil {
			return err
		}
	}
	c.Erasure = nil
	c.Erased = append(c.Erased, Erased{Scope: e.Scope, Day: d.Today(), AskedBy: e.AskedBy, ConfirmedBy: d.Actor.Person})
	return d.touchHead(ctx, tx, c)
}

// within tells whether a draft is of a form of a case.
func (draft Draft) within(id vault.ID) bool {
	return draft.Key == address(id) || strings.HasPrefix(draft.Key, address(id)+"/")
}

// eraseDrafts throws some drafts away, whosoever they are.
func eraseDrafts(ctx context.Context, tx *sql.Tx, ledger *vault.Folder, of func(Draft) bool) error {
	drafts, err := leaves[Draft](ctx, tx, ledger, draftPart)
	if err != nil {
		return err
	}
	for _, draft := range drafts {
		if of(draft.Value) {
			if err := ledger.EraseRecord(ctx, tx, draftPart, draft.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// hold keeps a case from being erased; a proposal that waits is taken back.
func (d worker) hold(ctx context.Context, id vault.ID, reason string, until core.Date) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.alter(ctx, id, "casework.hold", "", func(tx *sql.Tx, c *Case) error {
		c.Hold = &Hold{Reason: reason, Until: until, Day: d.Today(), By: d.Actor.Person}
		c.Erasure = nil
		return d.touchHead(ctx, tx, c)
	})
}

// lift ends a hold, and takes the flag away that stands for one.
func (d worker) lift(ctx context.Context, id vault.ID) error {
	if err := d.Write(); err != nil {
		return err
	}
	return d.alter(ctx, id, "casework.hold-lifted", "", func(tx *sql.Tx, c *Case) error {
		if c.Hold == nil && !c.Held(d.Today()) {
			return nil
		}
		c.Hold = nil
		c.Flags = slices.DeleteFunc(c.Flags, func(flag string) bool { return flag == holdFlag })
		return d.touchHead(ctx, tx, c)
	})
}
