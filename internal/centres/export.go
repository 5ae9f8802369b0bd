package centres

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"verbund/internal/core"
)

// Format is the form of an exported file.
type Format string

// The formats. Import reads all of them.
const (
	CSV   Format = "csv"   // RFC 4180: commas, UTF-8
	Excel Format = "excel" // CSV as Excel in German opens it by itself: semicolons, byte order mark
	JSON  Format = "json"  // one entry a line
)

// Export writes the directory by number. The complete edition holds everything
// there is, withheld addresses included, and is Denied without the
// right Edit; the public edition reads and holds nothing internal.
func Export(ctx context.Context, s *Store, actor core.Actor, w io.Writer, format Format, public bool) error {
	records, err := s.edition(ctx, actor, public)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(w)
	switch format {
	case CSV, Excel:
		err = writeCSV(out, records, format, public)
	case JSON:
		err = writeJSON(out, records, public)
	default:
		err = &core.Error{Kind: core.Invalid, Key: "centres.error.code", Args: []any{"value", core.Clip(string(format), 40), "choices", choices([]Format{CSV, Excel, JSON})}}
	}
	if err == nil {
		err = out.Flush()
	}
	return err
}

func (s *Store) edition(ctx context.Context, actor core.Actor, public bool) ([]Record, error) {
	if !public {
		return s.Records(ctx, actor)
	}
	d, err := s.Directory(ctx)
	if err != nil {
		return nil, err
	}
	var all []Record
	for _, c := range d.Centres {
		all = append(all, Record{Centre: *c})
	}
	slices.SortFunc(all, func(a, b Record) int { return cmp.Compare(a.Number, b.Number) })
	return all, nil
}

func writeCSV(w *bufio.Writer, records []Record, format Format, public bool) error {
	out := csv.NewWriter(w)
	if format == Excel {
		if _, err := w.WriteString("\ufeff"); err != nil {
			return err
		}
		out.Comma, out.UseCRLF = ';', true
	}
	all := columns(languagesOf(records))
	if public {
		all = slices.DeleteFunc(all, func(c column) bool { return c.internal })
	}
	cells := []string{"part"}
	for _, c := range all {
		cells = append(cells, c.name)
	}
	if err := out.Write(cells); err != nil {
		return err
	}
	for _, r := range records {
		r = reveal(r)
		for _, row := range rowsOf(&r) {
			cells = append(cells[:0], string(row.part))
			for _, c := range all {
				cells = append(cells, guard(row.cell(&r, c)))
			}
			if err := out.Write(cells); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return out.Error()
}

// written is one row of a record: the centre with its first parts, or a further
// part.
type written struct {
	part  part
	index int
}

func rowsOf(r *Record) []written {
	all := []written{{ofCentre, 0}}
	for _, p := range furtherParts() {
		for i := 1; i < p.count(r); i++ {
			all = append(all, written{p, i})
		}
	}
	return all
}

func (w written) cell(r *Record, c column) string {
	if w.part != ofCentre && w.part != c.part && c.name != "id" || w.index >= c.part.count(r) {
		return ""
	}
	return c.write(r, w.index)
}

func writeJSON(w *bufio.Writer, records []Record, public bool) error {
	fmt.Fprintf(w, `{"format":%q,"centres":[`, jsonFormat)
	for i := range records {
		if i > 0 {
			w.WriteByte(',')
		}
		var entry any = &records[i]
		if public {
			entry = &records[i].Centre
		}
		text, err := json.Marshal(entry)
		if err != nil {
			return fmt.Errorf("entry %s: %w", records[i].ID, err)
		}
		w.WriteByte('\n')
		w.Write(text)
	}
	_, err := w.WriteString("\n]}\n") // a bufio.Writer keeps its first error
	return err
}
