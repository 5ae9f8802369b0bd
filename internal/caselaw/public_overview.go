package caselaw

import (
	"context"
	"iter"
	"net/http"
	"sync"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Overview is what the search shows before anything is asked: what there is, by topic.
type Overview struct {
	Total          string // how many decisions; empty where there are none
	Fields, Forms  []FacetLink
	Newest         []HitView
	First, Last    string // years of the oldest and the newest decision
	Representative string
}

// How many of the newest decisions the overview shows, and how many in a frozen copy,
// where no search leads to the others.
const (
	newestShown = 5
	frozenShown = 500
)

// tally keeps the statistics until something public changes.
type tally struct {
	sync.Mutex
	position int64
	counted  bool
	kept     Statistics
}

// statistics are those of what is published now.
func (room *Room) statistics(ctx context.Context) (Statistics, error) {
	at, err := room.Store.Position(ctx)
	if err != nil {
		return Statistics{}, err
	}
	t := &room.tally
	t.Lock()
	defer t.Unlock()
	if t.counted && t.position == at {
		return t.kept, nil
	}
	var failed error
	counted := countDecisions(entriesOnly(room.Store.Entries(ctx), &failed))
	if failed != nil {
		return Statistics{}, failed
	}
	t.kept, t.position, t.counted = counted, at, true
	return counted, nil
}

func entriesOnly(all iter.Seq2[Shown, error], failed *error) iter.Seq[*decision.Entry] {
	return func(yield func(*decision.Entry) bool) {
		for d, err := range all {
			if err != nil {
				*failed = err
				return
			}
			if !yield(&d.Entry) {
				return
			}
		}
	}
}

func (room *Room) overviewPage(w http.ResponseWriter, r *http.Request, req search.Request, unknown []string) error {
	ctx := r.Context()
	counted, err := room.statistics(ctx)
	if err != nil {
		return err
	}
	most := newestShown
	if web.Frozen(r) {
		most = frozenShown
	}
	latest, err := room.Store.Latest(ctx, true, most)
	if err != nil {
		return err
	}
	numbers := make([]int64, len(latest))
	for i, c := range latest {
		numbers[i] = c.Number
	}
	shown, err := room.severalAtOnce(ctx, numbers)
	if err != nil {
		return err
	}
	p := FoundPage{CasePage: room.casePage(r, ui.Page{Heading: "heading", Title: "title", About: "about", Index: len(r.URL.RawQuery) == 0}), Request: req, Unknown: unknown}
	p.form()
	p.Follow = room.newsLinks(p.CasePage)
	p.Keep = nil
	o := &Overview{Fields: p.topics(&counted, "fields", "field"), Forms: p.topics(&counted, "forms", "form")}
	if counted.Total > 0 {
		o.Total = p.say("total", "n", counted.Total)
		o.First, o.Last = formatNumber(int64(counted.First.Year)), formatNumber(int64(counted.Last.Year))
	}
	for _, n := range numbers {
		if d, ok := shown[n]; ok {
			o.Newest = append(o.Newest, p.entry(n, &d.Entry))
		}
	}
	p.Overview = o
	return web.Render(w, r, http.StatusOK, foundPage(p))
}

// topics are the values of a table of the statistics as searches.
func (p CasePage) topics(s *Statistics, table, filter string) (all []FacetLink) {
	for _, row := range s.Table(table).Rows {
		next := search.Request{Filters: map[string][]string{filter: {row.Value}}, Sort: newest}
		all = append(all, FacetLink{Address: p.to(next), Words: p.value(filter, row.Value), Count: p.In.Number(row.N)})
	}
	return all
}

// HelpPage explains the query language.
type HelpPage struct {
	CasePage
	Parts []HelpPart
}

// HelpPart is one thing that can be typed.
type HelpPart struct {
	ID       string
	Examples []string
}

// helpParts are what can be typed, each with examples; their words are messages of the
// same names.
func helpParts() []HelpPart {
	return []HelpPart{
		{"words", []string{`Zwangslage Prostitution`, `Zwangslage OR Hilflosigkeit`}},
		{"phrase", []string{`"auslandsspezifische Hilflosigkeit"`}},
		{"logic", []string{`Zwangsprostitution NOT Zuhälterei`, `(Lohn OR Mindestlohn) AND Pflege`}},
		{"near", []string{`Zwangslage NEAR/5 ausnutzen`}},
		{"prefix", []string{`Ausbeut*`}},
		{"norm", []string{`§ 232 StGB`, `§ 25 Abs. 4a AufenthG`}},
		{"case", []string{`2 StR 87/22`, `ECLI:DE:BGH:2019:280219U1STR604.17.0`}},
		{"field", []string{`court:BGH Menschenhandel`, `norm:"§ 232a StGB" Freier`}},
		{"range", []string{`date:2020..2023 Zwangsprostitution`}},
	}
}

func (room *Room) helpPage(w http.ResponseWriter, r *http.Request) error {
	p := HelpPage{CasePage: room.casePage(r, ui.Page{Heading: "help.heading", About: "help.lead", Index: true}), Parts: helpParts()}
	return web.Render(w, r, http.StatusOK, helpPage(p))
}

// example is the address of a search for what somebody could type.
func (p CasePage) example(words string) string {
	return p.to(search.Request{Text: words, Sort: byRelevance})
}
