package postings

import (
	"encoding/binary"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func row(places []uint32) (row []byte) {
	last := uint32(0)
	for _, at := range places {
		row = binary.AppendUvarint(row, uint64(at-last))
		last = at
	}
	return row
}

func ascending(rt *rapid.T, name string) []uint32 {
	all := rapid.SliceOfN(rapid.Uint32Range(1, 400), 0, 60).Draw(rt, name)
	if rapid.Bool().Draw(rt, name+" far") {
		for i := range all {
			all[i] = all[i]*97 + 3
		}
	}
	return slices.Compact(slices.Sorted(slices.Values(all)))
}

func TestBoardSeesWhatAPlainLoopSees(t *testing.T) {
	var b Board // one for all, to see that it is cleared
	rapid.Check(t, func(rt *rapid.T) {
		x, y := ascending(rt, "x"), ascending(rt, "y")
		distance := rapid.Uint32Range(1, 200).Draw(rt, "distance")
		adjacent, near := 0, false
		var after []uint32
		for _, at := range x {
			if slices.Contains(y, at+1) {
				adjacent++
			}
			if slices.Contains(y, at+distance) {
				after = append(after, at)
			}
			for _, other := range y {
				near = near || other != at && max(other, at)-min(other, at) <= distance
			}
		}
		if got := b.Adjacent(row(x), row(y), 1000); got != adjacent {
			rt.Errorf("%d adjacent, want %d", got, adjacent)
		}
		if got := b.Adjacent(row(x), row(y), 3); got != min(adjacent, 3) {
			rt.Errorf("%d adjacent of at most 3, want %d", got, adjacent)
		}
		if got := b.Follow(slices.Clone(x), row(y), distance); !slices.Equal(got, after) {
			rt.Errorf("%v follow, want %v", got, after)
		}
		if got := b.Near([][]byte{row(x)}, [][]byte{row(y)}, distance); got != near {
			rt.Errorf("near is %v, want %v", got, near)
		}
		if got := Decode(row(x), nil); !slices.Equal(got, x) {
			rt.Errorf("read as %v, want %v", got, x)
		}
	})
}

func TestBoardStandsPlacesThatCannotBe(t *testing.T) {
	var b Board
	far := row([]uint32{5, 1<<32 - 1})
	if got := b.Adjacent(far, row([]uint32{6}), 9); got != 1 {
		t.Errorf("%d adjacent", got)
	}
	b.Near([][]byte{far}, [][]byte{far}, 1<<31)
	b.Follow([]uint32{1<<32 - 1}, far, 1<<31)
}
