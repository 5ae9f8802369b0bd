package pdf

import (
	"bytes"
	"strconv"
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

// readTables follows the chain of tables from the end of the file.
func (f *document) readTables() bool {
	tail := f.data[max(0, len(f.data)-2048):]
	at := bytes.LastIndex(tail, []byte("startxref"))
	if at < 0 {
		return false
	}
	l := lexer{data: tail, pos: at + len("startxref")}
	offset, ok := l.next().(float64)
	seen := map[int]bool{}
	queue := []int{whole(offset)}
	for ok && len(queue) > 0 && len(seen) < 1000 {
		o := queue[0]
		queue = queue[1:]
		if o < 0 || o >= len(f.data) {
			return len(seen) > 0
		}
		if seen[o] {
			continue
		}
		seen[o] = true
		d := f.readTable(o)
		if d == nil {
			return false
		}
		for k, v := range d {
			if _, have := f.trailer[k]; !have {
				f.trailer[k] = v
			}
		}
		if v, has := d["XRefStm"].(float64); has {
			queue = append(queue, whole(v))
		}
		if v, has := d["Prev"].(float64); has {
			queue = append(queue, whole(v))
		}
	}
	return ok && len(f.entries) > 0
}

// readTable reads one table or stream of cross-references and returns its trailer.
func (f *document) readTable(offset int) dict {
	l := lexer{data: f.data, pos: offset}
	l.space()
	if bytes.HasPrefix(f.data[l.pos:], []byte("xref")) {
		l.pos += 4
		return f.readClassic(&l)
	}
	_, o := f.objectAt(l.pos)
	s, ok := o.(stream)
	if !ok || s.dict["Type"] != name("XRef") {
		return nil
	}
	if !f.readXRefStream(s) {
		return nil
	}
	return s.dict
}

func (f *document) readClassic(l *lexer) dict {
	for {
		l.space()
		if bytes.HasPrefix(l.data[l.pos:], []byte("trailer")) {
			l.pos += len("trailer")
			d, _ := l.next().(dict)
			return d
		}
		first, ok1 := l.next().(float64)
		count, ok2 := l.next().(float64)
		if !ok1 || !ok2 || count < 0 || whole(count) > f.limits.Objects {
			return nil
		}
		for i := range whole(count) {
			offset, ok1 := l.next().(float64)
			_, ok2 := l.next().(float64)
			kind, ok3 := l.next().(operator)
			if !ok1 || !ok2 || !ok3 {
				return nil
			}
			if kind == "n" {
				f.add(whole(first)+i, entry{offset: whole(offset)})
			}
		}
	}
}

// add keeps the newest entry of an object: tables are read from new to old.
func (f *document) add(number int, e entry) {
	if _, have := f.entries[number]; !have && len(f.entries) < f.limits.Objects {
		f.entries[number] = e
	}
}

func (f *document) readXRefStream(s stream) bool {
	data, err := f.unpack(s)
	if err != nil {
		return false
	}
	widths, _ := s.dict["W"].(array)
	if len(widths) < 3 {
		return false
	}
	var w [3]int
	for i := range w {
		v, _ := widths[i].(float64)
		if v < 0 || v > 8 {
			return false
		}
		w[i] = whole(v)
	}
	size := w[0] + w[1] + w[2]
	if size == 0 {
		return false
	}
	index, _ := s.dict["Index"].(array)
	if len(index) == 0 {
		index = array{float64(0), s.dict["Size"]}
	}
	for i := 0; i+1 < len(index); i += 2 {
		first, ok1 := index[i].(float64)
		count, ok2 := index[i+1].(float64)
		if !ok1 || !ok2 {
			return false
		}
		for n := 0; n < whole(count) && len(data) >= size; n++ {
			kind, a, b := 1, bigEndian(data[w[0]:w[0]+w[1]]), bigEndian(data[w[0]+w[1]:size])
			if w[0] > 0 {
				kind = bigEndian(data[:w[0]])
			}
			data = data[size:]
			switch kind {
			case 1:
				f.add(whole(first)+n, entry{offset: a})
			case 2:
				f.add(whole(first)+n, entry{within: a, index: b})
			}
		}
	}
	return true
}

// whole is a number as an integer, and -1 for one that no file can mean.
func whole(v float64) int {
	if !(v >= -1<<31 && v <= 1<<40) {
		return -1
	}
	return int(v)
}

func bigEndian(b []byte) int {
	v := 0
	for _, c := range b {
		if v > 1<<40 {
			return -1
		}
		v = v<<8 | int(c)
	}
	return v
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

// rebuild makes a table of all objects that the file holds, for files that were cut,
// joined or edited by hand. Later objects replace earlier ones of the same number.
func (f *document) rebuild() error {
	if f.rebuilt {
		return ErrBroken
	}
	f.rebuilt = true
	f.entries, f.streams, f.loaded = map[int]entry{}, map[int]*objectStream{}, map[int]object{}
	old := f.trailer
	f.trailer = dict{}
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte(" obj"))
		if i < 0 {
			break
		}
		end := at + i
		at = end + 4
		number, offset, ok := numberBefore(f.data, end)
		if !ok {
			continue
		}
		if len(f.entries) >= f.limits.Objects {
			return ErrLarge
		}
		f.entries[number] = entry{offset: offset}
	}
	for at := 0; ; {
		i := bytes.Index(f.data[at:], []byte("trailer"))
		if i < 0 {
			break
		}
		l := lexer{data: f.data, pos: at + i + len("trailer")}
		if d, ok := l.next().(dict); ok {
			for k, v := range d {
				f.trailer[k] = v
			}
		}
		at += i + len("trailer")
	}
	f.rebuildStreams()
	if f.catalog() == nil {
		for k, v := range old {
			if f.trailer[k] == nil {
				f.trailer[k] = v
			}
		}
	}
	if len(f.entries) == 0 {
		return ErrBroken
	}
	return nil
}

// rebuildStreams adds what object streams and streams of cross-references hold, and the
// catalogue where no trailer names it.
func (f *document) rebuildStreams() {
	for _, number := range sortedKeys(f.entries) {
		e := f.entries[number]
		if e.within > 0 || !bytes.Contains(f.data[e.offset:min(len(f.data), e.offset+2048)], []byte("/Type")) {
			continue
		}
		_, o := f.objectAt(e.offset)
		switch o := o.(type) {
		case dict:
			if o["Type"] == name("Catalog") && f.trailer["Root"] == nil {
				f.trailer["Root"] = ref{number, 0}
			}
		case stream:
			switch o.dict["Type"] {
			case name("XRef"):
				for _, k := range []name{"Root", "Encrypt", "Info"} {
					if o.dict[k] != nil {
						f.trailer[k] = o.dict[k]
					}
				}
			case name("ObjStm"):
				s := f.openObjects(o)
				f.streams[number] = s
				if s == nil {
					continue
				}
				for _, inner := range sortedKeys(s.offsets) {
					if _, have := f.entries[inner]; !have && len(f.entries) < f.limits.Objects {
						f.entries[inner] = entry{within: number}
					}
				}
			}
		}
	}
	if f.trailer["Root"] != nil {
		return
	}
	for _, number := range sortedKeys(f.entries) { // the catalogue may lie in an object stream
		if d, ok := f.load(number).(dict); ok && d["Type"] == name("Catalog") {
			f.trailer["Root"] = ref{number, 0}
			return
		}
	}
}

// numberBefore reads "12 0" that ends at end, from the back.
func numberBefore(data []byte, end int) (number, offset int, ok bool) {
	i := end
	for i > 0 && data[i-1] >= '0' && data[i-1] <= '9' {
		i--
	}
	if i == end || end-i > 5 {
		return 0, 0, false
	}
	j := i
	for j > 0 && isSpace(data[j-1]) {
		j--
	}
	k := j
	for k > 0 && data[k-1] >= '0' && data[k-1] <= '9' {
		k--
	}
	if j == i || k == j || j-k > 9 {
		return 0, 0, false
	}
	n, err := strconv.Atoi(string(data[k:j]))
	return n, k, err == nil && n > 0
}
