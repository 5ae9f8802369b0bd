package pdf

import (
	"bytes"
)

// entry is where an object is: at an offset of the file, or in an object stream.
type entry struct {
	offset int
	within int // number of the object stream, or 0
	index  int // in it
}

// objectStream is a stream of objects, unpacked.
type objectStream struct {
	data    []byte
	offsets map[int]int // by number
}

// document is an open file.
type document struct {
	data    []byte
	limits  Limits
	entries map[int]entry
	trailer dict
	streams map[int]*objectStream
	fonts   map[int]*font

	loaded   map[int]object // that were read before, without streams
	unpacked int64
	steps    int64
	resolved int // references followed, against files that are nothing but such
	rebuilt  bool
}

// open reads the cross-reference tables, or makes one of what the file holds.
func (f *document) open() error {
	start := bytes.Index(f.data[:min(len(f.data), 1024)], []byte("%PDF-"))
	if start < 0 {
		return ErrBroken
	}
	f.data = f.data[start:]
	f.trailer = dict{}
	if !f.readTables() || f.catalog() == nil {
		if err := f.rebuild(); err != nil {
			return err
		}
	}
	if f.trailer["Encrypt"] != nil {
		return ErrEncrypted
	}
	if f.catalog() == nil {
		return ErrBroken
	}
	return nil
}

func (f *document) catalog() dict {
	root, _ := f.resolve(f.trailer["Root"]).(dict)
	if root == nil || f.resolve(root["Pages"]) == nil {
		return nil
	}
	return root
}

// objectAt reads "12 0 obj …" at an offset.
func (f *document) objectAt(offset int) (int, object) {
	if offset < 0 || offset >= len(f.data) {
		return 0, nil
	}
	l := lexer{data: f.data, pos: offset}
	number, ok := l.next().(float64)
	_, ok2 := l.next().(float64)
	if !ok || !ok2 || l.next() != operator("obj") {
		return 0, nil
	}
	o := l.next()
	if d, ok := o.(dict); ok {
		if s, ok := f.streamAfter(&l, d); ok {
			return whole(number), s
		}
	}
	if n, ok := o.(float64); ok { // a reference as the whole object: "5 0 R"
		mark := l.pos
		if g, ok := l.next().(float64); ok && l.next() == operator("R") {
			return whole(number), ref{whole(n), whole(g)}
		}
		l.pos = mark
	}
	return whole(number), o
}

// streamAfter reads the bytes of a stream after its dictionary, if there are any. A
// length that is wrong is found out by what follows.
func (f *document) streamAfter(l *lexer, d dict) (stream, bool) {
	l.space()
	if !bytes.HasPrefix(l.data[l.pos:], []byte("stream")) {
		return stream{}, false
	}
	from := l.pos + len("stream")
	if from < len(l.data) && l.data[from] == '\r' {
		from++
	}
	if from < len(l.data) && l.data[from] == '\n' {
		from++
	}
	length := -1
	if v, ok := f.resolve(d["Length"]).(float64); ok && v >= 0 && from+whole(v) <= len(l.data) {
		end := lexer{data: l.data, pos: from + whole(v)}
		end.space()
		if bytes.HasPrefix(l.data[end.pos:], []byte("endstream")) || bytes.HasPrefix(l.data[end.pos:], []byte("endobj")) {
			length = whole(v)
		}
	}
	if length < 0 {
		length = bytes.Index(l.data[from:], []byte("endstream"))
		if length < 0 {
			length = len(l.data) - from
		}
	}
	return stream{d, l.data[from : from+length]}, true
}

// resolve follows references to what they mean.
func (f *document) resolve(o object) object {
	for range 20 {
		r, ok := o.(ref)
		if !ok {
			return o
		}
		o = f.load(r.number)
	}
	return nil
}

// load reads an object by its number. Reading the length of a stream may come back
// here, but not for ever: it is an object of its own.
func (f *document) load(number int) object {
	if f.resolved++; f.resolved > 4*f.limits.Objects {
		return nil
	}
	if o, ok := f.loaded[number]; ok {
		return o
	}
	o := f.loadNew(number)
	if _, isStream := o.(stream); !isStream && len(f.loaded) < mostLoaded {
		f.loaded[number] = o
	}
	return o
}

// mostLoaded is how many objects are kept.
const mostLoaded = 50_000

func (f *document) loadNew(number int) object {
	e, ok := f.entries[number]
	if !ok {
		return nil
	}
	if e.within > 0 {
		return f.loadWithin(number, e)
	}
	delete(f.entries, number) // against an object that needs itself
	got, o := f.objectAt(e.offset)
	f.entries[number] = e
	if got != number {
		if f.rebuild() != nil {
			return nil
		}
		if e2, ok := f.entries[number]; ok && e2.offset != e.offset && e2.within == 0 {
			_, o = f.objectAt(e2.offset)
			return o
		}
		return nil
	}
	return o
}

func (f *document) loadWithin(number int, e entry) object {
	s, ok := f.streams[e.within]
	if !ok {
		holder, in := f.entries[e.within]
		if !in || holder.within > 0 {
			return nil
		}
		s = f.openObjects(f.load(e.within))
		f.streams[e.within] = s
	}
	if s == nil {
		return nil
	}
	at, ok := s.offsets[number]
	if !ok || at > len(s.data) {
		return nil
	}
	l := lexer{data: s.data, pos: at}
	return l.next()
}

// openObjects unpacks an object stream.
func (f *document) openObjects(o object) *objectStream {
	s, ok := o.(stream)
	if !ok {
		return nil
	}
	data, err := f.unpack(s)
	if err != nil {
		return nil
	}
	first, _ := f.resolve(s.dict["First"]).(float64)
	count, _ := f.resolve(s.dict["N"]).(float64)
	if first < 0 || whole(first) > len(data) || count < 0 || whole(count) > f.limits.Objects {
		return nil
	}
	out := &objectStream{data: data, offsets: map[int]int{}}
	l := lexer{data: data[:whole(first)]}
	for range whole(count) {
		number, ok1 := l.next().(float64)
		offset, ok2 := l.next().(float64)
		if !ok1 || !ok2 {
			break
		}
		if at := whole(first) + whole(offset); at >= 0 && at <= len(data) {
			out.offsets[whole(number)] = at
		}
	}
	return out
}
