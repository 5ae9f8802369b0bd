package app

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"verbund/internal/platform/text"
)

// exportSite writes the public part as files that need no program.
func (k *call) exportSite() (err error) {
	if len(k.rest) != 2 {
		return usageError{errors.New("export the site where to? export site DIR")}
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
	done, err := a.Freeze(k.ctx, k.rest[1], showProgress(k.Err))
	if err != nil {
		return err
	}
	fmt.Fprintln(k.Out, t.Say("app.freeze.counts", "dir", k.rest[1], "languages", done.Languages,
		"pages", done.Pages, "files", done.Files, "kilobytes", int((done.Bytes+999)/1000)))
	return k.saySoonOver(a, t)
}

// saySoonOver names the notices that stand on the pages of the copy, and when
// they end: a copy does not take them down.
func (k *call) saySoonOver(a *App, t *text.Printer) error {
	now := k.Clock.Now()
	notices, err := a.Notices.Notices(k.ctx, now)
	if err != nil {
		return err
	}
	for _, n := range notices {
		if !n.From.After(now) {
			fmt.Fprintln(k.Out, t.Say("app.freeze.notice", "id", string(n.ID), "until", n.Until.In(a.frames.zone).Format(time.DateTime)))
		}
	}
	return nil
}

// showProgress counts files on a terminal, and is nil elsewhere.
func showProgress(w io.Writer) func(int) {
	file, ok := w.(*os.File)
	if !ok {
		return nil
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	return func(files int) {
		if files%100 == 0 {
			fmt.Fprintf(file, "%d\r", files)
		}
	}
}
