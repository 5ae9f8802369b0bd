package invent

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Printed is a figure as it was printed.
type Printed struct {
	Period string // as ParsePeriod reads it
	Metric string // "women and girls", "nationality Nigeria": metrics.toml says what it means
	Value  string // 96, 9.96, ~60, "~5 (knapp)", >700, 242..247, ">50 each", or a label
	Unit   string // pct, count or label
	Base   string // what a share is a part of; empty, or a number as in Value
	Kind   string // pub, derived or susp, with a remark
}

var printedHead = []string{"period", "metric", "value", "unit", "base_n", "kind"}

// ReadPrinted reads figures from CSV with the columns period, metric, value, unit,
// base_n and kind. A line that cannot be read is an error that names it; that a metric
// is known is not asked here.
func ReadPrinted(from io.Reader) ([]Printed, error) {
	lines := csv.NewReader(from)
	head, err := lines.Read()
	if err != nil {
		return nil, fmt.Errorf("printed figures: %w", err)
	}
	head[0] = strings.TrimPrefix(head[0], "\ufeff")
	if !slices.Equal(head, printedHead) {
		return nil, fmt.Errorf("printed figures: the first line is not %s", strings.Join(printedHead, ","))
	}
	var all []Printed
	for {
		f, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("printed figures: %w", err)
		}
		p := Printed{f[0], f[1], f[2], f[3], f[4], f[5]}
		if err := p.check(); err != nil {
			line, _ := lines.FieldPos(0)
			return nil, fmt.Errorf("printed figures: line %d: %w", line, err)
		}
		all = append(all, p)
	}
}

// check tells what of a figure cannot be read.
func (p Printed) check() error {
	if _, err := ParsePeriod(p.Period); err != nil {
		return err
	}
	if !slices.Contains([]string{"pct", "count", "label"}, p.Unit) {
		return fmt.Errorf("unit %q is neither pct nor count nor label", p.Unit)
	}
	if p.trust() < 0 {
		return fmt.Errorf("kind %q is neither pub nor derived nor susp", p.Kind)
	}
	if p.Unit != "label" {
		if _, err := parseAmount(p.Value); err != nil {
			return err
		}
	}
	if p.Base != "" {
		a, err := parseAmount(p.Base)
		if err != nil {
			return err
		}
		if a.decimals > 0 || a.value < 1 {
			return fmt.Errorf("base %q is no number of people", p.Base)
		}
	}
	return nil
}

// trust orders figures by how certain they are, lowest first; -1 for a kind that is
// not known.
func (p Printed) trust() int {
	kind, _, _ := strings.Cut(p.Kind, " ")
	at := slices.Index([]string{"pub", "derived", "susp"}, kind)
	if at < 0 {
		return -1
	}
	if a, err := parseAmount(p.Value); err == nil && a.mark != exactly {
		return 2*at + 1
	}
	return 2 * at
}

// suspect tells whether whoever collected the figure doubted it.
func (p Printed) suspect() bool { return strings.HasPrefix(p.Kind, "susp") }

// mark is how sure a printed number is of itself.
type mark int

const (
	exactly   mark = iota
	about          // ~
	justBelow      // knapp
	above          // >
	ranging        // 242..247
)

// How far a number may be from what it says. The printed reports do not define their
// words; these limits are ours.
const (
	aboutPoints = 2 // ~60 % is from 58 to below 62
	belowPoints = 1 // knapp 5 % is from 4 to below 5
	abovePoints = 5 // >15 % is above 15 and below 20
	aboutCount  = 5 // ~600 is 570 to 630: in a hundred
)

// amount is a printed number in units of 10^-decimals.
type amount struct {
	mark     mark
	value    int
	to       int // of ranging: the last
	decimals int
	each     bool // it is said of several things at once
}

var amounts = regexp.MustCompile(`^([~>]?)([+-]?)(\d{1,9})(?:\.(\d{1,3}))?(?:\.\.(\d{1,9}))?( each)?( \(knapp\))?$`)

func parseAmount(written string) (amount, error) {
	m := amounts.FindStringSubmatch(strings.TrimSpace(strings.Replace(written, "−", "-", 1)))
	if m == nil {
		return amount{}, fmt.Errorf("value %q is no number", written)
	}
	a := amount{decimals: len(m[4]), each: m[6] != ""}
	a.value, _ = strconv.Atoi(m[3] + m[4])
	if m[2] == "-" {
		a.value = -a.value
	}
	switch {
	case m[5] != "":
		a.to, _ = strconv.Atoi(m[5])
		if a.mark = ranging; a.decimals > 0 || m[1] != "" || m[2] != "" || a.to < a.value {
			return amount{}, fmt.Errorf("value %q is no range of numbers", written)
		}
	case m[7] != "":
		a.mark = justBelow
	case m[1] == "~":
		a.mark = about
	case m[1] == ">":
		a.mark = above
	}
	return a, nil
}

// counts are the whole numbers that may be meant, first and last; first is behind last
// where there is none.
func (a amount) counts() (first, last int) {
	switch a.mark {
	case about:
		return (a.value*(100-aboutCount) + 99) / 100, a.value * (100 + aboutCount) / 100
	case justBelow:
		return (a.value*(100-aboutCount) + 99) / 100, a.value - 1
	case above:
		step := 1
		for step*10 <= a.value {
			step *= 10
		}
		return a.value + 1, a.value + step - 1
	case ranging:
		return a.value, a.to
	}
	if a.decimals > 0 {
		return 1, 0
	}
	return a.value, a.value
}

// shares are the limits of the share that may be meant, in halves of 10^-decimals
// percent: from low, or above it where open, to below high.
func (a amount) shares() (low, high int, open bool) {
	point := 2
	for range a.decimals {
		point *= 10
	}
	v := 2 * a.value
	switch a.mark {
	case about:
		return v - aboutPoints*point, v + aboutPoints*point, false
	case justBelow:
		return v - belowPoints*point, v, false
	case above:
		return v, v + abovePoints*point, true
	case ranging:
		return v - 1, 2*a.to + 1, false
	}
	return v - 1, v + 1, false
}
