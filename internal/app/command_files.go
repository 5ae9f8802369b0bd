package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"verbund/internal/centres"
	"verbund/internal/platform/places"
	"verbund/internal/platform/text"
)

// open opens the network that the settings describe.
func (k *call) open() (*App, error) {
	return Open(k.ctx, k.settings.Config, k.openLog(), k.Clock, false)
}

// importFiles reads files into the directory or the table of places.
func (k *call) importFiles() (err error) {
	if len(k.rest) < 2 {
		return usageError{errors.New("import what? import decisions FILE…, import directory FILE…, import figures FILE…, or import places FILE")}
	}
	what, files := k.rest[0], k.rest[1:]
	if what != "decisions" && what != "directory" && what != "figures" && what != "places" {
		return usageError{fmt.Errorf("cannot import %q; there are: decisions, directory, figures, places", what)}
	}
	if k.extra.draft && what != "decisions" {
		return usageError{errors.New("only decisions can be left to the editors by --draft")}
	}
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	t, err := consolePrinter(k.Console)
	if err != nil {
		return err
	}
	for _, name := range files {
		file, err := k.read(name)
		if err != nil {
			return err
		}
		switch what {
		case "decisions":
			err = k.importDecisions(a, t, file, name)
		case "directory":
			err = k.importDirectory(a, t, file, name)
		case "figures":
			err = k.importFigures(a, t, file, name)
		default:
			err = k.importPlaces(a, t, file, name)
		}
		file.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// read opens a file; - is the standard input.
func (k *call) read(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(k.In), nil
	}
	return os.Open(name)
}

func (k *call) importDirectory(a *App, t *text.Printer, file io.Reader, name string) error {
	report, err := centres.Import(k.ctx, a.Centres, operator(), file, filepath.Base(name),
		centres.ImportOptions{DryRun: k.extra.dryRun, Partial: k.extra.partial})
	for _, remarks := range []struct {
		key string
		all []centres.Remark
	}{{"app.import.note", report.Notes}, {"app.import.refused", report.Refused}} {
		for _, m := range remarks.all {
			fmt.Fprintln(k.Out, t.Say(remarks.key, "line", m.Line, "field", m.Field, "words", t.Say(m.Key, m.Args...)))
		}
	}
	fmt.Fprintln(k.Out, t.Say("app.import.counts", "file", name, "read", report.Read, "new", report.New,
		"changed", report.Changed, "unchanged", report.Unchanged, "refused", len(report.Refused)))
	if k.extra.dryRun && err == nil {
		fmt.Fprintln(k.Out, t.Say("app.import.dry-run"))
	}
	return err
}

func (k *call) importPlaces(a *App, t *text.Printer, file io.Reader, name string) error {
	table, report, err := places.ReadGeoNames(file)
	if err != nil {
		return err
	}
	for _, r := range report.Refused {
		fmt.Fprintln(k.Out, t.Say("app.import.refused", "line", r.Line, "field", "", "words", t.Say("app.places."+string(r.Reason))))
	}
	fmt.Fprintln(k.Out, t.Say("app.import.places", "file", name, "read", report.Lines, "taken", report.Codes, "refused", len(report.Refused)))
	if k.extra.dryRun {
		fmt.Fprintln(k.Out, t.Say("app.import.dry-run"))
		return nil
	}
	return places.Save(k.ctx, a.Database, table)
}

// export writes all entries of the directory, or the site as files.
func (k *call) export() (err error) {
	if len(k.rest) > 0 && k.rest[0] == "site" {
		return k.exportSite()
	}
	if len(k.rest) == 1 && k.rest[0] == "figures" {
		return k.exportFigures()
	}
	if len(k.rest) == 1 && k.rest[0] == "decisions" {
		return k.exportDecisions()
	}
	if len(k.rest) != 1 || k.rest[0] != "directory" {
		return usageError{errors.New("export what? export decisions, export directory, export figures, or export site DIR")}
	}
	if f := centres.Format(k.extra.format); f != centres.CSV && f != centres.Excel && f != centres.JSON {
		return usageError{fmt.Errorf("cannot write %q; there are: csv, excel, json", f)}
	}
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return k.writeOut(func(w io.Writer) error {
		return centres.Export(k.ctx, a.Centres, operator(), w, centres.Format(k.extra.format), k.extra.public)
	})
}
