package find

import (
	"testing"

	"verbund/internal/platform/text"
)

// The examples of Postel's article as they are published, and those that other
// programs test themselves with.
func TestColognePhonetics(t *testing.T) {
	for word, want := range map[string]string{
		"Müller-Lüdenscheidt": "65752682",
		"Wikipedia":           "3412",
		"Breschnew":           "17863",
		"Heinz":               "068",
		"Classen":             "4586",
		"bergisch-gladbach":   "174845214",
		"Meyer":               "67",
		"Maier":               "67",
		"Mayr":                "67",
		"Müller":              "657",
		"Mueller":             "657",
		"Schmidt":             "862",
		"Schmitt":             "862",
		"Schneider":           "8627",
		"Fischer":             "387",
		"Weber":               "317",
		"Wagner":              "3467",
		"Becker":              "147",
		"Hoffmann":            "0366",
		"Schäfer":             "837",
		"Philipp":             "351",
		"Xaver":               "4837",
		"Axel":                "0485",
		"Christoph":           "47823",
		"Cäcilie":             "485",
		"Zschopau":            "81",
		"":                    "",
		"123 – ?":             "",
		"h":                   "",
		"a":                   "0",
	} {
		if got := cologne(text.Fold(word)); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestArabicAndLatinNamesShareTheirConsonants(t *testing.T) {
	for latin, arabic := range map[string]string{
		"Muhammad": "محمد", "Hassan": "حسن", "Khaled": "خالد", "Chalid": "خالد", "Yusuf": "يوسف", "Mustafa": "مصطفى", "Maryam": "مريم",
		"Shirin": "شیرین", "Schirin": "شیرین", "Parvin": "پروین", "Saleh": "صالح",
	} {
		if got, want := arabicSkeletons(arabic)[0], skeleton(text.Fold(latin)); got != want {
			t.Errorf("%s %q, %s %q", arabic, got, latin, want)
		}
	}
	if got := skeleton("muhammad"); got != "mhmd" {
		t.Error(got)
	}
}
