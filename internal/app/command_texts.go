package app

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/site"
)

// marks in the order in which an editor works through them.
var marks = []text.Mark{text.Outdated, text.Missing, text.Unreviewed, text.Reviewed}

// texts tells editors what there is to read: a table of all languages, or every
// text of one.
func (k *call) texts() error {
	catalogue, err := loadTexts()
	if err != nil {
		return err
	}
	switch len(k.rest) {
	case 0:
		return countTexts(k.Out, catalogue)
	case 1:
		lang := core.Lang(k.rest[0])
		if lang == text.German || !catalogue.Offers(lang) {
			return usageError{fmt.Errorf("%q is no language that the site is translated into", core.Clip(k.rest[0], 20))}
		}
		return listTexts(k.Out, catalogue, lang)
	}
	return usageError{errors.New("texts takes one language, such as texts ro")}
}

// longTexts is what the long texts are called in the table, as if they were a
// room.
const longTexts = "site/texts"

// roomOf is the room of a key, or longTexts for the name of a file.
func roomOf(key string) string {
	if strings.HasPrefix(key, "texts/") {
		return longTexts
	}
	room, _, _ := strings.Cut(key, ".")
	return room
}

// translations are the states of all texts in a language, short and long.
func translations(catalogue *text.Catalogue, lang core.Lang) ([]text.Translation, error) {
	long, err := site.LongTexts(lang)
	return append(catalogue.Translations(lang), long...), err
}

func countTexts(w io.Writer, catalogue *text.Catalogue) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "LANGUAGE\tROOM")
	for _, m := range marks {
		fmt.Fprint(table, "\t"+strings.ToUpper(string(m)))
	}
	fmt.Fprintln(table)
	line := func(lang, room string, counts map[text.Mark]int) {
		fmt.Fprintf(table, "%s\t%s", lang, room)
		for _, m := range marks {
			fmt.Fprintf(table, "\t%d", counts[m])
		}
		fmt.Fprintln(table)
	}
	for _, l := range catalogue.Languages() {
		if l.Code == text.German {
			continue
		}
		all, err := translations(catalogue, l.Code)
		if err != nil {
			return err
		}
		var rooms []string
		counts, sum := map[string]map[text.Mark]int{}, map[text.Mark]int{}
		for _, t := range all {
			room := roomOf(t.Key)
			if counts[room] == nil {
				rooms, counts[room] = append(rooms, room), map[text.Mark]int{}
			}
			counts[room][t.Mark]++
			sum[t.Mark]++
		}
		for _, room := range rooms {
			line(string(l.Code), room, counts[room])
		}
		line(string(l.Code), "all", sum)
	}
	return table.Flush()
}

// listTexts shows each text with its state, the German and the translation as
// its file has it, also where readers get the German because it is outdated.
func listTexts(w io.Writer, catalogue *text.Catalogue, lang core.Lang) error {
	all, err := translations(catalogue, lang)
	if err != nil {
		return err
	}
	written := map[string]text.Message{}
	for _, s := range textSources() {
		messages, err := text.ReadMessages(s, lang)
		if err != nil {
			continue // the table says that they are missing
		}
		for key, m := range messages {
			written[key] = m
		}
	}
	slices.SortStableFunc(all, func(a, b text.Translation) int {
		return slices.Index(marks, a.Mark) - slices.Index(marks, b.Mark)
	})
	for _, t := range all {
		fmt.Fprintln(w, strings.TrimSpace(string(t.Mark)+" "+t.Key+" "+t.Note))
		if roomOf(t.Key) == longTexts {
			continue
		}
		german, _ := catalogue.Message(text.German, t.Key)
		show(w, text.German, german.Written())
		if m, ok := written[t.Key]; ok {
			show(w, lang, m.Written())
		}
	}
	return nil
}

func show(w io.Writer, lang core.Lang, words string) {
	for line := range strings.Lines(words) {
		fmt.Fprintf(w, "  %s  %s\n", lang, strings.TrimRight(line, "\n"))
	}
}
