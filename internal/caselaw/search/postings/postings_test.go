package postings

import (
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"pgregory.net/rapid"
)

var fields = []Field{{"w", Places}, {"s", Counts}, {"f", Flags}}

// decision is what a test puts into a segment, in the plainest form.
type decision struct {
	number int64
	terms  [3]map[string]entry
}

type entry struct {
	count  uint32
	places []uint32
}

func build(t testing.TB, all []decision) *Segment {
	t.Helper()
	b := NewBuilder(fields)
	for _, d := range all {
		b.Decision(d.number, uint32(20200000+d.number), uint32(d.number*3))
		for f := range fields {
			for term, e := range d.terms[f] {
				b.Add(f, b.Term(f, term), e.count, e.places)
			}
		}
	}
	s, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func random(r *rand.Rand, n int, first int64) (all []decision) {
	for i := range n {
		d := decision{number: first + int64(i)}
		for f := range fields {
			d.terms[f] = map[string]entry{}
			for range r.IntN(20) {
				e := entry{count: 1}
				if f < 2 {
					e.count = uint32(1 + r.IntN(300))
				}
				if f == 0 {
					at := uint32(0)
					for range 1 + r.IntN(5) {
						at += uint32(1 + r.IntN(40000))
						e.places = append(e.places, at)
					}
				}
				d.terms[f][fmt.Sprint("wort", r.IntN(60))] = e
			}
		}
		all = append(all, d)
	}
	return all
}

// compare says where the segment differs from the decisions that it should hold.
func compare(t testing.TB, s *Segment, want []decision) {
	t.Helper()
	if s.Len() != len(want) {
		t.Fatalf("%d decisions, want %d", s.Len(), len(want))
	}
	for i, d := range want {
		if s.Number(uint32(i)) != d.number || s.Date(uint32(i)) != uint32(20200000+d.number) || s.Words(uint32(i)) != uint32(d.number*3) {
			t.Fatalf("decision %d is %d of %d with %d words", i, s.Number(uint32(i)), s.Date(uint32(i)), s.Words(uint32(i)))
		}
	}
	for f, field := range fields {
		terms := map[string][]int{}
		for i, d := range want {
			for term := range d.terms[f] {
				terms[term] = append(terms[term], i)
			}
		}
		var names []string
		for it := s.Terms(field.Name, ""); it.Next(); {
			names = append(names, it.Term())
		}
		if len(names) != len(terms) || !slices.IsSorted(names) {
			t.Fatalf("field %s has the terms %v, want %d", field.Name, names, len(terms))
		}
		for term, docs := range terms {
			l := s.Find(field.Name, term)
			if l.Len != len(docs) {
				t.Fatalf("%s is in %d decisions, want %d", term, l.Len, len(docs))
			}
			it := l.Iterate()
			for n, i := range docs {
				doc, count, ok := it.Next()
				e := want[i].terms[f][term]
				if !ok || int(doc) != i || count != e.count {
					t.Fatalf("posting of %s is %d %d %v, want %d %d", term, doc, count, ok, i, e.count)
				}
				if field.Kind == Places && n%2 == 1 { // those between are skipped
					if got := it.Places(nil); !slices.Equal(got, e.places) {
						t.Fatalf("places of %s are %v, want %v", term, got, e.places)
					}
				}
			}
			if _, _, ok := it.Next(); ok {
				t.Fatalf("%s has more postings", term)
			}
			read(t, l, term, docs, func(i int) entry { return want[i].terms[f][term] })
		}
	}
}

// read compares what Read, RowAt and Mark say.
func read(t testing.TB, l List, term string, docs []int, want func(i int) entry) {
	t.Helper()
	var d, c [3]uint32
	marked := make([]uint64, 10)
	l.Mark(marked)
	at, it := 0, l.Iterate()
	for {
		n := it.Read(d[:], c[:])
		if n == 0 {
			break
		}
		for k := range n {
			e := want(docs[at+k])
			if int(d[k]) != docs[at+k] || c[k] != e.count || marked[d[k]/64]&(1<<(d[k]%64)) == 0 {
				t.Fatalf("posting of %s is read as %d %d, want %d %d", term, d[k], c[k], docs[at+k], e.count)
			}
			if l.kind == Places && (at+k)%3 != 1 { // those between are skipped
				if got := Decode(it.RowAt(at+k), nil); !slices.Equal(got, e.places) {
					t.Fatalf("places of %s are %v, want %v", term, got, e.places)
				}
			}
		}
		at += n
	}
	if at != len(docs) {
		t.Fatalf("%d postings of %s are read, want %d", at, term, len(docs))
	}
}

func TestSegmentHoldsWhatWasPutIn(t *testing.T) {
	all := random(rand.New(rand.NewPCG(1, 1)), 50, 7)
	compare(t, build(t, all), all)
	compare(t, build(t, nil), nil)
}

func TestTermThatIsNotThereHasNoPostings(t *testing.T) {
	s := build(t, random(rand.New(rand.NewPCG(2, 1)), 30, 1))
	for _, term := range []string{"", "a", "wort", "wort00", "zzz"} {
		if l := s.Find("w", term); l.Len != 0 {
			t.Errorf("%q has %d postings", term, l.Len)
		}
	}
	if l := s.Find("other", "wort1"); l.Len != 0 {
		t.Error("a field that is not there has postings")
	}
}

func TestTermsBeginWhereTheyAreAsked(t *testing.T) {
	s := build(t, random(rand.New(rand.NewPCG(3, 1)), 60, 1))
	var all []string
	for it := s.Terms("w", ""); it.Next(); {
		all = append(all, it.Term())
	}
	for _, from := range []string{"wort3", "wort33", "wort330", "x", ""} {
		var got []string
		for it := s.Terms("w", from); it.Next(); {
			got = append(got, it.Term())
		}
		i, _ := slices.BinarySearch(all, from)
		if !slices.Equal(got, all[i:]) {
			t.Errorf("from %q come %v, want %v", from, got, all[i:])
		}
	}
}

func TestBuilderCanBeUsedAgain(t *testing.T) {
	b := NewBuilder(fields)
	r := rand.New(rand.NewPCG(4, 1))
	for range 3 {
		all := random(r, 20, 1)
		b.Reset()
		for _, d := range all {
			b.Decision(d.number, uint32(20200000+d.number), uint32(d.number*3))
			for f := range fields {
				for term, e := range d.terms[f] {
					b.Add(f, b.Term(f, term), e.count, e.places)
				}
			}
		}
		s, err := b.Build()
		if err != nil {
			t.Fatal(err)
		}
		compare(t, s, all)
	}
}

func TestMergedSegmentIsTheOneOfAllThatAreLeft(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		var segments []*Segment
		var drops []*roaring.Bitmap
		var left []decision
		for i := range 1 + r.IntN(4) {
			all := random(r, r.IntN(12), int64(100*i+1))
			drop := roaring.New()
			for j, d := range all {
				if i%2 == 1 && r.IntN(3) == 0 {
					drop.Add(uint32(j))
				} else {
					left = append(left, d)
				}
			}
			segments = append(segments, build(t, all))
			drops = append(drops, drop)
		}
		path := filepath.Join(t.TempDir(), "merged")
		moved, size, err := merge(segments, drops, path, nil)
		if err != nil {
			rt.Fatal(err)
		}
		s, err := open(path)
		if err != nil {
			rt.Fatal(err)
		}
		defer s.Close()
		if int(size) != len(s.data) {
			rt.Errorf("size %d, want %d", size, len(s.data))
		}
		compare(t, s.Segment, left)
		for i := range segments {
			for j, to := range moved[i] {
				if to != dropped && s.Number(uint32(to)) != segments[i].Number(uint32(j)) {
					rt.Fatalf("decision %d of segment %d is said to be at %d", j, i, to)
				}
			}
		}
		if err := Verify(path); err != nil {
			rt.Error(err)
		}
	})
}

func TestMergeThatIsStoppedLeavesNoFile(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	path := filepath.Join(t.TempDir(), "merged")
	_, _, err := merge([]*Segment{build(t, random(rand.New(rand.NewPCG(5, 1)), 5, 1))}, nil, path, stop)
	if err != segment.ErrClosed {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("there is a file")
	}
}

func TestBrokenFileIsFoundByItsSum(t *testing.T) {
	path := filepath.Join(t.TempDir(), "one")
	if err := build(t, random(rand.New(rand.NewPCG(6, 1)), 20, 1)).Persist(path); err != nil {
		t.Fatal(err)
	}
	if err := Verify(path); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Verify(path); err == nil {
		t.Error("the change is not found")
	}
	if err := os.WriteFile(path, b[:40], 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := open(path); err == nil {
		t.Error("a part of a file is opened")
	}
}

// A segment on a bad disk must not end the program.
func FuzzBrokenSegmentIsReadWithoutFailing(f *testing.F) {
	good := build(f, random(rand.New(rand.NewPCG(7, 1)), 12, 1)).data
	f.Add(good, 0, byte(0))
	f.Add(good, 100, byte(255))
	f.Add([]byte("verbundP"), 0, byte(1))
	f.Fuzz(func(t *testing.T, data []byte, at int, change byte) {
		data = slices.Clone(data)
		if len(data) > 0 {
			data[uint(at)%uint(len(data))] ^= change
		}
		s, err := parse(data)
		if err != nil {
			return
		}
		var board Board
		for _, field := range s.Fields() {
			n := 0
			for it := s.Terms(field, ""); it.Next() && n < 10_000; n++ {
				s.Find(field, it.Term())
				l := it.List()
				for p := l.Iterate(); n < 10_000; n++ {
					doc, _, ok := p.Next()
					if !ok {
						break
					}
					s.Number(doc)
					p.Places(nil)
				}
				l.Mark(make([]uint64, 1))
				var docs, counts [4]uint32
				r := l.Iterate()
				for k := 0; r.Read(docs[:], counts[:]) > 0 && n < 10_000; n, k = n+1, k+2 {
					row := r.RowAt(k)
					board.Adjacent(row, row, 3)
				}
			}
		}
		if len(data) < 1<<16 {
			other, err := parse(good)
			if err != nil {
				t.Skip()
			}
			newMerger([]*Segment{s, other}, nil).write(newWriter(io.Discard), nil)
		}
	})
}
