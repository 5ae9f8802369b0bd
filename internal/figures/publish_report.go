package figures

import (
	"encoding/json"
	"strconv"

	"verbund/internal/figures/gate"
)

// keptCheck is a check as it is kept. A value may be no number, for which JSON has no
// word, so values are text.
type keptCheck struct {
	ID       string       `json:"id"`
	Passed   bool         `json:"passed"`
	Measured []keptFigure `json:"measured"`
	Key      string       `json:"key"`
	N        int          `json:"n"`
	Where    []gate.Place `json:"where"`
}

type keptFigure struct {
	ID    string    `json:"id"`
	Value string    `json:"value"`
	Sign  gate.Sign `json:"sign"`
	Mark  string    `json:"mark"`
}

func storedReport(r gate.Report) []keptCheck {
	all := []keptCheck{}
	for _, c := range r.Checks {
		to := keptCheck{ID: c.ID, Passed: c.Passed, Key: c.Key, Where: c.Where}
		for i := 0; i+1 < len(c.Args); i += 2 {
			if n, ok := c.Args[i+1].(int); ok && c.Args[i] == "n" {
				to.N = n
			}
		}
		for _, f := range c.Measured {
			to.Measured = append(to.Measured, keptFigure{f.ID, decimal(f.Value), f.Sign, decimal(f.Mark)})
		}
		all = append(all, to)
	}
	return all
}

func decimal(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func readReport(text string) (r gate.Report, err error) {
	var all []keptCheck
	if err := json.Unmarshal([]byte(text), &all); err != nil {
		return r, err
	}
	r.Passed = len(all) > 0
	for _, c := range all {
		to := gate.Check{ID: c.ID, Passed: c.Passed, Key: c.Key, Args: []any{"n", c.N}, Where: c.Where}
		for _, f := range c.Measured {
			value, err := strconv.ParseFloat(f.Value, 64)
			if err != nil {
				return r, err
			}
			mark, err := strconv.ParseFloat(f.Mark, 64)
			if err != nil {
				return r, err
			}
			to.Measured = append(to.Measured, gate.Figure{ID: f.ID, Value: value, Sign: f.Sign, Mark: mark})
		}
		r.Checks, r.Passed = append(r.Checks, to), r.Passed && c.Passed
	}
	return r, nil
}
