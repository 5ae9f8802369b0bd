package caselaw

import (
	"slices"
	"strings"
	"time"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// State is how far a decision has come.
type State string

// The states. A published decision may have a draft that waits for its second person:
// it stays published as it was until then.
const (
	Begun     State = "new"       // imported or begun, nobody has finished the first entry
	Entered   State = "entered"   // entered, waits for a second person
	Scheduled State = "scheduled" // approved, becomes public on a day
	Published State = "published"
	Blocked   State = "blocked"   // taken down
	Duplicate State = "duplicate" // of another
)

// Row is a line of the editors' lists.
type Row struct {
	Number     int64
	State      State
	Waits      bool // something of it waits for a second person
	Court      string
	Date       core.Date
	FileNumber string
	Title      string
	SameAs     int64
	Due        core.Date
	ChangedAt  time.Time
	ChangedBy  string
}

// Decision is one decision with all that the editors see of it.
type Decision struct {
	Row
	Revision  int64
	Entry     decision.Entry // the draft
	Text      decision.Text  // the draft
	Public    decision.Entry // what everybody sees; empty before it was published
	Published core.Date
	AskedBy   string // who asks for a second person
	File      File   // that of the draft, which is the public one where no other waits

	PublicText decision.Text // what everybody sees
	FileWaits  bool          // the file is not public yet

	asked core.ID
	hands string // the ids of those who have worked on the draft since it was published
}

// Open tells whether the editors may still work on it.
func (d *Decision) Open() bool { return d.State != Blocked && d.State != Duplicate }

// AskedByPerson tells whether the person is the one who asked for a second.
func (d *Decision) AskedByPerson(id core.ID) bool { return id != "" && d.asked == id }

// MayApprove tells whether somebody else has seen or made what is asked for: neither the
// one who asks may approve, nor the only one who has worked on the draft.
func (d *Decision) MayApprove(id core.ID) bool {
	return id != "" && d.asked != id && d.hands != string(id)
}

// touch notes that somebody has worked on the draft: what was asked of a second person is
// not asked any more, since she would see something else, and no day is set any more.
func (d *Decision) touch(actor core.Actor) {
	if actor.Role == core.Person && !slices.Contains(strings.Fields(d.hands), string(actor.Person)) {
		d.hands = strings.TrimSpace(d.hands + " " + string(actor.Person))
	}
	d.asked, d.AskedBy, d.Waits = "", "", false
	if d.State == Entered || d.State == Scheduled {
		d.State, d.Due = Begun, core.Date{}
	}
}

// File is the file that a decision was read from: its SHA-256 in hexadecimal digits, and
// its size in bytes. There is none where the hash is empty.
type File struct {
	Hash string
	Size int64
}

// Event is a line of the history: one field that changed, or something that was done
// with the whole decision, which has no Field.
type Event struct {
	ID       core.ID
	At       time.Time
	Actor    string
	What     What
	Field    string
	Before   string // JSON
	After    string
	Reason   string
	Revision int64
}

// What was done.
type What string

// What can be done with a decision.
const (
	Began     What = "began"
	Imported  What = "imported"
	Changed   What = "changed"
	Retexted  What = "text" // the full text was replaced
	Undone    What = "undone"
	Asked     What = "asked"
	Returned  What = "returned"
	Approved  What = "approved"
	Planned   What = "scheduled"
	TakenDown What = "blocked"
	Reopened  What = "unblocked"
	Redacted  What = "redacted"
	Stripped  What = "stripped" // the full text was taken away
	Merged    What = "merged"
	Parted    What = "parted" // is no duplicate after all
)

// Change is a line of the feed of changes.
type Change struct {
	Position int64
	Number   int64
	Gone     bool // it is not public any more
	First    bool // it became public
	At       time.Time
}
