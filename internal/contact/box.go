package contact

import (
	"context"
	"encoding/json"
	"io"

	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// Message is one thing that a person wrote, as it lies sealed in its folder.
type Message struct {
	Lang  core.Lang `json:"lang"`
	Text  string    `json:"text,omitempty"`
	Files []File    `json:"files,omitempty"`
	Reply *Reply    `json:"reply,omitempty"` // to a question of the centre
	Sent  core.Date `json:"-"`
	ID    vault.ID  `json:"-"` // of its folder
}

// File is one file of a message.
type File struct {
	ID      vault.FileID `json:"id"`
	Name    string       `json:"name"`
	Size    int64        `json:"size"`    // bytes
	Cleaned bool         `json:"cleaned"` // what a camera wrote into the picture was taken out
}

// Reply is her yes or no to a question.
type Reply struct {
	Answer vault.ID `json:"answer"` // the answer that held the question
	Ask    Ask      `json:"ask"`
	To     core.ID  `json:"to,omitempty"`
	By     core.ID  `json:"by"` // the centre that asked: a yes to it is none to another
	Yes    bool     `json:"yes"`
}

// Ask is a question that a centre asks with an answer.
type Ask string

// The questions.
const (
	AskNothing  Ask = ""
	AskCase     Ask = "case"      // may we keep a case file about what you wrote
	AskHandOver Ask = "hand-over" // may we give what you wrote to another centre
)

// Reading is one answer of the centre, as it lies sealed to her mailbox.
type Reading struct {
	Text   string    `json:"text"`
	Lang   core.Lang `json:"lang,omitempty"` // in which it is written; "" is that of the conversation
	Ask    Ask       `json:"ask,omitempty"`
	To     core.ID   `json:"to,omitempty"` // the centre that is asked about
	ToName string    `json:"to_name,omitempty"`
	Day    core.Date `json:"-"`
	ID     vault.ID  `json:"-"`
}

// State is how far a conversation has come, in the centre's eyes.
type State string

// The states. A conversation that nobody has touched is Fresh.
const (
	Fresh    State = "new"
	Open     State = "open"     // somebody works on it
	Answered State = "answered" // the last word is the centre's
	Waiting  State = "waiting"  // the centre waits for something else
	Closed   State = "closed"
)

// Standing is what the centre knows of a conversation beside its texts, sealed in
// the folder of the first message.
type Standing struct {
	State   State     `json:"state"`
	Worker  core.ID   `json:"worker,omitempty"`
	Lang    core.Lang `json:"lang"`
	Arrived core.Date `json:"arrived"`
	First   core.Date `json:"first,omitzero"` // day of the first answer
	Seen    int       `json:"seen"`           // how many messages there were when somebody last dealt with it
	Note    string    `json:"note,omitempty"` // for colleagues
	Case    string    `json:"case,omitempty"` // address of the case that was made of it
	Blocked string    `json:"blocked,omitempty"`
}

// Sent is the centre's own copy of an answer.
type Sent struct {
	Reading
	By    core.ID   `json:"by"`
	Day   core.Date `json:"day"`
	After int       `json:"after"` // how many messages there were when it was sent

	// Number counts the answers of a conversation, from 1.
	Number int `json:"number"`
}

// Draft is an answer that is being written.
type Draft struct {
	Answer vault.ID  `json:"answer"` // the ID that the answer will have
	Text   string    `json:"text"`
	Lang   core.Lang `json:"lang,omitempty"`
	Ask    Ask       `json:"ask,omitempty"`
	To     core.ID   `json:"to,omitempty"`
	By     core.ID   `json:"by"`
	Review core.ID   `json:"review,omitempty"` // whom she asked to look at it
	Remark string    `json:"remark,omitempty"` // what that colleague says
	Seen   bool      `json:"seen,omitempty"`   // the colleague has looked, and agrees
}

// Records of a conversation's first folder, and of every message's.
const (
	written  vault.ID = "00000000000000000000000000000001" // Message, in the part core
	standing vault.ID = "00000000000000000000000000000002" // Standing
	drafted  vault.ID = "00000000000000000000000000000003" // Draft

	answers vault.Part = "answers" // Sent, by the ID of the answer
)

// Conversation is everything that was written in one, for a centre.
type Conversation struct {
	ID       core.ID
	Held     bool
	Blocked  bool
	Erased   core.Date // the day after which nothing is left
	Messages []Message // the oldest first
	Answers  []Sent    // the oldest first
	Standing Standing

	// Read opens a file of one of the messages. It asks the database while it is read,
	// so ctx must last as long.
	Read func(ctx context.Context, m Message, f File) (io.ReadSeeker, error)
}

// encode writes a record, which consists of texts and days: so it cannot
// fail.
func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		return nil
	}
	return b
}
