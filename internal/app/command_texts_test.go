package app_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestTextsCountsWhatIsToBeRead(t *testing.T) {
	code, out, failed := console(t, "texts")
	if code != 0 || failed != "" {
		t.Fatalf("it ends with %d: %s", code, failed)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if want := "LANGUAGE ROOM OUTDATED MISSING UNREVIEWED REVIEWED"; strings.Join(strings.Fields(lines[0]), " ") != want {
		t.Errorf("the table begins with %q", lines[0])
	}
	sums := map[string][4]int{}
	total := map[string]int{}
	for _, line := range lines[1:] {
		f := strings.Fields(line)
		if len(f) != 6 {
			t.Fatalf("the line %q has not six columns", line)
		}
		var counts [4]int
		for i := range counts {
			n, err := strconv.Atoi(f[2+i])
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			counts[i] = n
			if f[1] == "all" {
				total[f[0]] += n
			}
		}
		if f[1] == "all" {
			if sums[f[0]] != counts {
				t.Errorf("the rooms of %s make %v, its sum is %v", f[0], sums[f[0]], counts)
			}
			continue
		}
		sum := sums[f[0]]
		for i := range sum {
			sum[i] += counts[i]
		}
		sums[f[0]] = sum
	}
	if len(total) != 12 {
		t.Errorf("%d languages are counted, want all but German: %v", len(total), total)
	}
	for lang, n := range total {
		if n != total["en"] {
			t.Errorf("%s has %d texts, English %d", lang, n, total["en"])
		}
	}
}

func TestTextsShowsAnEditorBothTexts(t *testing.T) {
	code, out, failed := console(t, "texts", "fr")
	if code != 0 || failed != "" {
		t.Fatalf("it ends with %d: %s", code, failed)
	}
	for _, want := range []string{
		`(?m)^(outdated|unreviewed|reviewed) site\.nav\.rights.*\n  de  Rechte\n  fr  \S`,
		`(?m)^(outdated|unreviewed|reviewed) centres\.results\.count.*\n  de  one: \{n\}.*\n  de  other: \{n\}.*\n  fr  one: `,
		`(?m)^missing texts/imprint\.fr\.md$`,
	} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("nothing fits %s", want)
		}
	}
	if strings.Contains(out, "centres.import.") {
		t.Error("it asks for a translation of what only the network reads")
	}
	for _, lang := range []string{"de", "xx", "../../etc"} {
		if code, _, _ := console(t, "texts", lang); code != 2 {
			t.Errorf("texts %s ends with %d, want 2", lang, code)
		}
	}
	if code, _, _ := console(t, "texts", "fr", "ro"); code != 2 {
		t.Error("two languages are taken at once")
	}
}
