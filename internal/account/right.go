package account

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// The rights beside web.Everyone. A room that has a right of its own declares
// it under the same words.
const (
	Self          web.Right = "self"              // one's own account
	People        web.Right = "people"            // invite, give roles, lock, retire
	Organisations web.Right = "organisations"     // organisations and the shells of centres
	Directory     web.Right = "directory"         // edit every entry, with history and undo
	Review        web.Right = "review"            // decide what is proposed about entries
	Notices       web.Right = "notices"           // the notice above every page
	OwnEntry      web.Right = "own-entry"         // the entries of one's own organisation
	Centre        web.Right = "centre"            // see one's centre: colleagues, and who holds its key
	Colleagues    web.Right = "colleagues"        // invite colleagues and end their work
	Keys          web.Right = "keys"              // grant the centre's key, make its kit
	Audit         web.Right = "audit"             // read the sealed record of what was done
	ReadHandbook  web.Right = "handbook"          // read the centre's handbook
	WriteHandbook web.Right = "handbook-write"    // write it
	ReadCases     web.Right = "casework"          // read the centre's cases, without identity and location
	WriteCases    web.Right = "casework-write"    // work on them
	CaseIdentity  web.Right = "casework-identity" // read and write who a client is
	CaseLocation  web.Right = "casework-location" // read and write where she is
	LeadCases     web.Right = "casework-lead"     // workload, retention, restricted cases, erasure
	AnswerContact web.Right = "contact"           // read what people write anonymously, and answer
	LeadContact   web.Right = "contact-lead"      // say what the centre promises to them
	Export        web.Right = "export"            // take the centre's sealed work along
	Figures       web.Right = "figures"           // see exact figures, freeze a year, propose a publication
	Publish       web.Right = "figures-publish"   // decide about what somebody else has proposed
	Deliver       web.Right = "figures-deliver"   // hand in the records of one's centre
	EditCaselaw   web.Right = "caselaw"           // enter and change decisions, see drafts and history
	ApproveLaw    web.Right = "caselaw-approve"   // publish what somebody else has entered, take down
	Health        web.Right = "health"            // see how the server is
)

// table says which role has which right; everything else is denied. Only rights
// in a person's own centre come with a role in a centre.
var table = []struct {
	right web.Right
	what  string
	roles []core.Role
}{
	{Self, "one's own account, sessions, password, second factor", everybody()},
	{People, "people: invite, give roles, lock, retire, new password link", []core.Role{Administrator}},
	{Organisations, "organisations, and the shells of new centres", []core.Role{Administrator}},
	{Directory, "edit all entries of the directory, history, undo", []core.Role{Administrator, DirectoryEditor, core.Operator}},
	{Review, "decide what is proposed about entries", []core.Role{Administrator, DirectoryEditor, core.Operator}},
	{Notices, "the notice above every page", []core.Role{Administrator, DirectoryEditor, core.Operator}},
	{Health, "how the server is: checks and what to do", []core.Role{Administrator, Host, core.Operator}},
	{OwnEntry, "edit and confirm the entries of one's own organisation", []core.Role{Lead}},
	{Centre, "one's centre: colleagues, and who holds its key", []core.Role{Lead, Counsellor, Clerk, Temporary}},
	{Colleagues, "invite colleagues to one's centre, end their work", []core.Role{Lead}},
	{Keys, "grant the key of one's centre to a colleague; its kit", []core.Role{Lead, Counsellor}},
	{Audit, "read the sealed record of one's centre", []core.Role{Lead}},
	{ReadHandbook, "read the handbook of one's centre", []core.Role{Lead, Counsellor, Temporary}},
	{WriteHandbook, "write the handbook of one's centre", []core.Role{Lead, Counsellor}},
	{ReadCases, "read the cases of one's centre, without identity and whereabouts", []core.Role{Lead, Counsellor, Temporary}},
	{WriteCases, "work on the cases of one's centre", []core.Role{Lead, Counsellor}},
	{CaseIdentity, "read and write who a client is", []core.Role{Lead, Counsellor}},
	{CaseLocation, "read and write where a client is", []core.Role{Lead, Counsellor}},
	{LeadCases, "workload, retention, restricted cases, erasure", []core.Role{Lead}},
	{AnswerContact, "read what people write anonymously to one's centre, and answer", []core.Role{Lead, Counsellor}},
	{LeadContact, "say whether one's centre takes part in anonymous contact, and what it promises", []core.Role{Lead}},
	{Export, "take the sealed work of one's centre along", []core.Role{Lead}},
	{Figures, "exact figures of the network, freeze a year, propose a publication", []core.Role{FiguresEditor, core.Operator}},
	{Publish, "decide about a publication that somebody else has proposed; see who saw exact figures", []core.Role{Administrator, FiguresEditor}},
	{Deliver, "hand in released records of one's centre as a file or form", []core.Role{Lead, Clerk}},
	{EditCaselaw, "enter, import and change decisions of courts; their drafts and history", []core.Role{Administrator, CaselawEditor, core.Operator}},
	{ApproveLaw, "publish a decision that somebody else has entered; take decisions down", []core.Role{Administrator, CaselawEditor}},
}

func everybody() []core.Role {
	var all []core.Role
	for _, r := range Roles() {
		all = append(all, r.Role)
	}
	return all
}

// Rights returns all rights in the order of the table.
func Rights() []web.Right {
	all := make([]web.Right, len(table))
	for i, line := range table {
		all[i] = line.right
	}
	return all
}

// Has tells whether a role has a right.
func Has(role core.Role, right web.Right) bool {
	for _, line := range table {
		if line.right == right {
			return slices.Contains(line.roles, role)
		}
	}
	return false
}

// Allows tells whether an actor has a right: by a duty in the office or the
// network, or by one in the centre for which she acts. Whoever runs commands on
// the server has the rights of core.Operator, and no sealed work is among them.
func Allows(a core.Actor, right web.Right) bool {
	switch a.Role {
	case core.Operator:
		return Has(core.Operator, right)
	case core.Person:
		if right == Self {
			return true // also who has no duty has an account of her own
		}
		return slices.ContainsFunc(a.Duties, func(d core.Duty) bool {
			place, known := PlaceOf(d.Role)
			return known && Has(d.Role, right) && (place != InCentre || d.Unit == a.Centre)
		})
	}
	return false
}

// PrintRights writes the table of roles and rights as Markdown.
func PrintRights(w io.Writer) error {
	columns := append(everybody(), core.Operator)
	head, rule := "| right | what |", "|---|---|"
	for _, r := range columns {
		name := string(r)
		if r == core.Operator {
			name = "command line"
		}
		head += " " + name + " |"
		rule += ":-:|"
	}
	lines := []string{head, rule}
	for _, line := range table {
		row := "| " + string(line.right) + " | " + line.what + " |"
		for _, r := range columns {
			mark := " "
			if slices.Contains(line.roles, r) {
				mark = " ● "
			}
			row += mark + "|"
		}
		lines = append(lines, row)
	}
	_, err := fmt.Fprintln(w, strings.Join(lines, "\n"))
	return err
}
