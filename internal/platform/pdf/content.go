package pdf

import (
	"bytes"
	"strings"
)

// matrix is a transformation of the plane as PDF writes it: a b c d e f.
type matrix [6]float64

// times is first m, then n. Each product is rounded for itself, so that every machine
// comes to the same numbers.
func (m matrix) times(n matrix) matrix {
	return matrix{
		float64(m[0]*n[0]) + float64(m[1]*n[2]), float64(m[0]*n[1]) + float64(m[1]*n[3]),
		float64(m[2]*n[0]) + float64(m[3]*n[2]), float64(m[2]*n[1]) + float64(m[3]*n[3]),
		float64(m[4]*n[0]) + float64(m[5]*n[2]) + n[4], float64(m[4]*n[1]) + float64(m[5]*n[3]) + n[5],
	}
}

// glyph is a piece of text where it stands on the page, y growing upwards.
type glyph struct {
	text  string
	x, y  float64
	width float64
	size  float64 // of the letters, in points
	space bool    // it is white
	level bool    // it is written from left to right
}

// state is what q keeps and Q brings back.
type state struct {
	place                            matrix
	font                             *font
	size, letter, word, scale, leads float64
	rise                             float64
}

// painter goes through the content of a page.
type painter struct {
	f      *document
	glyphs []glyph
	state  state
	stack  []state
	text   matrix
	line   matrix
	marked []mark
}

// mark is a piece of content for which the file gives its text in other words.
type mark struct {
	instead string
	has     bool
	used    bool
}

const (
	deepestForm = 8
	deepestSave = 500
	mostGlyphs  = 500_000 // of a page; one of small print has 20,000
	formSteps   = 1000    // that showing another object costs beside its content
	fontSteps   = 100     // that choosing a font costs
)

// show returns the glyphs of a page.
func (f *document) show(p page) ([]glyph, error) {
	data, err := f.content(p.contents)
	if err != nil {
		return nil, err
	}
	w := painter{f: f, state: state{place: turned(p), scale: 1}}
	if err := w.run(data, p.resources, 0); err != nil {
		return nil, err
	}
	return w.glyphs, nil
}

// turned is the transformation that sets a page upright.
func turned(p page) matrix {
	switch p.turn {
	case 90:
		return matrix{0, -1, 1, 0, 0, p.width}
	case 180:
		return matrix{-1, 0, 0, -1, p.width, p.height}
	case 270:
		return matrix{0, 1, -1, 0, p.height, 0}
	}
	return matrix{1, 0, 0, 1, 0, 0}
}

// run goes through content. It fails with ErrLarge only.
func (w *painter) run(data []byte, resources dict, depth int) error {
	if w.f.steps += int64(len(data)); w.f.steps > w.f.limits.Steps {
		return ErrLarge
	}
	saved := len(w.stack)
	l := lexer{data: data}
	var args array
	for !l.end() {
		o := l.next()
		op, ok := o.(operator)
		if !ok {
			if args = append(args, o); len(args) > 100 {
				args = args[50:]
			}
			continue
		}
		if op == "BI" {
			skipPicture(&l)
		} else if err := w.do(op, args, resources, depth); err != nil {
			return err
		}
		args = args[:0]
		if len(w.glyphs) > mostGlyphs {
			return ErrLarge
		}
	}
	if len(w.stack) > saved {
		w.state = w.stack[saved]
		w.stack = w.stack[:saved]
	}
	return nil
}

// skipPicture goes over a picture that stands in the content itself.
func skipPicture(l *lexer) {
	i := bytes.Index(l.data[l.pos:], []byte("ID"))
	if i < 0 {
		l.pos = len(l.data)
		return
	}
	at := l.pos + i + 2
	for at < len(l.data) {
		j := bytes.Index(l.data[at:], []byte("EI"))
		if j < 0 {
			l.pos = len(l.data)
			return
		}
		at += j + 2
		if isSpace(l.data[at-3]) && (at >= len(l.data) || isSpace(l.data[at])) {
			break
		}
	}
	l.pos = min(at, len(l.data))
}

func (a array) number(i int) float64 {
	if i < 0 || i >= len(a) {
		return 0
	}
	v, _ := a[i].(float64)
	if v > 1e7 || v < -1e7 {
		return 0
	}
	return v
}

func (a array) name(i int) name {
	if i < 0 || i >= len(a) {
		return ""
	}
	n, _ := a[i].(name)
	return n
}

func (a array) matrix() matrix {
	if len(a) < 6 {
		return matrix{1, 0, 0, 1, 0, 0}
	}
	a = a[len(a)-6:]
	return matrix{a.number(0), a.number(1), a.number(2), a.number(3), a.number(4), a.number(5)}
}

func (w *painter) do(op operator, args array, resources dict, depth int) error {
	s := &w.state
	last := len(args) - 1
	switch op {
	case "q":
		if len(w.stack) < deepestSave {
			w.stack = append(w.stack, w.state)
		}
	case "Q":
		if n := len(w.stack); n > 0 {
			w.state, w.stack = w.stack[n-1], w.stack[:n-1]
		}
	case "cm":
		s.place = args.matrix().times(s.place)
	case "BT":
		w.text, w.line = matrix{1, 0, 0, 1, 0, 0}, matrix{1, 0, 0, 1, 0, 0}
	case "Tc":
		s.letter = args.number(last)
	case "Tw":
		s.word = args.number(last)
	case "Tz":
		s.scale = args.number(last) / 100
	case "TL":
		s.leads = args.number(last)
	case "Ts":
		s.rise = args.number(last)
	case "Tf":
		w.f.steps += fontSteps
		s.size = args.number(last)
		fonts, _ := w.f.resolve(resources["Font"]).(dict)
		s.font = w.f.fontOf(fonts[args.name(last-1)])
	case "Td":
		w.move(args.number(last-1), args.number(last))
	case "TD":
		s.leads = -args.number(last)
		w.move(args.number(last-1), args.number(last))
	case "Tm":
		w.line = args.matrix()
		w.text = w.line
	case "T*":
		w.move(0, -s.leads)
	case "Tj", "'", "\"":
		if op == "\"" {
			s.word, s.letter = args.number(last-2), args.number(last-1)
		}
		if op != "Tj" {
			w.move(0, -s.leads)
		}
		if last >= 0 {
			if t, ok := args[last].(text); ok {
				w.write(t)
			}
		}
	case "TJ":
		if last >= 0 {
			list, _ := args[last].(array)
			for _, o := range list {
				switch v := o.(type) {
				case text:
					w.write(v)
				case float64:
					if v > -1e6 && v < 1e6 {
						w.advance(-v / 1000 * s.size * s.scale)
					}
				}
			}
		}
	case "Do":
		return w.form(args.name(last), resources, depth)
	case "gs":
		w.graphics(args.name(last), resources)
	case "BMC", "BDC":
		w.begin(op, args, resources)
	case "EMC":
		if n := len(w.marked); n > 0 {
			w.marked = w.marked[:n-1]
		}
	}
	return nil
}

// graphics takes a font from a graphics state, which few files do.
func (w *painter) graphics(n name, resources dict) {
	states, _ := w.f.resolve(resources["ExtGState"]).(dict)
	d, _ := w.f.resolve(states[n]).(dict)
	if pair, ok := w.f.resolve(d["Font"]).(array); ok && len(pair) == 2 {
		w.state.font = w.f.fontOf(pair[0])
		w.state.size = pair.number(1)
	}
}

func (w *painter) begin(op operator, args array, resources dict) {
	if len(w.marked) >= deepestSave {
		return
	}
	m := mark{}
	if op == "BDC" && len(args) > 0 {
		d, ok := args[len(args)-1].(dict)
		if !ok {
			all, _ := w.f.resolve(resources["Properties"]).(dict)
			d, _ = w.f.resolve(all[args.name(len(args)-1)]).(dict)
		}
		if t, ok := w.f.resolve(d["ActualText"]).(text); ok {
			m.instead, m.has = words(t), true
		}
	}
	w.marked = append(w.marked, m)
}

// form runs the content of another object in place.
func (w *painter) form(n name, resources dict, depth int) error {
	objects, _ := w.f.resolve(resources["XObject"]).(dict)
	if w.f.steps += formSteps; w.f.steps > w.f.limits.Steps {
		return ErrLarge
	}
	s, ok := w.f.resolve(objects[n]).(stream)
	if !ok || depth >= deepestForm || w.f.resolve(s.dict["Subtype"]) != name("Form") {
		return nil
	}
	data, err := w.f.unpack(s)
	if err == ErrLarge {
		return err
	}
	inner, ok := w.f.resolve(s.dict["Resources"]).(dict)
	if !ok {
		inner = resources
	}
	before, text, line := w.state, w.text, w.line
	if m, ok := w.f.resolve(s.dict["Matrix"]).(array); ok && len(m) == 6 {
		w.state.place = m.matrix().times(w.state.place)
	}
	err = w.run(data, inner, depth+1)
	w.state, w.text, w.line = before, text, line
	return err
}

func (w *painter) move(x, y float64) {
	w.line = matrix{1, 0, 0, 1, x, y}.times(w.line)
	w.text = w.line
}

func (w *painter) advance(x float64) {
	w.text = matrix{1, 0, 0, 1, x, 0}.times(w.text)
}

// write puts a string on the page.
func (w *painter) write(t text) {
	s := &w.state
	if s.font == nil || len(w.glyphs) > mostGlyphs {
		return
	}
	s.font.codes(t, func(c shown) {
		at := matrix{s.size * s.scale, 0, 0, s.size, 0, s.rise}.times(w.text).times(s.place)
		step := (c.width*s.size + s.letter) * s.scale
		if c.space {
			step += s.word * s.scale
		}
		g := glyph{text: seen(w.instead(c.text)), x: at[4], y: at[5], size: length(at[2], at[3]), level: at[0] > 0 && abs64(at[1]) < at[0]/20}
		end := matrix{1, 0, 0, 1, c.width * s.size * s.scale, 0}.times(w.text).times(s.place)
		g.width = end[4] - matrix{1, 0, 0, 1, 0, 0}.times(w.text).times(s.place)[4]
		g.space = strings.TrimSpace(g.text) == ""
		if g.text != "" && len(w.glyphs) <= mostGlyphs {
			w.glyphs = append(w.glyphs, g)
		}
		w.advance(step)
	})
}

// instead is the text that the file gives for a piece of content, once; and nothing
// for the rest of that piece.
func (w *painter) instead(own string) string {
	for i := range w.marked {
		if m := &w.marked[i]; m.has {
			if m.used {
				return ""
			}
			m.used = true
			return m.instead
		}
	}
	return own
}

func abs64(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

// length is the length of a vector, near enough: it is only compared.
func length(x, y float64) float64 {
	x, y = abs64(x), abs64(y)
	return max(x, y) + min(x, y)/3
}
