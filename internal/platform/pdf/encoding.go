package pdf

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// baseEncoding gives the letters of the encodings that PDF knows by name (ISO 32000-1,
// Annex D).
func baseEncoding(n name) [256]rune {
	var table [256]rune
	for i := range table {
		c := byte(i)
		switch n {
		case "MacRomanEncoding":
			table[i] = charmap.Macintosh.DecodeByte(c)
		case "StandardEncoding":
			table[i] = standardLetter(c)
		default:
			table[i] = charmap.Windows1252.DecodeByte(c)
		}
		if i < ' ' || 0x7f <= table[i] && table[i] < 0xa0 {
			table[i] = 0
		}
	}
	return table
}

// standardUpper are the letters of StandardEncoding from 0xA1 on; a space stands where
// there is none.
const standardUpper = "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ –†‡· ¶•‚„”»…‰ ¿ `´ˆ˜¯˘˙¨ ˚¸ ˝˛ˇ—                Æ ª    ŁØŒº     æ   ı  łøœß    "

func standardLetter(c byte) rune {
	switch {
	case c == '\'':
		return '’'
	case c == '`':
		return '‘'
	case c < 0x7f:
		return rune(c)
	case c < 0xa1:
		return 0
	}
	i := 0xa1
	for _, r := range standardUpper {
		if i == int(c) {
			if r == ' ' {
				return 0
			}
			return r
		}
		i++
	}
	return 0
}

// letters are the names of glyphs that are no letter by themselves or with an accent.
func letters() map[string]string {
	list := strings.Fields(`space=_ exclam=! quotedbl=" numbersign=# dollar=$ percent=% ampersand=& quotesingle=' quoteright=’ quoteleft=‘
		parenleft=( parenright=) asterisk=* plus=+ comma=, hyphen=- minus=− period=. slash=/ zero=0 one=1 two=2 three=3 four=4 five=5 six=6
		seven=7 eight=8 nine=9 colon=: semicolon=; less=< equal== greater=> question=? at=@ bracketleft=[ backslash=\ bracketright=]
		asciicircum=^ underscore=__ braceleft={ bar=| braceright=} asciitilde=~ exclamdown=¡ cent=¢ sterling=£ currency=¤ yen=¥
		brokenbar=¦ section=§ dieresis=¨ copyright=© ordfeminine=ª guillemotleft=« logicalnot=¬ registered=® macron=¯ degree=° plusminus=±
		twosuperior=² threesuperior=³ acute=´ mu=µ paragraph=¶ periodcentered=· middot=· cedilla=¸ onesuperior=¹ ordmasculine=º guillemotright=»
		onequarter=¼ onehalf=½ threequarters=¾ questiondown=¿ multiply=× divide=÷ germandbls=ß ae=æ AE=Æ oe=œ OE=Œ oslash=ø Oslash=Ø
		lslash=ł Lslash=Ł eth=ð Eth=Ð thorn=þ Thorn=Þ dcroat=đ Dcroat=Đ dotlessi=ı florin=ƒ fraction=⁄ quotesinglbase=‚ quotedblbase=„
		quotedblleft=“ quotedblright=” guilsinglleft=‹ guilsinglright=› dagger=† daggerdbl=‡ bullet=• ellipsis=… perthousand=‰ endash=–
		emdash=— trademark=™ Euro=€ euro=€ fi=fi fl=fl ff=ff ffi=ffi ffl=ffl ft=ft st=st longs=ſ nbspace=_ nonbreakingspace=_
		hyphenminus=- circumflex=ˆ tilde=˜ breve=˘ dotaccent=˙ ring=˚ hungarumlaut=˝ ogonek=˛ caron=ˇ notequal=≠ lessequal=≤
		greaterequal=≥ infinity=∞ summation=∑ radical=√ approxequal=≈ partialdiff=∂ integral=∫ Omega=Ω pi=π alpha=α beta=β gamma=γ delta=δ
		epsilon=ε lambda=λ sigma=σ tau=τ arrowright=→ arrowleft=← arrowup=↑ arrowdown=↓ checkmark=✓ square=■ circle=● a=a`)
	all := make(map[string]string, len(list))
	for _, pair := range list {
		n, value, _ := strings.Cut(pair, "=")
		switch value {
		case "_":
			value = " "
		case "__":
			value = "_"
		case "":
			value = "="
		}
		all[n] = value
	}
	all["grave"], all["sfthyphen"], all["softhyphen"] = "`", "\u00ad", "\u00ad"
	return all
}

// accents are the endings of names of letters with accents: adieresis, ccaron.
func accents() []struct {
	ending string
	mark   rune
} {
	return []struct {
		ending string
		mark   rune
	}{
		{"dieresis", 0x308}, {"acute", 0x301}, {"grave", 0x300}, {"circumflex", 0x302}, {"tilde", 0x303}, {"ring", 0x30a}, {"cedilla", 0x327},
		{"caron", 0x30c}, {"ogonek", 0x328}, {"breve", 0x306}, {"macron", 0x304}, {"dotaccent", 0x307}, {"hungarumlaut", 0x30b}, {"commaaccent", 0x326}, {"umlaut", 0x308},
	}
}

// names turns names of glyphs into what they show.
type names struct{ known map[string]string }

// show is what a glyph of that name shows, or nothing (Adobe Glyph List Specification,
// in the part that texts in the languages of Europe need).
func (n *names) show(glyph string) string {
	if n.known == nil {
		n.known = letters()
	}
	if s, ok := n.known[glyph]; ok {
		return s
	}
	if utf8.RuneCountInString(glyph) == 1 {
		return glyph
	}
	base, _, _ := strings.Cut(glyph, ".") // "a.sc"
	if base != glyph && base != "" {
		return n.show(base)
	}
	if rest, ok := strings.CutPrefix(glyph, "uni"); ok && len(rest) >= 4 && len(rest)%4 == 0 && len(rest) <= 16 {
		var b strings.Builder
		for ; len(rest) >= 4; rest = rest[4:] {
			v, err := strconv.ParseUint(rest[:4], 16, 32)
			if err != nil {
				return ""
			}
			b.WriteRune(rune(v))
		}
		return b.String()
	}
	if rest, ok := strings.CutPrefix(glyph, "u"); ok && len(rest) >= 4 && len(rest) <= 6 {
		if v, err := strconv.ParseUint(rest, 16, 32); err == nil && v <= utf8.MaxRune {
			return string(rune(v))
		}
	}
	if strings.Contains(glyph, "_") && len(glyph) < 40 { // "f_i"
		var b strings.Builder
		for part := range strings.SplitSeq(glyph, "_") {
			if !strings.Contains(part, "_") {
				b.WriteString(n.show(part))
			}
		}
		return b.String()
	}
	for _, a := range accents() {
		if letter, ok := strings.CutSuffix(glyph, a.ending); ok && len(letter) == 1 {
			return norm.NFC.String(letter + string(a.mark))
		}
	}
	return ""
}

// words is the text of a string of PDF outside of pages: UTF-16 or UTF-8 with a mark,
// or a letter a byte.
func words(s text) string {
	switch {
	case strings.HasPrefix(string(s), "\xfe\xff"):
		return fromUTF16(s[2:])
	case strings.HasPrefix(string(s), "\xef\xbb\xbf"):
		return strings.ToValidUTF8(string(s[3:]), "\ufffd")
	}
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(charmap.Windows1252.DecodeByte(s[i]))
	}
	return b.String()
}

func fromUTF16(s text) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}
