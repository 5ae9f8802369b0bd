package casework

import (
	"cmp"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/casework/deadline"
	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
)

// Due is a deadline or a task of a case, as lists show it.
type Due struct {
	Case   vault.ID
	Entry  vault.ID
	Sheet  string // "deadline" or "task"
	Alias  string
	Day    core.Date // the unknown day for a task without one
	Rule   string    // of a deadline
	What   string    // of a task
	More   string    // what a deadline is about
	Who    core.ID
	Active bool // the case is open
	deadline.Standing
}

// taskWarnDays is how long before its day a task asks to be done.
const taskWarnDays = 1

// duesOf are the deadlines and tasks of cases that are not done, the most urgent
// first. Those of closed cases are among them: a deadline does not end because a
// case does.
func duesOf(cases []Listed, book *deadline.Book, today core.Date) []Due {
	var all []Due
	for _, c := range cases {
		for _, due := range c.Deadlines {
			rule, _ := book.Rule(due.Rule)
			all = append(all, Due{Case: c.id, Entry: due.ID, Sheet: "deadline", Alias: c.Alias, Day: due.Due, Rule: due.Rule, More: due.More, Who: due.Who, Active: c.Status == Active,
				Standing: deadline.Status(due.Due, today, rule.WarnDays)})
		}
		for _, task := range c.Tasks {
			all = append(all, Due{Case: c.id, Entry: task.ID, Sheet: "task", Alias: c.Alias, Day: task.Due, What: task.What, Who: task.Who, Active: c.Status == Active,
				Standing: deadline.Status(task.Due, today, taskWarnDays)})
		}
	}
	slices.SortFunc(all, func(x, y Due) int {
		return cmp.Or(cmp.Compare(dayOrLast(x.Day), dayOrLast(y.Day)), cmp.Compare(x.Sheet, y.Sheet), cmp.Compare(x.Alias, y.Alias), cmp.Compare(x.Entry, y.Entry))
	})
	return all
}

// dayOrLast sorts what has no day behind all days.
func dayOrLast(d core.Date) string {
	if d.IsZero() {
		return "9999"
	}
	return d.String()
}

// hers tells whether something is hers to do: she is named, or nobody is and she
// works on the case.
func (due Due) hers(person core.ID, workers []core.ID) bool {
	return due.Who == person || due.Who == "" && slices.Contains(workers, person)
}

// address is where the entry stands.
func (due Due) address() string {
	return address(due.Case) + "/entries/" + due.Sheet + "/" + string(due.Entry)
}

// DueGroup are deadlines and tasks of the same urgency.
type DueGroup struct {
	Label  string
	Urgent bool
	Rows   []DueRow
}

// DueRow is a deadline or task in a list.
type DueRow struct {
	Address, Day, What, More, Alias, CaseAddress, Who string
	State                                             string // in a list that is not in groups: how urgent it is, where it is
	Closed                                            bool   // the case is closed
}

// dueRow is a deadline or task as lists show it.
func (d worker) dueRow(f ui.Frame, due Due, names func(core.ID) string) DueRow {
	row := DueRow{Address: due.address(), Day: f.Date(due.Day), What: due.What, More: due.More, Alias: due.Alias, CaseAddress: address(due.Case), Closed: !due.Active}
	if due.Sheet == "deadline" {
		row.What = d.ruleLabel(f.Lang(), due.Rule)
	}
	if due.Who != "" {
		row.Who = nameOr(f, names(due.Who))
	}
	return row
}

// duesIn are the deadlines and tasks of a case that is open, for its first page.
func (d worker) duesIn(f ui.Frame, o opened) []DueRow {
	var rows []DueRow
	for _, due := range duesOf([]Listed{{id: o.ID, Card: d.card(o.Case)}}, d.Book, d.Today()) {
		row := d.dueRow(f, due, func(id core.ID) string {
			for _, c := range o.given["@colleagues"] {
				if c.Value == string(id) {
					return c.Label
				}
			}
			return ""
		})
		row.Alias, row.Closed = "", false
		if due.State == deadline.Overdue || due.State == deadline.Today {
			row.State = d.Book.State(due.State, f.Lang())
		}
		rows = append(rows, row)
	}
	return rows
}

// groups puts deadlines and tasks into groups by urgency; later ones only where
// they are asked for.
func (d worker) groups(f ui.Frame, all []Due, names func(core.ID) string, later bool) []DueGroup {
	var groups []DueGroup
	for _, state := range deadline.States() {
		if !later && state == deadline.Later {
			continue
		}
		group := DueGroup{Label: d.Book.State(state, f.Lang()), Urgent: state == deadline.Overdue || state == deadline.Today}
		for _, due := range all {
			if due.State != state {
				continue
			}
			group.Rows = append(group.Rows, d.dueRow(f, due, names))
		}
		if len(group.Rows) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// ruleLabel is what a rule is called; a rule that is not known any more by its id.
func (room *Room) ruleLabel(lang core.Lang, id string) string {
	if rule, known := room.Book.Rule(id); known {
		return rule.Label.In(lang)
	}
	return id
}

// ruleChoices are the rules that a deadline may follow today, kind by kind.
func (room *Room) ruleChoices(lang core.Lang) []dataset.Choice {
	var all []dataset.Choice
	for _, rule := range room.Book.Rules() {
		all = append(all, dataset.Choice{Value: rule.ID, Label: room.Book.Kind(rule.Kind, lang) + ": " + rule.Label.In(lang)})
	}
	return all
}

// completeDue computes the last day of a deadline that has a first day and no last
// one. It refuses a deadline without any day.
func (room *Room) completeDue(a dataset.Answers, h deadline.Holidays) (dataset.Answers, error) {
	rule, known := room.Book.Rule(a.Get("rule"))
	if a.Get("due") != "" || !known {
		return a, nil
	}
	due, _ := rule.Due(a.Day("start"), h)
	if due.IsZero() {
		if rule.Entered() {
			return a, fieldError("due", "casework.error.due")
		}
		return a, fieldError("start", "casework.error.start")
	}
	a = a.Clone()
	a.Set("due", due.String())
	return a, nil
}

// ExplainView says how the last day of a deadline follows from the law.
type ExplainView struct {
	Label, Hint, Statute, Link, AsOf, Start, Lasting string
	Steps                                            []string
	Differs                                          string // the entered day is not the computed one
	Posted                                           bool
}

// explain says where a deadline comes from; nil where its rule is not known.
func (room *Room) explain(f ui.Frame, a dataset.Answers, h deadline.Holidays) *ExplainView {
	rule, known := room.Book.Rule(a.Get("rule"))
	if !known {
		return nil
	}
	v := &ExplainView{Label: rule.Label.In(f.Lang()), Hint: rule.Hint.In(f.Lang()), Statute: rule.Statute, Link: rule.URL, AsOf: rule.AsOf,
		Start: rule.Start.In(f.Lang()), Lasting: room.Book.Lasting(rule, f.Lang()), Posted: rule.Posted}
	due, steps := rule.Due(a.Day("start"), h)
	for _, s := range steps {
		v.Steps = append(v.Steps, room.Book.Sentence(s, f.Lang(), f.Date))
	}
	if !due.IsZero() && !rule.Entered() && a.Day("due") != due {
		v.Differs = f.Say("casework.deadline.differs", "date", due)
	}
	return v
}
