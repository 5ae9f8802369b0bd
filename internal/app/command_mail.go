package app

import (
	"errors"
	"fmt"
	"text/tabwriter"

	"verbund/internal/centres"
	"verbund/internal/core"
	"verbund/internal/platform/mail"
)

// mail shows and queues the quarterly mails to the centres, and lists the mails
// that a person must decide about.
func (k *call) mail() (err error) {
	what := ""
	if len(k.rest) > 0 {
		what = k.rest[0]
	}
	wants := map[string]int{"due": 1, "send": 1, "list": 1, "again": 2, "drop": 2}[what]
	if wants == 0 || len(k.rest) != wants {
		return usageError{errors.New("mail what? mail due, mail send, mail list, mail again ID, or mail drop ID")}
	}
	a, err := k.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	switch what {
	case "due":
		plan, quarter, err := a.Centres.Plan(k.ctx, operator())
		if err != nil {
			return err
		}
		return k.printPlan(plan, quarter, "would get the mail of")
	case "send":
		return k.sendMails(a)
	case "list":
		return k.listMails(a)
	}
	id, ok := core.ParseID(k.rest[1])
	if !ok {
		return usageError{fmt.Errorf("%q is not the number of a mail; verbund mail list shows them", core.Clip(k.rest[1], 40))}
	}
	if what == "again" {
		return a.Mail.Again(k.ctx, id)
	}
	return a.Mail.Drop(k.ctx, id)
}

// sendMails queues the mails of the quarter that are not queued yet.
func (k *call) sendMails(a *App) error {
	c := k.settings.Config
	switch carrier, err := c.mailer(k.Clock); {
	case err != nil:
		return err
	case carrier == nil:
		return errors.New("no mail server is set; see the settings smtp, smtp-from, smtp-user, smtp-password and smtp-tls")
	case c.URL == "":
		return errors.New("the links in a mail need the address of the site; see the setting url")
	case a.linksErr != nil:
		return a.linksErr
	}
	plan, quarter, err := a.Centres.QueueDue(k.ctx, operator(), centres.QuarterlyMail{
		Links: a.Links, Address: c.URL, Network: a.frames.site, Texts: a.Texts.For("de"),
	})
	if err != nil {
		return err
	}
	if err := k.printPlan(plan, quarter, "queued for"); err != nil {
		return err
	}
	_, err = fmt.Fprintln(k.Out, "verbund serve sends what is queued.")
	return err
}

// printPlan writes who gets the mail of a quarter and who does not.
func (k *call) printPlan(plan []centres.DueMail, quarter centres.Quarter, did string) error {
	words := map[centres.MailState]string{
		centres.MailDue: "due", centres.MailQueued: "queued or sent before",
		centres.MailConfirmed: "confirmed this quarter", centres.MailNoAddress: "no e-mail: please call",
	}
	count := map[centres.MailState]int{}
	table := tabwriter.NewWriter(k.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NO.\tCENTRE\tE-MAIL\tSTATE")
	for _, d := range plan {
		count[d.State]++
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\n", d.Number, d.Name, d.To, words[d.State])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(k.Out, "%d %s %s; %d queued or sent before, %d confirmed this quarter, %d without e-mail\n",
		count[centres.MailDue], did, quarter, count[centres.MailQueued], count[centres.MailConfirmed], count[centres.MailNoAddress])
	return err
}

// listMails writes the mails that are not sent, and why.
func (k *call) listMails(a *App) error {
	open, err := a.Mail.Open(k.ctx)
	if err != nil {
		return err
	}
	count, err := a.Mail.Count(k.ctx)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		table := tabwriter.NewWriter(k.Out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "ID\tSTATE\tTO\tATTEMPTS\tNEXT\tREASON")
		for _, m := range open {
			next := ""
			if m.State == mail.Waiting {
				next = m.Due.Local().Format("2006-01-02 15:04")
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%s\t%s\n", m.ID, m.State, m.To, m.Attempts, next, m.Reason)
		}
		if err := table.Flush(); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(k.Out, "%d sent, %d waiting, %d unsure, %d given up, %d dropped\n",
		count[mail.Sent], count[mail.Waiting]+count[mail.Sending], count[mail.Unsure], count[mail.GivenUp], count[mail.Dropped])
	return err
}
