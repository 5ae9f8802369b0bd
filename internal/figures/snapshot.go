package figures

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// snapshotFormat is the first thing a snapshot says.
const snapshotFormat = "verbund figures snapshot 1"

// yearsOfThreshold is over how many years a category must be large enough to be named.
const yearsOfThreshold = 3

// frozen is the content of a snapshot. Its JSON, with the fields in this order, is what
// the id is the hash of.
type frozen struct {
	Format  string       `json:"format"`
	Year    int          `json:"year"`
	Network string       `json:"network"`
	Secret  string       `json:"secret"` // base64; the keys of records follow from it
	Rules   string       `json:"rules"`  // version of the rules of protection
	Book    string       `json:"book"`   // the code book and the plan of tables, whole
	Plan    string       `json:"plan"`
	Years   []frozenYear `json:"years"` // the two years before, as far as they are frozen, then the year
}

type frozenYear struct {
	Year    int      `json:"year"`
	Records []string `json:"records"` // rows of the CSV format in canonical order, cells separated by commas
}

// Snapshot is a frozen year: all it takes to count it again.
type Snapshot struct {
	ID       string // SHA-256 of the bytes it was read from, in hexadecimal digits
	Year     int
	Network  string
	FrozenOn core.Date // unknown where it was read from a file
	FrozenBy string
	Book     *record.Book
	Plan     *table.Plan
	Rules    protect.Rules
	Years    []Frozen // the year itself is the last
}

// Frozen are the records of one year in a snapshot, with their keys.
type Frozen struct {
	Year    int
	Records []record.Record
	Keys    []uint64
}

// encode writes a snapshot. The same content gives the same bytes.
func encode(f frozen) (id string, body []byte, err error) {
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false)
	to.SetIndent("", " ")
	if err := to.Encode(f); err != nil {
		return "", nil, err
	}
	return idOf(out.Bytes()), out.Bytes(), nil
}

func idOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// ReadSnapshot reads the bytes of a snapshot. It is Unprocessable where they are none,
// or were made by rules that this program does not know.
func ReadSnapshot(body []byte) (*Snapshot, error) {
	broken := func(cause error) error {
		return &core.Error{Kind: core.Unprocessable, Key: "figures.error.snapshot-broken", Cause: cause}
	}
	var f frozen
	from := json.NewDecoder(bytes.NewReader(body))
	from.DisallowUnknownFields()
	if err := from.Decode(&f); err != nil {
		return nil, broken(err)
	}
	if f.Format != snapshotFormat || len(f.Years) == 0 || f.Years[len(f.Years)-1].Year != f.Year {
		return nil, broken(nil)
	}
	secret, err := base64.StdEncoding.DecodeString(f.Secret)
	if err != nil {
		return nil, broken(err)
	}
	s := &Snapshot{ID: idOf(body), Year: f.Year, Network: f.Network}
	if s.Rules = protect.Standard(); s.Rules.Version != f.Rules {
		return nil, &core.Error{Kind: core.Unprocessable, Key: "figures.error.snapshot-rules", Args: []any{"rules", core.Clip(f.Rules, 20), "have", s.Rules.Version}}
	}
	if s.Book, err = record.ParseBook(f.Book); err != nil {
		return nil, broken(err)
	}
	if s.Plan, err = table.ParsePlan(f.Plan, s.Book); err != nil {
		return nil, broken(err)
	}
	for _, y := range f.Years {
		one := Frozen{Year: y.Year}
		for _, row := range y.Records {
			r, err := rowOf(s.Book, y.Year, row)
			if err != nil {
				return nil, broken(err)
			}
			one.Records = append(one.Records, r)
		}
		one.Keys = protect.Keys(secret, s.Book, one.Records)
		s.Years = append(s.Years, one)
	}
	return s, nil
}

// The rows of a snapshot are those of the CSV format without quotes: no code and no
// centre holds a comma.
func rowText(book *record.Book, r record.Record) string { return strings.Join(book.Cells(r), ",") }

func rowOf(book *record.Book, year int, row string) (record.Record, error) {
	cells := strings.Split(row, ",")
	if len(cells) < 4 {
		return record.Record{}, errColumns
	}
	s := Store{book: book}
	return s.unpack(cells[1], year, strings.Join(cells[2:], separator))
}

// Sets are the exact counts of all years of the snapshot; the last is that of the year.
func (s *Snapshot) Sets() []table.Set {
	all := make([]table.Set, len(s.Years))
	for i, y := range s.Years {
		all[i] = table.Compute(y.Year, y.Records, y.Keys, s.Book, s.Plan)
	}
	return all
}

// Edition makes an edition of the snapshot: the same on every machine.
func (s *Snapshot) Edition(kind edition.Kind) (edition.Edition, error) {
	sets := s.Sets()
	if kind == edition.Internal {
		return edition.Exact(sets[len(sets)-1], s.ID), nil
	}
	return protect.Public(sets, s.ID, s.Book, s.Plan, s.Rules)
}

// gather puts together what a snapshot of a year holds, out of the records as they are
// now and the latest snapshots of the years before, less what was withdrawn since.
func (s *Store) gather(ctx context.Context, tx *sql.Tx, year int, network string) (frozen, error) {
	secret, err := s.secret(ctx, tx)
	if err != nil {
		return frozen{}, err
	}
	f := frozen{Format: snapshotFormat, Year: year, Network: network, Secret: base64.StdEncoding.EncodeToString(secret), Rules: protect.Standard().Version, Book: record.Text(), Plan: table.Text()}
	for before := year - yearsOfThreshold + 1; before < year; before++ {
		old, ok, err := s.latest(ctx, tx, before)
		if err != nil {
			return f, err
		}
		if ok {
			rows, err := s.still(ctx, tx, old.Years[len(old.Years)-1])
			if err != nil {
				return f, err
			}
			f.Years = append(f.Years, frozenYear{before, rows})
		}
	}
	now, err := s.records(ctx, tx, year)
	if err != nil {
		return f, err
	}
	f.Years = append(f.Years, frozenYear{year, s.rowTexts(now)})
	return f, nil
}

// still are the rows of a frozen year as a later snapshot holds them: of a record that
// was withdrawn since, or mended, only that somebody was counselled stays.
func (s *Store) still(ctx context.Context, tx *sql.Tx, y Frozen) ([]string, error) {
	now, err := s.records(ctx, tx, y.Year)
	if err != nil {
		return nil, err
	}
	left := map[string]int{}
	for _, row := range s.rowTexts(released(now)) {
		left[row]++
	}
	all := slices.Clone(y.Records)
	for i, r := range all {
		if !r.Released {
			continue
		}
		row := rowText(s.book, r)
		if left[row]--; left[row] < 0 {
			all[i].Released, all[i].Values = false, nil
		}
	}
	slices.SortFunc(all, func(a, b record.Record) int {
		return cmp.Compare(a.Centre+separator+s.pack(a), b.Centre+separator+s.pack(b))
	})
	return s.rowTexts(all), nil
}

func (s *Store) rowTexts(all []record.Record) []string {
	rows := make([]string, len(all))
	for i, r := range all {
		rows[i] = rowText(s.book, r)
	}
	return rows
}

// Preview is the snapshot that freezing a year now would make. Nothing is kept. It is
// Denied without the right Analyse, and noted.
func (s *Store) Preview(ctx context.Context, actor core.Actor, year int, network string) (snap *Snapshot, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return nil, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		f, err := s.gather(ctx, tx, year, network)
		if err != nil {
			return err
		}
		_, body, err := encode(f)
		if err != nil {
			return err
		}
		if snap, err = ReadSnapshot(body); err != nil {
			return err
		}
		return s.look(ctx, tx, actor, "preview "+yearWords(year))
	})
	return snap, err
}

// Freeze makes the snapshot of a year and keeps it. Freezing again what has not changed
// gives the same snapshot. It is Denied without the right Analyse, and Invalid where
// there is no record of the year.
func (s *Store) Freeze(ctx context.Context, actor core.Actor, year int, network string) (snap *Snapshot, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return nil, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		f, err := s.gather(ctx, tx, year, network)
		if err != nil {
			return err
		}
		rows := f.Years[len(f.Years)-1].Records
		if len(rows) == 0 {
			return &core.Error{Kind: core.Invalid, Key: "figures.error.no-records", Args: []any{"year", yearWords(year)}}
		}
		id, body, err := encode(f)
		if err != nil {
			return err
		}
		if snap, err = ReadSnapshot(body); err != nil {
			return err
		}
		snap.FrozenOn, snap.FrozenBy = s.today(), actor.Name
		_, err = tx.ExecContext(ctx, `
			INSERT INTO figures_snapshot (id, number, year, frozen_on, frozen_by, rows, body)
			VALUES ($1, (SELECT coalesce(max(number), 0) + 1 FROM figures_snapshot), $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING`,
			id, year, s.today().String(), actor.Name, len(rows), body)
		if err != nil {
			return err
		}
		return s.look(ctx, tx, actor, "freeze "+id)
	})
	return snap, err
}

// Snapshot reads a kept one by its id, or by the first eight or more digits of it. It is
// Denied without the right Analyse, NotFound where there is none, and noted.
func (s *Store) Snapshot(ctx context.Context, actor core.Actor, id string) (snap *Snapshot, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return nil, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		if snap, err = s.snapshot(ctx, tx, id); err != nil {
			return err
		}
		return s.look(ctx, tx, actor, "snapshot "+snap.ID)
	})
	return snap, err
}

// Body is a kept snapshot as bytes, under the same rules.
func (s *Store) Body(ctx context.Context, actor core.Actor, id string) (body []byte, err error) {
	snap, err := s.Snapshot(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT body FROM figures_snapshot WHERE id = $1`, snap.ID).Scan(&body)
	})
	return body, err
}

func (s *Store) snapshot(ctx context.Context, tx *sql.Tx, id string) (*Snapshot, error) {
	none := &core.Error{Kind: core.NotFound, Key: "figures.error.no-snapshot", Args: []any{"id", core.Clip(id, 12)}}
	if len(id) < 8 || strings.Trim(id, "0123456789abcdef") != "" {
		return nil, none
	}
	rows, err := tx.QueryContext(ctx, `SELECT body, frozen_on, frozen_by FROM figures_snapshot WHERE substr(id, 1, $2) = $1`, id, len(id))
	if err != nil {
		return nil, err
	}
	found, err := scanSnapshots(rows)
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, none
	}
	return found[0], nil
}

// latest is the snapshot of a year that was made last.
func (s *Store) latest(ctx context.Context, tx *sql.Tx, year int) (*Snapshot, bool, error) {
	rows, err := tx.QueryContext(ctx, `SELECT body, frozen_on, frozen_by FROM figures_snapshot WHERE year = $1 ORDER BY number DESC LIMIT 1`, year)
	if err != nil {
		return nil, false, err
	}
	found, err := scanSnapshots(rows)
	if err != nil || len(found) == 0 {
		return nil, false, err
	}
	return found[0], true, nil
}

func scanSnapshots(rows *sql.Rows) (all []*Snapshot, err error) {
	defer rows.Close()
	for rows.Next() {
		var body []byte
		var on, by string
		if err := rows.Scan(&body, &on, &by); err != nil {
			return nil, err
		}
		one, err := ReadSnapshot(body)
		if err != nil {
			return nil, err
		}
		if one.FrozenOn, err = core.ParseDate(on); err != nil {
			return nil, err
		}
		one.FrozenBy = by
		all = append(all, one)
	}
	return all, rows.Err()
}

// Kept is a line of the list of snapshots.
type Kept struct {
	ID   string
	Year int
	On   core.Date
	By   string
	Rows int
}

// Snapshots are those of a year, the latest first; of year 0 all. It is Denied without
// the right Analyse.
func (s *Store) Snapshots(ctx context.Context, actor core.Actor, year int) (all []Kept, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT id, year, frozen_on, frozen_by, rows FROM figures_snapshot WHERE CAST($1 AS bigint) = 0 OR year = $1 ORDER BY year DESC, number DESC`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var k Kept
		var on string
		if err := rows.Scan(&k.ID, &k.Year, &on, &k.By, &k.Rows); err != nil {
			return nil, err
		}
		if k.On, err = core.ParseDate(on); err != nil {
			return nil, err
		}
		all = append(all, k)
	}
	return all, rows.Err()
}
