package protect

import "math/bits"

// eliminate takes so much of one row from another that column j is 0 there. factor is
// that of the row's own basic column; filled are the columns in which the row that is
// taken is not 0.
func eliminate(row []int, factor *int, from, filled []int, j, p int) error {
	a := row[j]
	if a == 0 {
		return nil
	}
	g := gcd(a, p)
	a, p = a/g, p/g
	if p != 1 {
		return scaled(row, factor, from, a, p)
	}
	most := 0
	for _, k := range filled { // the others stay as they are
		v := row[k] - a*from[k]
		row[k] = v
		most |= max(v, -v)
	}
	if most >= largest {
		return errUndecided
	}
	return nil
}

// scaled is p times a row less a times another, in its smallest whole multiple.
func scaled(row []int, factor *int, from []int, a, p int) error {
	var most, content int
	if factor != nil {
		*factor *= p
		content = *factor
	}
	for k, b := range from {
		v := row[k]*p - a*b
		row[k] = v
		most |= max(v, -v)
		if content != 1 {
			content = gcd(content, v)
		}
	}
	if content > 1 {
		most = 0
		for k, v := range row {
			v /= content
			row[k] = v
			most |= max(v, -v)
		}
		if factor != nil {
			*factor /= content
		}
	}
	if most >= largest || factor != nil && *factor >= largest {
		return errUndecided
	}
	return nil
}

// filledOf are the columns in which a row is not 0, put into a list that may be used
// again.
func filledOf(row, into []int) []int {
	into = into[:0]
	for k, a := range row {
		if a != 0 {
			into = append(into, k)
		}
	}
	return into
}

// compare is the sign of a·b - c·d for numbers that are not negative.
func compare(a, b, c, d int) int {
	h1, l1 := bits.Mul64(uint64(a), uint64(b))
	h2, l2 := bits.Mul64(uint64(c), uint64(d))
	switch {
	case h1 < h2 || h1 == h2 && l1 < l2:
		return -1
	case h1 == h2 && l1 == l2:
		return 0
	}
	return 1
}

// fits tells whether a row may be reckoned with.
func fits(row []int) bool {
	for _, a := range row {
		if a >= largest || a <= -largest {
			return false
		}
	}
	return true
}

func negate(row []int) {
	for j := range row {
		row[j] = -row[j]
	}
}

// gcd is the greatest common divisor, never negative.
func gcd(a, b int) int {
	a, b = max(a, -a), max(b, -b)
	for b != 0 {
		a, b = b, a%b
	}
	return a
}
