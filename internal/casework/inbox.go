package casework

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"slices"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// A message to another centre is a few rows of casework_inbox, each sealed to the
// inbox key of that centre. The first piece (number 0) says what the message is
// and how many pieces it has; a message of which one is missing is not shown. The
// others are the bytes of a letter, cut.
//
// An inbox takes what anybody seals to it. What makes an answer count is the proof
// in it, which only the two centres of that hand-over know.
type postKind string

// The kinds of messages.
const (
	postHandOver   postKind = "hand-over"
	postAnswer     postKind = "answer"
	postRevocation postKind = "revocation"
)

// post is the first piece of a message.
type post struct {
	Kind   postKind  `json:"kind"`
	ID     vault.ID  `json:"id"`    // of this message
	About  vault.ID  `json:"about"` // of the hand-over to which it belongs
	Proof  vault.ID  `json:"proof"`
	From   Party     `json:"from"`
	Day    core.Date `json:"day"`
	Pieces int       `json:"pieces"`
	Note   string    `json:"note,omitempty"` // of an answer

	// Of a hand-over:
	Person  string    `json:"person,omitempty"` // whom to ask there
	Expires core.Date `json:"expires,omitzero"`
	Holds   []Held    `json:"holds,omitempty"`
	Letter  int       `json:"letter,omitempty"` // bytes

	// Of an answer:
	Passage Passage `json:"passage,omitempty"`

	whole bool // all of its pieces are there
}

// Held says how many records of a sheet a hand-over holds.
type Held struct {
	Sheet string `json:"sheet"`
	Count int    `json:"count"`
}

// letter is what is handed over.
type letter struct {
	Set     string  `json:"set"`   // version of the data set
	Alias   string  `json:"alias"` // by which they speak of the case there
	Note    string  `json:"note,omitempty"`
	Records []carry `json:"records"`
}

// carry is a record on its way.
type carry struct {
	Sheet   string          `json:"sheet"`
	Set     string          `json:"set"`
	Answers dataset.Answers `json:"answers"`
}

// A piece is at most 1 MiB when it is sealed: the bytes, before them the message
// and its number, and what the vault pads.
const (
	pieceLabel = 32 + 8
	pieceBytes = 1<<20 - pieceLabel - 4
)

// deliver seals a message to the inbox of a centre. It returns core.NotFound if
// the centre has no key.
func (d worker) deliver(ctx context.Context, tx *sql.Tx, to core.ID, p post, body []byte) error {
	var parts [][]byte
	for part := range slices.Chunk(body, pieceBytes) {
		parts = append(parts, part)
	}
	p.Letter, p.Pieces = len(body), len(parts)+1
	first, err := json.Marshal(p)
	if err != nil {
		return err
	}
	for number := range p.Pieces {
		plain := first
		if number > 0 {
			plain = append(pieceHead(p.ID, number), parts[number-1]...)
		}
		sealed, err := d.Vault.SealToInbox(ctx, tx, to, plain)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO casework_inbox (id, centre, message, number, sealed) VALUES ($1, $2, $3, $4, $5)`,
			string(vault.NewID()), string(to), string(p.ID), number, sealed)
		if err != nil {
			return err
		}
	}
	return nil
}

// pieceHead stands before the bytes of a piece, so that none can be put into
// another message or another place of its own.
func pieceHead(message vault.ID, number int) []byte {
	return binary.BigEndian.AppendUint64([]byte(message), uint64(number))
}

// posts are the messages in the inbox of her centre, in no meaningful order.
// What does not open or makes no sense is left out: anybody who can write to the
// database could have put it there.
func (d worker) posts(ctx context.Context, tx *sql.Tx, a *vault.Access) ([]post, error) {
	rows, err := tx.QueryContext(ctx, `SELECT message, sealed FROM casework_inbox WHERE centre = $1 AND number = 0 ORDER BY id`, string(a.Centre()))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	type row struct {
		message string
		sealed  []byte
	}
	var found []row
	for rows.Next() {
		var one row
		if err := rows.Scan(&one.message, &one.sealed); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	if err := cmp.Or(rows.Err(), rows.Close()); err != nil {
		return nil, err
	}
	var all []post
	for _, one := range found {
		plain, err := a.OpenInbox(ctx, tx, one.sealed)
		if err != nil {
			if core.KindOf(err) == core.Unavailable || ctx.Err() != nil {
				return nil, err
			}
			continue
		}
		var p post
		if json.Unmarshal(plain, &p) != nil || string(p.ID) != one.message {
			continue
		}
		var pieces int
		err = tx.QueryRowContext(ctx, `SELECT count(*) FROM casework_inbox WHERE centre = $1 AND message = $2`, string(a.Centre()), one.message).Scan(&pieces)
		if err != nil {
			return nil, err
		}
		p.whole = pieces == p.Pieces
		all = append(all, p)
	}
	return all, nil
}

// letterIn opens the letter of a hand-over.
func (d worker) letterIn(ctx context.Context, tx *sql.Tx, a *vault.Access, p post) (letter, error) {
	var l letter
	var body []byte
	for number := 1; number < p.Pieces; number++ {
		var sealed []byte
		err := tx.QueryRowContext(ctx, `SELECT sealed FROM casework_inbox WHERE centre = $1 AND message = $2 AND number = $3`,
			string(a.Centre()), string(p.ID), number).Scan(&sealed)
		if err != nil {
			return l, err
		}
		plain, err := a.OpenInbox(ctx, tx, sealed)
		if err != nil {
			return l, err
		}
		if len(plain) < pieceLabel || string(plain[:pieceLabel]) != string(pieceHead(p.ID, number)) {
			return l, vault.ErrSealed
		}
		body = append(body, plain[pieceLabel:]...)
	}
	if len(body) != p.Letter {
		return l, vault.ErrSealed
	}
	if err := json.Unmarshal(body, &l); err != nil {
		return l, unreadable(err)
	}
	return l, nil
}

// discard removes a message from the inbox of a centre, and returns how many
// pieces there were. Only who knows its id can: the centre that reads it, and the
// one that sent it.
func discard(ctx context.Context, tx *sql.Tx, centre core.ID, message vault.ID) (int64, error) {
	result, err := tx.ExecContext(ctx, `DELETE FROM casework_inbox WHERE centre = $1 AND message = $2`, string(centre), string(message))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// find returns the message of an id.
func findPost(all []post, id vault.ID) (post, bool) {
	i := slices.IndexFunc(all, func(p post) bool { return p.ID == id })
	if i < 0 {
		return post{}, false
	}
	return all[i], true
}
