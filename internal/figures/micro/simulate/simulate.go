// Package simulate draws records of a made-up population, for trying what is done
// with real ones. Nobody is in it: the population is written down in population.toml,
// from the shares that the network has printed and from guesses.
//
// What is tuned is tuned on one population and measured on others: Shifted makes a
// population that is like the first and yet none of its numbers are, and every seed
// draws other people. The seeds of the hold-out are fixed in this package.
package simulate

import (
	_ "embed"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/BurntSushi/toml"

	"verbund/internal/figures/record"
)

//go:embed population.toml
var populationTOML string

// Seeds for tuning, and for measuring what was tuned. No seed is both.
var (
	tuning  = [...]uint64{1, 2, 3, 4, 5, 6, 7, 8}
	holdOut = [...]uint64{1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008}
)

// Tuning are the seeds on which anything may be tried.
func Tuning() []uint64 { return tuning[:] }

// HoldOut are the seeds on which only what is finished is measured.
func HoldOut() []uint64 { return holdOut[:] }

type weights map[string]float64

type rule struct {
	When   map[string][]string
	Column string
	Times  weights
}

// Population is a mixture of classes of people.
type Population struct {
	book    *record.Book
	order   []string
	classes []class
	total   float64
	rules   []rule
}

type class struct {
	weight  float64
	columns [][]option // for each column of the order
}

type option struct {
	id     string
	answer record.Answer
	weight float64
}

// Load reads the population of the package.
func Load(book *record.Book) (*Population, error) { return Parse(populationTOML, book) }

// Parse reads a population. What the code book does not know is an error.
func Parse(source string, book *record.Book) (*Population, error) {
	var file struct {
		Order []string
		Every map[string]weights
		Class []map[string]any
		Rule  []rule
	}
	if _, err := toml.Decode(source, &file); err != nil {
		return nil, err
	}
	p := &Population{book: book, order: file.Order, rules: file.Rule}
	for _, c := range file.Class {
		one := class{weight: number(c["weight"])}
		p.total += one.weight
		for _, id := range file.Order {
			shares := file.Every[id]
			if own, ok := c[id].(map[string]any); ok {
				shares = weights{}
				for code, w := range own {
					shares[code] = number(w)
				}
			}
			options, err := options(book, id, shares)
			if err != nil {
				return nil, err
			}
			one.columns = append(one.columns, options)
		}
		p.classes = append(p.classes, one)
	}
	if p.total <= 0 {
		return nil, fmt.Errorf("population: no class has a weight")
	}
	return p, nil
}

func number(v any) float64 {
	switch v := v.(type) {
	case int64:
		return float64(v)
	case float64:
		return v
	}
	return 0
}

func options(book *record.Book, id string, shares weights) ([]option, error) {
	at, column := book.Column(id)
	if at < 0 {
		return nil, fmt.Errorf("population: no column %q", id)
	}
	var all []option
	for code, weight := range shares {
		o := option{id: code, weight: weight}
		for _, part := range split(code) {
			place, ok := column.Find(part)
			if !ok {
				return nil, fmt.Errorf("population: %s has no code %q", id, part)
			}
			o.answer = append(o.answer, place)
		}
		all = append(all, o)
	}
	slices.SortFunc(all, func(a, b option) int {
		if a.id < b.id {
			return -1
		}
		return 1
	})
	return all, nil
}

func split(code string) []string {
	if code == "-" {
		return nil
	}
	var parts []string
	for start, i := 0, 0; i <= len(code); i++ {
		if i == len(code) || code[i] == ';' {
			parts, start = append(parts, code[start:i]), i+1
		}
	}
	return parts
}

// Shifted is another population of the same kind: every weight of a class and of a
// code is multiplied by a number between 1-by and 1+by, drawn with the seed. by lies
// between 0 and 1.
func (p *Population) Shifted(seed uint64, by float64) *Population {
	random := rand.New(rand.NewPCG(seed, 0x5e1f))
	factor := func() float64 { return 1 + by*(2*random.Float64()-1) }
	other := &Population{book: p.book, order: p.order, rules: p.rules}
	for _, c := range p.classes {
		to := class{weight: c.weight * factor()}
		for _, options := range c.columns {
			moved := slices.Clone(options)
			for i := range moved {
				moved[i].weight *= factor()
			}
			to.columns = append(to.columns, moved)
		}
		other.total += to.weight
		other.classes = append(other.classes, to)
	}
	return other
}

// Draw makes n complete records of one year and centre. The same seed draws the same.
func (p *Population) Draw(seed uint64, n int) []record.Record {
	random := rand.New(rand.NewPCG(seed, uint64(n)))
	all := make([]record.Record, n)
	for i := range all {
		all[i] = p.one(random)
	}
	return all
}

func (p *Population) one(random *rand.Rand) record.Record {
	r := record.Record{Year: 2023, Centre: "made-up", New: "yes", Released: true, Values: make([]record.Answer, len(p.book.Columns))}
	at := random.Float64() * p.total
	c := &p.classes[len(p.classes)-1]
	for i := range p.classes {
		if at -= p.classes[i].weight; at < 0 {
			c = &p.classes[i]
			break
		}
	}
	chosen := map[string]string{}
	for i, id := range p.order {
		o := p.pick(random, chosen, id, c.columns[i])
		chosen[id] = o.id
		place, _ := p.book.Column(id)
		r.Values[place] = o.answer
	}
	return r
}

func (p *Population) pick(random *rand.Rand, chosen map[string]string, id string, options []option) option {
	weight := make([]float64, len(options))
	total := 0.0
	for i, o := range options {
		weight[i] = o.weight
		for _, rule := range p.rules {
			if times, ok := rule.Times[o.id]; ok && rule.Column == id && rule.holds(chosen) {
				weight[i] *= times
			}
		}
		total += weight[i]
	}
	at := random.Float64() * total
	for i, w := range weight {
		if at -= w; at < 0 {
			return options[i]
		}
	}
	return options[len(options)-1]
}

func (r *rule) holds(chosen map[string]string) bool {
	for column, codes := range r.When {
		if !slices.Contains(codes, chosen[column]) {
			return false
		}
	}
	return true
}
