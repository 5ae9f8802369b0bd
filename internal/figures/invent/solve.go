package invent

import "slices"

// term is a variable with a factor.
type term struct{ v, a int }

// sum is a sum of terms.
type sum []term

// times is the sum times a factor.
func (s sum) times(a int) sum {
	out := make(sum, len(s))
	for i, t := range s {
		out[i] = term{t.v, t.a * a}
	}
	return out
}

// plus is the sum with the terms of another.
func (s sum) plus(o sum) sum { return append(slices.Clone(s), o...) }

// demand is a sum that is at most a limit.
type demand struct {
	sum   sum
	most  int
	owner int // the printed figure that demands it; structure where nothing printed does
}

const structure = -1

// variable is a number of records that is looked for.
type variable struct {
	name   string
	lo, hi int
	want   int // its part of a thousand of its parent, where nothing is printed
	parent int // what it is a part of; -1 where want is a number itself
	family int // those of one family make up their parent; 0 is none
}

// system is whole numbers and what is demanded of them. Numbers are chosen in the
// order in which they were added, so what others are a part of comes first.
type system struct {
	vars    []variable
	demands []demand
}

func (s *system) add(v variable) int {
	s.vars = append(s.vars, v)
	return len(s.vars) - 1
}

func (s *system) atMost(owner int, of sum, most int) {
	merged := make(map[int]int, len(of))
	var kept sum
	for _, t := range of {
		if _, ok := merged[t.v]; !ok {
			kept = append(kept, term{t.v, 0})
		}
		merged[t.v] += t.a
	}
	for i := range kept {
		kept[i].a = merged[kept[i].v]
	}
	kept = slices.DeleteFunc(kept, func(t term) bool { return t.a == 0 })
	s.demands = append(s.demands, demand{kept, most, owner})
}

func (s *system) atLeast(owner int, of sum, least int) { s.atMost(owner, of.times(-1), -least) }

// answer is how a search ended.
type answer int

const (
	found answer = iota
	none
	gaveUp // after mostSteps choices; then nothing is said of a contradiction
)

const mostSteps = 20000

// search is one search for numbers.
type search struct {
	*system
	active []demand
	on     [][]int // which demands a variable is in
	lo, hi []int
	steps  int
	family map[int][]int
}

// solve looks for numbers that meet the structure and the demands of the owners that
// are asked for.
func (s *system) solve(asked func(owner int) bool) ([]int, answer) {
	n := len(s.vars)
	x := &search{system: s, on: make([][]int, n), lo: make([]int, n), hi: make([]int, n), family: map[int][]int{}}
	for i, v := range s.vars {
		x.lo[i], x.hi[i] = v.lo, v.hi
		if v.family > 0 {
			x.family[v.family] = append(x.family[v.family], i)
		}
	}
	for _, d := range s.demands {
		if d.owner == structure || asked(d.owner) {
			for _, t := range d.sum {
				x.on[t.v] = append(x.on[t.v], len(x.active))
			}
			x.active = append(x.active, d)
		}
	}
	all := make([]int, len(x.active))
	for i := range all {
		all[i] = i
	}
	if !x.narrow(all) {
		return nil, none
	}
	return x.lo, x.choose(0)
}

// narrow takes away what no demand allows, until nothing changes; false where nothing
// is left of a variable.
func (x *search) narrow(queue []int) bool {
	waiting := make([]bool, len(x.active))
	for _, d := range queue {
		waiting[d] = true
	}
	for len(queue) > 0 {
		d := x.active[queue[0]]
		waiting[queue[0]] = false
		queue = queue[1:]
		least := 0
		for _, t := range d.sum {
			least += t.a * x.end(t, false)
		}
		if least > d.most {
			return false
		}
		for _, t := range d.sum {
			room := d.most - (least - t.a*x.end(t, false))
			changed := false
			if t.a > 0 {
				if hi := floor(room, t.a); hi < x.hi[t.v] {
					x.hi[t.v], changed = hi, true
				}
			} else if lo := -floor(room, -t.a); lo > x.lo[t.v] {
				x.lo[t.v], changed = lo, true
			}
			if x.lo[t.v] > x.hi[t.v] {
				return false
			}
			if changed {
				for _, other := range x.on[t.v] {
					if !waiting[other] {
						waiting[other] = true
						queue = append(queue, other)
					}
				}
			}
		}
	}
	return true
}

// end is the value of a variable that makes its term least, or most.
func (x *search) end(t term, most bool) int {
	if (t.a > 0) == most {
		return x.hi[t.v]
	}
	return x.lo[t.v]
}

// floor is a/b rounded down, b positive.
func floor(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// choose settles variables from v on, each as near to what is wanted as it can be.
func (x *search) choose(v int) answer {
	for v < len(x.vars) && x.lo[v] == x.hi[v] {
		v++
	}
	if v == len(x.vars) {
		return found
	}
	if x.steps++; x.steps > mostSteps {
		return gaveUp
	}
	want := min(max(x.wanted(v), x.lo[v]), x.hi[v])
	lo, hi := slices.Clone(x.lo), slices.Clone(x.hi)
	from, to := want, want
	if near := want / 16; x.vars[v].parent < 0 && near < hi[v]-lo[v] && !(want-near <= lo[v] && want+near >= hi[v]) {
		// Shares of a base that is not printed contradict each other whatever it is:
		// that shows within a few ranges, where single numbers would take for ever.
		from, to = max(lo[v], want-near), min(hi[v], want+near)
	}
	for _, part := range [...][2]int{{from, to}, {to + 1, hi[v]}, {lo[v], from - 1}} {
		if part[0] > part[1] {
			continue
		}
		copy(x.lo, lo)
		copy(x.hi, hi)
		x.lo[v], x.hi[v] = part[0], part[1]
		if x.narrow(slices.Clone(x.on[v])) {
			if got := x.choose(v); got != none {
				return got
			}
		}
	}
	return none
}

// wanted is what a variable would be if it were free: its part of the parent, or, of
// parts that make up the parent, its part of what the others have left.
func (x *search) wanted(v int) int {
	of := &x.vars[v]
	if of.parent < 0 {
		return of.want
	}
	whole := x.lo[of.parent]
	if of.family == 0 {
		return (whole*of.want + 500) / 1000
	}
	rest, open := whole, 0
	for _, p := range x.family[of.family] {
		if x.lo[p] == x.hi[p] && p != v {
			rest -= x.lo[p]
		} else {
			open += x.vars[p].want
		}
	}
	if open == 0 || rest < 0 {
		return 0
	}
	return (2*rest*of.want + open) / (2 * open)
}
