package gate_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"verbund/internal/figures/edition"
	"verbund/internal/figures/gate"
	"verbund/internal/figures/protect"
	"verbund/internal/figures/record"
	"verbund/internal/figures/table"
)

// ground is the code book and the plan of the program.
func ground(t testing.TB) (*record.Book, *table.Plan) {
	t.Helper()
	book, err := record.Load()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := table.Load(book)
	if err != nil {
		t.Fatal(err)
	}
	return book, plan
}

// odds are answers with their weights.
type odds map[string]int

// invented are records of a year of nobody: as many as of 2022, in proportions like
// those printed, and with answers that hang together as they do there.
type invented struct {
	book *record.Book
	*rand.Rand
}

func (v invented) pick(of odds) string {
	ids := make([]string, 0, len(of))
	sum := 0
	for id, weight := range of {
		ids = append(ids, id)
		sum += weight
	}
	slices.Sort(ids)
	at := v.IntN(sum)
	for _, id := range ids {
		if at -= of[id]; at < 0 {
			return id
		}
	}
	return ids[0]
}

// some are the answers that come up, each with its chance in percent.
func (v invented) some(of odds) []string {
	var ids []string
	for id := range of {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return slices.DeleteFunc(ids, func(id string) bool { return v.IntN(100) >= of[id] })
}

var (
	westAfrica = odds{"NG": 300, "GN": 73, "GM": 49, "GH": 14, "CI": 9, "SN": 6, "ML": 3, "SL": 12, "CM": 0}
	elsewhere  = odds{"RO": 44, "BG": 30, "DE": 50, "HU": 16, "PL": 6, "LT": 2, "VN": 20, "CN": 4, "TH": 5, "ER": 22, "ET": 12, "SO": 14,
		"CM": 11, "KE": 5, "UG": 5, "UA": 12, "AL": 6, "RS": 4, "BR": 3, "CO": 4, "VE": 2, "SY": 5, "AF": 5, "IQ": 3, "IN": 3, "PH": 2, "MA": 4, "TR": 3, "RU": 2, "PK": 2}
)

func (v invented) one(year int) record.Record {
	r := record.Record{Year: year, Centre: "centre-" + string(rune('a'+v.IntN(19))), New: v.pick(odds{"yes": 27, "no": 73}), Released: v.IntN(1000) < 850}
	if !r.Released {
		return r
	}
	a := map[string][]string{}
	west := v.IntN(100) < 52
	nation := v.pick(elsewhere)
	if west {
		nation = v.pick(westAfrica)
	}
	a["nationality"] = []string{nation}
	female := v.IntN(100) < 88
	a["gender"] = []string{v.pick(odds{"male": 95, "diverse": 5})}
	if female {
		a["gender"] = []string{"female"}
	}
	a["age_band"] = []string{v.pick(odds{"0-13": 1, "14-17": 5, "18-21": 16, "22-29": 40, "30-39": 28, "40-49": 7, "50+": 3})}
	form := v.pick(odds{"labour": 55, "criminal-acts": 15, "sexual": 15, "begging": 8, "other": 7})
	if female {
		form = v.pick(odds{"sexual": 80, "labour": 12, "forced-marriage": 3, "begging": 2, "criminal-acts": 1, "other": 2})
	}
	a["form"] = []string{form}
	if v.IntN(100) < 8 {
		if second := v.pick(odds{"sexual": 3, "labour": 5, "forced-marriage": 2}); second != form {
			a["form"] = append(a["form"], second)
		}
	}
	a["minor_at_offence"] = []string{v.pick(odds{"yes": 14, "no": 74, "unknown": 12})}
	a["recruited_in"] = []string{nation}
	if v.IntN(100) < 17 {
		a["recruited_in"] = []string{"DE"}
	}
	a["exploited_in"] = []string{v.pick(odds{"DE": 47, "IT": 30, "LY": 9, "FR": 4, "ES": 3, "NE": 2, "GR": 2, "AE": 1, "RO": 2})}
	switch form {
	case "sexual":
		a["sector"] = []string{"sexual-services"}
		a["offences"] = v.some(odds{"stgb-232": 85, "stgb-232a": 88, "stgb-181a": 9, "stgb-180a": 4, "stgb-233a": 4})
	case "labour":
		a["sector"] = []string{v.pick(odds{"household": 30, "care": 12, "catering": 14, "construction": 9, "agriculture": 7, "meat": 4, "transport": 6, "cleaning": 8, "au-pair": 3, "other": 7})}
		a["offences"] = v.some(odds{"stgb-232": 70, "stgb-232b": 45, "stgb-233": 60, "stgb-233a": 9})
	default:
		a["sector"] = []string{v.pick(odds{"begging": 20, "shoplifting": 20, "drugs": 15, "other": 30, "household": 15})}
		a["offences"] = v.some(odds{"stgb-232": 75, "stgb-233": 20, "other": 25})
	}
	if form == "sexual" && v.IntN(100) < 6 {
		a["sector"] = append(a["sector"], "household")
	}
	a["access"] = []string{v.pick(odds{"self": 14, "police": 17, "authority": 6, "asylum-office": 22, "centre": 12, "shelter": 3, "lawyer": 6, "health": 4, "friends": 9, "online": 3, "helpline": 2, "other": 4})}
	investigation := 28
	if a["access"][0] == "police" {
		investigation = 75
	}
	a["investigation"], a["charge"], a["verdict"] = []string{"no"}, []string{"no"}, []string{"no"}
	if v.IntN(100) < investigation {
		a["investigation"] = []string{"yes"}
		if v.IntN(100) < 30 {
			a["charge"] = []string{"yes"}
			if v.IntN(100) < 35 {
				a["verdict"] = []string{"yes"}
			}
		}
	} else if v.IntN(100) < 15 {
		a["investigation"] = []string{"unknown"}
	}
	settled := 25
	if slices.Contains([]string{"RO", "BG", "DE", "HU", "PL", "LT"}, nation) {
		settled = 85
		a["title"] = []string{v.pick(odds{"eu": 90, "none": 3, "unknown": 7})}
	} else {
		a["title"] = []string{v.pick(odds{"asylum-pending": 34, "refugee": 9, "subsidiary": 4, "removal-ban": 9, "25-4a": 4, "25-4b": 1, "reflection-period": 3, "toleration": 18, "fiktion": 4, "dublin": 6, "none": 3, "other": 2, "unknown": 4})}
	}
	a["residence"] = []string{v.pick(odds{"secure": settled, "insecure": (100 - settled) / 2, "unclear": (100 - settled) / 3, "unknown": 6})}
	a["reflection_period"] = []string{v.pick(odds{"granted": 12, "refused": 1, "not-requested": 75, "unknown": 12})}
	a["services"] = v.some(odds{"crisis": 55, "psychosocial": 87, "housing": 35, "medical": 38, "therapy": 18, "authorities": 62, "police-court": 26, "lawyer": 40, "residence": 35, "social": 38, "asylum": 55, "compensation": 3, "wages": 4, "perspectives": 34, "return": 3, "emergency": 16, "pregnancy-children": 23})
	a["claims"] = v.some(odds{"subsistence": 30, "housing": 22, "work-access": 9, "wages": 2, "compensation": 2})
	a["known_to"] = v.some(odds{"police": 38, "asylum-office": 45, "other-centre": 15})
	r.Values = make([]record.Answer, len(v.book.Columns))
	for i, c := range v.book.Columns {
		for _, id := range a[c.ID] {
			if code, ok := c.Find(id); ok && !(c.Sense == "sensitive" && c.ID != "investigation" && v.IntN(100) < 3) {
				r.Values[i] = append(r.Values[i], code)
			}
		}
	}
	return r
}

// year are invented records of which so many are analysed, and seventeen in a hundred
// more that were not released.
func year(t testing.TB, book *record.Book, in, analysed int, seed uint64) []record.Record {
	t.Helper()
	v := invented{book, rand.New(rand.NewPCG(seed, uint64(in)))}
	var all []record.Record
	for n := 0; n < analysed; {
		r := v.one(in)
		if book.Complete(r) {
			n++
		}
		all = append(all, r)
	}
	return all
}

// maker makes an edition of the exact counts of years, the last of which it is about.
type maker func(years []table.Set, book *record.Book, plan *table.Plan) (edition.Edition, error)

// naive publishes the counts as they are.
func naive(years []table.Set, _ *record.Book, _ *table.Plan) (edition.Edition, error) {
	e := edition.Exact(years[len(years)-1], "test")
	e.Kind = edition.Public
	return e, nil
}

// protected publishes them by the rules of the network.
func protected(years []table.Set, book *record.Book, plan *table.Plan) (edition.Edition, error) {
	return protect.Public(years, "test", book, plan, protect.Standard())
}

// stage is a case with an edition of invented records by one maker.
func stage(t testing.TB, seed uint64, analysed int, make maker) gate.Case {
	t.Helper()
	book, plan := ground(t)
	var years []table.Set
	secret := []byte{byte(seed), 7}
	var all []record.Record
	for _, y := range []int{2020, 2021, 2022} {
		all = year(t, book, y, analysed, seed)
		years = append(years, table.Compute(y, all, protect.Keys(secret, book, all), book, plan))
	}
	return staged(t, book, plan, years, all, secret, make)
}

func staged(t testing.TB, book *record.Book, plan *table.Plan, years []table.Set, all []record.Record, secret []byte, make maker) gate.Case {
	t.Helper()
	e, err := make(years, book, plan)
	if err != nil {
		t.Fatal(err)
	}
	last := len(years) - 1
	return gate.Case{Book: book, Set: years[last], Years: years, Rules: protect.Standard(), Seed: 1,
		New: gate.Release{Records: all, Keys: protect.Keys(secret, book, all), Plan: plan, Edition: e},
		Protect: func(shadow []record.Record, n uint64) (edition.Edition, error) {
			keys := protect.Keys([]byte{byte(n), byte(n >> 8), byte(n >> 16), 1}, book, shadow)
			return make(append(slices.Clone(years[:last]), table.Compute(years[last].Year, shadow, keys, book, plan)), book, plan)
		}}
}
