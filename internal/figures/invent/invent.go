// Package invent makes up records of a network that does not exist, for three uses:
// the demo, tests and benchmarks (Records), and the proof that the figures are right
// (Reproduce).
//
// The proof goes backwards. From the figures that a network printed for a period,
// Reproduce looks for whole numbers that round to every one of them at once, builds
// records with exactly these counts, counts the records as any others are counted,
// and compares what the internal edition shows with what was printed. A figure for
// which there is no such number is named, together with the other figures that it
// cannot stand beside. A figure that does not come from records, or that the
// vocabulary does not know, is named as well; none is passed over.
//
// Its rules:
//   - A printed share of k decimals is a count that rounds to it half up on its base.
//     "~" is at most two points away (of a count: five in a hundred), "knapp" less
//     than one point below, ">" above by less than five points (of a count: by less
//     than one in the first digit).
//   - Groups contain their members, bundles their codes, a charge its investigation.
//     Where several answers are possible, a group may hold fewer than its members
//     together; by how much is in metrics.toml.
//   - Of two figures that contradict each other the one that was less certain is
//     called wrong: printed before derived before suspect, exact before about, and
//     among equals the first. The other is named beside it.
//   - The same seed gives the same records on every machine.
//
// Nothing here describes a person. What is drawn is drawn from profiles.toml, whose
// shares are near those the network printed (KOK, Datenbericht 2020 to 2023).
package invent

import (
	"errors"

	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// Network is an invented network of counselling centres: how its records are
// distributed, and what the metrics of its printed figures mean.
type Network struct {
	book     *record.Book
	plan     *table.Plan
	words    *vocabulary
	profiles []profile
	needed   []int // columns without which a record is not analysed
}

// Load reads the distribution and the vocabulary of the program. country finds the
// code of a country by its name (text.Printer.FindCountry); without it only the names
// in metrics.toml are known. What is not in the code book or plan is an error.
func Load(book *record.Book, plan *table.Plan, country func(name string) (string, bool)) (*Network, error) {
	words, err := parseVocabulary(metricsTOML, book, plan, country)
	if err != nil {
		return nil, err
	}
	profiles, err := parseProfiles(profilesTOML, book)
	if err != nil {
		return nil, err
	}
	w := &Network{book: book, plan: plan, words: words, profiles: profiles}
	r := record.Record{Released: true, Values: w.draw(&dice{}, 2023)}
	if !book.Complete(r) {
		return nil, errors.New("profiles: they draw records that are not complete")
	}
	for i, answer := range r.Values {
		r.Values[i] = nil
		if !book.Complete(r) {
			w.needed = append(w.needed, i)
		}
		r.Values[i] = answer
	}
	return w, nil
}

// dice are numbers that look random and are the same for the same seed on every
// machine and in every release of Go: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
type dice struct{ state uint64 }

func (d *dice) next() uint64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below is a number from 0 to n-1; n is far below 2^32, so that what the remainder
// favours does not show.
func (d *dice) below(n int) int { return int(d.next() % uint64(n)) }

// mille is true n times in a thousand.
func (d *dice) mille(n int) bool { return d.below(1000) < n }
