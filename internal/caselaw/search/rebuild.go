package search

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"runtime"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

// Rebuild makes the index anew from all documents, each of which must come once, in a
// store beside the one in use, and then uses that. Until then the old one is searched
// and written to; what Put, Delete and SetPosition do meanwhile is done to the new one
// too; a rebuild during which more than 64 MB of text are put in gives up with an error
// of kind Conflict. Where it fails, or ctx ends, the old one stays. It keeps the position; a caller
// whose index is fresh reads its feed's place first and sets it afterwards.
//
// It takes as many goroutines as there are processors, each with a batch of 8 MB of
// text.
func (ix *Index) Rebuild(ctx context.Context, docs iter.Seq2[Document, error]) error {
	ix.rebuilding.Lock()
	defer ix.rebuilding.Unlock()

	ix.writing.Lock()
	if err := ix.open(ctx); err != nil {
		ix.writing.Unlock()
		return err
	}
	lang := ix.lang.Load()
	fresh, err := newStore(ix.dir, neverTier)
	if err != nil {
		ix.writing.Unlock()
		return err
	}
	ix.missed = &missed{}
	ix.writing.Unlock()

	err = fill(ctx, fresh, lang, ix.codes, docs)
	if err == nil {
		err = fresh.settle(ctx)
	}
	if err == nil {
		err = fresh.reopen()
	}

	ix.writing.Lock()
	defer ix.writing.Unlock()
	missed := ix.missed
	ix.missed = nil
	if err == nil {
		err = ix.open(ctx)
	}
	if err == nil && missed.size > maxMissed {
		err = &core.Error{Kind: core.Conflict, Key: "caselaw.search.busy"}
	}
	if err == nil {
		err = fresh.apply(ix.writer, missed.changes, ix.store.position())
	}
	if err == nil {
		err = use(ix.dir, fresh)
	}
	if err != nil {
		return errors.Join(err, fresh.close(), os.RemoveAll(fresh.path))
	}
	ix.mu.Lock()
	old := ix.store
	ix.store, ix.fresh = fresh, false
	ix.mu.Unlock()
	return errors.Join(old.close(), os.RemoveAll(old.path))
}

// apply does again what came during a rebuild.
func (s *store) apply(w *writer, missed []change, position int64) error {
	for _, c := range missed {
		if err := s.put(w, c.docs, c.gone, -1); err != nil {
			return err
		}
	}
	return s.put(w, nil, nil, position)
}

// fill takes all documents into an empty store.
func fill(ctx context.Context, s *store, lang *language, codes *decision.Codes, docs iter.Seq2[Document, error]) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	batches := make(chan []Document)
	var workers sync.WaitGroup
	for range max(runtime.GOMAXPROCS(0), 1) {
		workers.Go(func() {
			w := newWriter(lang, codes)
			for b := range batches {
				if ctx.Err() != nil {
					continue
				}
				if err := s.put(w, b, nil, -1); err != nil {
					cancel(err)
				}
			}
		})
	}
	err := deal(ctx, docs, batches)
	close(batches)
	workers.Wait()
	if err == nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return err
}

// deal puts documents into batches.
func deal(ctx context.Context, docs iter.Seq2[Document, error], batches chan<- []Document) error {
	var batch []Document
	size := 0
	send := func() error {
		if len(batch) == 0 {
			return nil
		}
		select {
		case batches <- batch:
			batch, size = nil, 0
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for d, err := range docs {
		if err != nil {
			return fmt.Errorf("reading decisions for the search index: %w", err)
		}
		if n := d.size(); size+n > batchBytes || len(batch) >= 1000 {
			if err := send(); err != nil {
				return err
			}
		}
		batch = append(batch, d)
		size += d.size()
	}
	return send()
}

// settle merges the segments of a store into as many as there are processors, at most
// four: few are searched fastest, and several at once.
func (s *store) settle(ctx context.Context) error {
	idx, ok := s.idx.(*scorch.Scorch)
	if !ok {
		return nil
	}
	var cache viewCache
	v, err := cache.view(s)
	if err != nil {
		return err
	}
	have, all := len(v.segs), v.live
	v.close()
	want := min(max(runtime.GOMAXPROCS(0), 1), 4)
	if have <= want {
		return nil
	}
	o := mergeplan.SingleSegmentMergePlanOptions
	o.SegmentsPerMergeTask = have
	o.MaxSegmentSize = int64(all/want + all/have + 1)
	o.CalcBudget = func(int64, int64, *mergeplan.MergePlanOptions) int { return want }
	o.ScoreSegments = func(some []mergeplan.Segment, _ *mergeplan.MergePlanOptions) float64 {
		size := 0.0
		for _, s := range some {
			size -= float64(s.LiveSize())
		}
		return size // the largest first, so that all become about as large
	}
	return idx.ForceMerge(ctx, &o)
}

// reopen closes a store that is filled and opens it for use.
func (s *store) reopen() error {
	if err := s.close(); err != nil {
		return err
	}
	again, err := openStore(s.path, usualTier)
	if err != nil {
		return err
	}
	*s = *again
	return nil
}
