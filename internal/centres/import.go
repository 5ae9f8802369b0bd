package centres

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"

	"verbund/internal/core"
	"verbund/internal/network"
)

// ImportOptions has a zero value that takes a file as a whole or not at all.
type ImportOptions struct {
	DryRun  bool // only say what would happen
	Partial bool // take the good entries although others are refused
}

// Report says what became of a file. New, Changed and Unchanged count entries;
// all three are zero if nothing was taken because something was refused.
type Report struct {
	Read      int // entries in the file; what was refused counts by lines
	New       int
	Changed   int
	Unchanged int
	Refused   []Remark
	Notes     []Remark // what a reader of the report should look at: how it was understood, what was kept
}

// Remark is a message about one place of a file. Line is 0 if it is about the
// whole file. Field is the name of the column or of the JSON field.
type Remark struct {
	Line  int
	Field string
	Key   string
	Args  []any
}

// What a file may have at most.
const (
	largestFile = 20 << 20
	mostRefused = 1000
)

// Import reads a file into the directory: a member list as it is printed, or
// verbund's own complete CSV or JSON, which it tells apart by themselves. name
// is the name of the file, which becomes the source of entries of a printed list
// that names none.
//
// Everything happens in one transaction. Reading the same file twice changes
// nothing the second time. If anything is refused and Partial is not set, the
// report says what, nothing is changed, and the error is Unprocessable; so it is
// for a file that cannot be understood at all. It is TooLarge for more than 20
// MB and Denied without the right Edit.
//
// A printed list knows less than the people of a centre. Its line changes an
// entry only if the list is at least as new as what the entry was last taken
// from, and newer than the day somebody last edited or confirmed it; otherwise
// the entry stays as it is and a note says so. What the list leaves blank stays
// as it is, too. The complete files, in contrast, say everything anew, except
// what the CSV has no column for and the JSON no "internal".
func Import(ctx context.Context, s *Store, actor core.Actor, r io.Reader, name string, o ImportOptions) (Report, error) {
	if err := s.mayEdit(actor); err != nil {
		return Report{}, err
	}
	data, err := io.ReadAll(io.LimitReader(r, largestFile+1))
	if err != nil {
		return Report{}, &core.Error{Kind: core.Unprocessable, Key: "centres.import.unreadable", Cause: err}
	}
	if len(data) > largestFile {
		return Report{}, &core.Error{Kind: core.TooLarge, Key: "centres.import.too_large", Args: []any{"max", largestFile >> 20}}
	}
	read, err := readFile(data, name)
	if err != nil {
		return Report{Refused: read.refused}, err
	}
	i := importing{store: s, actor: actor, partial: o.Partial}
	err = s.change(ctx, func(l *ledger) error {
		i.ledger, i.organisations = l, nil
		i.report = Report{Read: len(read.drafts) + linesOf(read.refused), Refused: slices.Clone(read.refused), Notes: slices.Clone(read.notes)}
		if err := i.all(ctx, read.drafts); err != nil {
			return err
		}
		if o.DryRun {
			return errDryRun
		}
		return nil
	})
	if errors.Is(err, errDryRun) {
		err = nil
	}
	if err != nil {
		i.report.New, i.report.Changed, i.report.Unchanged = 0, 0, 0
	}
	return i.report, err
}

// errDryRun rolls a transaction back that was only to be tried.
var errDryRun = errors.New("dry run")

// readFile tells what kind of file it is and reads it.
func readFile(data []byte, name string) (reading, error) {
	start := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	if bytes.HasPrefix(start, []byte("{")) {
		return readJSON(data)
	}
	t, notes, err := readTable(data)
	if err != nil {
		return reading{refused: t.refused}, err
	}
	var read reading
	switch {
	case t.has("group"):
		read, err = readList(t, name)
	case t.has("id") || t.has("name"):
		read, err = readSheet(t)
	default:
		err = &core.Error{Kind: core.Unprocessable, Key: "centres.import.unknown_file"}
	}
	read.notes = append(notes, read.notes...)
	if err == nil && len(read.refused) > mostRefused {
		err = hopeless()
	}
	return read, err
}

func hopeless() error {
	return &core.Error{Kind: core.Unprocessable, Key: "centres.import.hopeless", Args: []any{"max", mostRefused}}
}

// reading is what was found in a file.
type reading struct {
	drafts  []draft
	refused []Remark
	notes   []Remark
}

// draft is one entry of a file.
type draft interface {
	// names returns how the file identifies the entry; number is 0 if it does not say.
	names() (id core.ID, number int)
	// merge returns the entry as it is to become, given what is stored.
	merge(s *Store, stored entry) (Record, merged)
	// place returns where in the file a field of the record is.
	place(field string) (line int, column string)
}

// merged tells how a draft was understood.
type merged struct {
	refused      []Remark
	notes        []Remark
	keep         bool // the stored entry is to stay as it is
	by           origin
	organisation *network.Organisation // to be stored as well
}

// importing is one run over the drafts of a file.
type importing struct {
	store         *Store
	actor         core.Actor
	partial       bool
	ledger        *ledger
	report        Report
	organisations map[core.ID]network.Organisation // of the network, once they are needed
}

// all takes the drafts: first those that bring their number, so that no other
// new entry is given it.
func (i *importing) all(ctx context.Context, drafts []draft) error {
	ids, numbers := make(map[core.ID]int), make(map[int]int)
	var later []draft
	for _, d := range drafts {
		id, number := d.names()
		line, _ := d.place("id")
		if first, twice := ids[id]; twice {
			i.refuse(Remark{line, "id", "centres.import.twice", []any{"line", first}})
			continue
		}
		ids[id] = line
		if number == 0 {
			later = append(later, d)
			continue
		}
		if first, twice := numbers[number]; twice {
			i.refuse(Remark{line, "number", "centres.import.twice", []any{"line", first}})
			continue
		}
		numbers[number] = line
		if err := i.take(ctx, d); err != nil {
			return err
		}
	}
	for _, d := range later {
		if err := i.take(ctx, d); err != nil {
			return err
		}
	}
	byLine := func(a, b Remark) int { return cmp.Compare(a.Line, b.Line) }
	slices.SortStableFunc(i.report.Refused, byLine)
	slices.SortStableFunc(i.report.Notes, byLine)
	if n := len(i.report.Refused); n > 0 && !i.partial {
		return &core.Error{Kind: core.Unprocessable, Key: "centres.import.refused", Args: []any{"n", n}}
	}
	return nil
}

func (i *importing) refuse(r ...Remark) { i.report.Refused = append(i.report.Refused, r...) }

// take brings one draft into the directory, or refuses it.
func (i *importing) take(ctx context.Context, d draft) error {
	if len(i.report.Refused) > mostRefused {
		return hopeless()
	}
	id, _ := d.names()
	stored, err := i.ledger.entry(ctx, id)
	if err != nil {
		return err
	}
	r, m := d.merge(i.store, stored)
	i.report.Notes = append(i.report.Notes, m.notes...)
	if len(m.refused) > 0 {
		i.refuse(m.refused...)
		return nil
	}
	if m.keep {
		i.report.Unchanged++
		return nil
	}
	r, problems := i.store.prepare(r)
	for _, p := range problems {
		line, column := d.place(p.Field)
		i.refuse(Remark{line, column, p.Key, p.Args})
	}
	if len(problems) > 0 {
		return nil
	}
	if err := i.ledger.fitNumber(ctx, &r, stored.Record); err != nil {
		e, ok := errors.AsType[*core.Error](err)
		if !ok || e.Kind != core.Conflict {
			return err
		}
		line, column := d.place("number")
		i.refuse(Remark{line, column, e.Key, e.Args})
		return nil
	}
	if err := i.member(ctx, m.organisation); err != nil {
		return err
	}
	i.tellRetired(d, r, stored.Record)
	_, changed, err := i.ledger.put(ctx, i.actor, r, stored, m.by, event{what: Imported})
	switch {
	case err != nil:
		return err
	case !changed:
		i.report.Unchanged++
	case stored.Revision == 0:
		i.report.New++
	default:
		i.report.Changed++
	}
	return nil
}

// tellRetired notes where a file meets an entry that was taken out, takes one out
// or brings one back: nobody should find that out from the pages.
func (i *importing) tellRetired(d draft, r, stored Record) {
	key := ""
	switch was, is := !stored.Internal.RetiredOn.IsZero(), !r.Internal.RetiredOn.IsZero(); {
	case was && is:
		key = "centres.import.still-retired"
	case is:
		key = "centres.import.retired"
	case was:
		key = "centres.import.restored"
	default:
		return
	}
	line, column := d.place("internal.retired_on")
	i.report.Notes = append(i.report.Notes, Remark{line, column, key, []any{"name", r.Name, "number", stored.Number}})
}

// member stores an organisation of a printed list, unless the network knows it
// from a newer source.
func (i *importing) member(ctx context.Context, o *network.Organisation) error {
	if o == nil {
		return nil
	}
	if i.organisations == nil {
		all, err := network.All(ctx, i.ledger.tx)
		if err != nil {
			return err
		}
		i.organisations = make(map[core.ID]network.Organisation, len(all))
		for _, o := range all {
			i.organisations[o.ID] = o
		}
	}
	if known, ok := i.organisations[o.ID]; ok && (known == *o || known.Member && known.AsOf.After(o.AsOf)) {
		return nil
	}
	i.organisations[o.ID] = *o
	return network.Save(ctx, i.ledger.tx, *o)
}

// linesOf counts the lines that remarks are about.
func linesOf(remarks []Remark) int {
	lines := map[int]bool{}
	for _, r := range remarks {
		if r.Line > 0 {
			lines[r.Line] = true
		}
	}
	return len(lines)
}
