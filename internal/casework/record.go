package casework

import (
	"time"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// The parts of a case file beside those of the vault.
const (
	searchPart vault.Part = "search"       // what a case is found by, without who she is
	namesPart  vault.Part = "search-names" // names, numbers and places of identity and location
)

// roomName is under which the vault keeps cases.
const roomName = "casework"

// Status is whether a case is being worked on.
type Status string

// The states of a case.
const (
	Active Status = "open"
	Done   Status = "closed"
)

// Head is what there is once in a case: how it is called, who works on it, and
// how far it has come. It is sealed in the part "core" under the id of the case.
type Head struct {
	Alias   string    `json:"alias"`
	Opened  core.Date `json:"opened"`
	Status  Status    `json:"status"`
	Workers []core.ID `json:"workers,omitempty"`
	Tags    []string  `json:"tags,omitempty"`
	Flags   []string  `json:"flags,omitempty"` // codes of the list "flag"
	Family  vault.ID  `json:"family,omitempty"`
	Set     string    `json:"set"` // version of the data set with which it was opened
	Ending

	Stamp vault.ID  `json:"stamp"` // differs for every version there ever was
	At    time.Time `json:"at"`    // to the minute
	By    core.ID   `json:"by"`
	Form  vault.ID  `json:"form,omitempty"` // which form made it, so that sending it twice makes one case
}

// State is what a record says, since when, and by whom.
type State struct {
	Number  int             `json:"number"` // from 1
	Stamp   vault.ID        `json:"stamp"`  // differs for every state there ever was
	At      time.Time       `json:"at"`     // to the minute
	By      core.ID         `json:"by"`
	Set     string          `json:"set"` // version of the data set
	Answers dataset.Answers `json:"answers"`

	Document *Document `json:"document,omitempty"` // of the sheet "document"
	Letter   *Letter   `json:"letter,omitempty"`   // of the sheet "letter"
	Settings *Settings `json:"settings,omitempty"` // of the centre
	Wording  *Wording  `json:"wording,omitempty"`  // of a letter of the centre's own
}

// Record is a sheet of a case, or an entry of a sheet that has several, as it is
// sealed.
type Record struct {
	Sheet string `json:"sheet"`
	State
	Earlier []State  `json:"earlier,omitempty"` // the newest first
	Removed bool     `json:"removed,omitempty"` // taken out of lists and figures; it can be brought back
	Form    vault.ID `json:"form,omitempty"`    // which form made it
	Group   vault.ID `json:"group,omitempty"`   // the same in the files of all clients for whom it was written at once

	Referral *Referral `json:"referral,omitempty"` // of the sheet "referral"
}

// earlierLimit is how many earlier states of a record are kept.
const earlierLimit = 10

// next puts new answers over the present ones, which become an earlier state.
func (rec *Record) next(to State) {
	if rec.Number > 0 {
		rec.Earlier = append([]State{rec.State}, rec.Earlier...)
		rec.Earlier = rec.Earlier[:min(len(rec.Earlier), earlierLimit)]
	}
	to.Number = rec.Number + 1
	rec.State = to
}

// ofStamp returns the state of a stamp, nil where it is not kept any more.
func (rec *Record) ofStamp(stamp vault.ID) *State {
	if rec.Stamp == stamp {
		return &rec.State
	}
	for i := range rec.Earlier {
		if rec.Earlier[i].Stamp == stamp {
			return &rec.Earlier[i]
		}
	}
	return nil
}

// Kept is a record and where it is sealed.
type Kept struct {
	Record
	ID       vault.ID
	part     vault.Part
	revision vault.Revision
}

// Case is a case file in the hands of somebody who may open it.
type Case struct {
	Head
	ID       vault.ID
	access   *vault.Access
	folder   *vault.Folder
	revision vault.Revision // of the head
	records  []*Kept
	parts    map[vault.Part]bool // that have been opened
}

// Sheet returns the record of a sheet of which there is one, nil where nothing
// has been written on it.
func (c *Case) Sheet(id string) *Kept {
	for _, k := range c.records {
		if k.Sheet == id && !k.Removed {
			return k
		}
	}
	return nil
}

// Answers are what a sheet of which there is one says; never nil.
func (c *Case) Answers(sheet string) dataset.Answers {
	if k := c.Sheet(sheet); k != nil && k.State.Answers != nil {
		return k.State.Answers
	}
	return dataset.Answers{}
}

// Entries are those of a sheet that has several and are not taken out, the newest
// day first, and among those of one day the one written last.
func (c *Case) Entries(sheet *dataset.Sheet) []*Kept { return c.entries(sheet, false) }

// RemovedEntries are those that were taken out.
func (c *Case) RemovedEntries(sheet *dataset.Sheet) []*Kept { return c.entries(sheet, true) }

// entry returns the record of an id.
func (c *Case) entry(id vault.ID) *Kept {
	for _, k := range c.records {
		if k.ID == id {
			return k
		}
	}
	return nil
}
