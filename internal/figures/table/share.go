package table

import "strconv"

// Share is a part of a base. It is rounded once, when it is written.
type Share struct{ N, Base int }

// Scaled is the share in units of 10^-decimals percent, rounded half up; false where
// the base is 0. With 0 decimals 3 of 8 is 38, with 1 it is 375.
func (s Share) Scaled(decimals int) (int, bool) {
	if s.Base <= 0 || s.N < 0 {
		return 0, false
	}
	scale := 100
	for range decimals {
		scale *= 10
	}
	return (2*s.N*scale + s.Base) / (2 * s.Base), true
}

// Growth is the change from one count to the next in units of 10^-decimals percent,
// rounded half away from zero; false where the earlier count is 0.
func Growth(before, after, decimals int) (int, bool) {
	if after < before {
		n, ok := Share{before - after, before}.Scaled(decimals)
		return -n, ok
	}
	return Share{after - before, before}.Scaled(decimals)
}

// Decimal writes a scaled number with a mark between whole and part: 375, 1 and "."
// are 37.5.
func Decimal(scaled, decimals int, mark string) string {
	sign := ""
	if scaled < 0 {
		sign, scaled = "-", -scaled
	}
	digits := strconv.Itoa(scaled)
	if decimals == 0 {
		return sign + digits
	}
	for len(digits) <= decimals {
		digits = "0" + digits
	}
	return sign + digits[:len(digits)-decimals] + mark + digits[len(digits)-decimals:]
}
