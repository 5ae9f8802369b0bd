package app

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"verbund/internal/casework"
	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
)

// demoCases are the invented cases, as cases.toml has them; its head says how it is
// read.
type demoCases struct {
	Columns map[string][]string // of the rows of a sheet that has several entries
	Centre  []demoCentre
	Case    []demoCase
}

// demoCentre is what a centre has beside cases.
type demoCentre struct {
	House     string
	Places    []map[string]string
	Requests  [][]string
	Notes     [][]string // day, who left it, what it says
	Handovers []struct {
		Case, To, Note string // the alias, and part of the name of the other centre
		Sheets         []string
	}
}

type demoCase struct {
	House, Alias, Opened, Family string
	Closed                       map[string]string // how it ended; nil while it is open
	Workers, Tags, Flags         []string
	Sheets                       map[string]map[string]string // a sheet of which there is one
	Entries                      map[string][][]string
}

// FillDemoCases writes the invented cases of centres into their case files. It is
// for centres that have none.
func (a *App) FillDemoCases(ctx context.Context, houses []DemoHouse) error {
	var file demoCases
	meta, err := toml.DecodeFS(demoFiles, "demo/cases.toml", &file)
	if err != nil {
		return err
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		return fmt.Errorf("demo/cases.toml: nothing is called %s", extra[0])
	}
	cases := map[string]vault.ID{}
	for _, house := range houses {
		reading := demoReading{set: a.Casework.Set, people: house.People, today: a.Casework.Today(), zone: a.Casework.Zone, places: map[string]vault.ID{}}
		if err := a.fillDemoCentre(ctx, house, reading, file); err != nil {
			return fmt.Errorf("demo/cases.toml: %w", err)
		}
		var files []casework.File
		families := map[string]vault.ID{}
		for _, c := range file.Case {
			if !strings.Contains(house.Name, c.House) {
				continue
			}
			if c.Family != "" && families[c.Family] == "" {
				families[c.Family] = vault.NewID()
			}
			f, err := reading.file(c, file.Columns)
			if err != nil {
				return fmt.Errorf("demo/cases.toml: case %q: %w", c.Alias, err)
			}
			f.Family = families[c.Family]
			files = append(files, f)
		}
		ids, err := a.Casework.Add(ctx, house.Actor, house.Key, a.Texts.For(text.German), files...)
		if err != nil {
			return fmt.Errorf("demo/cases.toml: %w", err)
		}
		for i, id := range ids {
			cases[files[i].Alias] = id
		}
	}
	return a.handOverDemo(ctx, houses, cases, file.Centre)
}

// fillDemoCentre writes what a centre has beside cases: before those, for somebody
// stays in its places.
func (a *App) fillDemoCentre(ctx context.Context, house DemoHouse, reading demoReading, file demoCases) error {
	for _, c := range file.Centre {
		if !strings.Contains(house.Name, c.House) {
			continue
		}
		var all []casework.Filled
		by := casework.Head{Workers: []core.ID{house.Actor.Person}, Opened: reading.today}
		add := func(id string, typed map[string]string) {
			if sheet, known := reading.set.OfCentre(id); known {
				all = append(all, reading.filled(sheet, by, typed))
			}
		}
		for _, typed := range c.Places {
			add("house", typed)
		}
		for n, row := range c.Requests {
			typed, err := rowOf(file.Columns["request"], row)
			if err != nil {
				return fmt.Errorf("requests of %s, row %d: %w", c.House, n+1, err)
			}
			add("request", typed)
		}
		ids, err := a.Casework.AddToCentre(ctx, house.Actor, house.Key, a.Texts.For(text.German), all...)
		if err != nil {
			return err
		}
		for i, typed := range c.Places {
			reading.places[typed["name"]] = ids[i]
		}
		var notes []casework.ShiftNote
		for n, row := range c.Notes {
			if len(row) != 3 || house.People[row[1]] == "" {
				return fmt.Errorf("notes of %s, row %d: day, colleague, text", c.House, n+1)
			}
			day, err := core.ParseDate(reading.day(row[0]))
			if err != nil {
				return err
			}
			at := time.Date(day.Year, day.Month, day.Day, 21, 10, 0, 0, reading.zone)
			if now := a.now.Now(); at.After(now) {
				at = now
			}
			notes = append(notes, casework.ShiftNote{Text: row[2], At: at, By: house.People[row[1]]})
		}
		if err := a.Casework.AddShiftNotes(ctx, house.Actor, house.Key, notes...); err != nil {
			return err
		}
	}
	return nil
}

// handOverDemo sends what waits in the inbox of another centre.
func (a *App) handOverDemo(ctx context.Context, houses []DemoHouse, cases map[string]vault.ID, centres []demoCentre) error {
	of := func(name string) (DemoHouse, bool) {
		i := slices.IndexFunc(houses, func(h DemoHouse) bool { return strings.Contains(h.Name, name) })
		if i < 0 {
			return DemoHouse{}, false
		}
		return houses[i], true
	}
	for _, c := range centres {
		from, here := of(c.House)
		for _, h := range c.Handovers {
			to, there := of(h.To)
			if !here || !there {
				continue
			}
			if err := a.Casework.HandOver(ctx, from.Actor, from.Key, cases[h.Case], to.Actor.Centre, from.Actor.Name, h.Note, h.Sheets...); err != nil {
				return fmt.Errorf("demo/cases.toml: handing over %q: %w", h.Case, err)
			}
		}
	}
	return nil
}

// demoReading reads cases for one centre on one day.
type demoReading struct {
	set    *dataset.Set
	people map[string]core.ID
	today  core.Date
	zone   *time.Location
	places map[string]vault.ID // by name
}

func (d demoReading) file(c demoCase, columns map[string][]string) (f casework.File, err error) {
	f.Head = casework.Head{Alias: c.Alias, Status: casework.Active, Tags: c.Tags, Flags: c.Flags}
	if f.Opened, err = core.ParseDate(d.day(c.Opened)); err != nil {
		return f, err
	}
	if len(c.Workers) == 0 {
		return f, errors.New("nobody works on it")
	}
	for _, signIn := range c.Workers {
		f.Workers = append(f.Workers, d.people[signIn])
	}
	if end := c.Closed; end != nil {
		day, err := core.ParseDate(d.day(end["day"]))
		if err != nil {
			return f, err
		}
		f.Status, f.Closing = casework.Done, &casework.Closing{Reason: end["reason"], Outcome: end["outcome"], Category: end["category"], Note: end["note"], Day: day, By: f.Workers[0]}
	}
	for _, sheet := range d.set.Sheets {
		if typed := c.Sheets[sheet.ID]; typed != nil {
			f.Sheets = append(f.Sheets, d.filled(sheet, f.Head, typed))
		}
		for n, row := range c.Entries[sheet.ID] {
			typed, err := rowOf(columns[sheet.ID], row)
			if err != nil {
				return f, fmt.Errorf("%s, row %d: %w", sheet.ID, n+1, err)
			}
			f.Sheets = append(f.Sheets, d.filled(sheet, f.Head, typed))
		}
	}
	if len(f.Sheets) != len(c.Sheets)+entriesOf(c) {
		return f, errors.New("it has a sheet that there is not")
	}
	return f, nil
}

func entriesOf(c demoCase) int {
	n := 0
	for _, rows := range c.Entries {
		n += len(rows)
	}
	return n
}

// rowOf reads a row: the values of the columns in their order, then others as
// "question=value".
func rowOf(columns, row []string) (map[string]string, error) {
	typed := map[string]string{}
	for i, value := range row {
		question := ""
		if i < len(columns) {
			question = columns[i]
		} else if question, value, _ = strings.Cut(value, "="); value == "" {
			return nil, fmt.Errorf("%q says nothing", row[i])
		}
		typed[question] = value
	}
	return typed, nil
}

// filled is a sheet as its page would take it, written by the first colleague of the
// case on the day it is about.
func (d demoReading) filled(sheet *dataset.Sheet, h casework.Head, typed map[string]string) casework.Filled {
	f := casework.Filled{Sheet: sheet.ID, Typed: map[string][]string{}, By: h.Workers[0]}
	written := h.Opened
	for id, value := range typed {
		q, _ := sheet.Question(id)
		switch q.Kind {
		case dataset.Several:
			f.Typed[id] = strings.Fields(value)
			continue
		case dataset.Day, dataset.When:
			value = d.day(value)
		case dataset.Number:
			if strings.HasSuffix(value, "y") {
				value = d.day(value)
			}
		}
		if person, known := d.people[value]; known && q.List == "@colleagues" {
			value = string(person)
		}
		if place, known := d.places[value]; known && q.List == "@houses" {
			value = string(place)
		}
		f.Typed[id] = []string{value}
	}
	if day, err := core.ParseDate(strings.Join(f.Typed[sheet.Day], "")); err == nil && day.After(written) && !day.After(d.today) {
		written = day
	}
	f.At = time.Date(written.Year, written.Month, written.Day, 16, 40, 0, 0, d.zone)
	if written == d.today {
		f.At = time.Time{} // not later than now
	}
	return f
}

var fromToday = regexp.MustCompile(`^([+-]\d+)([my]?)$`)

// day writes out a day, month or year that is told as seen from today. Anything else
// stays as it is.
func (d demoReading) day(value string) string {
	if value == "0" {
		return d.today.String()
	}
	p := fromToday.FindStringSubmatch(value)
	if p == nil {
		return value
	}
	n, err := strconv.Atoi(p[1])
	if err != nil {
		return value
	}
	switch p[2] {
	case "m":
		first := time.Date(d.today.Year, d.today.Month, 1, 0, 0, 0, 0, time.UTC)
		return first.AddDate(0, n, 0).Format("2006-01")
	case "y":
		return strconv.Itoa(d.today.Year + n)
	}
	return d.today.AddDays(n).String()
}
