package site

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/text"
	"verbund/internal/platform/ui"
)

// Notice is something everybody must know for a while, such as a telephone that
// is down. It stands above every page.
type Notice struct {
	ID     core.ID
	Urgent bool
	Words  map[core.Lang]string // German must be among them
	From   time.Time
	Until  time.Time // the notice is gone from then on
	By     string    // who made it

	EndedBy string // who took it down before its time
}

// longestNotice is how many characters a notice may have in one language.
const longestNotice = 500

// check says what is wrong with a notice.
func (n Notice) check() error {
	wrong := func(field, key string, args ...any) error {
		return &core.Error{Kind: core.Invalid, Key: key, Args: args, Fields: []core.FieldError{{Field: field, Key: key, Args: args}}}
	}
	if n.Words[text.German] == "" {
		return wrong(textField(text.German), "site.notice.no-german")
	}
	for lang, words := range n.Words {
		if len([]rune(words)) > longestNotice {
			return wrong(textField(lang), "site.notice.too-long", "language", string(lang), "most", longestNotice)
		}
		if _, ok := text.LanguageOf(lang); !ok {
			return wrong(textField(lang), "site.notice.language", "language", core.Clip(string(lang), 20))
		}
	}
	if !n.Until.After(n.From) {
		return wrong("until", "site.notice.until")
	}
	return nil
}

// activeAt tells whether the notice is to be shown.
func (n Notice) activeAt(t time.Time) bool { return !t.Before(n.From) && t.Before(n.Until) }

// in returns the notice for readers of a language, or in German.
func (n Notice) in(t *text.Printer) *ui.Announcement {
	lang := t.Lang()
	if n.Words[lang] == "" {
		lang = text.German
	}
	return &ui.Announcement{Urgent: n.Urgent, Lang: lang, Text: n.Words[lang]}
}

// lookForNotices is how old the knowledge of notices may be. Together with the
// time a page takes, a notice is live within a minute.
const lookForNotices = 20 * time.Second

// Board knows which notice is to be shown, without asking the database for each
// page. It keeps what it knows while the database is away. It is safe for use by
// several goroutines.
type Board struct {
	store  *Store
	clock  clock.Clock
	asking sync.Mutex
	known  atomic.Pointer[known]
}

type known struct {
	notices []Notice
	looked  time.Time
}

// NewBoard returns the board over a store.
func NewBoard(store *Store, c clock.Clock) *Board {
	b := &Board{store: store, clock: c}
	b.known.Store(&known{})
	return b
}

// Now returns the notice to show to readers of a language: the urgent one
// before others, the latest before earlier ones, nil if there is none.
func (b *Board) Now(t *text.Printer) *ui.Announcement {
	now := b.clock.Now()
	if now.Sub(b.known.Load().looked) >= lookForNotices && b.asking.TryLock() {
		b.look(now)
		b.asking.Unlock()
	}
	var best *Notice
	for i, n := range b.known.Load().notices {
		if n.activeAt(now) && (best == nil || n.Urgent && !best.Urgent) {
			best = &b.known.Load().notices[i]
		}
	}
	if best == nil {
		return nil
	}
	return best.in(t)
}

func (b *Board) look(now time.Time) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	next := &known{notices: b.known.Load().notices, looked: now}
	if notices, err := b.store.Notices(ctx, now); err == nil {
		next.notices = notices
	}
	b.known.Store(next)
}
