package postings

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// dropped is where a decision goes that is not in the merged segment.
const dropped = math.MaxUint64

// merge writes the segments into one, without the decisions in drops, and returns for
// each segment where its decisions have gone.
func merge(segments []*Segment, drops []*roaring.Bitmap, path string, stop <-chan struct{}) (moved [][]uint64, size uint64, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, 0, fmt.Errorf("merging segments of the search index: %w", err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(path)
		}
	}()
	out := bufio.NewWriterSize(f, 1<<18)
	w := newWriter(out)
	m := newMerger(segments, drops)
	if err := m.write(w, stop); err != nil {
		return nil, 0, err
	}
	if err := out.Flush(); err != nil {
		return nil, 0, fmt.Errorf("merging segments of the search index: %w", err)
	}
	if err := f.Sync(); err != nil {
		return nil, 0, fmt.Errorf("merging segments of the search index: %w", err)
	}
	if err := f.Close(); err != nil {
		return nil, 0, fmt.Errorf("merging segments of the search index: %w", err)
	}
	return m.moved, w.at, nil
}

type merger struct {
	segments []*Segment
	moved    [][]uint64
	whole    []bool // nothing of the segment is dropped
	number   []int64
	date     []uint32
	size     []uint32
}

func newMerger(segments []*Segment, drops []*roaring.Bitmap) *merger {
	m := &merger{segments: segments}
	for i, s := range segments {
		to := make([]uint64, s.Len())
		whole := true
		for j := range to {
			if i < len(drops) && drops[i] != nil && drops[i].Contains(uint32(j)) {
				to[j] = dropped
				whole = false
				continue
			}
			to[j] = uint64(len(m.number))
			m.number = append(m.number, s.number[j])
			m.date = append(m.date, s.date[j])
			m.size = append(m.size, s.size[j])
		}
		m.moved = append(m.moved, to)
		m.whole = append(m.whole, whole)
	}
	return m
}

func (m *merger) write(w *writer, stop <-chan struct{}) error {
	for _, field := range m.fields() {
		if err := m.merge(w, field, stop); err != nil {
			return err
		}
	}
	w.documents(m.number, m.date, m.size)
	if err := w.finish(); err != nil {
		return fmt.Errorf("merging segments of the search index: %w", err)
	}
	return nil
}

// fields are the fields of all segments, in the order in which they first come.
func (m *merger) fields() (all []Field) {
	for _, s := range m.segments {
		for _, f := range s.fields {
			if !slices.Contains(all, f.Field) {
				all = append(all, f.Field)
			}
		}
	}
	return all
}

// source is a segment that still has terms of the field.
type source struct {
	segment int
	terms   *Terms
	term    string
}

// merge merges one field.
func (m *merger) merge(w *writer, f Field, stop <-chan struct{}) error {
	var left []*source
	for i, s := range m.segments {
		if own := s.field(f.Name); own == nil || own.Kind != f.Kind {
			continue
		}
		t := s.Terms(f.Name, "")
		if t.Next() {
			left = append(left, &source{i, t, t.Term()})
		}
	}
	w.begin(f)
	for n := 0; len(left) > 0; n++ {
		if n%1024 == 0 {
			select {
			case <-stop:
				return segment.ErrClosed
			default:
			}
		}
		least := left[0].term
		for _, s := range left[1:] {
			if s.term < least {
				least = s.term
			}
		}
		w.term(least)
		ended := false
		for _, s := range left { // in the order of the segments, so places ascend
			if s.term != least {
				continue
			}
			m.copy(w, s.segment, s.terms.List())
			if s.terms.Next() {
				s.term = s.terms.Term()
			} else {
				s.terms, ended = nil, true
			}
		}
		w.endTerm()
		if ended {
			left = slices.DeleteFunc(left, func(s *source) bool { return s.terms == nil })
		}
		if w.err != nil {
			return fmt.Errorf("merging segments of the search index: %w", w.err)
		}
	}
	w.end()
	return nil
}

// copy adds the postings of one segment to the present term.
func (m *merger) copy(w *writer, segment int, l List) {
	it := l.Iterate()
	to := m.moved[segment]
	if l.kind == Places && m.whole[segment] {
		w.places = append(w.places, l.places...)
	}
	for {
		doc, count, ok := it.Next()
		if !ok {
			return
		}
		if l.kind == Places && !m.whole[segment] {
			length, n := uvarint(it.places)
			if n == 0 || int(length) > len(it.places)-n {
				return
			}
			if to[doc] != dropped {
				w.places = binary.AppendUvarint(w.places, uint64(length))
				w.places = append(w.places, it.places[n:n+int(length)]...)
			}
			it.places = it.places[n+int(length):]
		}
		if to[doc] != dropped {
			w.posting(uint32(to[doc]), count)
		}
	}
}
