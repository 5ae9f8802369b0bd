package figures

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/table"
	"verbund/internal/platform/text"
)

// OfExact is an edition of exact tables with gaps, for an authority that needs them. It
// is not shown to everybody, but counts as published: whoever has it can compare it with
// all that is, so every later publication is checked against it.
const OfExact Kind = "exact"

// ProposeExact makes the exact tables of a snapshot with gaps, so that together with all
// that was ever published no small number can be worked out, checks them, and keeps them
// under the rules of Propose: Proposed if they pass, else Blocked.
//
// It is Denied without the right Analyse; a Conflict as Propose is, and where a small
// number follows from what is published whatever is left out now.
func (s *Store) ProposeExact(ctx context.Context, actor core.Actor, id string) (p Publication, err error) {
	snap, err := s.Snapshot(ctx, actor, id)
	if err != nil {
		return p, err
	}
	return s.proposeExact(ctx, s.begin(OfExact, snap, actor), snap)
}

func (s *Store) proposeExact(ctx context.Context, p Publication, snap *Snapshot) (Publication, error) {
	earlier, err := s.against(ctx, p)
	if err != nil {
		return p, err
	}
	p.Edition, err = snap.withhold(earlier)
	if e, ok := errors.AsType[*core.Error](err); ok && e.Kind == core.Conflict {
		return p, &core.Error{Kind: core.Conflict, Key: "figures.error.exact", Args: []any{"year", yearWords(snap.Year)}, Cause: err}
	}
	if err != nil {
		return p, err
	}
	standing := snap.before(p.Edition, earlier)
	if p.Report, err = standing.RunExact(ctx); err != nil {
		return p, err
	}
	return s.checked(ctx, p, standing.Set, len(earlier))
}

// withhold makes exact tables with gaps after what was published.
func (s *Snapshot) withhold(earlier []gate.Release) (edition.Edition, error) {
	var told []protect.Told
	for _, r := range earlier {
		if r.Edition.Year == s.Year {
			told = append(told, protect.Told{Edition: r.Edition, Set: table.Compute(r.Edition.Year, r.Records, r.Keys, r.Book, r.Plan), Book: r.Book, Plan: r.Plan})
		}
	}
	sets := s.Sets()
	return protect.Withhold(sets[len(sets)-1], s.ID, s.Book, s.Plan, s.Rules, told)
}

// Suppressed is the edition of exact tables with gaps as it would be after all that is
// published. It is no publication: nothing of it may leave the house, for nothing that
// is published later would be checked against it. It is Denied without the right
// Analyse.
func (s *Store) Suppressed(ctx context.Context, actor core.Actor, snap *Snapshot) (edition.Edition, error) {
	if err := s.allow(actor, Analyse); err != nil {
		return edition.Edition{}, err
	}
	earlier, err := s.earlier(ctx)
	if err != nil {
		return edition.Edition{}, err
	}
	e, err := snap.withhold(earlier)
	if core.KindOf(err) == core.Conflict {
		err = &core.Error{Kind: core.Conflict, Key: "figures.error.exact", Args: []any{"year", yearWords(snap.Year)}, Cause: err}
	}
	return e, err
}

// exactFormats are the files of exact tables.
var exactFormats = []string{"xlsx", "csv", "json", "html"}

// exactName is what a file of exact tables is called; the number tells several apart.
func exactName(p Publication, format string) string {
	return yearWords(p.Year) + "-exact-" + yearWords(p.Number) + "." + format
}

// exactFile writes a file of exact tables that two people have approved. It is noted
// who took it. NotFound where there is none of the name, or it is not approved.
func (room *Room) exactFile(ctx context.Context, actor core.Actor, p Publication, name string, t *text.Printer) ([]byte, error) {
	at := slices.IndexFunc(exactFormats, func(format string) bool { return exactName(p, format) == name })
	if at < 0 || p.State != Published {
		return nil, &core.Error{Kind: core.NotFound, Key: "figures.error.no-format"}
	}
	var snap *Snapshot
	err := room.Store.db.Update(ctx, func(tx *sql.Tx) (err error) {
		if snap, err = room.Store.snapshot(ctx, tx, p.Snapshot); err != nil {
			return err
		}
		return room.Store.look(ctx, tx, actor, "file "+name)
	})
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = room.Write(&out, exactFormats[at], p.Edition, snap, t)
	return out.Bytes(), err
}

// exactFiles are the files of approved exact tables with their addresses.
func exactFiles(p Publication) (all []File) {
	if p.Kind != OfExact || p.State != Published {
		return nil
	}
	for _, format := range exactFormats {
		name := exactName(p, format)
		all = append(all, File{Address: publicationPath(p.Number) + "/files/" + name, Name: name, Words: strings.ToUpper(format)})
	}
	return all
}
