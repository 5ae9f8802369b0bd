package find

import (
	"bytes"
	"encoding/binary"
)

// A gist is what Words returned, short: whole but for the last section, of which
// it holds only which two digits stand next to each other, exactly, and, not quite
// exactly, which three and four bytes do in its words, and which two where one is a
// digit. It answers what a search asks of most records, which is whether they can
// hold a word at all, in a quarter of the bytes:
//
//	gist  = length in four bytes, words without the text of the last section, pairs, marks
//	pairs = bits, one for each of 00 to 99
//	marks = bits, those set to which hash leads from the bytes in the text; there are
//	        three for each
//
// Where it says that a word is not there, it is not. Where it says that it may be,
// it mostly is, but for words of parts that stand in others: in German, many.

// marksEach is how many bits there are for each piece of a text. With more, a gist
// answers better and is longer.
const marksEach = 3

// Sizes of the pieces, and of the bits for pairs of digits, in bytes.
const (
	leastGram = 2
	mostGram  = 4
	pairsSize = (100 + 7) / 8
)

// pairs calls visit with each two digits that stand next to each other, until that
// returns false.
func pairs(text []byte, visit func(int) bool) {
	for i := 1; i < len(text); i++ {
		if isDigit(text[i-1]) && isDigit(text[i]) && !visit(int(text[i-1]-'0')*10+int(text[i]-'0')) {
			return
		}
	}
}

// grams calls visit with a number for each piece of a text that is marked, until
// that returns false.
func grams(text []byte, visit func(uint32) bool) {
	for i := range text {
		n := uint32(0)
		for size := 1; size <= mostGram && i+size <= len(text) && text[i+size-1] != ' '; size++ { // no word has one
			n = n<<8 | uint32(text[i+size-1])
			if size < leastGram || size == leastGram && isDigit(text[i]) == isDigit(text[i+1]) {
				continue // pairs of digits are kept by themselves
			}
			if !visit(n*0x9e3779b1 ^ uint32(size)) {
				return
			}
		}
	}
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

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
	at := len(b)
	b = append(b, make([]byte, pairsSize)...)
	pairs(text, func(n int) bool {
		b[at+n/8] |= 1 << (n % 8)
		return true
	})
	pieces := map[uint32]bool{}
	grams(text, func(g uint32) bool {
		pieces[g] = true
		return true
	})
	from := len(b)
	b = append(b, make([]byte, (len(pieces)*marksEach+7)/8)...)
	marks := b[from:]
	for g := range pieces {
		bit := hash(g, len(marks))
		marks[bit/8] |= 1 << (bit % 8)
	}
	return b
}

// hash is the bit for a piece among so many bytes of marks.
func hash(g uint32, marks int) uint32 {
	g ^= g >> 15
	g *= 0x85ebca6b
	g ^= g >> 13
	return uint32(uint64(g) * uint64(marks*8) >> 32)
}

// marked tells whether a text with these marks may hold a word. What is too short
// to have a mark may be anywhere.
func marked(marks, word []byte) bool {
	if len(marks) < pairsSize {
		return true
	}
	digits, marks, may := marks[:pairsSize], marks[pairsSize:], true
	pairs(word, func(n int) bool {
		may = digits[n/8]&(1<<(n%8)) != 0
		return may
	})
	if !may {
		return false
	}
	grams(word, func(g uint32) bool {
		if len(marks) == 0 {
			may = false
			return false
		}
		bit := hash(g, len(marks))
		may = marks[bit/8]&(1<<(bit%8)) != 0
		return may
	})
	return may
}

// Glance is Look at a gist. open tells whether the record must be looked at to know
// how well it fits: then Sum of h is the most that it can be, and if not, just what
// it would be with Look. h is what was found elsewhere, as for Look, which must be
// all of it.
func (q Query) Glance(h *Hits, gist []byte, weights ...int) (open bool) {
	words, marks, ok := cutGist(gist)
	least := 0 // what the last section can add
	if len(weights) > 0 {
		least = weights[len(weights)-1] * asTyped
	}
	if ok {
		q.Look(h, words, weights...)
	}
	for i, t := range q.terms {
		if h[i] < least && (!ok || t.mayStand(marks)) {
			h[i], open = least, true
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
