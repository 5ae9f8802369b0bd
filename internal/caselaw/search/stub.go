// Package search is the index over decisions.
package search

import (
	"context"
	"iter"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
)

type Document struct {
	Number                                                           int64
	State, Court, Branch, Level, Land, Kind                          string
	Date                                                             core.Date
	FileNumbers                                                      []string
	ECLI, Title                                                      string
	Fields, Forms, Sectors, Acts, Means, Purposes, Results, Keywords []string
	Significance                                                     int
	Norms, Cases                                                     []string
	Words                                                            string
	Text                                                             decision.Text
}
type Options struct {
	ParseNorm, ParseCase func(string) (string, bool)
}
type Index struct{ at int64 }

func Open(dir string, o Options) (*Index, error)                     { return &Index{}, nil }
func (ix *Index) Close() error                                       { return nil }
func (ix *Index) Put(ctx context.Context, docs ...Document) error    { return nil }
func (ix *Index) Delete(ctx context.Context, numbers ...int64) error { return nil }
func (ix *Index) Rebuild(ctx context.Context, all iter.Seq2[Document, error]) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}
func (ix *Index) Position() int64           { return ix.at }
func (ix *Index) SetPosition(n int64) error { ix.at = n; return nil }

type Request struct {
	Text          string
	Any           bool
	States        []string
	Filters       map[string][]string
	From, To      core.Date
	Sort          string
	Page, PerPage int
	Facets        []string
}
type Hit struct {
	Number int64
	Score  float64
	Exact  bool
}
type Count struct {
	Value string
	N     int
}
type Note struct {
	Key  string
	Args []any
}
type Query struct{ Notes []Note }
type Result struct {
	Total      int
	Hits       []Hit
	Facets     map[string][]Count
	Query      Query
	Relaxed    bool
	Suggestion string
}
type Range struct{ Start, End int }
type Snippet struct {
	Anchor, Number, Text string
	Marks                []Range
}

func (ix *Index) Search(ctx context.Context, r Request) (Result, error) { return Result{}, nil }
func Parse(text string, o Options) Query                                { return Query{} }
func Snippets(q Query, text decision.Text, n int) []Snippet             { return nil }
func Marks(q Query, paragraph string) []Range                           { return nil }
