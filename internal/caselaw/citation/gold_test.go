package citation

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"testing"
	"unicode/utf8"

	"verbund/internal/testkit/realdata"
)

type span struct {
	start, end int
	text, kind string
}

type checked struct {
	id    string
	text  string
	spans []span // in bytes
}

// gold reads the decisions whose citations were marked by hand.
func gold(t testing.TB) []checked {
	t.Helper()
	file, err := os.Open(realdata.Path(t, "caselaw/citations/gold.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []checked
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var raw struct {
			ID        string `json:"doc_id"`
			Text      string
			Citations []struct {
				Type string
				Span struct {
					Start, End int
					Text       string
				}
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &raw); err != nil {
			t.Fatal(err)
		}
		offsets := make([]int, 0, len(raw.Text)+1) // of code points
		for i := range raw.Text {
			offsets = append(offsets, i)
		}
		offsets = append(offsets, len(raw.Text))
		d := checked{id: raw.ID, text: raw.Text}
		for _, c := range raw.Citations {
			s := span{offsets[c.Span.Start], offsets[c.Span.End], c.Span.Text, c.Type}
			if raw.Text[s.start:s.end] != s.text {
				t.Fatalf("%s: %q is not at its place", raw.ID, s.text)
			}
			d.spans = append(d.spans, s)
		}
		all = append(all, d)
	}
	return all
}

// marks counts how found spans agree with those marked by hand.
type marks struct{ exact, typed, overlapGold, overlapFound, gold, found int }

func (m marks) f1(goldHits, foundHits int) float64 {
	if m.gold == 0 || m.found == 0 || goldHits == 0 {
		return 0
	}
	r, p := float64(goldHits)/float64(m.gold), float64(foundHits)/float64(m.found)
	return 2 * p * r / (p + r)
}

func (m marks) String() string {
	return fmt.Sprintf("exact %.3f (with type %.3f) overlap %.3f; marked %d, found %d, exact %d", m.f1(m.exact, m.exact), m.f1(m.typed, m.typed),
		m.f1(m.overlapGold, m.overlapFound), m.gold, m.found, m.exact)
}

func (m marks) add(o marks) marks {
	return marks{m.exact + o.exact, m.typed + o.typed, m.overlapGold + o.overlapGold, m.overlapFound + o.overlapFound, m.gold + o.gold, m.found + o.found}
}

func compare(d checked, found []Citation, note func(string, ...any)) marks {
	m := marks{gold: len(d.spans), found: len(found)}
	taken := make([]bool, len(d.spans))
	hit := make([]bool, len(found))
	for k, c := range found {
		kind := "case"
		if c.Kind == Statute {
			kind = "law"
		}
		for g, s := range d.spans {
			if c.Start == s.start && c.End == s.end {
				m.exact++
				if kind == s.kind {
					m.typed++
				}
				hit[k], taken[g] = true, true
			}
		}
	}
	// overlap: one to one, in the order of the text
	for k, c := range found {
		if hit[k] {
			m.overlapFound++
			m.overlapGold++
			continue
		}
		best := -1
		for g, s := range d.spans {
			if !taken[g] && c.Start < s.end && s.start < c.End {
				best = g
				break
			}
		}
		if best >= 0 {
			taken[best] = true
			m.overlapFound++
			m.overlapGold++
			note("~ %q for %q", d.text[c.Start:c.End], d.spans[best].text)
			continue
		}
		note("+ %q in %q", d.text[c.Start:c.End], window(d.text, c.Start, c.End))
	}
	for g, s := range d.spans {
		if !taken[g] {
			note("- %q in %q", s.text, window(d.text, s.start, s.end))
		}
	}
	return m
}

func window(s string, from, to int) string {
	a, b := max(0, from-50), min(len(s), to+50)
	for a > 0 && !utf8.RuneStart(s[a]) {
		a--
	}
	for b < len(s) && !utf8.RuneStart(s[b]) {
		b++
	}
	return s[a:b]
}

// The marks that the search tools built on citations rely on.
const (
	exactMark   = 0.82
	overlapMark = 0.91
)

func TestCitationsAgreeWithThoseMarkedByHand(t *testing.T) {
	var all marks
	for k, d := range gold(t) {
		m := compare(d, Find(d.text), t.Logf)
		t.Logf("%d %s: %v", k, d.id, m)
		all = all.add(m)
	}
	t.Logf("all: %v", all)
	if f := all.f1(all.exact, all.exact); f < exactMark {
		t.Errorf("exact spans: F1 %.3f, wanted %.2f", f, exactMark)
	}
	if f := all.f1(all.overlapGold, all.overlapFound); f < overlapMark {
		t.Errorf("overlapping spans: F1 %.3f, wanted %.2f", f, overlapMark)
	}
}
