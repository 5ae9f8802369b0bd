package contact

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"verbund/internal/core"
)

// Promise is what a centre says to everybody who writes to it. Nothing in it is
// secret.
type Promise struct {
	Centre    core.ID
	Open      bool              // it takes messages
	Anyone    bool              // also of people to whom it does not matter who answers
	Weekdays  []int             // on which it answers, 1 for Monday to 7 for Sunday
	Hours     string            // as people write them, such as "9–16"
	Within    int               // working days of its own after which an answer can be expected, 1 to 10
	Languages []string          // that it reads, codes of text.SpokenLanguages
	Partners  map[core.Lang]Way // where it would rather be written to, by language
	turn      int64
}

// Way is another way to write: the chat or the mail address of a partner.
type Way struct {
	Name    string
	Address string // https:// or mailto:
}

// usual is the promise of a centre that has not said anything.
func usual(centre core.ID) Promise {
	return Promise{Centre: centre, Weekdays: []int{1, 2, 3, 4, 5}, Within: 2, Languages: []string{"de"}, Partners: map[core.Lang]Way{}}
}

// Expected is the day by which an answer can be expected to something that is
// written today: the day itself does not count.
func (p Promise) Expected(today core.Date) core.Date {
	day := today
	for n := 0; n < p.Within; {
		day = day.AddDays(1)
		if len(p.Weekdays) == 0 || slices.Contains(p.Weekdays, weekday(day)) {
			n++
		}
	}
	return day
}

// Reads tells whether a centre reads a language of the site.
func (p Promise) Reads(lang core.Lang) bool {
	base, _, _ := strings.Cut(string(lang), "-")
	return slices.Contains(p.Languages, base)
}

// promises are those of all centres that have said anything, by centre.
func (room *Room) promises(ctx context.Context) (all map[core.ID]Promise, err error) {
	err = room.DB.View(ctx, func(tx *sql.Tx) (err error) {
		all, err = promisesIn(ctx, tx)
		return err
	})
	return all, err
}

func promisesIn(ctx context.Context, tx *sql.Tx) (map[core.ID]Promise, error) {
	all := map[core.ID]Promise{}
	rows, err := tx.QueryContext(ctx, "SELECT centre, open, anyone, weekdays, hours, within, languages, turn FROM contact_centre")
	if err != nil {
		return nil, fmt.Errorf("contact: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		p := Promise{Partners: map[core.Lang]Way{}}
		var days, languages string
		if err := rows.Scan(&p.Centre, &p.Open, &p.Anyone, &days, &p.Hours, &p.Within, &languages, &p.turn); err != nil {
			return nil, err
		}
		for _, c := range days {
			p.Weekdays = append(p.Weekdays, int(c-'0'))
		}
		p.Languages = strings.Fields(languages)
		all[p.Centre] = p
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	more, err := tx.QueryContext(ctx, "SELECT centre, lang, name, address FROM contact_partner")
	if err != nil {
		return nil, fmt.Errorf("contact: %w", err)
	}
	defer more.Close()
	for more.Next() {
		var centre core.ID
		var lang core.Lang
		var way Way
		if err := more.Scan(&centre, &lang, &way.Name, &way.Address); err != nil {
			return nil, err
		}
		if p, ok := all[centre]; ok {
			p.Partners[lang] = way
		}
	}
	return all, more.Err()
}

// Promise is what a centre has said, or what is usual.
func (room *Room) Promise(ctx context.Context, centre core.ID) (Promise, error) {
	all, err := room.promises(ctx)
	if p, ok := all[centre]; ok || err != nil {
		return p, err
	}
	return usual(centre), nil
}

// Set stores what a centre promises. It is for the program itself, as when it fills a
// demonstration; people use the page of their centre.
func (room *Room) Set(ctx context.Context, p Promise) error {
	return room.DB.Update(ctx, func(tx *sql.Tx) error { return setPromise(ctx, tx, p) })
}

// setPromise stores what a centre says.
func setPromise(ctx context.Context, tx *sql.Tx, p Promise) error {
	var days strings.Builder
	for _, d := range p.Weekdays {
		days.WriteString(strconv.Itoa(d))
	}
	_, err := tx.ExecContext(ctx, `INSERT INTO contact_centre (centre, open, anyone, weekdays, hours, within, languages, turn) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)
		ON CONFLICT (centre) DO UPDATE SET open = excluded.open, anyone = excluded.anyone, weekdays = excluded.weekdays, hours = excluded.hours, within = excluded.within, languages = excluded.languages`,
		p.Centre, p.Open, p.Anyone, days.String(), p.Hours, p.Within, strings.Join(p.Languages, " "))
	if err != nil {
		return fmt.Errorf("contact: %w", err)
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM contact_partner WHERE centre = $1", p.Centre); err != nil {
		return err
	}
	for lang, way := range p.Partners {
		if _, err := tx.ExecContext(ctx, "INSERT INTO contact_partner (centre, lang, name, address) VALUES ($1, $2, $3, $4)", p.Centre, lang, way.Name, way.Address); err != nil {
			return err
		}
	}
	return nil
}

// takers are the centres of the network that take messages now.
func (room *Room) takers(ctx context.Context) (all []taker, err error) {
	promised, err := room.promises(ctx)
	if err != nil {
		return nil, err
	}
	for _, p := range promised {
		if !p.Open {
			continue
		}
		t, err := room.taker(ctx, p)
		if core.KindOf(err) == core.NotFound {
			continue // it has closed since
		}
		if err != nil {
			return nil, err
		}
		if t.Name != "" {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b taker) int { return strings.Compare(a.Name, b.Name) })
	return all, nil
}

// taker is a centre that takes messages.
type taker struct {
	Promise
	Organisation core.ID
	Name         string
}

func (room *Room) taker(ctx context.Context, p Promise) (taker, error) {
	organisation, name, err := room.Organisation(ctx, p.Centre)
	return taker{p, organisation, name}, err
}

// takerOf is one of them, or core.NotFound if it takes no messages.
func (room *Room) takerOf(ctx context.Context, centre core.ID) (taker, error) {
	p, err := room.Promise(ctx, centre)
	if err != nil {
		return taker{}, err
	}
	if !p.Open {
		return taker{}, &core.Error{Kind: core.NotFound, Key: "contact.error.no-centre"}
	}
	return room.taker(ctx, p)
}

// whoever is the centre whose turn it is among those that take messages of people
// to whom it does not matter who answers: first those of a list, which serve her
// place, then all; among them those that read her language; and of these the one
// that was asked least often. It returns core.NotFound if there is none.
func (room *Room) whoever(ctx context.Context, near []core.ID, lang core.Lang) (taker, error) {
	all, err := room.takers(ctx)
	if err != nil {
		return taker{}, err
	}
	all = slices.DeleteFunc(all, func(t taker) bool { return !t.Anyone })
	for _, fits := range []func(taker) bool{
		func(t taker) bool { return slices.Contains(near, t.Organisation) },
		func(t taker) bool { return t.Reads(lang) },
	} {
		if some := slices.DeleteFunc(slices.Clone(all), func(t taker) bool { return !fits(t) }); len(some) > 0 {
			all = some
		}
	}
	if len(all) == 0 {
		return taker{}, &core.Error{Kind: core.NotFound, Key: "contact.error.no-centre"}
	}
	return slices.MinFunc(all, func(a, b taker) int { return int(a.turn - b.turn) }), nil
}

// count notes that a centre had its turn.
func count(ctx context.Context, tx *sql.Tx, centre core.ID) error {
	_, err := tx.ExecContext(ctx, "UPDATE contact_centre SET turn = turn + 1 WHERE centre = $1", centre)
	return err
}
