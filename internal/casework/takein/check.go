package takein

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
)

// Draft is a case that a row makes.
type Draft struct {
	Line   int
	Form   string // 32 hexadecimal digits that the same row always gives, so that it is taken in once
	Alias  string // "" where none is given
	Tags   []string
	Opened core.Date // the unknown day where none is given

	// Sheets are the answers by the id of the sheet.
	Sheets map[string]dataset.Answers
}

// Unknown is a value that nobody knows yet, or that was given a meaning.
type Unknown struct {
	Target  string
	Column  string
	Value   string
	Times   int
	Decided bool   // Instead says what is read in its place
	Instead string // "" leaves the answer out
	Useless bool   // what is read in its place is not known either
}

// mostUnknown is how many different values somebody is asked about at once: a form
// takes five hundred fields, and each column is one. Once these have a meaning the
// next come.
const mostUnknown = 120

// Result is what a table gives by a plan.
type Result struct {
	Read    int // rows
	Drafts  []Draft
	Refused []Refusal // rows that are not taken in, in the order of the file
	Unknown []Unknown // in the order of the columns, the most frequent first
	More    int       // different values beyond those in Unknown
	Left    int       // answers that are left out because a value is not known
}

// checking is one run over a table.
type checking struct {
	*Reader
	table  *Table
	plan   Plan
	months []bool // of each column: the month comes before the day
	seen   map[string]int
	result Result
	index  map[[2]string]int // of Unknown by target and value
	asked  int               // values in Unknown that still need a meaning
}

// Check reads a table by a plan. It changes nothing, and gives the same for the same
// table and plan.
func (r *Reader) Check(t *Table, p Plan) Result {
	c := &checking{Reader: r, table: t, plan: p, months: make([]bool, len(t.Columns)), seen: map[string]int{}, index: map[[2]string]int{}}
	for i := range t.Columns {
		var cells []string
		for _, row := range t.Rows {
			cells = append(cells, row.Cells[i])
		}
		c.months[i] = monthFirst(cells)
	}
	c.result.Read = len(t.Rows) + len(t.Refused)
	c.result.Refused = slices.Clone(t.Refused)
	aliases := map[string]bool{}
	for _, row := range t.Rows {
		draft, why := c.row(row)
		if why == nil && draft.Alias != "" && aliases[draft.Alias] {
			why = &Refusal{Line: row.Line, Key: "casework.import.alias-twice"}
		}
		if why != nil {
			c.result.Refused = append(c.result.Refused, *why)
			continue
		}
		aliases[draft.Alias] = true
		c.result.Drafts = append(c.result.Drafts, draft)
	}
	slices.SortStableFunc(c.result.Refused, func(a, b Refusal) int { return a.Line - b.Line })
	slices.SortStableFunc(c.result.Unknown, func(a, b Unknown) int {
		return cmp.Or(cmp.Compare(slices.Index(t.Columns, a.Column), slices.Index(t.Columns, b.Column)), b.Times-a.Times, cmp.Compare(a.Value, b.Value))
	})
	return c.result
}

// row reads one row.
func (c *checking) row(row Row) (Draft, *Refusal) {
	d := Draft{Line: row.Line, Form: c.form(row), Sheets: map[string]dataset.Answers{}}
	typed := map[string]map[string][]string{} // by sheet and field
	for i, to := range c.plan.To {
		if i >= len(row.Cells) || row.Cells[i] == "" {
			continue
		}
		value := row.Cells[i]
		switch to {
		case Ignored:
		case Alias:
			d.Alias = strings.Join(strings.Fields(value), " ")
		case Tags:
			for part := range strings.SplitSeq(value, ",") {
				if part = strings.Join(strings.Fields(part), " "); part != "" && !slices.Contains(d.Tags, part) {
					d.Tags = append(d.Tags, part)
				}
			}
		case Opened:
			read, left := c.replaced(to, i, value, func(v string) ([]string, bool) {
				day, ok := dataset.ReadDay(day(v, c.months[i]))
				return []string{day.String()}, ok && !day.After(c.on)
			})
			if !left {
				d.Opened, _ = core.ParseDate(read[0])
			}
		default:
			t, known := c.target(to)
			if !known {
				continue
			}
			if typed[t.Sheet.ID] == nil {
				typed[t.Sheet.ID] = map[string][]string{}
			}
			c.cell(t, i, value, typed[t.Sheet.ID])
		}
	}
	return d, c.answers(&d, typed)
}

// form is by which a row is recognised: all that stands in it, and how many rows
// before it say the same.
func (c *checking) form(row Row) string {
	words := append(slices.Clone(c.table.Columns), row.Cells...)
	whole := strings.Join(words, "\x00")
	c.seen[whole]++
	id := core.NamedID("case taken in", append(words, strconv.Itoa(c.seen[whole]))...)
	return strings.ReplaceAll(string(id), "-", "")
}

// replaced reads a value, or what is to be read in its place; left tells that the
// answer is left out. What cannot be read is noted as unknown.
func (c *checking) replaced(to string, column int, value string, read func(string) ([]string, bool)) (values []string, left bool) {
	if got, ok := read(value); ok {
		return got, false
	}
	short := shorten(value)
	instead, decided := c.plan.Instead[to][short]
	got, ok := []string(nil), false
	if decided && instead != "" {
		got, ok = read(instead)
	}
	at, there := c.index[[2]string{to, short}]
	if !there {
		if !ok && !(decided && instead == "") {
			c.asked++
		}
		if c.asked > mostUnknown {
			c.asked--
			c.index[[2]string{to, short}] = -1
			c.result.More++
			at = -1
		} else {
			at = len(c.result.Unknown)
			c.index[[2]string{to, short}] = at
			c.result.Unknown = append(c.result.Unknown, Unknown{Target: to, Column: c.table.Columns[column], Value: short,
				Decided: decided, Instead: instead, Useless: decided && instead != "" && !ok})
		}
	}
	if at >= 0 {
		c.result.Unknown[at].Times++
	}
	if !ok {
		c.result.Left++
	}
	return got, !ok
}

// cell reads one value into the fields of a form.
func (c *checking) cell(t Target, column int, value string, into map[string][]string) {
	q := t.Question
	one := func(v string) (string, bool) {
		switch q.Kind {
		case dataset.Country, dataset.Countries:
			return c.country(q, v)
		case dataset.Language, dataset.Languages:
			return c.language(q, v)
		}
		return c.code(q, v)
	}
	switch q.Kind {
	case dataset.Several, dataset.Countries, dataset.Languages:
		found, unknown := several(value, one)
		for _, v := range unknown {
			if read, left := c.replaced(t.ID, column, v, func(v string) ([]string, bool) { code, ok := one(v); return []string{code}, ok }); !left {
				found = append(found, read...)
			}
		}
		into[q.ID] = append(into[q.ID], found...)
	case dataset.One, dataset.Country, dataset.Language:
		if read, left := c.replaced(t.ID, column, value, func(v string) ([]string, bool) { code, ok := one(v); return []string{code}, ok }); !left {
			into[q.ID] = read
		}
	case dataset.Line, dataset.Text:
		between := " "
		if q.Kind == dataset.Text {
			between = "\n"
		}
		if len(into[q.ID]) > 0 {
			value = into[q.ID][0] + between + value
		}
		into[q.ID] = []string{value}
	case dataset.Yes:
		read, left := c.replaced(t.ID, column, value, func(v string) ([]string, bool) {
			ticked, ok := box(v)
			return map[bool][]string{true: {"yes"}}[ticked], ok
		})
		if !left {
			into[q.ID] = read
		}
	default:
		read, left := c.replaced(t.ID, column, value, func(v string) ([]string, bool) { return c.plain(q, v, c.months[column]) })
		if !left {
			into[q.ID] = read
		}
	}
}

// plain reads a day, a number, minutes or money as the data set does.
func (c *checking) plain(q dataset.Question, value string, months bool) ([]string, bool) {
	if q.Asked && declined(value) {
		return []string{dataset.Declined}, true
	}
	switch q.Kind {
	case dataset.Day, dataset.When:
		value = day(value, months)
	case dataset.Number:
		value = strings.TrimSuffix(strings.TrimSuffix(value, ".0"), ",0")
	}
	sheet := dataset.Sheet{Sections: []dataset.Section{{Questions: []dataset.Question{q}}}}
	_, wrong := c.set.Read(&sheet, 0, func(field string) []string {
		if field == q.ID {
			return []string{value}
		}
		return nil
	}, dataset.Answers{}, c.on, c.in, nil)
	return []string{value}, len(wrong) == 0
}

// answers reads what was typed as the data set reads a form. Codes that are over
// are taken: the case is an old one.
func (c *checking) answers(d *Draft, typed map[string]map[string][]string) *Refusal {
	for _, sheet := range c.set.Sheets {
		fields := typed[sheet.ID]
		if len(fields) == 0 {
			continue
		}
		if day, there := sheet.Question(sheet.Day); there && day.Required && len(fields[day.ID]) == 0 {
			fields[day.ID] = []string{cmp.Or(d.Opened, c.first(typed), c.on).String()}
		}
		before := dataset.Answers{}
		for _, q := range sheet.Questions() {
			if q.Kind == dataset.One || q.Kind == dataset.Several {
				before.Set(q.ID, fields[q.ID]...)
			}
			if values := fields[q.ID]; len(values) == 1 && values[0] == dataset.Declined && q.Kind != dataset.One && q.Kind != dataset.Several {
				fields[dataset.DeclinedField(q.ID)] = []string{"1"}
			}
			if q.Kind == dataset.Countries || q.Kind == dataset.Languages {
				fields[q.ID] = []string{strings.Join(fields[q.ID], ",")}
			}
		}
		answers, wrong := c.set.Read(sheet, 0, func(field string) []string { return fields[field] }, before, c.on, c.in, nil)
		if len(wrong) > 0 {
			column := ""
			if i := slices.Index(c.plan.To, sheet.ID+"."+wrong[0].Field); i >= 0 && i < len(c.table.Columns) {
				column = c.table.Columns[i]
			}
			return &Refusal{d.Line, column, wrong[0].Key, wrong[0].Args}
		}
		if len(answers) > 0 {
			d.Sheets[sheet.ID] = answers
		}
	}
	if d.Opened.IsZero() {
		d.Opened = c.first(typed)
	}
	return nil
}

// first is the day of the first contact, unless it is unknown or still to come.
func (c *checking) first(typed map[string]map[string][]string) core.Date {
	said := typed["intake"]["first-day"]
	if len(said) == 0 {
		return core.Date{}
	}
	day, ok := dataset.ReadDay(said[0])
	if !ok || day.After(c.on) {
		return core.Date{}
	}
	return day
}
