package figures

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"verbund/internal/core"
)

// Stage is how far the job has come with what somebody asked to be proposed.
type Stage string

// The stages.
const (
	Waiting Stage = "waiting"
	Working Stage = "working"
	Done    Stage = "done"    // there is a publication, proposed or blocked
	Refused Stage = "refused" // there is none, and a reason
)

// Asked is what somebody asked to be proposed.
type Asked struct {
	Number      int
	Kind        Kind
	Snapshot    string
	Year        int
	Stage       Stage
	By          string
	On          core.Date
	Publication int         // its number, once it is done
	Reason      *core.Error // once it is refused: key and arguments
	person      core.ID
}

// How the job says that it is alive, and after how long without that somebody else does
// its work.
const (
	stillEvery = 20 * time.Second
	leftAfter  = 2 * time.Minute
)

// Ask notes that an edition of a snapshot is to be made, checked and proposed; Work does
// it. Asked again before that is done, it gives the same. It is Denied without the right
// Analyse, and a Conflict at once where Propose would be one.
func (s *Store) Ask(ctx context.Context, actor core.Actor, kind Kind, id string) (a Asked, err error) {
	snap, err := s.Snapshot(ctx, actor, id)
	if err != nil {
		return a, err
	}
	a = Asked{Kind: kind, Snapshot: snap.ID, Year: snap.Year, Stage: Waiting, By: actor.Name, On: s.today(), person: actor.Person}
	return a, s.db.Update(ctx, func(tx *sql.Tx) error {
		before, err := scanAsked(tx.QueryRowContext(ctx, `SELECT `+askedColumns+` FROM figures_proposal WHERE snapshot = $1 AND kind = $2 AND state IN ('waiting', 'working')`, a.Snapshot, string(kind)))
		if err == nil {
			a = before
			return nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		if _, err := s.clear(ctx, tx, kind, a.Snapshot); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `
			INSERT INTO figures_proposal (number, kind, snapshot, year, state, asked_by, asked_who, asked_on, claimed, publication, reason)
			VALUES ((SELECT coalesce(max(number), 0) + 1 FROM figures_proposal), $1, $2, $3, 'waiting', $4, $5, $6, 0, 0, '') RETURNING number`,
			string(kind), a.Snapshot, a.Year, a.By, string(a.person), a.On.String()).Scan(&a.Number)
	})
}

// Asked is one of them. It is Denied without the right Analyse.
func (s *Store) Asked(ctx context.Context, actor core.Actor, number int) (a Asked, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return a, err
	}
	a, err = scanAsked(s.db.QueryRow(ctx, `SELECT `+askedColumns+` FROM figures_proposal WHERE number = $1`, number))
	if errors.Is(err, sql.ErrNoRows) {
		return a, &core.Error{Kind: core.NotFound, Key: "figures.error.no-proposal"}
	}
	return a, err
}

// AskedOf is all that was asked of a snapshot, the latest first. It is Denied without
// the right Analyse.
func (s *Store) AskedOf(ctx context.Context, actor core.Actor, id string) (all []Asked, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT `+askedColumns+` FROM figures_proposal WHERE snapshot = $1 ORDER BY number DESC`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanAsked(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, rows.Err()
}

// Work makes and checks what was asked for, the oldest first, until nothing waits. Any
// number of servers may do it: each takes what no other works on. What cannot be done
// for another reason than a refusal is noted as refused too, and returned: nobody waits
// for what does not come.
func (s *Store) Work(ctx context.Context) error {
	var failed error
	for ctx.Err() == nil {
		a, ok, err := s.claim(ctx)
		if err != nil || !ok {
			return errors.Join(failed, err)
		}
		failed = errors.Join(failed, s.work(ctx, a))
	}
	return failed
}

// claim takes the oldest that waits, or that somebody has left.
func (s *Store) claim(ctx context.Context) (a Asked, ok bool, err error) {
	now := s.clock.Now()
	left := now.Add(-leftAfter).Unix()
	var next int
	err = s.db.QueryRow(ctx, `SELECT coalesce(min(number), 0) FROM figures_proposal WHERE state = 'waiting' OR state = 'working' AND claimed < $1`, left).Scan(&next)
	if err != nil || next == 0 {
		return a, false, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		a, err = scanAsked(tx.QueryRowContext(ctx, `
			UPDATE figures_proposal SET state = 'working', claimed = $1
			WHERE number = $2 AND (state = 'waiting' OR state = 'working' AND claimed < $3) RETURNING `+askedColumns, now.Unix(), next, left))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		return a, false, nil
	}
	return a, err == nil, err
}

func (s *Store) work(ctx context.Context, a Asked) error {
	end := s.stayAlive(ctx, a.Number)
	p, err := s.make(ctx, a)
	end()
	if ctx.Err() != nil { // the server stops; whoever comes next does it
		return s.change(context.WithoutCancel(ctx), `UPDATE figures_proposal SET state = 'waiting', claimed = 0 WHERE number = $1`, a.Number)
	}
	if err == nil {
		return s.change(ctx, `UPDATE figures_proposal SET state = 'done', publication = $2 WHERE number = $1`, a.Number, p.Number)
	}
	why, failure := reason{Key: "figures.error.unfinished"}, err
	if e, ok := errors.AsType[*core.Error](err); ok && (e.Kind == core.Conflict || e.Kind == core.Invalid || e.Kind == core.Unprocessable) {
		why, failure = reason{e.Key, e.Args}, nil
	}
	text, err := json.Marshal(why)
	if err != nil {
		return errors.Join(failure, err)
	}
	return errors.Join(failure, s.change(ctx, `UPDATE figures_proposal SET state = 'refused', reason = $2 WHERE number = $1`, a.Number, string(text)))
}

// make does what was asked for.
func (s *Store) make(ctx context.Context, a Asked) (Publication, error) {
	var snap *Snapshot
	err := s.db.View(ctx, func(tx *sql.Tx) (err error) {
		snap, err = s.snapshot(ctx, tx, a.Snapshot)
		return err
	})
	if err != nil {
		return Publication{}, err
	}
	p := Publication{Kind: a.Kind, Year: a.Year, Snapshot: a.Snapshot, ProposedBy: a.By, ProposedOn: a.On, proposer: a.person}
	if a.Kind == OfExact {
		return s.proposeExact(ctx, p, snap)
	}
	return s.propose(ctx, p, snap)
}

// stayAlive says again and again that the job works on it, until the returned function
// is called.
func (s *Store) stayAlive(ctx context.Context, number int) (end func()) {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		pause := time.NewTicker(stillEvery)
		defer pause.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-pause.C:
				// One that is missed does no harm.
				_ = s.change(ctx, `UPDATE figures_proposal SET claimed = $2 WHERE number = $1`, number, s.clock.Now().Unix())
			}
		}
	})
	return func() {
		cancel()
		running.Wait()
	}
}

// change does one thing to what was asked.
func (s *Store) change(ctx context.Context, query string, args ...any) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, query, args...)
		return err
	})
}

// reason is a refusal as it is kept.
type reason struct {
	Key  string `json:"key"`
	Args []any  `json:"args"`
}

const askedColumns = `number, kind, snapshot, year, state, asked_by, asked_who, asked_on, publication, reason`

func scanAsked(row interface{ Scan(...any) error }) (a Asked, err error) {
	var on, why string
	if err := row.Scan(&a.Number, &a.Kind, &a.Snapshot, &a.Year, &a.Stage, &a.By, &a.person, &on, &a.Publication, &why); err != nil {
		return a, err
	}
	if a.On, err = core.ParseDate(on); err != nil || why == "" {
		return a, err
	}
	var kept reason
	if err := json.Unmarshal([]byte(why), &kept); err != nil {
		return a, err
	}
	for i, arg := range kept.Args {
		if n, ok := arg.(float64); ok {
			kept.Args[i] = int(n)
		}
	}
	a.Reason = &core.Error{Kind: core.Conflict, Key: kept.Key, Args: kept.Args}
	return a, nil
}
