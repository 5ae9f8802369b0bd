package invent

import (
	"strings"
	"testing"

	"verbund/internal/figures/table"
)

func TestPeriodsAreReadAsTheyArePrinted(t *testing.T) {
	for written, want := range map[string]string{
		"2022": "2022", "2020H1-2021H1": "2020-01..2021-06", "2020-01..2021-06": "2020-01..2021-06",
		"2020H2": "2020-07..2020-12", "2021-01..2021-12": "2021", "2021-2022": "2021-01..2022-12",
	} {
		p, err := ParsePeriod(written)
		if err != nil || p.String() != want {
			t.Errorf("%s is %v (%v), not %s", written, p, err, want)
		}
	}
	for _, written := range []string{"", "22", "2022H3", "2022-13", "2022-00", "2022..2021", "year 2022"} {
		if p, err := ParsePeriod(written); err == nil {
			t.Errorf("%q is read as %v", written, p)
		}
	}
}

func TestAPrintedNumberMeansWhatItsSignSays(t *testing.T) {
	for _, of := range []struct {
		written  string
		n, base  int
		is       bool
		isCount  int
		countIs  bool
		whatIsIt string
	}{
		{"35", 259, 733, true, 35, true, "35.3 is 35"},
		{"35", 253, 733, true, 36, false, "34.52 is 35"},
		{"35", 252, 733, false, 34, false, "34.4 is not 35"},
		{"38", 3, 8, true, 38, true, "37.5 is rounded up"},
		{"9.96", 73, 733, true, 10, false, "73 of 733"},
		{"~60", 580, 1000, true, 570, true, "about, below"},
		{"~60", 579, 1000, false, 56, false, "too far below"},
		{"~60", 620, 1000, false, 64, false, "too far above"},
		{"~5 (knapp)", 49, 1000, true, 5, false, "just below is below"},
		{"~5 (knapp)", 50, 1000, false, 4, false, "five is not just below five"},
		{">15", 150, 1000, false, 15, false, "fifteen is not above fifteen"},
		{">15", 151, 1000, true, 16, true, "above"},
		{">15", 200, 1000, false, 25, false, "far above"},
		{">700", 1, 100, false, 701, true, "above seven hundred"},
		{">700", 1, 100, false, 800, false, "as far above as eight hundred"},
		{"242..247", 1, 100, false, 247, true, "a range"},
		{"242..247", 1, 100, false, 248, false, "behind a range"},
		{"-173", 1, 100, false, -173, true, "less"},
	} {
		a, err := parseAmount(of.written)
		if err != nil {
			t.Errorf("%s: %v", of.written, err)
			continue
		}
		if got := a.meansShare(table.Share{N: of.n, Base: of.base}); got != of.is {
			t.Errorf("%s: %d of %d: %v: %s", of.written, of.n, of.base, got, of.whatIsIt)
		}
		if got := a.meansCount(of.isCount); of.written != "~60" && got != of.countIs {
			t.Errorf("%s: count %d: %v: %s", of.written, of.isCount, got, of.whatIsIt)
		}
	}
}

const printedFile = "\ufeffperiod,metric,value,unit,base_n,kind\r\n2022,documented,875,count,,pub\r\n2022,\"Gambia (a, b)\",6.68,pct,733,pub (late)\r\n"

func TestPrintedFiguresAreReadFromCSV(t *testing.T) {
	lines, err := ReadPrinted(strings.NewReader(printedFile))
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 2 || lines[1] != (Printed{"2022", "Gambia (a, b)", "6.68", "pct", "733", "pub (late)"}) {
		t.Errorf("%+v", lines)
	}
}

func TestALineThatCannotBeReadIsNamed(t *testing.T) {
	head := strings.Join(printedHead, ",") + "\n"
	for file, line := range map[string]string{
		"":         "EOF",
		"a,b,c\n":  "first line",
		"a;b;c;\n": "first line",
		head + "2022,documented,875,count,,pub\nlast year,documented,875,count,,pub\n": "line 3",
		head + "2022,documented,many,count,,pub\n":                                     "line 2",
		head + "2022,documented,875,count,,heard\n":                                    "line 2",
		head + "2022,documented,875,people,,pub\n":                                     "line 2",
		head + "2022,female,8,pct,0,pub\n":                                             "line 2",
		head + "2022,female,8,pct\n":                                                   "line 2",
	} {
		if _, err := ReadPrinted(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), line) {
			t.Errorf("%q: %v does not name %q", file, err, line)
		}
	}
}

func FuzzPrintedFiguresAreReadOrRefused(f *testing.F) {
	f.Add(printedFile)
	f.Add("period,metric,value,unit,base_n,kind\n2022,female,242..1,pct,>7,susp (a)\n")
	f.Fuzz(func(t *testing.T, file string) {
		lines, err := ReadPrinted(strings.NewReader(file))
		for _, p := range lines {
			if err != nil || p.check() != nil {
				t.Errorf("%+v is given out, %v", p, err)
			}
			if a, err := parseAmount(p.Value); err == nil {
				if low, high, _ := a.shares(); low >= high {
					t.Errorf("%q means no share at all", p.Value)
				}
			}
		}
	})
}

func TestTwoDecimalsRevealTheCountOfASmallGroup(t *testing.T) {
	for _, of := range []struct {
		percent, decimals, base int
		count                   int
		yes                     bool
	}{
		{996, 2, 733, 73, true}, // Guinea, printed for 2022
		{668, 2, 733, 49, true}, // Gambia
		{45, 1, 733, 33, true},
		{10, 0, 733, 0, false}, // 70 to 76
		{7, 0, 733, 0, false},
		{33, 0, 12, 4, true}, // a small base is revealed by whole numbers
		{997, 2, 733, 0, false},
		{101, 0, 12, 0, false},
		{50, 0, 0, 0, false},
	} {
		if count, yes := Reveals(of.percent, of.decimals, of.base); count != of.count || yes != of.yes {
			t.Errorf("%d with %d decimals of %d: %d %v, not %d %v", of.percent, of.decimals, of.base, count, yes, of.count, of.yes)
		}
	}
}

func TestCountsOfAShareAreThoseThatRoundToIt(t *testing.T) {
	for _, base := range []int{1, 7, 8, 200, 259, 733} {
		for decimals := range 3 {
			for n := range base + 1 {
				percent, _ := table.Share{N: n, Base: base}.Scaled(decimals)
				first, last, ok := CountsOf(percent, decimals, base)
				if !ok || n < first || n > last {
					t.Fatalf("%d of %d with %d decimals: %d to %d, %v", n, base, decimals, first, last, ok)
				}
				for _, other := range []int{first - 1, last + 1} {
					if p, ok := (table.Share{N: other, Base: base}).Scaled(decimals); ok && other <= base && p == percent {
						t.Fatalf("%d of %d rounds to it as well, beside %d to %d", other, base, first, last)
					}
				}
			}
		}
	}
}
