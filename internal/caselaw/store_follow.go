package caselaw

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/mail"
)

// Follow is what somebody wants to hear of by mail. There is no account behind it: her
// address is kept for this and nothing else, and goes when she ends it.
type Follow struct {
	ID       core.ID
	Address  string
	Language core.Lang
	Kind     Followed
	What     string // the parameters of a search, the number of a decision, or the key of a provision
	Words    string // what she follows as she wrote it
	Every    Rhythm
	Asked    core.Date
	Position int64     // of the last change of which she has heard
	Sent     core.Date // when she got the last mail, or confirmed
	Known    Known
}

// Followed is a kind of thing that can be followed.
type Followed string

// What can be followed.
const (
	ByQuery    Followed = "query"    // decisions that become public and that a search finds
	ByDecision Followed = "decision" // what becomes of one decision
	ByNorm     Followed = "norm"     // decisions that become public and rest on a provision or cite it
)

// Rhythm is how often somebody gets a mail at most.
type Rhythm string

// The rhythms.
const (
	Daily  Rhythm = "daily"
	Weekly Rhythm = "weekly"
)

// Known is what somebody has heard of a decision that she follows.
type Known struct {
	Text    bool     `json:"text,omitempty"`    // that its full text is there
	Higher  []string `json:"higher,omitempty"`  // which decisions of higher instances
	CitedBy []int64  `json:"citedBy,omitempty"` // which decisions cite it
}

const (
	forgottenAfter = 7  // days, for what was never confirmed
	linksFor       = 50 // links kept of one follower: those of her newest mails
	waitingAtOnce  = 3  // for one address, so that nobody can fill a stranger's box
	followsAtOnce  = 100
)

// newToken is the secret of a link: 24 random bytes, 32 letters.
func newToken() string {
	var b [24]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

func hashOf(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// link makes a new link of a follower and stores its hash.
func link(ctx context.Context, tx *sql.Tx, id core.ID, today core.Date) (token string, err error) {
	token = newToken()
	_, err = tx.ExecContext(ctx, `INSERT INTO caselaw_follow_link (hash, follow, made_on) VALUES ($1, $2, $3)`, hashOf(token), string(id), today.String())
	return token, err
}

// AskFollow keeps what somebody wants to follow until she confirms it, and queues the
// mail in which she can; write makes it with her link. Whatever is known of the address,
// it does the same for whoever asks: where too much waits for the address already,
// nothing is kept and nothing sent, and nobody is told.
func (s *Store) AskFollow(ctx context.Context, f Follow, write func(f Follow, token string) mail.Message) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		f := f
		today := s.today()
		if err := s.forgetUnconfirmed(ctx, tx); err != nil {
			return err
		}
		var waiting, all int
		err := tx.QueryRowContext(ctx, `SELECT count(CASE WHEN state = 'waiting' THEN 1 END), count(*) FROM caselaw_follow WHERE address = $1`, f.Address).Scan(&waiting, &all)
		if err != nil || waiting >= waitingAtOnce || all >= followsAtOnce {
			return err
		}
		f.ID, f.Asked = core.NewID(s.clock.Now()), today
		_, err = tx.ExecContext(ctx, `INSERT INTO caselaw_follow (id, address, language, kind, what, words, every, state, asked_on, confirmed_on, position, sent_on, known)
			VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', $8, '', 0, '', '')`,
			string(f.ID), f.Address, string(f.Language), string(f.Kind), f.What, f.Words, string(f.Every), today.String())
		if err != nil {
			return err
		}
		token, err := link(ctx, tx, f.ID, today)
		if err != nil {
			return err
		}
		_, err = mail.Enqueue(ctx, tx, s.clock.Now(), write(f, token))
		return err
	})
}

// forgetUnconfirmed deletes what nobody has confirmed in time.
func (s *Store) forgetUnconfirmed(ctx context.Context, tx *sql.Tx) error {
	before := s.today().AddDays(-forgottenAfter).String()
	if _, err := tx.ExecContext(ctx, `DELETE FROM caselaw_follow_link WHERE follow IN (SELECT id FROM caselaw_follow WHERE state = 'waiting' AND asked_on < $1)`, before); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM caselaw_follow WHERE state = 'waiting' AND asked_on < $1`, before)
	return err
}

const followColumns = `id, address, language, kind, what, words, every, asked_on, position, sent_on, known`

func scanFollow(scan func(...any) error, more ...any) (f Follow, err error) {
	var asked, sent, known string
	to := append([]any{(*string)(&f.ID), &f.Address, (*string)(&f.Language), (*string)(&f.Kind), &f.What, &f.Words, (*string)(&f.Every), &asked, &f.Position, &sent, &known}, more...)
	if err := scan(to...); err != nil {
		return f, err
	}
	return f, errors.Join(f.Asked.UnmarshalText([]byte(asked)), f.Sent.UnmarshalText([]byte(sent)), unpack(known, &f.Known))
}

// followOf returns what a link leads to, and whether it is confirmed. It is NotFound
// where the link leads nowhere, or not any more.
func (s *Store) followOf(ctx context.Context, tx *sql.Tx, token string) (f Follow, confirmed bool, err error) {
	var state string
	f, err = scanFollow(tx.QueryRowContext(ctx, `SELECT `+prefixed("f.", followColumns)+`, f.state FROM caselaw_follow_link l JOIN caselaw_follow f ON f.id = l.follow
		WHERE l.hash = $1 AND (f.state = 'confirmed' OR f.asked_on >= $2)`, hashOf(token), s.today().AddDays(-forgottenAfter).String()).Scan, &state)
	if errors.Is(err, sql.ErrNoRows) {
		err = &core.Error{Kind: core.NotFound, Key: "caselaw.follow.no-link"}
	}
	return f, state == "confirmed", err
}

// FollowOf returns what a link in a mail leads to, and whether it is confirmed.
func (s *Store) FollowOf(ctx context.Context, token string) (f Follow, confirmed bool, err error) {
	err = s.db.View(ctx, func(tx *sql.Tx) error {
		f, confirmed, err = s.followOf(ctx, tx, token)
		return err
	})
	return f, confirmed, err
}

// ConfirmFollow begins what a link leads to: from now on she hears of what is new. The
// same that she followed before ends with it. Confirming twice changes nothing.
func (s *Store) ConfirmFollow(ctx context.Context, token string) (f Follow, err error) {
	var known Known
	if f, _, err = s.FollowOf(ctx, token); err == nil && f.Kind == ByDecision {
		known, _, err = s.knowledge(ctx, f.What)
	}
	if err != nil {
		return f, err
	}
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		var confirmed bool
		if f, confirmed, err = s.followOf(ctx, tx, token); err != nil || confirmed {
			return err
		}
		var last int64
		if err := tx.QueryRowContext(ctx, `SELECT position FROM caselaw_state`).Scan(&last); err != nil {
			return err
		}
		stored, err := pack(known)
		if err != nil {
			return err
		}
		today := s.today().String()
		if _, err := tx.ExecContext(ctx, `UPDATE caselaw_follow SET state = 'confirmed', confirmed_on = $2, sent_on = $2, position = $3, known = $4 WHERE id = $1`,
			string(f.ID), today, last, stored); err != nil {
			return err
		}
		same := `SELECT id FROM caselaw_follow WHERE address = $1 AND kind = $2 AND what = $3 AND state = 'confirmed' AND id <> $4`
		args := []any{f.Address, string(f.Kind), f.What, string(f.ID)}
		if _, err := tx.ExecContext(ctx, `DELETE FROM caselaw_follow_link WHERE follow IN (`+same+`)`, args...); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM caselaw_follow WHERE id IN (`+same+`)`, args...)
		return err
	})
	return f, err
}

// EndFollow deletes what a link leads to, with her address and all links. Where it has
// ended already, it is NotFound.
func (s *Store) EndFollow(ctx context.Context, token string) (f Follow, err error) {
	err = s.db.Update(ctx, func(tx *sql.Tx) error {
		if f, _, err = s.followOf(ctx, tx, token); err != nil {
			return err
		}
		return forgetFollow(ctx, tx, f.ID)
	})
	return f, err
}

func forgetFollow(ctx context.Context, tx *sql.Tx, id core.ID) error {
	if _, err := tx.ExecContext(ctx, `DELETE FROM caselaw_follow_link WHERE follow = $1`, string(id)); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM caselaw_follow WHERE id = $1`, string(id)); err != nil {
		return err
	}
	return mail.Withdraw(ctx, tx, mailKey(id)) // what has not left does not leave any more
}

// mailKey begins the keys of the mails to a follower.
func mailKey(id core.ID) string { return followKeys + string(id) + "/" }

const followKeys = "caselaw/follow/"

// due returns some of those who may get a mail today, in the order of their ids after
// one of them: daily ones if they got none today, weekly ones after seven days.
func (s *Store) due(ctx context.Context, after core.ID, last int64, limit int) (all []Follow, err error) {
	today := s.today()
	rows, err := s.db.Query(ctx, `SELECT `+followColumns+` FROM caselaw_follow WHERE state = 'confirmed' AND id > $1 AND position < $2
		AND ((every = 'daily' AND sent_on < $3) OR (every = 'weekly' AND sent_on <= $4)) ORDER BY id LIMIT $5`,
		string(after), last, today.String(), today.AddDays(-7).String(), limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		f, err := scanFollow(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, rows.Err()
}

// told notes that somebody has heard of all changes up to a position, and queues the
// mail that says so, if there is one. Whoever else does the same at the same time, or
// did it before, has the same effect once: it happens only if she stands where she stood
// when the mail was made. A mail that cannot be written to is left out.
func (s *Store) told(ctx context.Context, f *Follow, position int64, known Known, write func(token string) mail.Message) error {
	stored, err := pack(known)
	if err != nil {
		return err
	}
	today := s.today()
	sent := f.Sent
	if write != nil {
		sent = today
	}
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		result, err := tx.ExecContext(ctx, `UPDATE caselaw_follow SET position = $2, sent_on = $3, known = $4, what = $5 WHERE id = $1 AND position = $6 AND state = 'confirmed'`,
			string(f.ID), position, sent.String(), stored, f.What, f.Position)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 || write == nil {
			return err
		}
		token, err := link(ctx, tx, f.ID, today)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM caselaw_follow_link WHERE follow = $1 AND hash NOT IN
			(SELECT hash FROM caselaw_follow_link WHERE follow = $1 ORDER BY made_on DESC LIMIT $2)`, string(f.ID), linksFor); err != nil {
			return err
		}
		_, err = mail.Enqueue(ctx, tx, s.clock.Now(), write(token))
		if errors.Is(err, mail.ErrRecipient) {
			return nil
		}
		return err
	})
}

// sweepFollows deletes what was never confirmed, and the mails that have left.
func (s *Store) sweepFollows(ctx context.Context) error {
	return s.db.Update(ctx, func(tx *sql.Tx) error {
		if err := s.forgetUnconfirmed(ctx, tx); err != nil {
			return err
		}
		return mail.Forget(ctx, tx, followKeys)
	})
}

// knowledge is what can be heard of a decision now, with the decision itself. Where it
// has become a duplicate it is that of the other one, and where it is not public, there
// is nothing to be known: d is nil.
func (s *Store) knowledge(ctx context.Context, what string) (k Known, d *Shown, err error) {
	number, err := parseNumber(what)
	if err != nil {
		return k, nil, err
	}
	shown, err := s.Show(ctx, number)
	if moved, ok := errors.AsType[*Moved](err); ok {
		shown, err = s.Show(ctx, moved.To)
	}
	if kind := core.KindOf(err); err != nil && (kind == core.Gone || kind == core.NotFound) {
		return k, nil, nil
	}
	if err != nil {
		return k, nil, err
	}
	cited, err := s.CitedBy(ctx, shown.Number)
	if err != nil {
		return k, nil, err
	}
	k.Text = shown.Text.Words() > 0 && !shown.Entry.Source.Partial
	for _, in := range shown.Entry.Chain {
		if in.Higher {
			k.Higher = append(k.Higher, oneLine(in.Court+" "+in.Date.String()+" "+in.FileNumber))
		}
	}
	for _, c := range cited {
		k.CitedBy = append(k.CitedBy, c.Number)
	}
	return k, &shown, nil
}

// parseNumber reads the number of a decision.
func parseNumber(s string) (n int64, err error) {
	if _, err = fmt.Sscanf(strings.TrimSpace(s), "%d", &n); err != nil || formatNumber(n) != strings.TrimSpace(s) || n <= 0 {
		return 0, &core.Error{Kind: core.NotFound, Key: "caselaw.error.no-decision"}
	}
	return n, nil
}
