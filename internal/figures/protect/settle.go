package protect

// settle takes out determined variables and constraints that say nothing any more,
// until nothing changes.
func (a *auditor) settle() error {
	for changed := true; changed; {
		changed = false
		kept := a.open[:0]
		for _, c := range a.open {
			c = a.without(c)
			low, high := a.reach(c)
			if low > c.High || high < c.Low {
				return errInfeasible
			}
			if low >= c.Low && high <= c.High {
				continue
			}
			if len(c.Sum) == 1 {
				more, err := a.narrow(c)
				if err != nil {
					return err
				}
				changed = changed || more
				continue
			}
			kept = append(kept, c)
		}
		a.open = kept
	}
	return nil
}

// without takes determined variables out of a constraint.
func (a *auditor) without(c Constraint) Constraint {
	out := Constraint{Low: c.Low, High: c.High}
	for _, term := range c.Sum {
		of := a.found[term.Variable]
		if of.Low != of.High {
			out.Sum = append(out.Sum, term)
			continue
		}
		out.Low = less(out.Low, term.Times*of.Low)
		out.High = less(out.High, term.Times*of.Low)
	}
	return out
}

// less takes n from a limit, if it is one.
func less(limit, n int) int {
	if limit == Unbounded || limit == -Unbounded {
		return limit
	}
	return limit - n
}

// reach is between what the sum lies by the limits of its variables alone.
func (a *auditor) reach(c Constraint) (low, high int) {
	for _, term := range c.Sum {
		of := a.found[term.Variable]
		least, most := of.Low, of.High
		if term.Times < 0 {
			least, most = most, least
		}
		low, high = further(low, term.Times, least, -Unbounded), further(high, term.Times, most, Unbounded)
	}
	return low, high
}

func further(sum, times, limit, none int) int {
	if sum == none || limit == Unbounded {
		return none
	}
	return sum + times*limit
}

// narrow takes the limits of a variable from a constraint that has no other.
func (a *auditor) narrow(c Constraint) (bool, error) {
	v, n := c.Sum[0].Variable, c.Sum[0].Times
	low, high := c.Low, c.High
	if n < 0 {
		low, high, n = -high, -low, -n
	}
	now := a.found[v]
	if low != -Unbounded {
		now.Low = max(now.Low, up(low, n))
	}
	if high != Unbounded {
		now.High = min(now.High, down(high, n))
	}
	if now.Low > now.High {
		return false, errInfeasible
	}
	changed := now != a.found[v]
	a.found[v] = now
	return changed, nil
}

// down and up divide by a positive number, and round down or up.
func down(n, by int) int {
	q := n / by
	if n%by < 0 {
		q--
	}
	return q
}

func up(n, by int) int { return -down(-n, by) }
