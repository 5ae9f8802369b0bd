package figures

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/micro"
	"verbund/internal/figures/record"
)

// Open says what microdata are and what they promise. Nothing in it is exact but how
// many lines were counted, which is published.
type Open struct {
	From     int           `json:"from"` // the first of the three years
	Design   string        `json:"design"`
	Book     string        `json:"book"`
	Workload [][2]string   `json:"workload"` // the columns of each noisy table
	Promise  micro.Promise `json:"-"`
	Files    []OpenFile    `json:"-"`
}

// To is the last of the three years.
func (o Open) To() int { return o.From + micro.Years - 1 }

// OpenFile is one of the files.
type OpenFile struct {
	Name string
	Size int // bytes
}

// The marks of microdata. Those of usefulness are mean relative errors of cells with at
// least micro.LeastCell lines.
const (
	mostOneWay   = 0.05
	mostWorkload = 0.20
	mostAllPairs = 0.20
)

// ProposeMicrodata draws the noise for the three years that end with a snapshot, makes
// the rows, and keeps the release as Proposed, for a second person to decide. random must
// be crypto/rand.Reader.
//
// What is promised to people is spent when the noise is drawn, so years are drawn once:
// for three years there is never a second proposal, whatever became of the first, and
// none for years that overlap with what waits or is published (Conflict). A mark of
// usefulness that is missed does not stop a release, for there is no second try; the one
// who decides sees it. What is kept is the files, what they promise, and the marks.
//
// It is Denied without the right Analyse; Invalid where the snapshot does not hold three
// years, holds records that were withdrawn or mended since, or holds too few.
func (s *Store) ProposeMicrodata(ctx context.Context, actor core.Actor, id string, random io.Reader) (p Publication, err error) {
	snap, err := s.Snapshot(ctx, actor, id)
	if err != nil {
		return p, err
	}
	if err := s.Drawable(ctx, snap); err != nil {
		return p, err
	}
	// Of two who come here at once only one release is kept; nobody sees the other.
	release, marks, err := snap.draw(random)
	if err != nil {
		return p, err
	}
	files, err := release.Files()
	if err != nil {
		return p, err
	}
	p = Publication{Kind: OfMicrodata, Year: snap.Year, Snapshot: snap.ID, State: Proposed, Open: openOf(release),
		Report: marks, ProposedBy: actor.Name, ProposedOn: s.today(), proposer: actor.Person}
	if bound, _ := p.Report.Check("promise"); !bound.Passed {
		p.State = Blocked
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		if err := s.drawable(ctx, tx, snap); err != nil {
			return err
		}
		return s.keepMicrodata(ctx, tx, &p, files)
	})
	return p, err
}

// keepMicrodata writes a release down and gives it its number.
func (s *Store) keepMicrodata(ctx context.Context, tx *sql.Tx, p *Publication, files []micro.File) error {
	var words [3]string
	for i, part := range []any{p.Open, storedReport(p.Report), p.Open.Promise} {
		text, err := json.Marshal(part)
		if err != nil {
			return err
		}
		words[i] = string(text)
	}
	err := tx.QueryRowContext(ctx, `
		INSERT INTO figures_publication (number, kind, year, snapshot, state, edition, report, ledger, budget, proposed_by, proposed_who, proposed_on, decided_by, decided_on)
		VALUES ((SELECT coalesce(max(number), 0) + 1 FROM figures_publication), 'microdata', $1, $2, $3, $4, $5, '', $6, $7, $8, $9, $10, $11) RETURNING number`,
		p.Year, p.Snapshot, string(p.State), words[0], words[1], words[2], p.ProposedBy, string(p.proposer), p.ProposedOn.String(), p.DecidedBy, dayOrNone(p.PublishedOn)).Scan(&p.Number)
	if err != nil {
		return err
	}
	p.Open.Files = nil
	for place, f := range files {
		if _, err := tx.ExecContext(ctx, `INSERT INTO figures_file (publication, place, name, size, body) VALUES ($1, $2, $3, $4, $5)`, p.Number, place, f.Name, len(f.Content), f.Content); err != nil {
			return err
		}
		p.Open.Files = append(p.Open.Files, OpenFile{f.Name, len(f.Content)})
	}
	return nil
}

// dayOrNone is a day as it is kept; nothing where there is none.
func dayOrNone(d core.Date) string {
	if d.IsZero() {
		return ""
	}
	return d.String()
}

// draw makes a release of the three years that end with the snapshot, and holds it
// against its marks.
func (s *Snapshot) draw(random io.Reader) (*micro.Release, gate.Report, error) {
	design, err := micro.Load(s.Book)
	if err != nil {
		return nil, gate.Report{}, err
	}
	var all []record.Record
	for _, y := range s.Years {
		all = append(all, y.Records...)
	}
	lines := design.Window(s.Book, all, s.firstOfWindow())
	release, err := design.Publish(lines, micro.Source{From: s.firstOfWindow(), Snapshot: s.ID, Book: s.Book.Version}, random)
	if err != nil {
		return nil, gate.Report{}, err
	}
	return release, marksOf(lines, release), nil
}

// firstOfWindow is the first of the three years that end with the snapshot.
func (s *Snapshot) firstOfWindow() int { return s.Year - micro.Years + 1 }

// Drawable tells whether microdata of a snapshot may be proposed; the error says what
// stands against it, as ProposeMicrodata does.
func (s *Store) Drawable(ctx context.Context, snap *Snapshot) error {
	return s.db.View(ctx, func(tx *sql.Tx) error { return s.drawable(ctx, tx, snap) })
}

func (s *Store) drawable(ctx context.Context, tx *sql.Tx, snap *Snapshot) error {
	var missing []string
	from := snap.firstOfWindow()
	for year := from; year <= snap.Year; year++ {
		if !slices.ContainsFunc(snap.Years, func(y Frozen) bool { return y.Year == year }) {
			missing = append(missing, yearWords(year))
		}
	}
	if len(missing) > 0 {
		return &core.Error{Kind: core.Invalid, Key: "figures.error.microdata.years",
			Args: []any{"window", windowWords(from), "missing", strings.Join(missing, ", "), "year", yearWords(snap.Year)}}
	}
	if err := s.undrawn(ctx, tx, from); err != nil {
		return err
	}
	return s.current(ctx, tx, snap)
}

// windowWords are three years as text.
func windowWords(from int) string { return fmt.Sprintf("%d–%d", from, from+micro.Years-1) }

// undrawn is a Conflict where noise for the three years from a first one may not be
// drawn, and says which years are free.
func (s *Store) undrawn(ctx context.Context, tx *sql.Tx, from int) error {
	rows, err := tx.QueryContext(ctx, `SELECT year, state FROM figures_publication WHERE kind = 'microdata'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	states := map[int]State{} // by the first year
	for rows.Next() {
		var to int
		var state State
		if err := rows.Scan(&to, &state); err != nil {
			return err
		}
		states[to-micro.Years+1] = state
	}
	if err := rows.Err(); err != nil {
		return err
	}
	taken := func(from int) (by int, taken bool) {
		for first, state := range states {
			if first == from || max(first-from, from-first) < micro.Years && (state == Proposed || state == Published) {
				return first, true
			}
		}
		return 0, false
	}
	by, no := taken(from)
	if !no {
		return nil
	}
	step := func(by int) int {
		for at := from + by; ; at += by {
			if _, taken := taken(at); !taken {
				return at
			}
		}
	}
	key := "figures.error.microdata.overlap"
	if _, same := states[from]; same {
		key, by = "figures.error.microdata.drawn", from
	}
	return &core.Error{Kind: core.Conflict, Key: key, Args: []any{"window", windowWords(from), "by", windowWords(by), "before", windowWords(step(-1)), "after", windowWords(step(1))}}
}

// current is Invalid where a released record of the snapshot is no longer delivered: it
// was withdrawn, or mended. What was published of a year stays, but these rows are
// published anew.
func (s *Store) current(ctx context.Context, tx *sql.Tx, snap *Snapshot) error {
	var stale []string
	for _, y := range snap.Years {
		now, err := s.records(ctx, tx, y.Year)
		if err != nil {
			return err
		}
		left := map[string]int{}
		for _, row := range s.rowTexts(released(now)) {
			left[row]++
		}
		for _, row := range s.rowTexts(released(y.Records)) {
			if left[row]--; left[row] < 0 {
				stale = append(stale, yearWords(y.Year))
				break
			}
		}
	}
	if len(stale) > 0 {
		return &core.Error{Kind: core.Invalid, Key: "figures.error.microdata.stale", Args: []any{"years", strings.Join(stale, ", "), "year", yearWords(snap.Year)}}
	}
	return nil
}

func released(all []record.Record) []record.Record {
	return slices.DeleteFunc(slices.Clone(all), func(r record.Record) bool { return !r.Released })
}

// openOf describes a release.
func openOf(r *micro.Release) Open {
	o := Open{From: r.From, Design: r.Design.Version, Book: r.Book, Promise: r.Promise}
	for _, p := range r.Design.Pairs {
		o.Workload = append(o.Workload, [2]string{r.Design.Columns[p.A].ID, r.Design.Columns[p.B].ID})
	}
	return o
}

// marksOf holds a release against its marks. How near it is to the lines is exact, so
// it is for the office alone.
func marksOf(lines []micro.Row, r *micro.Release) gate.Report {
	m := r.Design.Compare(lines, r.Rows)
	most := func(id string, value, mark float64) gate.Figure {
		return gate.Figure{ID: id, Value: value, Sign: gate.Most, Mark: mark}
	}
	report := gate.Report{Passed: true}
	for _, c := range []gate.Check{
		{ID: "promise", Measured: []gate.Figure{most("epsilon", r.Promise.Epsilon, micro.MostEpsilon), most("membership", micro.Advantage(r.Promise.Rho), micro.MostAdvantage)}},
		{ID: "near", Measured: []gate.Figure{most("one-way", m.OneWay, mostOneWay), most("workload", m.Workload, mostWorkload), most("all-pairs", m.AllPairs, mostAllPairs)}},
	} {
		c.Passed = !slices.ContainsFunc(c.Measured, func(f gate.Figure) bool { return !f.Kept() })
		result := "refused"
		if c.Passed {
			result = "passed"
		}
		c.Key = "figures.office.microdata." + result + "." + c.ID
		report.Checks, report.Passed = append(report.Checks, c), report.Passed && c.Passed
	}
	return report
}

func (s *Store) openFiles(ctx context.Context, tx *sql.Tx, number int) (all []OpenFile, err error) {
	rows, err := tx.QueryContext(ctx, `SELECT name, size FROM figures_file WHERE publication = $1 ORDER BY place`, number)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var f OpenFile
		if err := rows.Scan(&f.Name, &f.Size); err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// Microdata are the releases that everybody may have, the latest years first, with their
// files.
func (s *Store) Microdata(ctx context.Context) ([]Publication, error) {
	all, err := s.publications(ctx, `WHERE kind = 'microdata' AND state = 'published' ORDER BY year DESC`)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		for i := range all {
			if all[i].Open.Files, err = s.openFiles(ctx, tx, all[i].Number); err != nil {
				return err
			}
		}
		return nil
	})
	return all, err
}

// MicrodataFile is a file of a release that everybody may have; NotFound where there is
// none of the name.
func (s *Store) MicrodataFile(ctx context.Context, name string) ([]byte, error) {
	return s.openFile(ctx, `name = $1 AND p.state = 'published'`, name)
}

// ProposedFile is a file of a release in any state, for the one who decides. It is
// Denied without the right Publish.
func (s *Store) ProposedFile(ctx context.Context, actor core.Actor, number int, name string) ([]byte, error) {
	if err := s.allow(actor, Publish); err != nil {
		return nil, err
	}
	return s.openFile(ctx, `name = $1 AND p.number = $2`, name, number)
}

func (s *Store) openFile(ctx context.Context, where string, args ...any) (body []byte, err error) {
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT f.body FROM figures_file f JOIN figures_publication p ON p.number = f.publication WHERE `+where, args...).Scan(&body)
	})
	if err == sql.ErrNoRows {
		return nil, &core.Error{Kind: core.NotFound, Key: "figures.error.no-format"}
	}
	return body, err
}
