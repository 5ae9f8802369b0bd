package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"verbund/internal/caselaw/search/postings"
	"verbund/internal/core"
)

// The folder of an index holds:
//
//	lock        held as long as a program has the index open
//	index.json  which store is in use, and of which version
//	clean       left by a program that closed the index, and taken away by the next
//	store-N     an index of bleve's; another one beside it is a rebuild that is on,
//	            or one that was broken off
const (
	lockName    = "lock"
	currentName = "index.json"
	cleanName   = "clean"
	storePrefix = "store-"
)

// store is one index of bleve's.
type store struct {
	idx   index.Index
	queue *index.AnalysisQueue
	path  string
}

type current struct {
	Version int    `json:"version"`
	Store   string `json:"store"`
}

var errNone = errors.New("there is no index")

// lockFolder makes the folder and holds its lock, which ends with the program however
// that dies.
func lockFolder(dir string) (io.Closer, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("making the folder of the search index: %w", err)
	}
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("locking the search index: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, &core.Error{Kind: core.Unavailable, Key: "caselaw.search.locked", Cause: err}
	}
	return f, nil
}

// openCurrent opens the store in use. It returns errNone in an empty folder and
// another error where the store cannot be trusted. It leaves no other store.
func openCurrent(dir string) (*store, error) {
	b, err := os.ReadFile(filepath.Join(dir, currentName))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errNone
	}
	if err != nil {
		return nil, err
	}
	var c current
	if err := json.Unmarshal(b, &c); err != nil {
		return nil, fmt.Errorf("%s: %w", currentName, err)
	}
	if c.Version != Version {
		return nil, fmt.Errorf("it has version %d, not %d", c.Version, Version)
	}
	if !strings.HasPrefix(c.Store, storePrefix) || filepath.Base(c.Store) != c.Store {
		return nil, errors.New("it names no store")
	}
	path := filepath.Join(dir, c.Store)
	if _, err := os.Stat(filepath.Join(path, "root.bolt")); err != nil {
		return nil, err // bleve would make an empty index here
	}
	clean := os.Remove(filepath.Join(dir, cleanName)) == nil
	s, err := openStore(path, usualTier)
	if err != nil {
		return nil, err
	}
	if err := s.check(!clean); err != nil {
		s.close()
		return nil, err
	}
	removeStores(dir, c.Store)
	return s, nil
}

// newCurrent empties the folder and makes an empty store.
func newCurrent(dir string) (*store, error) {
	os.Remove(filepath.Join(dir, currentName))
	os.Remove(filepath.Join(dir, cleanName))
	removeStores(dir, "")
	s, err := newStore(dir, usualTier)
	if err != nil {
		return nil, err
	}
	if err := use(dir, s); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// newStore makes an empty store under a name that is free.
func newStore(dir string, perTier int) (*store, error) {
	for n := 1; ; n++ {
		path := filepath.Join(dir, fmt.Sprint(storePrefix, n))
		err := os.Mkdir(path, 0o700)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("making a search index: %w", err)
		}
		s, err := openStore(path, perTier)
		if err != nil {
			return nil, err
		}
		batch := index.NewBatch()
		batch.SetInternal([]byte(madeKey), []byte{1})
		if err := s.idx.Batch(batch); err != nil {
			s.close()
			return nil, fmt.Errorf("making a search index: %w", err)
		}
		return s, nil
	}
}

// The numbers of segments of one order of size before they are merged.
const (
	usualTier = 10
	neverTier = 1 << 20
)

// madeKey stands in every store since it was made: scorch opens an index whose files
// are missing as an empty one.
const madeKey = "verbund.made"

// use makes s the store that the next program opens.
func use(dir string, s *store) error {
	b, err := json.Marshal(current{Version, filepath.Base(s.path)})
	if err != nil {
		return err
	}
	name := filepath.Join(dir, currentName)
	if err := os.WriteFile(name+".new", b, 0o600); err != nil {
		return fmt.Errorf("keeping which search index is in use: %w", err)
	}
	return os.Rename(name+".new", name)
}

func markClean(dir string) error {
	return os.WriteFile(filepath.Join(dir, cleanName), nil, 0o600)
}

// removeStores takes away all stores but one.
func removeStores(dir, keep string) {
	all, _ := os.ReadDir(dir)
	for _, e := range all {
		if strings.HasPrefix(e.Name(), storePrefix) && e.Name() != keep {
			os.RemoveAll(filepath.Join(dir, e.Name()))
		}
	}
}

// openStore opens bleve's index at path.
//
// Usually there are about ten segments of every order of size. While a store is filled
// for the first time, perTier is larger, since all are merged in the end.
func openStore(path string, perTier int) (s *store, err error) {
	defer func() {
		if r := recover(); r != nil { // bleve trusts what it reads
			s, err = nil, fmt.Errorf("opening the search index: %v", r)
		}
	}()
	postings.Register()
	queue := index.NewAnalysisQueue(1)
	idx, err := scorch.NewScorch(scorch.Name, map[string]any{
		"path":                path,
		"bolt_timeout":        "1s",
		"forceSegmentType":    postings.Type,
		"forceSegmentVersion": postings.Version,
		"numSnapshotsToKeep":  1,
		"scorchPersisterOptions": map[string]any{
			"MemoryPressurePauseThreshold": 0, // write every batch as it is, merge on the disk
		},
		"scorchMergePlanOptions": map[string]any{
			"MaxSegmentsPerTier":   perTier,
			"MaxSegmentSize":       5_000_000,
			"TierGrowth":           10.0,
			"SegmentsPerMergeTask": 10,
			"FloorSegmentSize":     1000,
			"ReclaimDeletesWeight": 2.0,
		},
	}, queue)
	if err == nil {
		err = idx.Open()
	}
	if err != nil {
		queue.Close()
		return nil, fmt.Errorf("opening the search index: %w", err)
	}
	return &store{idx: idx, queue: queue, path: path}, nil
}

// close ends the use of the store. Closing twice is no error.
func (s *store) close() error {
	if s.idx == nil {
		return nil
	}
	err := s.idx.Close()
	s.idx = nil
	s.queue.Close()
	if err != nil {
		return fmt.Errorf("closing the search index: %w", err)
	}
	return nil
}

// check reads what every search needs of every segment, and every byte of it where the
// program before did not close the index.
func (s *store) check(whole bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("reading the search index: %v", r)
		}
	}()
	if made, err := s.internal(madeKey); err != nil || len(made) != 1 {
		return errors.Join(err, errors.New("files of it are missing"))
	}
	var cache viewCache
	v, err := cache.view(s)
	if err != nil {
		return err
	}
	defer v.close()
	if !whole {
		return nil
	}
	for _, p := range v.segs {
		if path := p.From(); path != "" {
			if err := postings.Verify(path); err != nil {
				return fmt.Errorf("segment %s: %w", filepath.Base(path), err)
			}
		}
	}
	return nil
}
