package pdf

import "bytes"

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
