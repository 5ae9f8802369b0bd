package casework

import (
	"strconv"
	"testing"

	"verbund/internal/casework/deadline"
	"verbund/internal/core"
	"verbund/internal/platform/vault"
)

// busyCards are the cards of so many open cases, each with some contacts in the
// last three months.
func busyCards(n, contacts int) [][]byte {
	today := day("2026-03-10")
	people := []core.ID{core.NamedID("person", "anna"), core.NamedID("person", "berta")}
	var all [][]byte
	for i := range n {
		c := Card{Alias: "Ahorn Wiese 11", Status: Active, Opened: today, Workers: people[:1], Languages: []string{"ro"}, Deadlines: []DueCard{{ID: vault.NewID(), Rule: "reflection", Due: today}}}
		var spent spending
		for j := range contacts {
			spent.add(today, today.AddDays(-j*8), people[(i+j)%2], 45)
		}
		c.Spent = spent.text()
		all = append(all, c.encode())
	}
	return all
}

// BenchmarkListReadsCards is what a list of 20,000 cases costs after opening,
// without contacts on the cards and with ten each.
func BenchmarkListReadsCards(b *testing.B) {
	for _, contacts := range []int{0, 10} {
		b.Run(strconv.Itoa(contacts), func(b *testing.B) {
			cards := busyCards(20000, contacts)
			for b.Loop() {
				for _, c := range cards {
					if _, err := decodeCard(c); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkWorkload counts 200,000 contacts on 20,000 cards.
func BenchmarkWorkload(b *testing.B) {
	book, err := deadline.Load()
	if err != nil {
		b.Fatal(err)
	}
	var all []Listed
	for _, sealed := range busyCards(20000, 10) {
		c, err := decodeCard(sealed)
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, Listed{Card: c})
	}
	for b.Loop() {
		loads(all, nil, book, day("2026-03-10"))
	}
}
