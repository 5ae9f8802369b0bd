package letters

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"verbund/internal/core"
)

// filling puts values into a text, once: what stands in a value is not looked at
// for placeholders again.
type filling struct {
	names  *names
	values map[string]string
	lang   core.Lang
	labels map[string]string // of gaps, where a language has its own
	gaps   []Gap
}

// check refuses a value for which there is no placeholder at all: a name that was
// written wrongly would leave a gap that nobody understands.
func (n *names) check(values map[string]string) error {
	for name := range values {
		if _, ok := n.all[name]; !ok {
			return fmt.Errorf("letters: a value for {%s}, which is no placeholder", name)
		}
	}
	return nil
}

// fill returns a text with its values. Lines with an empty {name?} are left out.
func (f *filling) fill(body string) string {
	var kept []string
	for line := range strings.SplitSeq(body, "\n") {
		if f.leftOut(line) {
			continue
		}
		kept = append(kept, f.line(line))
	}
	s := strings.Join(kept, "\n")
	for strings.Contains(s, "\n\n\n") {
		s = strings.ReplaceAll(s, "\n\n\n", "\n\n")
	}
	return strings.Trim(s, "\n")
}

func (f *filling) leftOut(line string) bool {
	for _, m := range mark.FindAllStringSubmatch(line, -1) {
		if m[2] != "" && plain(f.values[m[1]]) == "" {
			return true
		}
	}
	return false
}

// begins finds the marks that a line may begin with: what follows them stands at
// the beginning of a block, too.
var begins = regexp.MustCompile(`^\s*(- |#{1,3} |___ )?(\*\*)?$`)

func (f *filling) line(line string) string {
	var b strings.Builder
	at := 0
	for _, m := range mark.FindAllStringSubmatchIndex(line, -1) {
		b.WriteString(line[at:m[0]])
		at = m[1]
		name := line[m[2]:m[3]]
		value := plain(f.values[name])
		if value == "" {
			b.WriteString(f.gap(name))
			continue
		}
		before := b.String()
		lines := strings.Split(value, "\n")
		// Only a value that has its line to itself, or is an item, may go on in the next.
		alone := f.names.all[name].Lines && begins.MatchString(before) && !strings.HasPrefix(before, "#") && line[m[1]:] == ""
		if !alone {
			b.WriteString(escape(strings.Join(lines, ", "), begins.MatchString(before)))
			continue
		}
		item := ""
		if strings.HasPrefix(before, "- ") {
			item = "- "
		}
		for i, l := range lines {
			if i > 0 {
				b.WriteString("\n" + item)
			}
			b.WriteString(escape(l, true))
		}
	}
	b.WriteString(line[at:])
	return b.String()
}

// gap notes that a value is missing, and returns what stands in its place.
func (f *filling) gap(name string) string {
	label := cmp.Or(f.labels[name], f.names.all[name].Label[f.lang], f.names.all[name].Label[English])
	if !slices.ContainsFunc(f.gaps, func(g Gap) bool { return g.Name == name }) {
		f.gaps = append(f.gaps, Gap{name, label})
	}
	return "[" + label + "]"
}

// plain takes out of a value what nobody can see: control characters, and those
// that turn the direction of writing and can make a letter read differently from
// what it says. Ends of lines of any kind become "\n"; empty lines are dropped.
func plain(value string) string {
	value = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n", "\t", " ").Replace(value)
	value = strings.Map(func(r rune) rune {
		if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == unicode.ReplacementChar) {
			return -1
		}
		return r
	}, value)
	var kept []string
	for line := range strings.SplitSeq(value, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

var (
	inline = strings.NewReplacer(`\`, `\\`, "`", "\\`", `*`, `\*`, `_`, `\_`, `[`, `\[`, `]`, `\]`, `<`, `\<`, `|`, `\|`, `~`, `\~`)
	entity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)
	number = regexp.MustCompile(`^([0-9]{1,9})([.)])(\s|$)`)
)

// escape makes plain text safe to stand in a text with marks, for Read and for
// CommonMark alike, and changes nothing that needs no change: people edit the
// result by hand. first says that the value stands at the beginning of a line.
func escape(line string, first bool) string {
	line = entity.ReplaceAllString(inline.Replace(line), `\&$1`)
	if !first {
		return line
	}
	if strings.ContainsRune("#-+>=", rune(line[0])) {
		return `\` + line
	}
	return number.ReplaceAllString(line, `$1\$2$3`)
}
