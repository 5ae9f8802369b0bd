// Package citation finds provisions and decisions in texts.
package citation

import (
	"strings"

	"verbund/internal/core"
)

type Kind uint8

const (
	Statute Kind = iota
	Case_
	Journal
)

type Citation struct {
	Start, End int
	Kind       Kind
	Norm       Norm
	Case       Case
}
type Norm struct {
	Book, Section, Paragraph, Sentence, Number, Letter, Half, Alternative string
	Article                                                               bool
	Until, Following                                                      string
	Old                                                                   bool
}

func (n Norm) Key() string        { return "" }
func (n Norm) Prefixes() []string { return nil }
func (n Norm) String() string     { return "" }

type Case struct {
	Court                                                 string
	Date                                                  core.Date
	FileNumber, ECLI, Journal, Volume, Page, Margin, Kind string
}

func (c Case) Key() string { return "" }
func FileNumberKey(s string) string {
	return strings.NewReplacer(" ", "", ".", "/").Replace(strings.ToLower(s))
}
func Find(text string) []Citation     { return nil }
func ParseNorm(s string) (Norm, bool) { return Norm{}, false }
func ParseCase(s string) (Case, bool) { return Case{}, false }
