package figures

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"

	"verbund/internal/core"
	"verbund/internal/figures/record"
)

// Ways in which records come here.
const (
	FromCases  = "casework" // a centre's case work
	FromUpload = "upload"   // a file that a centre handed in
	FromForm   = "form"     // typed one by one
	FromImport = "import"   // the office, by command
)

// Row is a record with the id by which it can be taken away again; where that is empty,
// it gets one.
type Row struct {
	ID string
	record.Record
	Kept bool // it stays as it was delivered before; only the ID is read
}

// RowOf makes a row of codes by column. It is an error if the code book does not know
// one of them.
func (s *Store) RowOf(id string, year int, fresh string, released bool, cells map[string][]string) (Row, error) {
	row := Row{ID: id, Record: record.Record{Year: year, New: fresh, Released: released}}
	if !released {
		return row, nil
	}
	row.Values = make([]record.Answer, len(s.book.Columns))
	for id, codes := range cells {
		at, column := s.book.Column(id)
		if column == nil {
			return row, errors.New("figures: a delivered row has a column that the code book does not know: " + id)
		}
		for _, code := range codes {
			position, ok := column.Find(code)
			if !ok {
				return row, errors.New("figures: a delivered row has a code that the code book does not know, in " + id)
			}
			row.Values[at] = append(row.Values[at], position)
		}
	}
	return row, nil
}

// Delivery is what a centre delivered for a year.
type Delivery struct {
	Centre string
	Unit   core.ID // empty for one that was imported
	Year   int
	Way    string
	On     core.Date
	By     string
	Rows   int
	Funnel record.Funnel
	Frozen bool // a snapshot of the year was made after it
}

// code is the opaque code of a unit; the first delivery makes it.
func (s *Store) code(ctx context.Context, tx *sql.Tx, unit core.ID) (string, error) {
	fresh, err := randomID(6)
	if err != nil {
		return "", err
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO figures_centre (unit, code) VALUES ($1, $2) ON CONFLICT (unit) DO NOTHING`, string(unit), "c-"+fresh); err != nil {
		return "", err
	}
	var code string
	err = tx.QueryRowContext(ctx, `SELECT code FROM figures_centre WHERE unit = $1`, string(unit)).Scan(&code)
	return code, err
}

// Code is the opaque code under which the records of a unit are kept; the unit itself
// may know it, for the column "centre" of its files.
func (s *Store) Code(ctx context.Context, unit core.ID) (code string, err error) {
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		code, err = s.code(ctx, tx, unit)
		return err
	})
	return code, err
}

func randomID(bytes int) (string, error) {
	b := make([]byte, bytes)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	return hex.EncodeToString(b), nil
}

// Replace puts rows in place of all that a centre has delivered for a year. The centre
// of the rows is filled in. Doing it twice changes nothing.
func (s *Store) Replace(ctx context.Context, actor core.Actor, unit core.ID, year int, way string, rows []Row) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error { return s.ReplaceIn(ctx, tx, actor, unit, year, way, rows) })
}

// ReplaceIn is Replace within a change that is under way.
func (s *Store) ReplaceIn(ctx context.Context, tx *sql.Tx, actor core.Actor, unit core.ID, year int, way string, rows []Row) error {
	code, err := s.code(ctx, tx, unit)
	if err != nil {
		return err
	}
	return s.replace(ctx, tx, actor.Name, code, year, way, rows)
}

func (s *Store) replace(ctx context.Context, tx *sql.Tx, by, code string, year int, way string, rows []Row) error {
	kept := map[string]string{}
	for _, r := range rows {
		var packed string
		if !r.Kept {
			continue
		}
		switch err := tx.QueryRowContext(ctx, `SELECT cells FROM figures_record WHERE id = $1 AND centre = $2 AND year = $3`, r.ID, code, year).Scan(&packed); err {
		case nil:
			kept[r.ID] = packed
		case sql.ErrNoRows: // it was never delivered, or is gone
		default:
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM figures_record WHERE centre = $1 AND year = $2`, code, year); err != nil {
		return err
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO figures_record (id, centre, year, cells) VALUES ($1, $2, $3, $4)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	// Ids are random, and rows are written in the order of the ids: neither tells in
	// which order they were delivered.
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].Year, rows[i].Centre = year, code
		if rows[i].ID == "" {
			if rows[i].ID, err = randomID(16); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(rows, func(a, b Row) int {
		if a.ID < b.ID {
			return -1
		}
		return 1
	})
	for _, r := range rows {
		packed := s.pack(r.Record)
		if r.Kept {
			var there bool
			if packed, there = kept[r.ID]; !there {
				continue
			}
		}
		if _, err := insert.ExecContext(ctx, r.ID, code, year, packed); err != nil {
			return err
		}
	}
	return s.counted(ctx, tx, by, code, year, way)
}

// counted notes that a centre delivered, and how many rows it has now.
func (s *Store) counted(ctx context.Context, tx *sql.Tx, by, code string, year int, way string) error {
	_, err := tx.ExecContext(ctx, `
		INSERT INTO figures_delivery (centre, year, way, delivered_on, delivered_by, rows)
		VALUES ($1, $2, $3, $4, $5, (SELECT count(*) FROM figures_record WHERE centre = $1 AND year = $2))
		ON CONFLICT (centre, year) DO UPDATE SET way = excluded.way, delivered_on = excluded.delivered_on, delivered_by = excluded.delivered_by, rows = excluded.rows`,
		code, year, way, s.today().String(), by)
	return err
}

// WithdrawIn takes rows of a unit away at once; the year and the centre stay documented
// by a bare row that says nothing, since the person was counselled. Rows that are not
// there are no error: taking away twice is taking away.
func (s *Store) WithdrawIn(ctx context.Context, tx *sql.Tx, unit core.ID, ids []string) error {
	code, err := s.code(ctx, tx, unit)
	if err != nil {
		return err
	}
	for _, id := range ids {
		var year int
		var packed string
		err := tx.QueryRowContext(ctx, `SELECT year, cells FROM figures_record WHERE id = $1 AND centre = $2`, id, code).Scan(&year, &packed)
		if err == sql.ErrNoRows {
			continue
		}
		if err != nil {
			return err
		}
		r, err := s.unpack(code, year, packed)
		if err != nil {
			return err
		}
		r.Released, r.Values = false, nil
		fresh, err := randomID(16)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `UPDATE figures_record SET id = $2, cells = $3 WHERE id = $1`, id, fresh, s.pack(r)); err != nil {
			return err
		}
	}
	return nil
}

// Delivered is what a unit has delivered for a year; ok is false where nothing.
func (s *Store) Delivered(ctx context.Context, unit core.ID, year int) (d Delivery, ok bool, err error) {
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		var on string
		err := tx.QueryRowContext(ctx, `
			SELECT d.centre, d.way, d.delivered_on, d.delivered_by, d.rows FROM figures_delivery d JOIN figures_centre c ON c.code = d.centre
			WHERE c.unit = $1 AND d.year = $2`, string(unit), year).Scan(&d.Centre, &d.Way, &on, &d.By, &d.Rows)
		if err == sql.ErrNoRows {
			return nil
		}
		if err != nil {
			return err
		}
		ok, d.Unit, d.Year = true, unit, year
		if d.On, err = core.ParseDate(on); err != nil {
			return err
		}
		var n int
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM figures_snapshot WHERE year = $1 AND frozen_on >= $2`, year, on).Scan(&n)
		d.Frozen = n > 0
		return err
	})
	return d, ok, err
}

// RowsOf are the rows that a unit has delivered for a year, in the order of their ids.
func (s *Store) RowsOf(ctx context.Context, unit core.ID, year int) (all []Row, err error) {
	rows, err := s.db.Query(ctx, `
		SELECT r.id, r.centre, r.cells FROM figures_record r JOIN figures_centre c ON c.code = r.centre
		WHERE c.unit = $1 AND r.year = $2 ORDER BY r.id`, string(unit), year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var one Row
		var centre, packed string
		if err := rows.Scan(&one.ID, &centre, &packed); err != nil {
			return nil, err
		}
		if one.Record, err = s.unpack(centre, year, packed); err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// Deliveries are those of a year, by the code of the centre. It is Denied without the
// right Analyse. Per centre only whether and when it delivered, and how many rows, is
// given: enough to remind those who have not.
func (s *Store) Deliveries(ctx context.Context, actor core.Actor, year int) (all []Delivery, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return nil, err
	}
	rows, err := s.db.Query(ctx, `
		SELECT d.centre, coalesce(c.unit, ''), d.way, d.delivered_on, d.delivered_by, d.rows
		FROM figures_delivery d LEFT JOIN figures_centre c ON c.code = d.centre WHERE d.year = $1 ORDER BY d.centre`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		d := Delivery{Year: year}
		var unit, on string
		if err := rows.Scan(&d.Centre, &unit, &d.Way, &on, &d.By, &d.Rows); err != nil {
			return nil, err
		}
		d.Unit = core.ID(unit)
		if d.On, err = core.ParseDate(on); err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, rows.Err()
}

// ImportCounts say what an import did.
type ImportCounts struct{ Read, New, Changed, Unchanged int }

// Import puts the records of a file in place of all that its centres have delivered for
// its years. A second run of the same file changes nothing. It is Denied without the
// right Analyse.
func (s *Store) Import(ctx context.Context, actor core.Actor, all []record.Record, dryRun bool) (c ImportCounts, err error) {
	if err := s.allow(actor, Analyse); err != nil {
		return c, err
	}
	type part struct {
		centre string
		year   int
	}
	var order []part
	of := map[part][]Row{}
	for _, r := range all {
		p := part{r.Centre, r.Year}
		if _, known := of[p]; !known {
			order = append(order, p)
		}
		of[p] = append(of[p], Row{Record: r})
	}
	c.Read = len(all)
	return c, s.db.Update(ctx, func(tx *sql.Tx) error {
		for _, p := range order {
			before, err := s.packed(ctx, tx, p.centre, p.year)
			if err != nil {
				return err
			}
			had, added := 0, 0
			for _, n := range before {
				had += n
			}
			for _, r := range of[p] {
				row := s.pack(r.Record)
				if before[row] > 0 {
					before[row]--
					c.Unchanged++
					continue
				}
				added++
			}
			gone := 0
			for _, n := range before {
				gone += n
			}
			c.Changed += min(added, gone)
			c.New += added - min(added, gone)
			if dryRun || added == 0 && gone == 0 && had > 0 {
				continue
			}
			if err := s.replace(ctx, tx, actor.Name, p.centre, p.year, FromImport, of[p]); err != nil {
				return err
			}
		}
		return nil
	})
}

// packed counts the stored rows of a centre and year by what they hold.
func (s *Store) packed(ctx context.Context, tx *sql.Tx, centre string, year int) (map[string]int, error) {
	rows, err := tx.QueryContext(ctx, `SELECT cells FROM figures_record WHERE centre = $1 AND year = $2`, centre, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]int{}
	for rows.Next() {
		var packed string
		if err := rows.Scan(&packed); err != nil {
			return nil, err
		}
		all[packed]++
	}
	return all, rows.Err()
}
