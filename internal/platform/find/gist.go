package find

import (
	"bytes"
	"encoding/binary"
)

// A gist is what Words returned, short: whole but for the last section, of which
// it holds only which three bytes stand next to each other in it, and that not
// quite exactly. It answers what a search asks of most records, which is whether
// they can hold a word at all, in a tenth of the bytes:
//
//	gist  = length in four bytes, words without the text of the last section, marks
//	marks = a bit for each three bytes, set where hash says, six bits for each in it
//
// Where it says that a word is not there, it is not. Where it says that it may be,
// about one time in six for each three bytes it is not.

// marksEach is how many bits there are for each three bytes of a text. With more,
// a gist answers better and is longer.
const marksEach = 6

const gram = 3 // bytes

// Gist makes the gist of what Words returned. It takes any bytes.
func Gist(words []byte) []byte {
	_, texts := apart(words)
	long := texts
	if i := bytes.LastIndexByte(texts, divider); i >= 0 {
		long = texts[i+1:]
	}
	rest := words[:len(words)-len(long)]
	gist := binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(rest)+len(long)), uint32(len(rest)))
	return appendMarks(append(gist, rest...), long)
}

func appendMarks(b, text []byte) []byte {
	grams := map[uint32]bool{}
	for i := 0; i+gram <= len(text); i++ {
		if g := text[i : i+gram]; bytes.IndexByte(g, ' ') < 0 { // no word has one
			grams[gramAt(text, i)] = true
		}
	}
	from := len(b)
	b = append(b, make([]byte, (len(grams)*marksEach+7)/8)...)
	marks := b[from:]
	for g := range grams {
		bit := hash(g, len(marks))
		marks[bit/8] |= 1 << (bit % 8)
	}
	return b
}

func gramAt(text []byte, i int) uint32 {
	return uint32(text[i])<<16 | uint32(text[i+1])<<8 | uint32(text[i+2])
}

// hash is the bit for three bytes among so many bytes of marks.
func hash(g uint32, marks int) uint32 {
	h := g * 0x9e3779b1
	h ^= h >> 15
	h *= 0x85ebca6b
	return uint32(uint64(h) * uint64(marks*8) >> 32)
}

// marked tells whether a text with these marks may hold a word.
func marked(marks, word []byte) bool {
	if len(marks) == 0 {
		return len(word) < gram // so short a text has no marks
	}
	for i := 0; i+gram <= len(word); i++ {
		bit := hash(gramAt(word, i), len(marks))
		if marks[bit/8]&(1<<(bit%8)) == 0 {
			return false
		}
	}
	return true
}

// Glance is Look at a gist. open tells whether the record must be looked at to know
// how well it fits; if it need not, Sum of h is what it would be with Look. h is
// what was found elsewhere, as for Look, which must be all of it.
func (q Query) Glance(h *Hits, gist []byte, weights ...int) (open bool) {
	words, marks, ok := cutGist(gist)
	if !ok {
		return true
	}
	q.Look(h, words, weights...)
	if len(weights) == 0 {
		return false
	}
	least := weights[len(weights)-1] * asTyped // what the last section can add
	for i, t := range q.terms {
		if h[i] >= least {
			continue
		}
		if t.mayStand(marks) {
			open = true
		} else if h[i] == 0 {
			return false // it is nowhere
		}
	}
	return open
}

func (t term) mayStand(marks []byte) bool {
	for _, s := range t.spellings {
		if marked(marks, s) {
			return true
		}
	}
	for _, s := range t.latin {
		if marked(marks, s) {
			return true
		}
	}
	return false
}

func cutGist(gist []byte) (words, marks []byte, ok bool) {
	if len(gist) < 4 {
		return nil, nil, false
	}
	n, rest := uint64(binary.BigEndian.Uint32(gist)), gist[4:]
	if n > uint64(len(rest)) {
		return nil, nil, false
	}
	return rest[:n], rest[n:], true
}
