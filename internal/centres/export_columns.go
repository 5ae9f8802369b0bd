package centres

import (
	"errors"
	"slices"
	"strings"

	"verbund/internal/centres/phone"
	"verbund/internal/core"
)

// part is what one row of the complete CSV is about. The row of a centre also
// holds its first offer, office and alert; each further one has a row of its
// own with the same id below it.
type part string

const (
	ofCentre part = "centre"
	ofOffer  part = "offer"
	ofOffice part = "office"
	ofAlert  part = "alert"
)

// furtherParts are the parts an entry may have several of.
func furtherParts() []part { return []part{ofOffer, ofOffice, ofAlert} }

// count returns how many parts of a sort a record has.
func (p part) count(r *Record) int {
	switch p {
	case ofOffer:
		return len(r.Offers)
	case ofOffice:
		return len(r.Offices)
	case ofAlert:
		return len(r.Alerts)
	}
	return 1
}

// grow gives a record n empty parts of a sort.
func (p part) grow(r *Record, n int) {
	switch p {
	case ofOffer:
		r.Offers = make([]Offer, n)
	case ofOffice:
		r.Offices = make([]Office, n)
	case ofAlert:
		r.Alerts = make([]Alert, n)
	}
}

// column is one column of the complete CSV: how a field of a record is written
// into a cell and read from one. i says which offer, office or alert is meant.
type column struct {
	name     string
	path     string // the field, as problems of a record name it, without index
	part     part
	internal bool
	write    func(r *Record, i int) string
	read     func(r *Record, i int, cell, region string) (problem *core.FieldError)
	lang     core.Lang // of a column that holds the words of one language
}

// columns returns the columns for records whose words are in the given
// languages, in the order in which they are written.
func columns(langs []core.Lang) []column {
	var all []column
	add := func(p part, columns ...column) {
		for _, c := range columns {
			c.part = p
			c.internal = strings.HasPrefix(c.path, "internal.")
			all = append(all, c)
		}
	}
	add(ofCentre,
		textColumn("id", "id", func(r *Record, _ int) *core.ID { return &r.ID }),
		column{name: "number", path: "number", write: writeNumber, read: readNumber},
		textColumn("kind", "kind", func(r *Record, _ int) *Kind { return &r.Kind }),
		textColumn("name", "name", func(r *Record, _ int) *string { return &r.Name }),
		textColumn("organisation", "organisation", func(r *Record, _ int) *string { return &r.Organisation }),
		textColumn("organisation_id", "organisation_id", func(r *Record, _ int) *core.ID { return &r.OrganisationID }),
		phonesColumn("phones", "phones", func(r *Record, _ int) *[]phone.Number { return &r.Phones }),
		textColumn("email", "email", func(r *Record, _ int) *string { return &r.Email }),
		textColumn("website", "website", func(r *Record, _ int) *string { return &r.Website }),
		textColumn("chat", "chat", func(r *Record, _ int) *string { return &r.Chat }),
		textColumn("contact", "contact", func(r *Record, _ int) *string { return &r.Contact }),
		flagColumn("nationwide", "area.nationwide", func(r *Record, _ int) *bool { return &r.Area.Nationwide }),
		column{name: "lands", path: "area.lands", write: writeLands, read: readLands},
		column{name: "districts", path: "area.districts", write: writeDistricts, read: readDistricts},
		column{name: "languages", path: "languages", write: writeLanguages, read: readLanguages},
		codesColumn("groups", "groups", func(r *Record, _ int) *[]Group { return &r.Groups }),
		codesColumn("access", "access", func(r *Record, _ int) *[]Access { return &r.Access }),
		column{name: "children", path: "children", write: writeChildren, read: readChildren},
	)
	add(ofCentre, wordsColumns("summary", "summary", langs, func(r *Record, _ int) *Words { return &r.Summary })...)
	add(ofCentre, wordsColumns("refer_on", "refer_on", langs, func(r *Record, _ int) *Words { return &r.ReferOn })...)
	add(ofOffice,
		textColumn("office_name", "offices.name", func(r *Record, i int) *string { return &r.Offices[i].Name }),
		textColumn("street", "offices.street", func(r *Record, i int) *string { return &r.Offices[i].Street }),
		column{name: "postal_code", path: "offices.postal_code", write: writePostalCode, read: readPostalCode},
		textColumn("town", "offices.town", func(r *Record, i int) *string { return &r.Offices[i].Town }),
		column{name: "district", path: "offices.district", write: writeDistrict, read: readDistrict},
		column{name: "land", path: "offices.land", write: writeLand, read: readLand},
		textColumn("country", "offices.country", func(r *Record, i int) *string { return &r.Offices[i].Country }),
		column{name: "point", path: "offices.point", write: writePoint, read: readPoint},
		flagColumn("secret", "offices.secret", func(r *Record, i int) *bool { return &r.Offices[i].Secret }),
		column{name: "hours", path: "offices.hours", write: writeHours, read: readHours},
		codesColumn("accessibility", "offices.accessibility", func(r *Record, i int) *[]Accessibility { return &r.Offices[i].Accessibility }),
	)
	add(ofOffer, wordsColumns("offer_name", "offers.name", langs, func(r *Record, i int) *Words { return &r.Offers[i].Name })...)
	add(ofOffer,
		codesColumn("needs", "offers.needs", func(r *Record, i int) *[]Need { return &r.Offers[i].Needs }),
		codesColumn("forms", "offers.forms", func(r *Record, i int) *[]Form { return &r.Offers[i].Forms }),
	)
	add(ofOffer, wordsColumns("offer_note", "offers.note", langs, func(r *Record, i int) *Words { return &r.Offers[i].Note })...)
	add(ofAlert, wordsColumns("alert_text", "alerts.text", langs, func(r *Record, i int) *Words { return &r.Alerts[i].Text })...)
	add(ofAlert,
		dayColumn("alert_from", "alerts.from", func(r *Record, i int) *core.Date { return &r.Alerts[i].From }),
		dayColumn("alert_until", "alerts.until", func(r *Record, i int) *core.Date { return &r.Alerts[i].Until }),
	)
	add(ofCentre,
		dayColumn("as_of", "as_of", func(r *Record, _ int) *core.Date { return &r.AsOf }),
		textColumn("source", "source", func(r *Record, _ int) *string { return &r.Source }),
		dayColumn("confirmed_on", "confirmed_on", func(r *Record, _ int) *core.Date { return &r.ConfirmedOn }),
		textColumn("confirmed_by", "confirmed_by", func(r *Record, _ int) *string { return &r.ConfirmedBy }),
		phonesColumn("internal_phones", "internal.phones", func(r *Record, _ int) *[]phone.Number { return &r.Internal.Phones }),
		textColumn("internal_email", "internal.email", func(r *Record, _ int) *string { return &r.Internal.Email }),
		textColumn("internal_person", "internal.person", func(r *Record, _ int) *string { return &r.Internal.Person }),
		textColumn("internal_note", "internal.note", func(r *Record, _ int) *string { return &r.Internal.Note }),
		dayColumn("retired_on", "internal.retired_on", func(r *Record, _ int) *core.Date { return &r.Internal.RetiredOn }),
	)
	return all
}

func cellProblem(key string, args ...any) *core.FieldError {
	return &core.FieldError{Key: key, Args: args}
}

// fieldError is what a parser said about a cell.
func fieldError(err error) *core.FieldError {
	if e, ok := errors.AsType[*core.Error](err); ok {
		return &core.FieldError{Key: e.Key, Args: e.Args}
	}
	return &core.FieldError{Key: "centres.error.unreadable"}
}

func textColumn[T ~string](name, path string, at func(*Record, int) *T) column {
	return column{name: name, path: path,
		write: func(r *Record, i int) string { return string(*at(r, i)) },
		read: func(r *Record, i int, cell, _ string) *core.FieldError {
			*at(r, i) = T(strings.TrimSpace(cell))
			return nil
		}}
}

func wordsColumns(name, path string, langs []core.Lang, at func(*Record, int) *Words) []column {
	var all []column
	for _, l := range langs {
		all = append(all, column{name: name + "_" + string(l), path: path, lang: l,
			write: func(r *Record, i int) string { return (*at(r, i))[l] },
			read: func(r *Record, i int, cell, _ string) *core.FieldError {
				w := at(r, i)
				if *w == nil {
					*w = make(Words)
				}
				delete(*w, l)
				if cell = plainText(cell, true); cell != "" {
					(*w)[l] = cell
				}
				return nil
			}})
	}
	return all
}

func codesColumn[T ~string](name, path string, at func(*Record, int) *[]T) column {
	return column{name: name, path: path,
		write: func(r *Record, i int) string { return joinCodes(*at(r, i)) },
		read: func(r *Record, i int, cell, _ string) *core.FieldError {
			*at(r, i) = nil
			for _, item := range items(cell) {
				*at(r, i) = append(*at(r, i), T(strings.ToLower(item)))
			}
			return nil
		}}
}

func joinCodes[T ~string](values []T) string {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	return strings.Join(all, " | ")
}

func flagColumn(name, path string, at func(*Record, int) *bool) column {
	return column{name: name, path: path,
		write: func(r *Record, i int) string {
			if *at(r, i) {
				return "yes"
			}
			return ""
		},
		read: func(r *Record, i int, cell, _ string) *core.FieldError {
			answer, ok := yesOrNo(cell)
			if !ok {
				return cellProblem("centres.import.yes_no", "value", core.Clip(cell, 40))
			}
			*at(r, i) = answer == Yes
			return nil
		}}
}

func dayColumn(name, path string, at func(*Record, int) *core.Date) column {
	return column{name: name, path: path,
		write: func(r *Record, i int) string { return at(r, i).String() },
		read: func(r *Record, i int, cell, _ string) *core.FieldError {
			d, err := parseDay(cell)
			if err != nil {
				return cellProblem("centres.import.date", "value", core.Clip(cell, 40))
			}
			*at(r, i) = d
			return nil
		}}
}

func phonesColumn(name, path string, at func(*Record, int) *[]phone.Number) column {
	return column{name: name, path: path,
		write: func(r *Record, i int) string {
			var all []string
			for _, n := range *at(r, i) {
				all = append(all, writePhone(n))
			}
			return strings.Join(all, " | ")
		},
		read: func(r *Record, i int, cell, region string) *core.FieldError {
			*at(r, i) = nil
			for _, item := range items(cell) {
				numbers, problem := readPhone(item, region)
				if problem != nil {
					return problem
				}
				*at(r, i) = append(*at(r, i), numbers...)
			}
			return nil
		}}
}

// languagesOf returns the languages that any words of the records are in,
// German first and English second, the others in alphabetical order.
func languagesOf(records []Record) []core.Lang {
	langs := []core.Lang{"de", "en"}
	collect := func(all ...Words) {
		for _, w := range all {
			for l := range w {
				if !slices.Contains(langs, l) {
					langs = append(langs, l)
				}
			}
		}
	}
	for _, r := range records {
		collect(r.Summary, r.ReferOn)
		for _, o := range r.Offers {
			collect(o.Name, o.Note)
		}
		for _, a := range r.Alerts {
			collect(a.Text)
		}
	}
	slices.Sort(langs[2:])
	return langs
}
