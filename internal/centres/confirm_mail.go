package centres

import (
	"cmp"
	"context"
	"database/sql"
	"strings"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/mail"
	"verbund/internal/platform/text"
)

// linkDays is for how many days the links of a mail can be used: until the mail
// of the next quarter is certainly there.
const linkDays = 120

// MailState says why a centre gets the mail of a quarter or does not.
type MailState string

// The states.
const (
	MailDue       MailState = "due"
	MailQueued    MailState = "queued"     // it was queued before, and possibly sent
	MailConfirmed MailState = "confirmed"  // the entry was confirmed in this quarter already
	MailNoAddress MailState = "no-address" // to be asked by telephone
)

// DueMail is one line of the plan of a quarter.
type DueMail struct {
	Number int
	Name   string
	To     string
	State  MailState
	record Record
}

// QuarterlyMail is what the mails of a quarter are made of.
type QuarterlyMail struct {
	Links   *Links
	Address string        // of the site, without a slash at the end
	Network string        // its name
	Texts   *text.Printer // in the language of the mails
}

// Plan tells for every entry whether its centre gets the mail of the present
// quarter; those that were taken out get none. It is Denied without the right Edit.
func (s *Store) Plan(ctx context.Context, actor core.Actor) ([]DueMail, Quarter, error) {
	quarter := QuarterOf(core.DateOf(s.clock.Now()))
	records, err := s.Records(ctx, actor)
	if err != nil {
		return nil, quarter, err
	}
	var keys []string
	for _, r := range records {
		keys = append(keys, mailKey(r.ID, quarter))
	}
	queued, err := mail.Queued(ctx, s.db, keys...)
	if err != nil {
		return nil, quarter, err
	}
	var plan []DueMail
	for i, r := range records {
		if !r.Internal.RetiredOn.IsZero() {
			continue
		}
		// The address for colleagues is read by those who keep the entry.
		d := DueMail{Number: r.Number, Name: r.Name, To: cmp.Or(r.Internal.Email, r.Email), State: MailDue, record: r}
		switch {
		case queued[keys[i]]:
			d.State = MailQueued
		case quarter.Contains(r.ConfirmedOn):
			d.State = MailConfirmed
		case d.To == "":
			d.State = MailNoAddress
		}
		plan = append(plan, d)
	}
	return plan, quarter, nil
}

func mailKey(id core.ID, q Quarter) string { return "centres/confirm/" + string(id) + "/" + q.String() }

// QueueDue queues the mails that are due, each once a quarter however often it
// is called, and returns the plan with what became of each.
func (s *Store) QueueDue(ctx context.Context, actor core.Actor, m QuarterlyMail) ([]DueMail, Quarter, error) {
	plan, quarter, err := s.Plan(ctx, actor)
	if err != nil {
		return nil, quarter, err
	}
	now := s.clock.Now()
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		for i := range plan {
			if plan[i].State != MailDue {
				continue
			}
			if _, err := mail.Enqueue(ctx, tx, now, m.write(plan[i].record, plan[i].To, quarter, core.DateOf(now))); err != nil {
				return err
			}
		}
		return nil
	})
	return plan, quarter, err
}

// write makes the mail to one centre. It shows the public part of the entry.
func (m QuarterlyMail) write(r Record, to string, q Quarter, today core.Date) mail.Message {
	t := m.Texts
	link := Link{entry: r.ID, action: StillCorrect, quarter: q, revision: r.Revision, until: today.AddDays(linkDays)}
	base := m.Address + "/" + string(t.Lang()) + "/centres/"
	paragraphs := []string{
		t.Say("centres.mail.greeting"),
		t.Say("centres.mail.shown", "network", m.Network),
		strings.Join(entryLines(t, &r.Centre, today), "\n"),
		t.Say("centres.mail.question"),
		t.Say("centres.mail.yes") + "\n" + base + "confirm?l=" + m.Links.Seal(link),
		t.Say("centres.mail.no") + "\n" + base + "changed?l=" + m.Links.Seal(link.as(SomethingChanged)),
		t.Say("centres.mail.until", "date", link.until),
		t.Say("centres.mail.answer"),
		m.Network + "\n" + m.Address + "/" + string(t.Lang()) + "/",
	}
	return mail.Message{
		Key: mailKey(r.ID, q), To: to, Language: t.Lang(),
		Subject: t.Say("centres.mail.subject", "name", r.Name),
		Text:    strings.Join(paragraphs, "\n\n") + "\n",
	}
}

// entryLines is the public entry as lines of plain text, "Phone: 030 23125000".
func entryLines(t *text.Printer, c *Centre, today core.Date) []string {
	unknown := t.Say("centres.mail.unknown") // said where an answer helps people most
	var all []string
	add := func(key, value string) {
		if value != "" {
			all = append(all, t.Say(key)+": "+value)
		}
	}
	add("centres.mail.name", c.Name)
	add("centres.facts.organisation", c.Organisation)
	for _, n := range c.Phones {
		add("centres.mail.phone", writePhone(n))
	}
	add("centres.facts.mail", c.Email)
	add("centres.mail.website", c.Website)
	add("centres.mail.chat", c.Chat)
	add("centres.mail.contact", c.Contact)
	for _, o := range c.Offices {
		v := newOfficeView(t, o, noon(today))
		lines := v.Address
		if o.Secret {
			lines = append(lines, t.Say("centres.office.secret"))
		}
		add("centres.mail.office", strings.Join(lines, ", "))
		add("centres.mail.hours", orElse(o.Hours.String(), unknown))
		add("centres.mail.accessibility", v.Accessibility)
	}
	add("centres.facts.area", areaWords(t, c.Area))
	add("centres.facts.house", orElse(strings.Join(languageNames(t, c.Languages, false), ", "), unknown))
	add("centres.facts.interpreter", strings.Join(languageNames(t, c.Languages, true), ", "))
	add("centres.facts.groups", orElse(labels(t, "centres.group.", c.Groups), unknown))
	add("centres.facts.access", labels(t, "centres.access.", c.Access))
	var needs, forms []string
	for _, o := range c.Offers {
		needs = append(needs, labelList(t, "centres.need.", o.Needs)...)
		forms = append(forms, labelList(t, "centres.exploitation.", o.Forms)...)
	}
	add("centres.facts.offer", strings.Join(append(needs, forms...), ", "))
	add("centres.mail.state", stateOf(t, c, today))
	return all
}

func noon(d core.Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC) }
