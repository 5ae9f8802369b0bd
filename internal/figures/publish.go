package figures

import (
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"slices"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// State is how far a publication has come.
type State string

// The states. What is published stays so.
const (
	Blocked   State = "blocked"   // the gate refused it
	Proposed  State = "proposed"  // it passed, and waits for a second person
	Rejected  State = "rejected"  // the second person refused it
	Published State = "published" // two people wanted it
)

// Kind is what a publication shows.
type Kind string

// The kinds.
const (
	OfTables    Kind = "tables"    // the edition of a year
	OfMicrodata Kind = "microdata" // synthetic rows of three years
)

// Publication is an edition, or a release of microdata, on its way to the public.
type Publication struct {
	Number      int
	Kind        Kind
	Year        int // of microdata the last
	Snapshot    string
	State       State
	Edition     edition.Edition // of tables
	Open        Open            // of microdata
	Report      gate.Report
	ProposedBy  string
	ProposedOn  core.Date
	DecidedBy   string
	PublishedOn core.Date // the day of the decision

	proposer core.ID
}

// LedgerLine is one number that was shown, with the hash of the records behind it.
type LedgerLine struct {
	Table  string `json:"table"`
	Row    string `json:"row,omitempty"`
	Column string `json:"column,omitempty"`
	Shown  int    `json:"shown"`
	Key    uint64 `json:"key,string"`
}

// Propose makes the public edition of a snapshot, sends it through the gate, and keeps
// it with the gate's report: Proposed if it passed, else Blocked. It is Denied without
// the right Analyse. It is a Conflict while another edition waits for its decision, since
// that one would not be among those it was checked against, and where the snapshot
// waits or is published already.
func (s *Store) Propose(ctx context.Context, actor core.Actor, id string) (p Publication, err error) {
	snap, err := s.Snapshot(ctx, actor, id)
	if err != nil {
		return p, err
	}
	return s.propose(ctx, s.begin(OfTables, snap, actor), snap)
}

// begin is a publication before it is made.
func (s *Store) begin(kind Kind, snap *Snapshot, actor core.Actor) Publication {
	return Publication{Kind: kind, Year: snap.Year, Snapshot: snap.ID, ProposedBy: actor.Name, ProposedOn: s.today(), proposer: actor.Person}
}

func (s *Store) propose(ctx context.Context, p Publication, snap *Snapshot) (Publication, error) {
	earlier, err := s.against(ctx, p)
	if err != nil {
		return p, err
	}
	shown, err := snap.Edition(edition.Public)
	if err != nil {
		return p, err
	}
	standing := snap.before(shown, earlier)
	// Where the year was published before, what hardly changed stays as it was.
	if p.Edition, err = standing.Keep(); err != nil {
		return p, err
	}
	standing.New.Edition = p.Edition
	if p.Report, err = standing.Run(ctx); err != nil {
		return p, err
	}
	return s.checked(ctx, p, standing.Set, len(earlier))
}

// against is all that a publication is checked against. It is a Conflict where the
// publication cannot be proposed whatever comes out, before anything is computed.
func (s *Store) against(ctx context.Context, p Publication) ([]gate.Release, error) {
	err := s.db.View(ctx, func(tx *sql.Tx) error {
		_, err := s.clear(ctx, tx, p.Kind, p.Snapshot)
		return err
	})
	if err != nil {
		return nil, err
	}
	return s.earlier(ctx)
}

// checked keeps a publication that has been through the gate.
func (s *Store) checked(ctx context.Context, p Publication, set table.Set, against int) (Publication, error) {
	p.State = Blocked
	if p.Report.Passed {
		p.State = Proposed
	}
	return p, s.db.Update(ctx, func(tx *sql.Tx) error { return s.keep(ctx, tx, &p, set, against) })
}

// before is an edition of a snapshot as it stands before the gate.
func (s *Snapshot) before(shown edition.Edition, earlier []gate.Release) gate.Case {
	sets := s.Sets()
	now := s.Years[len(s.Years)-1]
	return gate.Case{Book: s.Book, New: gate.Release{Records: now.Records, Keys: now.Keys, Plan: s.Plan, Edition: shown, Book: s.Book},
		Set: sets[len(sets)-1], Years: sets, Earlier: earlier, Rules: s.Rules, Protect: s.protectOthers, Seed: gateSeed}
}

// keep writes an edition down and gives it its number. against is how many published
// ones it was checked against.
//
// One waits at a time, and it was checked against all that is published: so nothing can
// become public between the checks and the decision.
func (s *Store) keep(ctx context.Context, tx *sql.Tx, p *Publication, set table.Set, against int) error {
	published, err := s.clear(ctx, tx, p.Kind, p.Snapshot)
	if err != nil {
		return err
	}
	if published != against {
		return &core.Error{Kind: core.Conflict, Key: "figures.error.waiting"}
	}
	words := make([]string, 3)
	for i, part := range []any{p.Edition, storedReport(p.Report), ledgerOf(set, p.Edition)} {
		text, err := json.Marshal(part)
		if err != nil {
			return err
		}
		words[i] = string(text)
	}
	return tx.QueryRowContext(ctx, `
		INSERT INTO figures_publication (number, kind, year, snapshot, state, edition, report, ledger, budget, proposed_by, proposed_who, proposed_on, decided_by, decided_on)
		VALUES ((SELECT coalesce(max(number), 0) + 1 FROM figures_publication), $1, $2, $3, $4, $5, $6, $7, '', $8, $9, $10, '', '') RETURNING number`,
		string(p.Kind), p.Year, p.Snapshot, string(p.State), words[0], words[1], words[2], p.ProposedBy, string(p.proposer), p.ProposedOn.String()).Scan(&p.Number)
}

// clear is a Conflict where a snapshot cannot be proposed now: it waits for its decision
// or is published already, or another edition waits. It counts what is published.
func (s *Store) clear(ctx context.Context, tx *sql.Tx, kind Kind, snapshot string) (published int, err error) {
	var same, waiting int
	err = tx.QueryRowContext(ctx, `
		SELECT count(CASE WHEN snapshot = $1 AND kind = $2 AND state IN ('proposed', 'published') THEN 1 END), count(CASE WHEN state = 'proposed' THEN 1 END), count(CASE WHEN state = 'published' THEN 1 END)
		FROM figures_publication WHERE kind IN ('tables', 'exact')`, snapshot, string(kind)).Scan(&same, &waiting, &published)
	switch {
	case err != nil:
		return 0, err
	case same > 0:
		return 0, &core.Error{Kind: core.Conflict, Key: "figures.error.proposed"}
	case waiting > 0:
		return 0, &core.Error{Kind: core.Conflict, Key: "figures.error.waiting"}
	}
	return published, nil
}

// gateSeed begins the shadow runs of the gate, so that its report can be repeated.
const gateSeed = 20261130

// protectOthers makes an edition of other records of the year, as an attacker would who
// knows the rules but not the secret: n stands for it.
func (s *Snapshot) protectOthers(all []record.Record, n uint64) (edition.Edition, error) {
	var secret [8]byte
	binary.BigEndian.PutUint64(secret[:], n)
	sets := s.Sets()
	keys := protect.Keys(secret[:], s.Book, all)
	sets[len(sets)-1] = table.Compute(s.Year, all, keys, s.Book, s.Plan)
	return protect.Public(sets, s.ID, s.Book, s.Plan, s.Rules)
}

// ledgerOf are all numbers that an edition shows, with the keys of their records.
func ledgerOf(set table.Set, e edition.Edition) []LedgerLine {
	all := []LedgerLine{}
	add := func(name, row, column string, v edition.Value, c table.Count) {
		if v.Shown {
			all = append(all, LedgerLine{name, row, column, v.N, c.Key})
		}
	}
	add("funnel", "documented", "", e.Funnel.Documented, set.Funnel.Documented)
	add("funnel", "new", "", e.Funnel.New, set.Funnel.New)
	add("funnel", "consented", "", e.Funnel.Consented, set.Funnel.Consented)
	add("funnel", "analysed", "", e.Funnel.Analysed, set.Funnel.Analysed)
	for i := range e.Tables {
		t := &e.Tables[i]
		exact, _ := set.Table(t.ID)
		if exact == nil {
			exact = &table.Table{}
		}
		add(t.ID, "base", "", t.Base, exact.Base)
		add(t.ID, "missing", "", t.Missing, exact.Missing)
		columns := t.Columns
		if len(columns) == 0 {
			columns = []string{""}
		}
		for _, row := range t.Rows {
			for at, column := range columns {
				add(t.ID, row.ID, column, row.Cells[at], exact.Find(row.ID, column))
			}
		}
	}
	return all
}

// Decide publishes or rejects what was proposed. It is Denied without the right Publish,
// and for whoever proposed it: two people decide. What does not wait is a Conflict.
func (s *Store) Decide(ctx context.Context, actor core.Actor, number int, publish bool) error {
	if err := s.allow(actor, Publish); err != nil {
		return err
	}
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		p, err := s.publication(ctx, tx, number)
		if err != nil {
			return err
		}
		if p.State != Proposed {
			return &core.Error{Kind: core.Conflict, Key: "figures.error.decided"}
		}
		if actor.Role != core.Person || p.proposer == actor.Person {
			return &core.Error{Kind: core.Denied, Key: "figures.error.second-person"}
		}
		state := Rejected
		if publish {
			state = Published
		}
		_, err = tx.ExecContext(ctx, `UPDATE figures_publication SET state = $2, decided_by = $3, decided_on = $4 WHERE number = $1 AND state = 'proposed'`,
			number, string(state), actor.Name, s.today().String())
		return err
	})
}

const publicationColumns = `number, kind, year, snapshot, state, edition, report, budget, proposed_by, proposed_who, proposed_on, decided_by, decided_on`

func scanPublication(row interface{ Scan(...any) error }) (p Publication, err error) {
	var shown, report, budget, on, decided string
	if err := row.Scan(&p.Number, &p.Kind, &p.Year, &p.Snapshot, &p.State, &shown, &report, &budget, &p.ProposedBy, &p.proposer, &on, &p.DecidedBy, &decided); err != nil {
		return p, err
	}
	if p.Kind == OfMicrodata {
		err = errors.Join(json.Unmarshal([]byte(shown), &p.Open), json.Unmarshal([]byte(budget), &p.Open.Promise))
	} else {
		err = json.Unmarshal([]byte(shown), &p.Edition)
	}
	if err != nil {
		return p, err
	}
	if p.Report, err = readReport(report); err != nil {
		return p, err
	}
	if p.ProposedOn, err = core.ParseDate(on); err != nil {
		return p, err
	}
	if decided != "" {
		p.PublishedOn, err = core.ParseDate(decided)
	}
	return p, err
}

func (s *Store) publication(ctx context.Context, tx *sql.Tx, number int) (Publication, error) {
	p, err := scanPublication(tx.QueryRowContext(ctx, `SELECT `+publicationColumns+` FROM figures_publication WHERE number = $1`, number))
	if err == sql.ErrNoRows {
		return p, &core.Error{Kind: core.NotFound, Key: "figures.error.no-publication"}
	}
	return p, err
}

// Publication is one of them. It is Denied without the right Publish.
func (s *Store) Publication(ctx context.Context, actor core.Actor, number int) (p Publication, err error) {
	if err := s.allow(actor, Publish); err != nil {
		return p, err
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		if p, err = s.publication(ctx, tx, number); err != nil {
			return err
		}
		p.Open.Files, err = s.openFiles(ctx, tx, number)
		return err
	})
	return p, err
}

// Publications are all of them, the latest first. It is Denied without the right
// Publish.
func (s *Store) Publications(ctx context.Context, actor core.Actor) ([]Publication, error) {
	if err := s.allow(actor, Publish); err != nil {
		return nil, err
	}
	return s.publications(ctx, `ORDER BY number DESC`)
}

func (s *Store) publications(ctx context.Context, rest string) (all []Publication, err error) {
	rows, err := s.db.Query(ctx, `SELECT `+publicationColumns+` FROM figures_publication `+rest)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		p, err := scanPublication(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// All are the tables that everybody sees: of each year the latest, the oldest year
// first. They must not be changed: what was read once is kept until something else is
// published.
func (s *Store) All(ctx context.Context) ([]Publication, error) {
	var count, last int
	if err := s.db.QueryRow(ctx, `SELECT count(*), coalesce(max(number), 0) FROM figures_publication WHERE kind = 'tables' AND state = 'published'`).Scan(&count, &last); err != nil {
		return nil, err
	}
	s.shown.Lock()
	defer s.shown.Unlock()
	if count == s.count && last == s.last {
		return s.all, nil
	}
	found, err := s.publications(ctx, `WHERE kind = 'tables' AND state = 'published' ORDER BY year, number`)
	if err != nil {
		return nil, err
	}
	var all []Publication
	for _, p := range found {
		if n := len(all); n > 0 && all[n-1].Year == p.Year {
			all[n-1] = p
			continue
		}
		all = append(all, p)
	}
	s.count, s.last, s.all = count, last, all
	return all, nil
}

// earlier are all tables that were ever published, those for authorities among them, for
// the gate.
func (s *Store) earlier(ctx context.Context) (all []gate.Release, err error) {
	published, err := s.publications(ctx, `WHERE kind IN ('tables', 'exact') AND state = 'published' ORDER BY number`)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		for _, p := range published {
			snap, err := s.snapshot(ctx, tx, p.Snapshot)
			if err != nil {
				return err
			}
			y := snap.Years[len(snap.Years)-1]
			all = append(all, gate.Release{Records: y.Records, Keys: y.Keys, Plan: snap.Plan, Edition: p.Edition, Book: snap.Book})
		}
		return nil
	})
	return slices.Clip(all), err
}
