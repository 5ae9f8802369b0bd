package deadline

import (
	"fmt"
	"slices"
	"time"

	"verbund/internal/core"
)

// Off says why a day is no working day: a Saturday, a Sunday, or the name of a
// public holiday.
type Off string

// The days off.
const (
	Saturday      Off = "saturday"
	Sunday        Off = "sunday"
	NewYear       Off = "new-year"
	Epiphany      Off = "epiphany"
	WomensDay     Off = "womens-day"
	GoodFriday    Off = "good-friday"
	EasterMonday  Off = "easter-monday"
	LabourDay     Off = "labour-day"
	Liberation    Off = "liberation-day" // Berlin, in 2020 and 2025 only
	Ascension     Off = "ascension"
	WhitMonday    Off = "whit-monday"
	CorpusChristi Off = "corpus-christi"
	PeaceFeast    Off = "peace-feast" // in the city of Augsburg
	Assumption    Off = "assumption"
	ChildrensDay  Off = "childrens-day"
	GermanUnity   Off = "german-unity"
	Reformation   Off = "reformation-day"
	AllSaints     Off = "all-saints"
	Repentance    Off = "repentance-day"
	ChristmasDay  Off = "christmas-day"
	BoxingDay     Off = "boxing-day"
)

// offs are all days off.
func offs() []Off {
	return []Off{Saturday, Sunday, NewYear, Epiphany, WomensDay, GoodFriday, EasterMonday, LabourDay, Liberation, Ascension, WhitMonday,
		CorpusChristi, PeaceFeast, Assumption, ChildrensDay, GermanUnity, Reformation, AllSaints, Repentance, ChristmasDay, BoxingDay}
}

// Holidays are the public holidays of one Land, by its law. They are right from
// 2018 on and for as long as the law does not change. The zero value knows those
// of all Länder only, which never gives a day that is too late.
//
// Which Land counts is a question of the deadline: the one of the court or
// authority where it must be kept, or where something is to be declared or paid
// (§ 193 BGB).
type Holidays struct{ land string }

// Lands returns the codes of the Länder (ISO 3166-2).
func Lands() []string {
	return []string{"DE-BB", "DE-BE", "DE-BW", "DE-BY", "DE-HB", "DE-HE", "DE-HH", "DE-MV", "DE-NI", "DE-NW", "DE-RP", "DE-SH", "DE-SL", "DE-SN", "DE-ST", "DE-TH"}
}

// HolidaysIn returns the holidays of a Land by its code, such as "DE-BE". The
// empty code stands for those of all Länder. Another code is an error of the
// kind core.Invalid.
func HolidaysIn(land string) (Holidays, error) {
	if land != "" && !slices.Contains(Lands(), land) {
		return Holidays{}, &core.Error{Kind: core.Invalid, Cause: fmt.Errorf("there is no Land %q", core.Clip(land, 20))}
	}
	return Holidays{land}, nil
}

// Land returns the code of the Land, or nothing.
func (h Holidays) Land() string { return h.land }

func (h Holidays) in(lands ...string) bool { return slices.Contains(lands, h.land) }

// On returns the public holiday of the whole Land on a day, or nothing. Easter
// Sunday and Whit Sunday, which one Land has among its holidays, are Sundays and
// need no name here.
func (h Holidays) On(d core.Date) Off {
	switch day := [2]int{int(d.Month), d.Day}; {
	case day == [2]int{1, 1}:
		return NewYear
	case day == [2]int{1, 6} && h.in("DE-BW", "DE-BY", "DE-ST"):
		return Epiphany
	case day == [2]int{3, 8} && (h.in("DE-BE") && d.Year >= 2019 || h.in("DE-MV") && d.Year >= 2023):
		return WomensDay
	case day == [2]int{5, 1}:
		return LabourDay
	case day == [2]int{5, 8} && h.in("DE-BE") && (d.Year == 2020 || d.Year == 2025):
		return Liberation
	case day == [2]int{8, 15} && h.in("DE-SL"):
		return Assumption
	case day == [2]int{9, 20} && h.in("DE-TH") && d.Year >= 2019:
		return ChildrensDay
	case day == [2]int{10, 3}:
		return GermanUnity
	case day == [2]int{10, 31} && h.reformation(d.Year):
		return Reformation
	case day == [2]int{11, 1} && h.in("DE-BW", "DE-BY", "DE-NW", "DE-RP", "DE-SL"):
		return AllSaints
	case day == [2]int{12, 25}:
		return ChristmasDay
	case day == [2]int{12, 26}:
		return BoxingDay
	case h.in("DE-SN") && d.Month == time.November && d.Weekday() == time.Wednesday && 16 <= d.Day && d.Day <= 22:
		return Repentance // the Wednesday before 23 November
	}
	switch daysBetween(Easter(d.Year), d) {
	case -2:
		return GoodFriday
	case 1:
		return EasterMonday
	case 39:
		return Ascension
	case 50:
		return WhitMonday
	case 60:
		if h.in("DE-BW", "DE-BY", "DE-HE", "DE-NW", "DE-RP", "DE-SL") {
			return CorpusChristi
		}
	}
	return ""
}

func (h Holidays) reformation(year int) bool {
	return h.in("DE-BB", "DE-MV", "DE-SN", "DE-ST", "DE-TH") || h.in("DE-HB", "DE-HH", "DE-NI", "DE-SH") && year >= 2018
}

// Local returns a holiday that only some communities of the Land keep, or
// nothing: the Assumption in most of Bavaria, the peace feast in Augsburg,
// Corpus Christi in parts of Saxony and Thuringia. Such a day counts as a
// working day here.
func (h Holidays) Local(d core.Date) Off {
	switch {
	case h.in("DE-BY") && d.Month == time.August && d.Day == 15:
		return Assumption
	case h.in("DE-BY") && d.Month == time.August && d.Day == 8:
		return PeaceFeast
	case h.in("DE-SN", "DE-TH") && daysBetween(Easter(d.Year), d) == 60:
		return CorpusChristi
	}
	return ""
}

// Off returns why a day is no working day, or nothing. A holiday on a weekend
// counts as the holiday.
func (h Holidays) Off(d core.Date) Off {
	if off := h.On(d); off != "" {
		return off
	}
	switch d.Weekday() {
	case time.Saturday:
		return Saturday
	case time.Sunday:
		return Sunday
	}
	return ""
}

// Next returns the first working day after d.
func (h Holidays) Next(d core.Date) core.Date { return h.step(d, 1) }

// Before returns the last working day before d.
func (h Holidays) Before(d core.Date) core.Date { return h.step(d, -1) }

func (h Holidays) step(d core.Date, days int) core.Date {
	for {
		if d = d.AddDays(days); h.Off(d) == "" {
			return d
		}
	}
}

// Easter returns Easter Sunday of a year of the Gregorian calendar (the
// anonymous algorithm that Jean Meeus gives in "Astronomical Algorithms").
func Easter(year int) core.Date {
	a, b, c := year%19, year/100, year%100
	h := (19*a + b - b/4 - (b-(b+8)/25+1)/3 + 15) % 30
	l := (32 + 2*(b%4) + 2*(c/4) - h - c%4) % 7
	n := h + l - 7*((a+11*h+22*l)/451) + 114
	return core.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}

// daysBetween returns how many days after from another day is.
func daysBetween(from, to core.Date) int {
	noon := func(d core.Date) int64 { return time.Date(d.Year, d.Month, d.Day, 12, 0, 0, 0, time.UTC).Unix() }
	return int((noon(to) - noon(from)) / (24 * 60 * 60))
}
