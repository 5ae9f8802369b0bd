package app

import (
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"verbund/internal/centres"
	"verbund/internal/core"
	"verbund/internal/platform/text"
)

// review lists what is proposed about entries, and decides.
func (k *call) review() (err error) {
	what := "list"
	if len(k.rest) > 0 {
		what = k.rest[0]
	}
	wants := map[string]int{"list": 1, "accept": 2, "reject": 2}[what]
	if wants == 0 || len(k.rest) > wants || wants == 2 && len(k.rest) < 2 {
		return usageError{errors.New("review what? review list, review accept ID, or review reject ID --reason TEXT")}
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
	if what == "list" {
		return k.listProposals(a, t)
	}
	return k.decide(a, t, what == "accept")
}

func (k *call) listProposals(a *App, t *text.Printer) error {
	all, err := a.Centres.Proposals(k.ctx, operator())
	if err != nil {
		return err
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(k.Out, t.Say("centres.review.empty"))
		return err
	}
	for _, i := range all {
		if err := k.printProposal(t, i); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(k.Out, t.Say("centres.review.count", "n", len(all)))
	return err
}

// printProposal writes a proposal with what accepting it would do.
func (k *call) printProposal(t *text.Printer, i centres.Item) error {
	fmt.Fprintf(k.Out, "%s  %s\n", i.ID, t.Say("centres.review.about", "name", i.Centre.Name, "number", i.Centre.Number))
	fmt.Fprintln(k.Out, "  "+t.Say("centres.review.from-"+string(i.Origin), "date", i.ReceivedOn))
	if i.Message != "" {
		fmt.Fprintln(k.Out, "  "+strings.ReplaceAll(i.Message, "\n", "\n  "))
	}
	table := tabwriter.NewWriter(k.Out, 0, 0, 2, ' ', 0)
	for _, p := range i.Preview {
		fmt.Fprintf(table, "  %s:\t%s\t→ %s\n", t.Say("centres.proposal.field."+p.Field), orNothing(t, p.Now), orNothing(t, p.New))
		if p.Moved {
			fmt.Fprintf(table, "  \t%s\t\n", t.Say("centres.review.moved-field"))
		}
	}
	return table.Flush()
}

func orNothing(t *text.Printer, s string) string {
	if s == "" {
		return t.Say("centres.review.nothing")
	}
	return s
}

// decide accepts or rejects a proposal and shows what it was.
func (k *call) decide(a *App, t *text.Printer, accept bool) error {
	all, err := a.Centres.Proposals(k.ctx, operator())
	if err != nil {
		return err
	}
	i, err := centres.FindProposal(all, k.rest[1])
	if err != nil {
		return err
	}
	err = a.Centres.Decide(k.ctx, operator(), i.ID, centres.Decision{Accept: accept, Reason: k.extra.reason, Revision: i.Revision})
	if e, ok := errors.AsType[*core.Error](err); ok && len(e.Fields) > 0 {
		return errors.New(t.Say(e.Fields[0].Key, e.Fields[0].Args...))
	}
	if err != nil {
		return err
	}
	return k.printProposal(t, i)
}

// checkLinks visits the web addresses of all entries and writes a table of them.
func (k *call) checkLinks() (err error) {
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	d, err := a.Centres.Directory(k.ctx)
	if err != nil {
		return err
	}
	all, err := centres.CheckLinks(k.ctx, d, centres.NewLinkVisitor(centres.PublicAddress))
	if err != nil {
		return err
	}
	count := map[centres.LinkResult]int{}
	table := tabwriter.NewWriter(k.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NO.\tCENTRE\tFIELD\tADDRESS\tRESULT\tDETAIL")
	for _, l := range all {
		count[l.Result]++
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", l.Number, l.Name, l.Field, l.Address, l.Result, l.Detail)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(k.Out, "%d visited: %d work, %d moved, %d broken, %d unclear, %d away, %d private\n", len(all), count[centres.LinkWorks],
		count[centres.LinkMoved], count[centres.LinkBroken], count[centres.LinkUnclear], count[centres.LinkAway], count[centres.LinkPrivate])
	return err
}
