package invent

// CountsOf are the whole numbers that round half up to a printed share: percent is in
// units of 10^-decimals, so that 9.96 % is 996 with 2 decimals. They are first to last;
// ok is false where no number of the base rounds to it.
func CountsOf(percent, decimals, base int) (first, last int, ok bool) {
	if base <= 0 || percent < 0 {
		return 0, 0, false
	}
	scale := 200
	for range decimals {
		scale *= 10
	}
	// (2·n·100·10^d + base) / (2·base) = percent, rounded down
	first = max(0, ((2*percent-1)*base+scale-1)/scale)
	last = min(base, ((2*percent+1)*base-1)/scale)
	return first, last, first <= last
}

// Reveals tells whether a printed share gives away the exact count: only one number of
// the base rounds to it. 9.96 % of 733 can only be 73. A share must then be protected
// as the count is.
func Reveals(percent, decimals, base int) (count int, yes bool) {
	first, last, ok := CountsOf(percent, decimals, base)
	if !ok || first != last {
		return 0, false
	}
	return first, true
}
