package app

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"verbund/internal/core"
	"verbund/internal/figures"
	"verbund/internal/figures/edition"
	"verbund/internal/figures/record"
	"verbund/internal/platform/text"
)

// figuresCommand freezes a year, lists what is frozen, and writes reports.
func (k *call) figuresCommand() (err error) {
	if len(k.rest) == 0 {
		return usageError{errors.New("figures what? figures report, freeze, list, or snapshot ID")}
	}
	what, rest := k.rest[0], k.rest[1:]
	switch {
	case what == "report" && len(rest) == 0, what == "freeze" && len(rest) == 0, what == "list" && len(rest) == 0, what == "snapshot" && len(rest) == 1:
	default:
		return usageError{fmt.Errorf("figures %s is not understood; there are: report, freeze, list, snapshot ID", core.Clip(what, 40))}
	}
	if what == "report" {
		if err := k.checkReport(); err != nil {
			return err
		}
	}
	if what == "freeze" && k.extra.period == 0 {
		return usageError{errors.New("figures freeze needs the year: --period YEAR")}
	}
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	switch what {
	case "freeze":
		snap, err := a.Figures.Freeze(k.ctx, operator(), k.extra.period, a.frames.site)
		if err != nil {
			return err
		}
		fmt.Fprintln(k.Out, snap.ID)
		return nil
	case "list":
		return k.listSnapshots(a)
	case "snapshot":
		body, err := a.Figures.Body(k.ctx, operator(), rest[0])
		if err != nil {
			return err
		}
		return k.writeOut(func(w io.Writer) error {
			_, err := w.Write(body)
			return err
		})
	}
	return k.report(a)
}

// checkReport refuses a report that cannot be written before anything is opened.
func (k *call) checkReport() error {
	if (k.extra.period == 0) == (k.extra.snapshot == "") {
		return usageError{errors.New("figures report needs a year or a snapshot: --period YEAR, or --snapshot ID")}
	}
	if e := edition.Kind(k.extra.edition); e != edition.Internal && e != edition.Public && e != edition.Suppressed {
		return usageError{fmt.Errorf("there is no edition %q; there are: internal, public, suppressed", core.Clip(k.extra.edition, 40))}
	}
	if !figures.Writes(k.extra.format) {
		return usageError{fmt.Errorf("cannot write %q; there are: %s", core.Clip(k.extra.format, 40), figures.Formats)}
	}
	return nil
}

// report writes the report of a snapshot, or of the records as they are now. Nothing is
// published by it: that takes the gate and two people.
func (k *call) report(a *App) error {
	var snap *figures.Snapshot
	var err error
	switch {
	case k.extra.snapshot == "":
		snap, err = a.Figures.Preview(k.ctx, operator(), k.extra.period, a.frames.site)
		if err == nil && len(snap.Years[len(snap.Years)-1].Records) == 0 {
			err = &core.Error{Kind: core.Invalid, Key: "figures.error.no-records", Args: []any{"year", fmt.Sprint(k.extra.period)}}
		}
	case isFile(k.extra.snapshot):
		var body []byte
		if body, err = os.ReadFile(k.extra.snapshot); err == nil {
			snap, err = figures.ReadSnapshot(body)
		}
	default:
		snap, err = a.Figures.Snapshot(k.ctx, operator(), k.extra.snapshot)
	}
	if err != nil {
		return err
	}
	if k.extra.snapshot == "" {
		t, err := consolePrinter(k.Console)
		if err != nil {
			return err
		}
		fmt.Fprintln(k.Err, t.Say("figures.command.preview", "year", fmt.Sprint(k.extra.period)))
	}
	e, err := k.edition(a, snap)
	if err != nil {
		return err
	}
	if !a.Texts.Offers(core.Lang(k.extra.lang)) {
		return usageError{fmt.Errorf("no language %q", core.Clip(k.extra.lang, 20))}
	}
	return k.writeOut(func(w io.Writer) error {
		return a.figuresRoom(a.frames, k.Clock, time.UTC).Write(w, k.extra.format, e, snap, a.Texts.For(core.Lang(k.extra.lang)))
	})
}

// edition makes what was asked for. Exact tables with gaps depend on all that is
// published, so they are what would be now, and are said to be no publication.
func (k *call) edition(a *App, snap *figures.Snapshot) (edition.Edition, error) {
	if edition.Kind(k.extra.edition) != edition.Suppressed {
		return snap.Edition(edition.Kind(k.extra.edition))
	}
	t, err := consolePrinter(k.Console)
	if err != nil {
		return edition.Edition{}, err
	}
	fmt.Fprintln(k.Err, t.Say("figures.command.suppressed"))
	return a.Figures.Suppressed(k.ctx, operator(), snap)
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func (k *call) listSnapshots(a *App) error {
	all, err := a.Figures.Snapshots(k.ctx, operator(), k.extra.period)
	if err != nil {
		return err
	}
	for _, s := range all {
		fmt.Fprintf(k.Out, "%d  %s  %s  %6d  %s\n", s.Year, s.ID, s.On, s.Rows, s.By)
	}
	return nil
}

// importFigures reads released records. They take the place of all that their centres
// had delivered for their years.
func (k *call) importFigures(a *App, t *text.Printer, file io.Reader, name string) error {
	read, err := record.ReadFile(file, a.Figures.Book(), record.Want{Today: core.DateOf(k.Clock.Now()).Year})
	if err != nil {
		return err
	}
	for _, problems := range [][]record.Problem{read.Mended, read.Refused} {
		for _, p := range problems {
			fmt.Fprintln(k.Out, t.Say(p.Key, p.Args...))
		}
	}
	var counts figures.ImportCounts
	stopped := len(read.Refused) > 0 && !k.extra.partial
	if !stopped {
		if counts, err = a.Figures.Import(k.ctx, operator(), read.Records, k.extra.dryRun); err != nil {
			return err
		}
	}
	fmt.Fprintln(k.Out, t.Say("app.import.counts", "file", filepath.Base(name), "read", read.Rows, "new", counts.New,
		"changed", counts.Changed, "unchanged", counts.Unchanged, "refused", read.RefusedRows()))
	if stopped {
		return &core.Error{Kind: core.Unprocessable, Key: "figures.command.refused", Args: []any{"n", read.RefusedRows()}}
	}
	if k.extra.dryRun {
		fmt.Fprintln(k.Out, t.Say("app.import.dry-run"))
	}
	return nil
}

// exportFigures writes the records as they were delivered last.
func (k *call) exportFigures() (err error) {
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	years := []int{k.extra.period}
	if k.extra.period == 0 {
		if years, err = a.Figures.Years(k.ctx); err != nil {
			return err
		}
	}
	var all []record.Record
	for _, year := range years {
		found, err := a.Figures.Records(k.ctx, operator(), year)
		if err != nil {
			return err
		}
		all = append(all, found...)
	}
	return k.writeOut(func(w io.Writer) error { return record.WriteCSV(w, a.Figures.Book(), all) })
}

// writeOut writes to the standard output, or to the file of --out, which nobody else may
// read and which appears under its name only when it is whole.
func (k *call) writeOut(write func(io.Writer) error) error {
	if k.extra.out == "-" {
		w := bufio.NewWriter(k.Out)
		if err := write(w); err != nil {
			return err
		}
		return w.Flush()
	}
	temporary := k.extra.out + ".part"
	file, err := os.OpenFile(temporary, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = write(file)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	return os.Rename(temporary, k.extra.out)
}
