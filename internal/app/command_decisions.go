package app

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"verbund/internal/caselaw"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// importDecisions reads decisions of courts. Each is taken on its own, so an import that
// is broken off can be repeated. It fails if not one of a file could be used.
func (k *call) importDecisions(a *App, t *text.Printer, file io.Reader, name string) error {
	var tell func(caselaw.Counts)
	if show := showProgress(k.Err); show != nil {
		tell = func(c caselaw.Counts) { show(c.Read) }
	}
	c, err := a.Caselaw.Import(k.ctx, operator(), caselaw.Read(filepath.Base(name), file), k.extra.dryRun, !k.extra.draft, tell)
	for _, r := range c.Refused {
		fmt.Fprintln(k.Out, t.Say("caselaw.command.refused", "file", filepath.Base(name), "line", r.Line, "words", reasonOf(t, r.Err)))
	}
	fmt.Fprintln(k.Out, t.Say("app.import.counts", "file", filepath.Base(name), "read", c.Read, "new", c.New,
		"changed", c.Changed, "unchanged", c.Unchanged, "refused", len(c.Refused)))
	if c.Alike > 0 || c.Dropped > 0 {
		fmt.Fprintln(k.Out, t.Say("caselaw.command.counts", "alike", c.Alike, "dropped", c.Dropped))
	}
	if err != nil {
		return err
	}
	if n := len(c.Refused); n > 0 && n == c.Read {
		return &core.Error{Kind: core.Unprocessable, Key: "caselaw.command.stopped", Args: []any{"n", n}}
	}
	if k.extra.dryRun {
		fmt.Fprintln(k.Out, t.Say("app.import.dry-run"))
	}
	return nil
}

// reasonOf says why something was refused, with the reason of each of its fields.
func reasonOf(t *text.Printer, err error) string {
	e, ok := errors.AsType[*core.Error](err)
	if !ok || !t.Has(e.Key) {
		return err.Error()
	}
	words := t.Say(e.Key, e.Args...)
	for _, f := range e.Fields {
		if t.Has(f.Key) {
			words += " " + f.Field + ": " + t.Say(f.Key, f.Args...)
		}
	}
	return words
}

// exportDecisions writes all that is published, one decision a line, as import decisions
// reads it again.
func (k *call) exportDecisions() (err error) {
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	return k.writeOut(func(w io.Writer) error { return a.Caselaw.WriteLines(k.ctx, w, a.frames.url) })
}

// caselawCommand makes the index anew. The server does so by itself where the index is
// missing or of another version; this is for one that was damaged.
func (k *call) caselawCommand() (err error) {
	if len(k.rest) != 1 || k.rest[0] != "rebuild" {
		return usageError{errors.New("caselaw what? caselaw rebuild")}
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
	if err := a.Finder.Rebuild(k.ctx); err != nil {
		return err
	}
	n := 0
	if err := a.Caselaw.Each(k.ctx, 0, func(caselaw.Shown) bool { n++; return true }); err != nil {
		return err
	}
	fmt.Fprintln(k.Out, t.Say("caselaw.command.rebuilt", "n", n))
	return nil
}
