package search

import (
	"bufio"
	"encoding/json"
	"iter"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/testkit/realdata"
)

type record struct {
	ID, Court, Date, Az, Type, ECLI, Text string
}

func lines[T any](tb testing.TB, name string) []T {
	tb.Helper()
	f, err := os.Open(realdata.Path(tb, "caselaw/"+name))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var all []T
	s := bufio.NewScanner(f)
	s.Buffer(nil, 1<<26)
	for s.Scan() {
		var v T
		if err := json.Unmarshal(s.Bytes(), &v); err != nil {
			tb.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// corpus are the real decisions as documents, numbered from 1 in their order. A
// paragraph is what stands between two empty lines.
func corpus(tb testing.TB) []Document {
	tb.Helper()
	var docs []Document
	for i, r := range lines[record](tb, "decisions.jsonl") {
		docs = append(docs, r.document(int64(i+1)))
	}
	return docs
}

var emptyLine = regexp.MustCompile(`\n\s*\n`)

func (r *record) document(number int64) Document {
	date, _ := core.ParseDate(r.Date)
	d := Document{Number: number, State: "published", Court: r.Court, Date: date, FileNumbers: []string{r.Az}, ECLI: r.ECLI,
		Kind: map[string]string{"Urteil": "judgment", "Beschluss": "order"}[r.Type]}
	var s decision.Section
	for _, p := range emptyLine.Split(r.Text, -1) {
		if p = strings.TrimSpace(p); p != "" {
			s.Paragraphs = append(s.Paragraphs, decision.Paragraph{Text: p})
		}
	}
	d.Text.Sections = []decision.Section{s}
	return d
}

// many makes n documents out of the real ones: each is a real one with its paragraphs
// in another order, a tenth of them taken from another decision, so that length and
// words are as in the corpus. Only the number of distinct words is smaller than in as
// many real ones.
func many(docs []Document, n int) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		r := rand.New(rand.NewPCG(1, 2))
		for i := range n {
			d := docs[i%len(docs)]
			d.Number = int64(i + 1)
			if i >= len(docs) {
				d.FileNumbers = []string{strings.Replace(d.FileNumbers[0], "/", "-"+strconv.FormatInt(d.Number, 10)+"/", 1)}
				from := d.Text.Sections[0].Paragraphs
				other := docs[r.IntN(len(docs))].Text.Sections[0].Paragraphs
				to := make([]decision.Paragraph, len(from))
				for j, k := range r.Perm(len(from)) {
					to[j] = from[k]
					if o := other[r.IntN(len(other))]; r.IntN(10) == 0 && len(o.Text) < 2*len(from[k].Text)+200 {
						to[j] = o
					}
				}
				d.Text.Sections = []decision.Section{{Kind: "reasons", Paragraphs: to}}
				d.Date = d.Date.AddDays(r.IntN(3000) - 1500)
			}
			if !yield(d, nil) {
				return
			}
		}
	}
}
