package micro

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// File is one of the published files.
type File struct {
	Name    string
	Content []byte
}

// Names of the files, without the window that stands before them; see Name.
const (
	RowsFile       = "rows.csv"
	TablesFile     = "tables.csv"
	MarginsFile    = "margins.csv"
	CategoriesFile = "categories.csv"
	PromiseFile    = "promise.json"
	CSVWFile       = "metadata.json"
)

// Files writes the release: rows, noisy tables, margins, the categories with what they
// hold, the promise, and a description of all tables for programs (CSV on the Web, W3C
// Recommendation of 17 December 2015). CSV is UTF-8 with commas, a head and LF. The same
// release gives the same bytes.
func (r *Release) Files() ([]File, error) {
	promise, err := r.promise()
	if err != nil {
		return nil, err
	}
	web, err := r.csvw()
	if err != nil {
		return nil, err
	}
	all := []File{
		{RowsFile, lines(r.rows())}, {TablesFile, lines(r.tables())}, {MarginsFile, lines(r.marginLines())},
		{CategoriesFile, lines(r.categories())}, {PromiseFile, promise}, {CSVWFile, web},
	}
	for i := range all {
		all[i].Name = r.Name(all[i].Name)
	}
	return all, nil
}

// Name is what a file of the release is called, as microdata-2022-2024-rows.csv. The
// description for programs names the others so.
func (r *Release) Name(file string) string {
	return fmt.Sprintf("microdata-%d-%d-%s", r.From, r.From+Years-1, file)
}

func lines(records [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(records) // a buffer takes everything
	return b.Bytes()
}

func (r *Release) rows() [][]string {
	var head []string
	for _, c := range r.Design.Columns {
		head = append(head, c.ID)
	}
	all := [][]string{head}
	for _, row := range r.Rows {
		line := make([]string, len(row))
		for c, v := range row {
			line[c] = r.Design.Columns[c].Categories[v].ID
		}
		all = append(all, line)
	}
	return all
}

// tablesHead is the head of the noisy tables; rows is how many rows stand in the cell.
var tablesHead = [...]string{"column_a", "category_a", "column_b", "category_b", "noisy", "standard_error", "rows"}

func (r *Release) tables() [][]string {
	all := [][]string{tablesHead[:]}
	deviation := decimals(r.Promise.Deviation(), 1)
	for t, p := range r.Design.Pairs {
		a, b := &r.Design.Columns[p.A], &r.Design.Columns[p.B]
		for cell, n := range r.Design.count(r.Rows, p) {
			all = append(all, []string{a.ID, a.Categories[cell/len(b.Categories)].ID, b.ID, b.Categories[cell%len(b.Categories)].ID,
				strconv.FormatInt(r.Noisy.Tables[t][cell], 10), deviation, strconv.FormatInt(n, 10)})
		}
	}
	return all
}

func (r *Release) marginLines() [][]string {
	all := [][]string{{"column", "category", "estimate", "standard_error", "rows"}}
	for _, m := range r.Margins {
		c := &r.Design.Columns[m.Column]
		counts := make([]int, len(c.Categories))
		for _, row := range r.Rows {
			counts[row[m.Column]]++
		}
		for i, category := range c.Categories {
			all = append(all, []string{c.ID, category.ID, decimals(m.Estimate[i], 0), decimals(m.Error, 1), strconv.Itoa(counts[i])})
		}
	}
	return all
}

func (r *Release) categories() [][]string {
	all := [][]string{{"column", "category", "label_de", "label_en", "source_column", "source_codes", "holds_missing"}}
	for _, c := range r.Design.Columns {
		for _, k := range c.Categories {
			all = append(all, []string{c.ID, k.ID, k.De, k.En, c.From, strings.Join(k.Codes, ";"), strconv.FormatBool(k.Missing)})
		}
	}
	return all
}

// decimals rounds half up.
func decimals(x float64, digits int) string {
	scale := math.Pow10(digits)
	return strconv.FormatFloat(math.Floor(float64(x*scale)+0.5)/scale, 'f', digits, 64)
}

// atMost rounds up, so that what is promised is kept, to three digits that count.
func atMost(x float64) json.Number {
	if x <= 0 {
		return "0"
	}
	digits := 2 - int(math.Floor(math.Log10(x)))
	scale := math.Pow10(digits)
	return json.Number(strconv.FormatFloat(math.Ceil(x*scale)/scale, 'f', max(0, digits), 64))
}

type words struct {
	De string `json:"de"`
	En string `json:"en"`
}

func (r *Release) promise() ([]byte, error) {
	p, d := r.Promise, r.Design
	workload := make([][2]string, len(d.Pairs))
	for i, pair := range d.Pairs {
		workload[i] = [2]string{d.Columns[pair.A].ID, d.Columns[pair.B].ID}
	}
	return document(struct {
		Statement  words       `json:"statement"`
		Years      [2]int      `json:"years"`
		Snapshot   string      `json:"snapshot"`
		Book       string      `json:"code_book"`
		Design     string      `json:"design"`
		Records    int         `json:"records"`
		Neighbours string      `json:"neighbours"`
		Mechanism  string      `json:"mechanism"`
		Variance   string      `json:"noise_variance"`
		Error      json.Number `json:"standard_error"`
		Rho        json.Number `json:"rho_zcdp"`
		Epsilon    json.Number `json:"epsilon"`
		Simple     json.Number `json:"epsilon_by_simple_formula"`
		Delta      json.Number `json:"delta"`
		DeltaRule  string      `json:"delta_rule"`
		AUC        json.Number `json:"membership_auc_at_most"`
		Workload   [][2]string `json:"workload"`
	}{
		words(d.Statement), [2]int{r.From, r.From + Years - 1}, r.Snapshot, r.Book, d.Version, p.Records,
		"replace one: lists of the same length that differ in one line",
		"discrete Gaussian noise in every cell of the tables of the workload; everything else follows from these",
		fmt.Sprintf("%d/%d", p.Variance.Num, p.Variance.Den), json.Number(decimals(p.Deviation(), 2)),
		atMost(p.Rho), atMost(p.Epsilon), atMost(SimpleEpsilon(p.Rho, p.Delta)), atMost(p.Delta), "1/(n·ln n)",
		atMost(Advantage(p.Rho)), workload,
	})
}

func document(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
