package postings

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// The name and version by which scorch knows these segments.
const (
	Type    = "verbund-postings"
	Version = format
)

// Register makes the segments known to scorch. It may be called often.
var Register = sync.OnceFunc(func() { scorch.RegisterSegmentPlugin(plugin{}, false) })

type plugin struct{}

// Type and the other methods are what scorch asks of a plugin.
func (plugin) Type() string { return Type }

// Version is the version of the form.
func (plugin) Version() uint32 { return Version }

// New makes a segment of the documents of a batch, all of which come from Batch.
func (plugin) New(docs []index.Document) (segment.Segment, uint64, error) {
	if len(docs) == 0 {
		return nil, 0, errors.New("a batch of no decisions")
	}
	d, ok := docs[0].(*document)
	if !ok || len(docs) != d.builder.Len() {
		return nil, 0, fmt.Errorf("a batch of %d documents that come from elsewhere", len(docs))
	}
	s, err := d.builder.Build()
	if err != nil {
		return nil, 0, err
	}
	return s, uint64(len(s.data)), nil
}

// Open maps a segment from a file.
func (plugin) Open(path string) (segment.Segment, error) {
	s, err := open(path)
	if err != nil {
		return nil, err // no segment in an interface
	}
	return s, nil
}

// Merge merges segments into a file.
func (plugin) Merge(segments []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, _ segment.StatsReporter) ([][]uint64, uint64, error) {
	own := make([]*Segment, len(segments))
	for i, s := range segments {
		switch s := s.(type) {
		case *Segment:
			own[i] = s
		case *File:
			own[i] = s.Segment
		default:
			return nil, 0, fmt.Errorf("a segment of another kind, %T", s)
		}
	}
	return merge(own, drops, path, stop)
}

// Batch makes a batch for scorch out of all decisions that b has gathered, which must
// have different numbers. b must not be changed until the batch is done.
func Batch(b *Builder) *index.Batch {
	batch := index.NewBatch()
	for _, n := range b.number {
		batch.Update(&document{id: Identity(n), builder: b})
	}
	return batch
}

// Identity is the name by which scorch knows a decision.
func Identity(number int64) string { return strconv.FormatInt(number, 10) }

// document is a decision of a batch: its name; everything else is in the builder.
type document struct {
	id      string
	builder *Builder
}

// ID is the decision's name. The other methods say that there is nothing to do.
func (d *document) ID() string                                 { return d.id }
func (d *document) Size() int                                  { return 0 }
func (d *document) VisitFields(index.FieldVisitor)             {}
func (d *document) VisitComposite(index.CompositeFieldVisitor) {}
func (d *document) HasComposite() bool                         { return false }
func (d *document) NumPlainTextBytes() uint64                  { return 0 }
func (d *document) AddIDField()                                {}
func (d *document) StoredFieldsBytes() uint64                  { return 0 }
func (d *document) Indexed() bool                              { return true }

// life counts who holds a segment.
type life struct{ refs atomic.Int64 }

func (l *life) begin() { l.refs.Store(1) }

// AddRef and DecRef hold the segment and let it go; the last one frees it.
func (s *Segment) AddRef() { s.life.refs.Add(1) }

// DecRef lets the segment go.
func (s *Segment) DecRef() error {
	if s.life.refs.Add(-1) == 0 && s.file != nil {
		return s.file.close()
	}
	return nil
}

// Close lets the segment go.
func (s *Segment) Close() error { return s.DecRef() }

// Count is the number of decisions.
func (s *Segment) Count() uint64 { return uint64(len(s.number)) }

// DocID is the name of the decision at a place.
func (s *Segment) DocID(i uint64) ([]byte, error) {
	if i >= uint64(len(s.number)) {
		return nil, fmt.Errorf("there is no decision %d", i)
	}
	return []byte(Identity(s.number[i])), nil
}

// DocNumbers are the places of decisions by their names.
func (s *Segment) DocNumbers(ids []string) (*roaring.Bitmap, error) {
	places := roaring.New()
	want := make(map[int64]bool, len(ids))
	for _, id := range ids {
		if n, err := strconv.ParseInt(id, 10, 64); err == nil {
			want[n] = true
		}
	}
	if len(want) > 0 {
		for i, n := range s.number {
			if want[n] {
				places.Add(uint32(i))
			}
		}
	}
	return places, nil
}

// Fields are the names of the fields.
func (s *Segment) Fields() (names []string) {
	for _, f := range s.fields {
		names = append(names, f.Name)
	}
	return names
}

// Size is the memory that the segment takes, without what is mapped.
func (s *Segment) Size() int {
	if s.file != nil {
		return 16 * len(s.number)
	}
	return len(s.data) + 16*len(s.number)
}

// BytesRead and the like are for statistics that nobody reads.
func (s *Segment) BytesRead() uint64     { return 0 }
func (s *Segment) ResetBytesRead(uint64) {}
func (s *Segment) BytesWritten() uint64  { return 0 }

// Dictionary is how bleve's own searches would read a segment.
func (s *Segment) Dictionary(string) (segment.TermDictionary, error) {
	return nil, errors.New("these segments are read by Find and Terms")
}

// VisitStoredFields shows nothing, since nothing is stored.
func (s *Segment) VisitStoredFields(uint64, segment.StoredFieldValueVisitor) error { return nil }

// Persist writes the segment to a file.
func (s *Segment) Persist(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("writing a segment of the search index: %w", err)
	}
	_, err = f.Write(s.data)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(path)
		return fmt.Errorf("writing a segment of the search index: %w", err)
	}
	return nil
}

// File is a segment that is mapped from a file.
type File struct{ *Segment }

// Path is where the file is.
func (f *File) Path() string { return f.From() }

// From is the file that the segment is mapped from; nothing where it is in memory.
func (s *Segment) From() string {
	if s.file == nil {
		return ""
	}
	return s.file.path
}

// Of returns the segment behind one of scorch's.
func Of(s segment.Segment) (*Segment, bool) {
	switch s := s.(type) {
	case *Segment:
		return s, true
	case *File:
		return s.Segment, true
	}
	return nil, false
}

type mapped struct {
	path string
	data []byte
}

func (m *mapped) close() error {
	if err := syscall.Munmap(m.data); err != nil {
		return fmt.Errorf("closing a segment of the search index: %w", err)
	}
	return nil
}

func open(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening a segment of the search index: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("opening a segment of the search index: %w", err)
	}
	if info.Size() < footerBytes || info.Size() != int64(int(info.Size())) {
		return nil, ErrBroken
	}
	data, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_SHARED)
	if err != nil {
		return nil, fmt.Errorf("opening a segment of the search index: %w", err)
	}
	s, err := parse(data)
	if err != nil {
		syscall.Munmap(data)
		return nil, err
	}
	s.file = &mapped{path, data}
	return &File{s}, nil
}

// Verify reads the whole file of a segment and compares its sum.
func Verify(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if info.Size() < footerBytes {
		return ErrBroken
	}
	sum := crc32.NewIEEE()
	r := bufio.NewReaderSize(f, 1<<20)
	if _, err := io.CopyN(sum, r, info.Size()-4); err != nil {
		return err
	}
	var has [4]byte
	if _, err := io.ReadFull(r, has[:]); err != nil {
		return err
	}
	if !bytes.Equal(has[:], binary.LittleEndian.AppendUint32(nil, sum.Sum32())) {
		return ErrBroken
	}
	return nil
}
