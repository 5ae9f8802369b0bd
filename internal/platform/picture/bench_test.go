package picture

import (
	"bytes"
	"image"
	"runtime"
	"testing"
)

// photo is like one of a telephone: 12 million pixels, none like its neighbour.
func photo() *image.YCbCr {
	img := image.NewYCbCr(image.Rect(0, 0, 4032, 3024), image.YCbCrSubsampleRatio420)
	seed := uint32(1)
	for i := range img.Y {
		seed = seed*1664525 + 1013904223
		img.Y[i] = uint8(i/4032/24) + uint8(seed>>28)
	}
	for i := range img.Cb {
		img.Cb[i], img.Cr[i] = uint8(i/2016/12), uint8(i%2016/16)
	}
	return img
}

func BenchmarkShowAPhotoOfTwelveMillionPixels(b *testing.B) {
	file, shower := asJPEG(b, photo()), New()
	b.SetBytes(int64(len(file)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := shower.Show(b.Context(), bytes.NewReader(file)); err != nil {
			b.Fatal(err)
		}
	}
}

func TestPhotoTakesLittleMemory(t *testing.T) {
	file := asJPEG(t, photo())
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b, err := New().Show(t.Context(), bytes.NewReader(file))
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	took := float64(after.TotalAlloc-before.TotalAlloc) / (1 << 20)
	t.Logf("%.1f MB of file, %.1f MB taken, %d kB shown", float64(len(file))/(1<<20), took, len(b)>>10)
	if took > 64 {
		t.Errorf("%.1f MB were taken", took)
	}
}
