package pdf

import (
	"bytes"
	"strconv"
)

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
