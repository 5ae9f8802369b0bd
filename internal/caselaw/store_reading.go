package caselaw

import (
	"context"
	"iter"

	"verbund/internal/caselaw/decision"
)

// Entries are the published entries in the order of their numbers, without their texts,
// each with its number. They come a few at a time, so that no connection is held
// meanwhile; an error ends them.
func (s *Store) Entries(ctx context.Context) iter.Seq2[Shown, error] {
	return func(yield func(Shown, error) bool) {
		const some = 200
		from := int64(0)
		for {
			numbers, err := s.numbers(ctx, `SELECT number FROM caselaw_decision WHERE state = 'published' AND number > $1 ORDER BY number LIMIT $2`, from, some)
			if err != nil {
				yield(Shown{}, err)
				return
			}
			if len(numbers) == 0 {
				return
			}
			all, err := s.Several(ctx, numbers, false)
			if err != nil {
				yield(Shown{}, err)
				return
			}
			for _, n := range numbers {
				if d, ok := all[n]; ok && !yield(d, nil) {
					return
				}
			}
			from = numbers[len(numbers)-1]
		}
	}
}

// Textless are the numbers of published entries without a full text, in order: those
// that search engines may list.
func (s *Store) Textless(ctx context.Context) ([]int64, error) {
	empty, err := pack(decision.Text{})
	if err != nil {
		return nil, err
	}
	return s.numbers(ctx, `SELECT number FROM caselaw_decision WHERE state = 'published' AND body IN ('', $1) ORDER BY number`, empty)
}

// widelyCited is from how many decisions on a provision or decision says nothing about
// whether those that cite it are alike.
const widelyCited = 200

// Together returns, for published decisions that cite what a decision cites, the keys
// that they have in common with it, and how many decisions cite each key. What very
// many cite is left out.
func (s *Store) Together(ctx context.Context, number int64) (shared map[int64][]string, rare map[string]int, err error) {
	rows, err := s.db.Query(ctx, `SELECT DISTINCT o.number, o.key FROM caselaw_citation o JOIN caselaw_decision d ON d.number = o.number
		WHERE d.state = 'published' AND o.key IN (
			SELECT k.key FROM caselaw_citation k WHERE k.key IN (SELECT key FROM caselaw_citation WHERE number = $1)
			GROUP BY k.key HAVING count(DISTINCT k.number) BETWEEN 2 AND $2)
		ORDER BY o.number, o.key`, number, widelyCited)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	shared, rare = map[int64][]string{}, map[string]int{}
	for rows.Next() {
		var n int64
		var key string
		if err := rows.Scan(&n, &key); err != nil {
			return nil, nil, err
		}
		rare[key]++
		if n != number {
			shared[n] = append(shared[n], key)
		}
	}
	return shared, rare, rows.Err()
}

// Addresses are those of the pages that search engines may list, without their language,
// for the map of the site: never those with a full text, and no searches.
func (s *Store) Addresses(ctx context.Context) ([]string, error) {
	numbers, err := s.Textless(ctx)
	if err != nil {
		return nil, err
	}
	all := []string{publicPath, publicPath + "/help", publicPath + "/statistics"}
	for _, n := range numbers {
		all = append(all, publicPath+"/"+formatNumber(n))
	}
	return all, nil
}
