package caselaw

import (
	"slices"
	"strconv"
	"strings"

	"verbund/internal/caselaw/decision"
	"verbund/internal/core"
	"verbund/internal/platform/web"
)

// mostRows are read of a list of rows.
const mostRows = 60

// readEntry reads the form of an entry. What cannot be read is empty in it, and stands in
// the errors with the name of its field.
func readEntry(v web.Values) (e decision.Entry, wrong []core.FieldError) {
	bad := func(field, key string) {
		wrong = append(wrong, core.FieldError{Field: field, Key: "caselaw.error." + key, Args: []any{"value", core.Clip(v.Get(field), 40)}})
	}
	day := func(field string) core.Date {
		d, ok := readDay(v.Get(field))
		if !ok {
			bad(field, "day")
		}
		return d
	}
	number := func(field string) int {
		typed := v.Get(field)
		if typed == "" {
			return 0
		}
		n, err := strconv.Atoi(typed)
		if err != nil || n < 0 {
			bad(field, "whole")
			return 0
		}
		return n
	}
	work := func(prefix string) decision.Work {
		return decision.Work{Who: v.Get(prefix + "-who"), On: day(prefix + "-on"), Method: v.Get(prefix + "-method")}
	}
	e = decision.Entry{
		Court: v.Get("court"), Chamber: v.Get("chamber"), Kind: v.Get("kind"), Printed: v.Get("printed"), Date: day("date"),
		FileNumbers: typedLines(v, "file-numbers"), ECLI: v.Get("ecli"), Names: typedLines(v, "names"), Finality: v.Get("finality"),
		Fields: v.All("fields"), Forms: v.All("forms"), Sectors: v.All("sectors"), Acts: v.All("acts"), Means: v.All("means"), Purposes: v.All("purposes"), Routes: v.All("routes"),
		Keywords: typedLines(v, "keywords"), Norms: readNorms(typedLines(v, "norms")),
		Persons: decision.Persons{Number: number("number"), Origin: v.All("origin"), Gender: v.All("gender"), Minors: v.Get("minors")},
		Results: v.All("results"), Centre: prose(v, "centre"), Significance: number("significance"),
		Anonymised: work("anonymised"),
		Source:     decision.Source{Name: v.Get("source"), Document: v.Get("document"), Address: v.Get("address"), Modified: v.Get("modified"), Partial: v.Checked("partial")},
	}
	for row := 1; row <= v.Number("chain-rows", 0, 0, mostRows); row++ {
		at := func(part string) string { return rowName("chain", row, part) }
		in := decision.Instance{Court: v.Get(at("court")), Date: day(at("date")), FileNumber: v.Get(at("file")), Kind: v.Get(at("kind")), ECLI: v.Get(at("ecli")), Outcome: v.Get(at("outcome"))}
		if in != (decision.Instance{}) {
			in.Higher = v.Checked(at("higher"))
			e.Chain = append(e.Chain, in)
		}
	}
	for row := 1; row <= v.Number("sentence-rows", 0, 0, mostRows); row++ {
		at := func(part string) string { return rowName("sentence", row, part) }
		p := decision.Sentence{Kind: v.Get(at("kind")), Months: number(at("months")), Rates: number(at("rates")), Suspended: v.Checked(at("suspended")), Note: v.Get(at("note"))}
		if p != (decision.Sentence{}) {
			e.Sentences = append(e.Sentences, p)
		}
	}
	for row := 1; row <= v.Number("sum-rows", 0, 0, mostRows); row++ {
		at := func(part string) string { return rowName("sum", row, part) }
		if v.Get(at("kind"))+v.Get(at("amount"))+v.Get(at("note")) == "" {
			continue
		}
		cents, ok := readAmount(v.Get(at("amount")))
		if !ok {
			bad(at("amount"), "amount")
		}
		s := decision.Sum{Kind: v.Get(at("kind")), Cents: cents, Unit: strings.ToUpper(v.Get(at("unit"))), Note: v.Get(at("note"))}
		if s.Unit == "" {
			s.Unit = "EUR"
		}
		e.Sums = append(e.Sums, s)
	}
	for _, lang := range writtenIn() {
		version := decision.Version{Lang: lang}
		for _, part := range versionParts() {
			part.set(&version, prose(v, lang+"-"+part.name))
		}
		version.Work = work(lang)
		if version != (decision.Version{Lang: lang}) {
			e.Versions = append(e.Versions, version)
		}
	}
	return e, wrong
}

// prose is a text of several lines.
func prose(v web.Values, name string) string {
	return strings.ReplaceAll(v.Get(name), "\r\n", "\n")
}

// typedLines are the lines of a field that are not empty, each once.
func typedLines(v web.Values, name string) (all []string) {
	for _, line := range lines(prose(v, name)) {
		if !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

// readNorms reads provisions, one a line, with the version of the law behind a tab or "|".
func readNorms(all []string) (norms []decision.Norm) {
	for _, line := range all {
		words, version, parted := strings.Cut(line, "|")
		if !parted {
			words, version, _ = strings.Cut(line, "\t")
		}
		if n := (decision.Norm{Text: strings.TrimSpace(words), Version: strings.TrimSpace(version)}); n.Text != "" {
			norms = append(norms, n)
		}
	}
	return norms
}

// typedOver is what an entry becomes by what was typed into its form: only the fields that
// differ from what the form showed change, so that a form that is sent back as it was
// changes nothing, and what the form does not show stays. base is the entry that the form
// showed, now the one that it is put over.
func typedOver(now, base, typed *decision.Entry) (decision.Entry, error) {
	shown, _ := readEntry(entryValues(base))
	changes, err := decision.Changes(&shown, typed)
	if err != nil {
		return decision.Entry{}, err
	}
	next := *now
	for _, c := range changes {
		if err := next.Set(c.Field, c.After); err != nil {
			return decision.Entry{}, err
		}
	}
	return next, nil
}

// entryAt is an entry as it was at a revision, by what its history says.
func entryAt(d *Decision, events []Event, revision int64) (decision.Entry, []Event, error) {
	e := d.Entry
	var since []Event
	for _, event := range events { // the newest first
		if event.Revision <= revision {
			continue
		}
		since = append(since, event)
		if event.Field != "" && event.What != Redacted {
			if err := e.Set(event.Field, event.Before); err != nil {
				return e, nil, err
			}
		}
	}
	return e, since, nil
}
