package micro

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"

	"verbund/internal/core"
)

// What can be read: bounds that keep sums small and rows few.
const (
	mostNoisy   = 1 << 40
	mostRecords = 10_000_000
)

// ReadNoisy reads the noisy tables as Files writes them, so that anyone can make the
// rows again (Release). How many records there were and the variance stand in the
// promise. Cells must be those of the design, in its order; what is not is refused
// with its line (core.Invalid).
func (d *Design) ReadNoisy(tables io.Reader, records int, variance Fraction) (Noisy, error) {
	if records < 1 || records > mostRecords || variance.Num < 1 || variance.Den < 1 {
		return Noisy{}, wrong(0, errors.New("no records, or no variance above 0"))
	}
	reader := csv.NewReader(tables)
	reader.FieldsPerRecord = len(tablesHead)
	head, err := reader.Read()
	if err != nil || !slices.Equal(head, tablesHead[:]) {
		return Noisy{}, wrong(1, errors.Join(err, errors.New("another head")))
	}
	noisy := Noisy{Records: records, Variance: variance}
	line := 1
	for _, p := range d.Pairs {
		a, b := &d.Columns[p.A], &d.Columns[p.B]
		cells := make([]int64, len(a.Categories)*len(b.Categories))
		for i := range cells {
			line++
			fields, err := reader.Read()
			if err != nil {
				return Noisy{}, wrong(line, err)
			}
			if !slices.Equal(fields[:4], []string{a.ID, a.Categories[i/len(b.Categories)].ID, b.ID, b.Categories[i%len(b.Categories)].ID}) {
				return Noisy{}, wrong(line, errors.New("not the cell that the design has here"))
			}
			cells[i], err = strconv.ParseInt(fields[4], 10, 64)
			if err != nil || cells[i] > mostNoisy || cells[i] < -mostNoisy {
				return Noisy{}, wrong(line, errors.Join(err, errors.New("not a number that can stand here")))
			}
		}
		noisy.Tables = append(noisy.Tables, cells)
	}
	if _, err := reader.Read(); !errors.Is(err, io.EOF) {
		return Noisy{}, wrong(line+1, errors.New("more than the design has"))
	}
	return noisy, nil
}

func wrong(line int, cause error) error {
	return &core.Error{Kind: core.Invalid, Key: "figures.micro.tables", Args: []any{"line", line}, Cause: cause}
}
