package micro

import "strings"

type webTable struct {
	URL    string    `json:"url"`
	Titles []webText `json:"dc:title"`
	Schema webSchema `json:"tableSchema"`
}

type webSchema struct {
	Columns []webColumn `json:"columns"`
}

type webColumn struct {
	Name     string    `json:"name"`
	Titles   string    `json:"titles"` // as in the head of the file
	Labels   []webText `json:"dc:title,omitempty"`
	Datatype any       `json:"datatype"`
}

type webString struct {
	Base   string `json:"base"`
	Format string `json:"format,omitempty"`
}

// csvw describes the files for programs.
func (r *Release) csvw() ([]byte, error) {
	rows := webTable{URL: r.Name(RowsFile), Titles: inBoth("Synthetische Zeilen", "Synthetic rows")}
	for _, c := range r.Design.Columns {
		ids := make([]string, len(c.Categories))
		for i, k := range c.Categories {
			ids[i] = k.ID
		}
		rows.Schema.Columns = append(rows.Schema.Columns, webColumn{c.ID, c.ID, inBoth(c.De, c.En), webString{"string", strings.Join(ids, "|")}})
	}
	plain := func(url string, title []webText, head []string, kinds map[string]string) webTable {
		t := webTable{URL: r.Name(url), Titles: title}
		for _, name := range head {
			kind, ok := kinds[name]
			if !ok {
				kind = "string"
			}
			t.Schema.Columns = append(t.Schema.Columns, webColumn{name, name, nil, kind})
		}
		return t
	}
	numbers := map[string]string{"noisy": "integer", "rows": "integer", "estimate": "integer", "standard_error": "decimal"}
	return document(struct {
		Context     []any      `json:"@context"`
		Description []webText  `json:"dc:description"`
		Tables      []webTable `json:"tables"`
	}{
		[]any{"http://www.w3.org/ns/csvw", map[string]string{"@language": "en"}},
		inBoth(r.Design.Statement.De, r.Design.Statement.En),
		[]webTable{
			rows,
			plain(TablesFile, inBoth("Verrauschte Tabellen", "Noisy tables"), r.tables()[0], numbers),
			plain(MarginsFile, inBoth("Geschätzte Randsummen", "Estimated margins"), r.marginLines()[0], numbers),
			plain(CategoriesFile, inBoth("Kategorien", "Categories"), r.categories()[0], map[string]string{"holds_missing": "boolean"}),
		},
	})
}

type webText struct {
	Value    string `json:"@value"`
	Language string `json:"@language"`
}

func inBoth(de, en string) []webText { return []webText{{de, "de"}, {en, "en"}} }
