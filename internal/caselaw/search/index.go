package search

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"sync/atomic"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search/postings"
	"verbund/internal/core"
)

// Version is the form of the index: what analysis makes of words, and which fields
// there are. An index of another version is thrown away when it is opened.
const Version = 2

// Index is the open index. It may be used by several goroutines: searching goes on
// while decisions are taken in.
type Index struct {
	dir    string
	log    func(error)
	codes  *decision.Codes
	unlock io.Closer
	lang   atomic.Pointer[language]
	fresh  bool

	mu    sync.RWMutex // guards store against being closed or changed while it is used
	store *store       // nil once closed

	writing sync.Mutex // guards what follows: one writes at a time
	writer  *writer
	missed  *missed // what came while a rebuild is on, for the new store; nil at other times

	rebuilding sync.Mutex

	views viewCache
}

// missed are the changes that a rebuild has to do again at its end.
type missed struct {
	changes []change
	size    int // bytes of their texts
}

type change struct {
	docs []Document
	gone []int64
}

// maxMissed is how many bytes of text a rebuild keeps in memory for its end. A rebuild
// during which more comes gives up.
const maxMissed = 64 << 20

func (m *missed) add(c change) {
	if m == nil {
		return
	}
	for i := range c.docs {
		m.size += c.docs[i].size()
	}
	if m.size <= maxMissed {
		m.changes = append(m.changes, c)
	}
}

// Open opens the index in a folder that nothing else may use, and makes an empty one
// where there is none, where it is of another version, or where it cannot be read;
// Fresh tells so. Where another program holds the folder it returns an error of kind
// Unavailable and leaves the folder alone.
func Open(dir string, o Options) (*Index, error) {
	codes, err := decision.ReadCodes()
	if err != nil {
		return nil, err
	}
	lang := newLanguage(o)
	unlock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	ix := &Index{dir: dir, log: o.Log, unlock: unlock, codes: codes, writer: newWriter(lang, codes)}
	if ix.log == nil {
		ix.log = func(error) {}
	}
	ix.lang.Store(lang)
	ix.store, err = openCurrent(dir)
	if err != nil {
		if !errors.Is(err, errNone) {
			ix.log(fmt.Errorf("the search index is made anew: %w", err))
		}
		ix.fresh = true
		if ix.store, err = newCurrent(dir); err != nil {
			unlock.Close()
			return nil, err
		}
	}
	if ix.store.position() == 0 { // also where the last steps before a crash are missing
		ix.fresh = true
	}
	return ix, nil
}

// Fresh tells that the folder held nothing that could be used, or nothing with a
// position, so that a rebuild is due. It no longer does so after one.
func (ix *Index) Fresh() bool {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	return ix.fresh
}

// SetThesaurus changes the groups of words for all later queries.
func (ix *Index) SetThesaurus(groups [][]string) {
	rules := ix.lang.Load().rules
	rules.Thesaurus = groups
	ix.lang.Store(newLanguage(rules))
}

// Put takes decisions in, in place of what was known of them by their numbers. They
// are found when it returns, and on the disk.
func (ix *Index) Put(ctx context.Context, docs ...Document) error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	for len(docs) > 0 {
		if err := ix.open(ctx); err != nil {
			return err
		}
		n := batchOf(docs)
		if err := ix.store.put(ix.writer, docs[:n], nil, -1); err != nil {
			return err
		}
		ix.missed.add(change{docs: slices.Clone(docs[:n])})
		docs = docs[n:]
	}
	return nil
}

// Delete takes decisions out. They are no longer found when it returns; a number that
// is not there is no error.
func (ix *Index) Delete(ctx context.Context, numbers ...int64) error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	if err := ix.open(ctx); err != nil || len(numbers) == 0 {
		return err
	}
	if err := ix.store.put(ix.writer, nil, numbers, -1); err != nil {
		return err
	}
	ix.missed.add(change{gone: slices.Clone(numbers)})
	return nil
}

// Position is the place in the caller's feed of changes up to which the index is
// true; 0 for a new one.
func (ix *Index) Position() int64 {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.store == nil {
		return 0
	}
	return ix.store.position()
}

// SetPosition keeps that place, on the disk.
func (ix *Index) SetPosition(position int64) error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	if err := ix.open(context.Background()); err != nil {
		return err
	}
	return ix.store.put(ix.writer, nil, nil, position)
}

// Count is how many decisions are in the index.
func (ix *Index) Count() (int, error) {
	ix.mu.RLock()
	defer ix.mu.RUnlock()
	if ix.store == nil {
		return 0, errClosed()
	}
	v, err := ix.view()
	if err != nil {
		return 0, err
	}
	defer v.close()
	return v.live, nil
}

// Close ends all use. Searches that are on end first; later calls return an error.
// Closing twice is no error.
func (ix *Index) Close() error {
	ix.writing.Lock()
	defer ix.writing.Unlock()
	ix.mu.Lock()
	defer ix.mu.Unlock()
	if ix.store == nil {
		return nil
	}
	err := ix.store.close()
	ix.store = nil
	if err == nil {
		err = markClean(ix.dir)
	}
	return errors.Join(err, ix.unlock.Close())
}

// open tells whether the index can still be written to.
func (ix *Index) open(ctx context.Context) error {
	if ix.store == nil {
		return errClosed()
	}
	return ctx.Err()
}

func errClosed() error {
	return &core.Error{Kind: core.Unavailable, Key: "caselaw.search.closed"}
}

// batchOf is how many of the documents go into one batch: as many as have batchBytes
// of text.
func batchOf(docs []Document) int {
	size := 0
	for i := range docs {
		size += docs[i].size()
		if size > batchBytes && i > 0 {
			return i
		}
	}
	return len(docs)
}

// batchBytes bounds the memory of a batch, which is about ten times as much.
const batchBytes = 8 << 20

func (d *Document) size() int { return len(d.Title) + len(d.Words) + d.Text.Words() + 500 }

// put takes decisions in and out, and keeps the position if it is not negative, all in
// one step.
func (s *store) put(w *writer, docs []Document, gone []int64, position int64) error {
	w.reset()
	last := map[int64]int{} // of two documents with one number, the later one counts
	for i := range docs {
		last[docs[i].Number] = i
	}
	for i := range docs {
		if last[docs[i].Number] == i {
			w.add(&docs[i])
		}
	}
	batch := postings.Batch(w.builder)
	for _, n := range gone {
		batch.Delete(postings.Identity(n))
	}
	if position >= 0 {
		batch.SetInternal([]byte(positionKey), binary.BigEndian.AppendUint64(nil, uint64(position)))
	}
	if err := s.idx.Batch(batch); err != nil {
		return fmt.Errorf("writing to the search index: %w", err)
	}
	return nil
}

const positionKey = "verbund.position"

func (s *store) position() int64 {
	v, err := s.internal(positionKey)
	if err != nil || len(v) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(v))
}

// internal is what the store keeps under a key.
func (s *store) internal(key string) ([]byte, error) {
	r, err := s.idx.Reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return r.GetInternal([]byte(key))
}
