package figures

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"verbund/internal/core"
	"verbund/internal/figures/micro"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/database"
	"verbund/internal/platform/web"
)

// Store keeps deliveries, snapshots and publications.
type Store struct {
	db    *database.DB
	clock clock.Clock
	zone  *time.Location
	may   func(core.Actor, web.Right) bool
	book  *record.Book
	plan  *table.Plan

	design *micro.Design

	shown       sync.Mutex // over what everybody sees, as it was read last
	count, last int
	all         []Publication
}

// NewStore returns the store over a migrated database. It fails if the code book,
// the plan of tables or the design of microdata cannot be read.
func NewStore(db *database.DB, c clock.Clock, zone *time.Location, may func(core.Actor, web.Right) bool) (*Store, error) {
	book, err := record.Load()
	if err != nil {
		return nil, err
	}
	plan, err := table.Load(book)
	if err != nil {
		return nil, err
	}
	design, err := micro.Load(book)
	if err != nil {
		return nil, err
	}
	return &Store{db: db, clock: c, zone: zone, may: may, book: book, plan: plan, design: design}, nil
}

// Book is the code book.
func (s *Store) Book() *record.Book { return s.book }

// Plan is the plan of tables.
func (s *Store) Plan() *table.Plan { return s.plan }

func (s *Store) today() core.Date { return core.DateOf(s.clock.Now().In(s.zone)) }

// allow is Denied without a right.
func (s *Store) allow(actor core.Actor, right web.Right) error {
	if s.may == nil && actor.Role == core.Operator || s.may != nil && s.may(actor, right) {
		return nil
	}
	return &core.Error{Kind: core.Denied, Key: "figures.error.denied"}
}

// separator stands between the cells of a stored row; no code holds it.
const separator = "\t"

var errColumns = errors.New("figures: a stored record has another number of columns than the code book")

// yearWords is a year as text.
func yearWords(year int) string { return strconv.Itoa(year) }

// pack is a record as it is stored: everything but year and centre, which have columns
// of their own.
func (s *Store) pack(r record.Record) string {
	return strings.Join(s.book.Cells(r)[2:], separator)
}

// unpack reads a stored row. A row that the code book no longer knows is an error: codes
// are never taken away.
func (s *Store) unpack(centre string, year int, packed string) (record.Record, error) {
	cells := strings.Split(packed, separator)
	head := s.book.Head()[2:]
	if len(cells) > len(head) || len(cells) < 2 {
		return record.Record{}, errColumns
	}
	r := record.Record{Year: year, Centre: centre, New: cells[0], Released: cells[1] == "yes"}
	if !r.Released {
		return r, nil
	}
	r.Values = make([]record.Answer, len(s.book.Columns))
	for i, cell := range cells[2:] {
		if cell == "" {
			continue
		}
		column := &s.book.Columns[i]
		for id := range strings.SplitSeq(cell, ";") {
			at, ok := column.Find(id)
			if !ok {
				return r, errors.New("figures: a stored record holds a code that the code book does not know, in " + column.ID)
			}
			r.Values[i] = append(r.Values[i], at)
		}
	}
	return r, nil
}

// records are those of a year as they were delivered last, in canonical order.
func (s *Store) records(ctx context.Context, tx *sql.Tx, year int) ([]record.Record, error) {
	rows, err := tx.QueryContext(ctx, `SELECT centre, cells FROM figures_record WHERE year = $1`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type kept struct {
		record.Record
		row string
	}
	var all []kept
	for rows.Next() {
		var centre, packed string
		if err := rows.Scan(&centre, &packed); err != nil {
			return nil, err
		}
		r, err := s.unpack(centre, year, packed)
		if err != nil {
			return nil, err
		}
		all = append(all, kept{r, centre + separator + packed})
	}
	slices.SortFunc(all, func(a, b kept) int { return cmp.Compare(a.row, b.row) })
	list := make([]record.Record, len(all))
	for i, k := range all {
		list[i] = k.Record
	}
	return list, rows.Err()
}

// Records are the records of a year as they were delivered last, in canonical order. It
// is Denied without the right Analyse.
func (s *Store) Records(ctx context.Context, actor core.Actor, year int) (all []record.Record, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return nil, err
	}
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		all, err = s.records(ctx, tx, year)
		return err
	})
	return all, err
}

// Years are those for which there are records, the latest first.
func (s *Store) Years(ctx context.Context) (all []int, err error) {
	rows, err := s.db.Query(ctx, `SELECT DISTINCT year FROM figures_record ORDER BY year DESC`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var year int
		if err := rows.Scan(&year); err != nil {
			return nil, err
		}
		all = append(all, year)
	}
	return all, rows.Err()
}

// secret is the key from which the keys of records follow; the first who asks makes it.
func (s *Store) secret(ctx context.Context, tx *sql.Tx) ([]byte, error) {
	fresh := make([]byte, 32)
	if _, err := rand.Read(fresh); err != nil {
		return nil, err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO figures_key (id, secret) VALUES ('records', $1) ON CONFLICT (id) DO NOTHING`, fresh); err != nil {
		return nil, err
	}
	var kept []byte
	err := tx.QueryRowContext(ctx, `SELECT secret FROM figures_key WHERE id = 'records'`).Scan(&kept)
	return kept, err
}

// Look notes that somebody saw exact figures.
func (s *Store) look(ctx context.Context, tx *sql.Tx, actor core.Actor, what string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO figures_look (id, day, person, name, what) VALUES ($1, $2, $3, $4, $5)`,
		string(core.NewID(s.clock.Now())), s.today().String(), string(actor.Person), actor.Name, what)
	return err
}

// Look is one line of who saw what.
type Look struct {
	Day        core.Date
	Name, What string
}

// Looks are the latest, the newest first. It is Denied without the right Publish: those
// who look do not watch over themselves alone.
func (s *Store) Looks(ctx context.Context, actor core.Actor, most int) ([]Look, error) {
	if err := s.allow(actor, Publish); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `SELECT day, name, what FROM figures_look ORDER BY id DESC LIMIT $1`, most)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []Look
	for rows.Next() {
		var l Look
		var day string
		if err := rows.Scan(&day, &l.Name, &l.What); err != nil {
			return nil, err
		}
		if l.Day, err = core.ParseDate(day); err != nil {
			return nil, err
		}
		all = append(all, l)
	}
	return all, rows.Err()
}
