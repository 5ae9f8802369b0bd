package vault

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"verbund/internal/core"
)

func TestAKitCodeIsReadAsPeopleTypeIt(t *testing.T) {
	const code = "0123 4567 89AB CDEF GHJK MNPQ RS"
	if groups := KitGroups(code); !slices.Equal(groups, strings.Split(code, " ")) {
		t.Errorf("groups %q", groups)
	}
	for _, typed := range []string{
		code, "0123456789abcdefghjkmnpqrs", " o1 23-4567-89ab-cdef-ghjk-mnpq-rs\n", "OI23 4567 89AB CDEF GHJK MNPQ RS", "Ol23 4567 89AB CDEF GHJK MNPQ RS",
		"0123\u00a04567\u201189AB–CDEF—GHJK\u202fMNPQ RS",
	} {
		if got, err := ParseKitCode(typed); err != nil || got != code {
			t.Errorf("%q is read as %q, %v", typed, got, err)
		}
	}
	for _, wrong := range []string{"", "0123", code + "T", "U123 4567 89AB CDEF GHJK MNPQ RS", "0123 4567 89AB CDEF GHJK MNPQ R?", "０123456789abcdefghjkmnpqrs", strings.Repeat(" ", 300)} {
		if got, err := ParseKitCode(wrong); core.KindOf(err) != core.Invalid || got != "" {
			t.Errorf("%q is read as %q, %v", wrong, got, err)
		}
	}
}

func TestKitCodesUseAllCharactersAlike(t *testing.T) {
	count := make(map[rune]int)
	const codes = 4000
	for range codes {
		code := NewKitCode()
		if again, err := ParseKitCode(code); err != nil || again != code || len(code) != kitLength+6 {
			t.Fatalf("%q: %q, %v", code, again, err)
		}
		for _, c := range strings.ReplaceAll(code, " ", "") {
			count[c]++
		}
	}
	want := float64(codes*kitLength) / 32
	chi := 0.0
	for _, c := range kitAlphabet {
		d := float64(count[c]) - want
		chi += d * d / want
	}
	if len(count) != 32 || chi > 90 { // 31 degrees of freedom: once in ten million runs
		t.Errorf("%d characters, χ² %.1f", len(count), chi)
	}
}

func FuzzParseKitCode(f *testing.F) {
	f.Add("0123 4567 89AB CDEF GHJK MNPQ RS")
	f.Add("OIL")
	f.Fuzz(func(t *testing.T, typed string) {
		code, err := ParseKitCode(typed)
		if err != nil {
			return
		}
		if again, err := ParseKitCode(code); err != nil || again != code {
			t.Errorf("%q became %q and that %q, %v", typed, code, again, err)
		}
	})
}

func TestWhatIsPaddedComesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		data := rapid.SliceOfN(rapid.Byte(), 0, 5000).Draw(t, "data")
		padded, err := pad(data, 0)
		if err != nil || len(padded) < smallestPad || len(padded)&(len(padded)-1) != 0 || len(padded) > max(smallestPad, 2*(len(data)+lengthSize)) {
			t.Fatalf("%d bytes become %d, %v", len(data), len(padded), err)
		}
		if again, ok := unpad(padded); !ok || string(again) != string(data) {
			t.Fatalf("%x came back as %x", data, again)
		}
	})
	if _, err := pad(make([]byte, largestPad-lengthSize), 0); err != nil {
		t.Errorf("the largest record: %v", err)
	}
	if _, err := pad(make([]byte, largestPad-lengthSize+1), 0); core.KindOf(err) != core.TooLarge {
		t.Errorf("a larger one: %v", err)
	}
}

func TestFilesGrowByAnEighthAtMost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.Int64Range(0, 1<<40).Draw(t, "size")
		padded := padFile(size)
		if padded < size || padded < smallestFile || size > smallestFile && float64(padded-size) > 0.12*float64(size) {
			t.Errorf("%d grows to %d", size, padded)
		}
		if padFile(padded) != padded || padFile(size+1) < padded {
			t.Errorf("the sizes around %d are in disorder", size)
		}
	})
	sizes := make(map[int64]bool)
	for size := int64(1 << 20); size < 2<<20; size += 97 {
		sizes[padFile(size)] = true
	}
	if len(sizes) > 33 {
		t.Errorf("%d sizes between 1 and 2 MiB", len(sizes))
	}
}
