package dataset_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"verbund/internal/casework/dataset"
)

// columns are those of the released record that are made of what stands in a
// case file, with their codes; "" are countries, and whatever is worked out.
// Period and centre are known without asking.
func columns() map[string]string {
	return map[string]string{
		"new_in_year":       "",
		"released":          "yes",
		"gender":            "female, male, diverse, unknown",
		"age_band":          "0-13, 14-17, 18-21, 22-29, 30-39, 40-49, 50+, unknown",
		"minor_at_offence":  "yes, no, unknown",
		"nationality":       "",
		"recruited_in":      "",
		"exploited_in":      "",
		"form":              "sexual, labour, begging, criminal-acts, organ, forced-marriage, surrogacy, illegal-adoption, other",
		"sector":            "sexual-services, household, care, catering, construction, agriculture, meat, transport, cleaning, au-pair, begging, shoplifting, drugs, other",
		"offences":          "stgb-232, stgb-232a, stgb-232b, stgb-233, stgb-233a, stgb-180a, stgb-181a, other",
		"access":            "self, police, authority, asylum-office, centre, shelter, lawyer, health, friends, online, helpline, other",
		"investigation":     "yes, no, unknown",
		"charge":            "yes, no, unknown",
		"verdict":           "yes, no, unknown",
		"residence":         "secure, insecure, unclear, unknown",
		"title":             "eu, asylum-pending, refugee, subsidiary, removal-ban, 25-4a, 25-4b, reflection-period, toleration, fiktion, dublin, none, other, unknown",
		"reflection_period": "granted, refused, not-requested, unknown",
		"services":          "crisis, psychosocial, housing, medical, therapy, authorities, police-court, lawyer, residence, social, asylum, compensation, wages, perspectives, return, emergency, pregnancy-children",
		"claims":            "subsistence, housing, work-access, wages, compensation",
		"known_to":          "police, asylum-office, other-centre, none",
	}
}

// produced are the codes that each column can get from the sheets.
func produced(set *dataset.Set) map[string][]string {
	all := map[string][]string{}
	for _, s := range set.Sheets {
		for _, q := range s.Questions() {
			if q.Record == "" {
				continue
			}
			codes := all[q.Record]
			for _, c := range set.List(q.List).Codes {
				if code, ok := c.InRecord(); ok && !slices.Contains(codes, code) {
					codes = append(codes, code)
				}
			}
			all[q.Record] = codes
		}
	}
	return all
}

func sorted(codes []string) string {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	return strings.Join(codes, ", ")
}

func TestReleasedRecordGetsEveryCodeItKnowsAndNoOther(t *testing.T) {
	got := produced(load(t))
	for column, want := range columns() {
		codes, there := got[column]
		if !there {
			t.Errorf("no question makes the column %s", column)
		} else if want != "" && sorted(codes) != sorted(strings.Split(want, ", ")) {
			t.Errorf("%s\ngot  %s\nwant %s", column, sorted(codes), sorted(strings.Split(want, ", ")))
		}
	}
	for column := range got {
		if _, known := columns()[column]; !known {
			t.Errorf("the released record has no column %s", column)
		}
	}
}

// figures reads a file about published figures, which stands beside the sources.
func figures(t *testing.T, name string) string {
	t.Helper()
	for _, up := range []string{"../../../../", "../../../../../"} {
		if file, err := os.ReadFile(up + "shared/data/figures/" + name); err == nil {
			return string(file)
		}
	}
	t.Skipf("%s is not here to compare with", name)
	return ""
}

func TestColumnsAreThoseOfTheDescriptionOfReleasedRecords(t *testing.T) {
	described := map[string]string{}
	for line := range strings.Lines(figures(t, "records-format.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 2 || strings.HasPrefix(strings.TrimSpace(cells[1]), "-") {
			continue
		}
		values := strings.TrimSpace(cells[1])
		if _, after, ok := strings.Cut(values, ": "); ok { // words before the codes
			values = after
		}
		values, _, _ = strings.Cut(values, " (")
		values, _, _ = strings.Cut(values, ";")
		for name := range strings.SplitSeq(cells[0], ",") {
			described[strings.TrimSpace(name)] = values
		}
	}
	for _, known := range []string{"column", "period", "centre"} {
		if _, there := described[known]; !there {
			t.Fatalf("the description has no %s; is it read right?", known)
		}
		delete(described, known)
	}
	if len(described) != len(columns()) {
		t.Errorf("%d columns are described, want %d", len(described), len(columns()))
	}
	for name, values := range described {
		want, known := columns()[name]
		if !known {
			t.Errorf("nothing is known of the column %s", name)
		} else if want != "" && name != "released" && sorted(strings.Split(values, ", ")) != sorted(strings.Split(want, ", ")) {
			t.Errorf("%s is described as %s, want %s", name, values, want)
		}
	}
}

func TestCodesOfTheCaseDataStandardAreInItsValueLists(t *testing.T) {
	rows, err := csv.NewReader(strings.NewReader(figures(t, "htcds/HTCDS_2.0_valuelists.csv"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	standard := map[string]bool{}
	for _, row := range rows {
		standard[strings.TrimSpace(row[1])] = true // "DebtBondage " has a space at its end
	}
	used := map[string]bool{}
	for _, l := range load(t).Lists {
		for _, c := range l.Codes {
			for _, code := range c.HTCDS {
				used[code] = true
				if !standard[code] {
					t.Errorf("%s %s: the standard has no %q", l.ID, c.ID, code)
				}
			}
		}
	}
	for _, row := range rows {
		list, code := row[0], strings.TrimSpace(row[1])
		if slices.Contains([]string{"gender", "methodofrecruitment", "methodsofcontrol", "typeofexploitation", "typeofsexexploitation"}, list) && !used[code] {
			t.Errorf("%s of %s would be lost on the way in", code, list)
		}
	}
}

func TestCodesOfTheCaseDataStandardHaveOneMeaningInAList(t *testing.T) {
	for _, l := range load(t).Lists {
		meaning := map[string]string{}
		for _, c := range l.Codes {
			for _, code := range c.HTCDS {
				if strings.TrimSpace(code) != code {
					t.Errorf("%s %s: %q has space around it", l.ID, c.ID, code)
				}
				if first, twice := meaning[code]; twice && l.ID != "consent-given" {
					t.Errorf("%s: %s would be read as %s and as %s", l.ID, code, first, c.ID)
				}
				meaning[code] = c.ID
			}
		}
	}
}
