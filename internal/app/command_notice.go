package app

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"verbund/internal/core"
	"verbund/internal/site"
)

// notice puts up, lists and takes down what stands above every page.
func (k *call) notice() (err error) {
	what := ""
	if len(k.rest) > 0 {
		what = k.rest[0]
	}
	if what != "add" && what != "list" && what != "end" || what == "end" && len(k.rest) != 2 {
		return usageError{errors.New("notice what? notice add LANG=TEXT…, notice list, or notice end ID")}
	}
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	switch what {
	case "add":
		return k.addNotice(a)
	case "end":
		id, _ := core.ParseID(k.rest[1])
		return a.Notices.End(k.ctx, operator(), id)
	}
	return k.listNotices(a)
}

// addNotice reads the texts as LANG=TEXT.
func (k *call) addNotice(a *App) error {
	n := site.Notice{Urgent: k.extra.urgent, Words: map[core.Lang]string{}, From: k.Clock.Now()}
	for _, argument := range k.rest[1:] {
		lang, words, ok := strings.Cut(argument, "=")
		if !ok {
			return usageError{fmt.Errorf("%q is not of the form LANG=TEXT, such as de=\"Das Telefon ist gestört.\"", core.Clip(argument, 40))}
		}
		n.Words[core.Lang(lang)] = strings.TrimSpace(words)
	}
	var err error
	if n.From, err = k.instant(k.extra.from, n.From); err != nil {
		return err
	}
	if n.Until, err = k.instant(k.extra.until, n.From.Add(7*24*time.Hour)); err != nil {
		return err
	}
	n, err = a.Notices.Add(k.ctx, operator(), n)
	if err != nil {
		return err
	}
	fmt.Fprintln(k.Out, n.ID)
	return nil
}

// instant reads a day, or a day and a time, by the clock of the network.
func (k *call) instant(s string, standard time.Time) (time.Time, error) {
	if s == "" {
		return standard, nil
	}
	berlin, err := time.LoadLocation(zone)
	if err != nil {
		return standard, err
	}
	t, err := site.ReadInstant(s, berlin)
	if err != nil {
		return standard, usageError{fmt.Errorf("%q is no time: write 2026-12-24 or 2026-12-24T18:00", core.Clip(s, 40))}
	}
	return t, nil
}

func (k *call) listNotices(a *App) error {
	notices, err := a.Notices.Notices(k.ctx, k.Clock.Now())
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(k.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tFROM\tUNTIL\tLEVEL\tTEXT")
	for _, n := range notices {
		level := "calm"
		if n.Urgent {
			level = "urgent"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", n.ID, n.From.Format(time.RFC3339), n.Until.Format(time.RFC3339), level, n.Words["de"])
	}
	return table.Flush()
}
