package text

import (
	"golang.org/x/text/language"

	"verbund/internal/core"
)

// Language is a language the site can be offered in.
type Language struct {
	Code  core.Lang // BCP 47, as it stands in addresses and in lang=
	Self  string    // its own name for itself
	Dir   string    // ltr or rtl
	facts facts
}

// facts say how a language writes numbers, days and times. They are taken from
// the CLDR (Unicode licence, see languages.tsv).
type facts struct {
	group     string // between thousands
	least     int    // a number is grouped from this many digits on
	date      string // with {day}, {month}, {year}; the month in months
	monthYear string // with {month}, {year}; the month in alone, or in months where alone is empty
	first     string // how the first day of a month is written, if not "1"
	time      string // with {h} or {hh}, and {mm}
	months    string // twelve words as they stand beside a day
	alone     string // twelve words as they stand without a day
	days      string // seven words from Sunday on
	short     string // seven short words from Sunday on
}

func (l Language) tag() language.Tag { return language.Make(string(l.Code)) }

// LanguageOf returns what is known about a language the site may be offered
// in, and false for any other.
func LanguageOf(code core.Lang) (Language, bool) {
	l := Language{Code: code, Dir: "ltr"}
	switch code {
	case "de":
		l.Self, l.facts = "Deutsch", german()
	case "de-simple":
		l.Self, l.facts = "Leichte Sprache", german()
	case "en":
		l.Self, l.facts = "English", facts{
			group: ",", least: 4,
			date: "{day} {month} {year}", monthYear: "{month} {year}", time: "{hh}:{mm}",
			months: "January February March April May June July August September October November December",
			days:   "Sunday Monday Tuesday Wednesday Thursday Friday Saturday",
			short:  "Sun Mon Tue Wed Thu Fri Sat",
		}
	case "fr":
		l.Self, l.facts = "Français", facts{
			group: "\u202f", least: 4,
			date: "{day} {month} {year}", monthYear: "{month} {year}", first: "1er", time: "{hh}:{mm}",
			months: "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
			days:   "dimanche lundi mardi mercredi jeudi vendredi samedi",
			short:  "dim. lun. mar. mer. jeu. ven. sam.",
		}
	case "ro":
		l.Self, l.facts = "Română", facts{
			group: ".", least: 4,
			date: "{day} {month} {year}", monthYear: "{month} {year}", time: "{hh}:{mm}",
			months: "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
			days:   "duminică luni marți miercuri joi vineri sâmbătă",
			short:  "dum. lun. mar. mie. joi vin. sâm.",
		}
	case "bg":
		l.Self, l.facts = "Български", facts{
			group: "\u00a0", least: 5,
			date: "{day} {month} {year} г.", monthYear: "{month} {year} г.", time: "{h}:{mm}",
			months: "януари февруари март април май юни юли август септември октомври ноември декември",
			days:   "неделя понеделник вторник сряда четвъртък петък събота",
			short:  "нд пн вт ср чт пт сб",
		}
	case "hu":
		l.Self, l.facts = "Magyar", facts{
			group: "\u00a0", least: 5,
			date: "{year}. {month} {day}.", monthYear: "{year}. {month}", time: "{h}:{mm}",
			months: "január február március április május június július augusztus szeptember október november december",
			days:   "vasárnap hétfő kedd szerda csütörtök péntek szombat",
			short:  "V H K Sze Cs P Szo",
		}
	case "ar": // with the digits that stand on German phones and doors
		l.Self, l.Dir, l.facts = "العربية", "rtl", facts{
			group: ",", least: 4,
			date: "{day} {month} {year}", monthYear: "{month} {year}", time: "{hh}:{mm}",
			months: "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
			days:   "الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت",
			short:  "أحد اثنين ثلاثاء أربعاء خميس جمعة سبت",
		}
	case "ru":
		l.Self, l.facts = "Русский", facts{
			group: "\u00a0", least: 4,
			date: "{day} {month} {year} г.", monthYear: "{month} {year} г.", time: "{hh}:{mm}",
			months: "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
			alone:  "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
			days:   "воскресенье понедельник вторник среда четверг пятница суббота",
			short:  "вс пн вт ср чт пт сб",
		}
	case "uk":
		l.Self, l.facts = "Українська", facts{
			group: "\u00a0", least: 4,
			date: "{day} {month} {year} р.", monthYear: "{month} {year} р.", time: "{hh}:{mm}",
			months: "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
			alone:  "січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень",
			days:   "неділя понеділок вівторок середа четвер пʼятниця субота",
			short:  "нд пн вт ср чт пт сб",
		}
	case "es":
		l.Self, l.facts = "Español", facts{
			group: ".", least: 5,
			date: "{day} de {month} de {year}", monthYear: "{month} de {year}", time: "{h}:{mm}",
			months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
			days:   "domingo lunes martes miércoles jueves viernes sábado",
			short:  "dom lun mar mié jue vie sáb",
		}
	case "zh-Hans":
		l.Self, l.facts = "简体中文", facts{
			group: ",", least: 4,
			date: "{year}年{month}{day}日", monthYear: "{year}年{month}", time: "{hh}:{mm}",
			months: "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
			days:   "星期日 星期一 星期二 星期三 星期四 星期五 星期六",
			short:  "周日 周一 周二 周三 周四 周五 周六",
		}
	case "vi":
		l.Self, l.facts = "Tiếng Việt", facts{
			group: ".", least: 4,
			date: "{day} {month}, {year}", monthYear: "{month} năm {year}", time: "{hh}:{mm}",
			months: "tháng_1 tháng_2 tháng_3 tháng_4 tháng_5 tháng_6 tháng_7 tháng_8 tháng_9 tháng_10 tháng_11 tháng_12",
			days:   "Chủ_Nhật Thứ_Hai Thứ_Ba Thứ_Tư Thứ_Năm Thứ_Sáu Thứ_Bảy",
			short:  "CN T2 T3 T4 T5 T6 T7",
		}
	default:
		return Language{}, false
	}
	return l, true
}

func german() facts {
	return facts{
		group: ".", least: 4,
		date: "{day}. {month} {year}", monthYear: "{month} {year}", time: "{h}:{mm}",
		months: "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
		days:   "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag",
		short:  "So Mo Di Mi Do Fr Sa",
	}
}
