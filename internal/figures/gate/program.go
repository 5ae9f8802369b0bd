package gate

import "math"

// program finds the smallest and largest value of a number under linear limits, by
// the simplex method for bounded variables (Chvátal: Linear Programming, 1983,
// chapter 8), starting from a solution that is known: the truth. It keeps the
// dictionary: each basic number is a sum of the others.
type program struct {
	low, high []float64
	at        []float64   // the present value of each number
	basis     []int       // the number that each line defines
	line      []int       // the line that defines a number; -1 where it is free to move
	times     [][]float64 // by line and number; 0 for basic ones
}

// exactly is how close floating point must come.
const exactly = 1e-7

// newProgram has numbers with a value between limits, each value within them.
func newProgram() *program { return &program{} }

// number adds one and returns its position.
func (p *program) number(value, low, high float64) int {
	p.at, p.low, p.high = append(p.at, value), append(p.low, min(low, value)), append(p.high, max(high, value))
	p.line = append(p.line, -1)
	return len(p.at) - 1
}

// term is how often a number counts in a sum.
type term struct {
	number int
	times  float64
}

// limit keeps a sum between two values. All numbers must be there before.
func (p *program) limit(sum []term, low, high float64) {
	value := 0.0
	of := make([]float64, 0, len(p.at)+1)
	for range p.at {
		of = append(of, 0)
	}
	for _, t := range sum {
		of[t.number] += t.times
		value += t.times * p.at[t.number]
	}
	slack := p.number(value, low, high)
	p.line[slack] = len(p.basis)
	p.basis = append(p.basis, slack)
	p.times = append(p.times, of)
}

// ready gives every line the same length; it is called once, after all limits.
func (p *program) ready() {
	for i, of := range p.times {
		full := make([]float64, len(p.at))
		copy(full, of)
		p.times[i] = full
	}
}

// mostSteps ends a search that turns in circles. What was reached by then lies inside
// the true interval, so that ending early can only make the gate stricter.
const mostSteps = 4000

// reach moves a number as far as it goes, down or up, and returns where it ends.
func (p *program) reach(number int, up bool) float64 {
	sign := 1.0
	if up {
		sign = -1
	}
	for range mostSteps {
		enter, direction := -1, 0.0
		if i := p.line[number]; i < 0 {
			if sign > 0 && p.at[number] > p.low[number]+exactly || sign < 0 && p.at[number] < p.high[number]-exactly {
				enter, direction = number, -sign
			}
		} else {
			for j, t := range p.times[i] {
				if t == 0 {
					continue
				}
				t *= sign
				if t > exactly && p.at[j] > p.low[j]+exactly {
					enter, direction = j, -1
					break
				}
				if t < -exactly && p.at[j] < p.high[j]-exactly {
					enter, direction = j, 1
					break
				}
			}
		}
		if enter < 0 {
			break
		}
		p.move(enter, direction)
	}
	return p.at[number]
}

// move takes a number as far as it and all that depend on it go. Where one that
// depends stops it, the two change places.
func (p *program) move(enter int, direction float64) {
	far := p.high[enter] - p.at[enter]
	if direction < 0 {
		far = p.at[enter] - p.low[enter]
	}
	leave := -1
	for i, b := range p.basis {
		t := p.times[i][enter] * direction
		room := math.Inf(1)
		if t > exactly {
			room = (p.high[b] - p.at[b]) / t
		} else if t < -exactly {
			room = (p.low[b] - p.at[b]) / t
		}
		room = max(room, 0)
		if room < far-exactly || leave >= 0 && room < far+exactly && b < p.basis[leave] {
			far, leave = min(room, far), i
		}
	}
	for i, b := range p.basis {
		if t := p.times[i][enter]; t != 0 {
			p.at[b] += t * direction * far
		}
	}
	p.at[enter] += direction * far
	if leave >= 0 {
		p.pivot(leave, enter)
	}
}

// pivot makes a number basic in place of the one that a line defines.
func (p *program) pivot(line, enter int) {
	out := p.basis[line]
	of := p.times[line]
	by := of[enter]
	of[enter] = 0
	for j := range of {
		of[j] /= -by
	}
	of[out] = 1 / by
	p.basis[line], p.line[enter], p.line[out] = enter, line, -1
	for i, other := range p.times {
		t := other[enter]
		if i == line || t == 0 {
			continue
		}
		other[enter] = 0
		for j, v := range of {
			if v != 0 {
				if other[j] += t * v; math.Abs(other[j]) < 1e-11 {
					other[j] = 0
				}
			}
		}
	}
}

// interval is between which whole numbers a number must lie.
func (p *program) interval(number int) span {
	return span{int(math.Ceil(p.reach(number, false) - 1e-6)), int(math.Floor(p.reach(number, true) + 1e-6))}
}
