package centres

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"verbund/internal/core"
	"verbund/internal/platform/places"
)

// Directory is all public entries in one version. It never changes once it was
// made; whoever reads it must not change the entries.
type Directory struct {
	Version int64     // as Store.Version tells it
	Centres []*Centre // by kind, Land, town and name, in German order

	byNumber map[int]*Centre
	byID     map[core.ID]*Centre
	retired  map[int]bool          // numbers of entries that were taken out
	changed  map[core.ID]time.Time // when an entry was last written, where that is known
}

// newDirectory makes the directory of entries, which it sorts.
func newDirectory(version int64, all []*Centre) *Directory {
	d := &Directory{
		Version:  version,
		Centres:  all,
		byNumber: make(map[int]*Centre, len(all)),
		byID:     make(map[core.ID]*Centre, len(all)),
	}
	for _, c := range all {
		d.byNumber[c.Number] = c
		d.byID[c.ID] = c
	}
	sortCentres(all)
	return d
}

// ByNumber returns the entry with a public number, and false if there is none.
func (d *Directory) ByNumber(number int) (*Centre, bool) {
	c, ok := d.byNumber[number]
	return c, ok
}

// Find returns the entry with the number that an address names. The error is Gone
// if it was taken out, and NotFound if there never was one.
func (d *Directory) Find(number string) (*Centre, error) {
	n, err := strconv.Atoi(number)
	if err != nil || strconv.Itoa(n) != number {
		return nil, noEntry()
	}
	if c, ok := d.byNumber[n]; ok {
		return c, nil
	}
	if d.retired[n] {
		return nil, &core.Error{Kind: core.Gone}
	}
	return nil, noEntry()
}

// ByID returns the entry with an id, and false if there is none.
func (d *Directory) ByID(id core.ID) (*Centre, bool) {
	c, ok := d.byID[id]
	return c, ok
}

// changedAt tells when an entry was last written, else the day whose state it
// tells; the zero time if neither is known.
func (d *Directory) changedAt(c *Centre) time.Time {
	if at := d.changed[c.ID]; !at.IsZero() {
		return at
	}
	day := c.AsOf
	if c.ConfirmedOn.After(day) {
		day = c.ConfirmedOn
	}
	if day.IsZero() {
		return time.Time{}
	}
	return time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC)
}

// sortCentres brings entries into the order in which they are listed. The
// number decides where all else is the same, so the order never depends on the
// database.
func sortCentres(all []*Centre) {
	names := make(map[string]string)
	for _, l := range places.Lands() {
		names[l.Code] = l.Name
	}
	german := collate.New(language.German)
	var buffer collate.Buffer
	keys := make(map[*Centre][3][]byte, len(all))
	for _, c := range all {
		land, town := "", ""
		if len(c.Offices) > 0 {
			land, town = names[c.Offices[0].Land], c.Offices[0].Town
		}
		keys[c] = [3][]byte{
			german.KeyFromString(&buffer, land),
			german.KeyFromString(&buffer, town),
			german.KeyFromString(&buffer, c.Name),
		}
	}
	slices.SortFunc(all, func(a, b *Centre) int {
		ka, kb := keys[a], keys[b]
		return cmp.Or(
			cmp.Compare(slices.Index(Kinds, a.Kind), slices.Index(Kinds, b.Kind)),
			bytes.Compare(ka[0], kb[0]),
			bytes.Compare(ka[1], kb[1]),
			bytes.Compare(ka[2], kb[2]),
			cmp.Compare(a.Number, b.Number),
		)
	})
}
