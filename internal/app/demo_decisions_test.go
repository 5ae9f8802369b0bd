package app_test

import (
	"strings"
	"testing"

	"verbund/internal/testkit"
)

// The decisions of the demonstration are published once, can be read in both languages,
// and are known by what the courts call them.
func TestDemonstrationHasSixteenDecisions(t *testing.T) {
	n := testkit.Start(t, testkit.Options{Demo: true})
	for range 2 {
		if err := n.App.FillDemoDecisions(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	numbers, err := n.App.Caselaw.Textless(t.Context())
	if err != nil || len(numbers) != 16 {
		t.Fatalf("%d decisions, %v", len(numbers), err)
	}
	all, err := n.App.Caselaw.Several(t.Context(), numbers, false)
	if err != nil {
		t.Fatal(err)
	}
	var known strings.Builder
	for _, number := range numbers {
		e := all[number].Entry
		known.WriteString(e.Court + " " + e.Date.String() + " " + strings.Join(e.FileNumbers, ", ") + "\n")
		for _, lang := range []string{"de", "en"} {
			if v, ok := e.In(lang); !ok || v.Title == "" || v.Points == "" {
				t.Errorf("%s has no words in %s", e.FileNumber(), lang)
			}
		}
	}
	for _, want := range []string{
		"BGH 2009-11-19 3 StR 87/09", "BGH 2023-01-17 2 StR 87/22", "LG Hanau 2020-06-03 5 KLs 1125 Js 16429/16", "LSG Hamburg 2020-03-12 L 4 SO 14/20", "BAG 2012-08-22 5 AZR 949/11",
		"OVG Bremen 2017-08-01 1 B 109/17", "VG Wiesbaden 2011-03-14 3 K 1465/09.WI.A", "VG Regensburg 2016-10-19 RN 5 K 16.30603", "EGMR 2021-02-16 77587/12, 74603/12",
	} {
		if !strings.Contains(known.String(), want) {
			t.Errorf("%s is not among\n%s", want, known.String())
		}
	}
}
