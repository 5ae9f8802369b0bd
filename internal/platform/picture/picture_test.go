package picture

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"testing/synctest"

	"verbund/internal/core"
)

// The colours of the quarters of a test picture, from the top left clockwise.
var quarters = [4]color.RGBA{{200, 30, 30, 255}, {30, 160, 30, 255}, {30, 30, 200, 255}, {220, 220, 40, 255}}

// drawn is a picture of four quarters.
func drawn(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			at := 0
			switch right, below := x >= w/2, y >= h/2; {
			case right && below:
				at = 2
			case right:
				at = 1
			case below:
				at = 3
			}
			img.SetRGBA(x, y, quarters[at])
		}
	}
	return img
}

func asJPEG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment is a segment of a JPEG.
func segment(marker byte, body string) []byte {
	b := binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(body)+2))
	return append(b, body...)
}

// withSegments puts segments behind the beginning of a JPEG.
func withSegments(file []byte, segments ...[]byte) []byte {
	return append(append(append([]byte{}, file[:2]...), bytes.Join(segments, nil)...), file[2:]...)
}

// exifOf is a segment of Exif with an orientation and a text after it.
func exifOf(order binary.ByteOrder, value uint16, rest string) []byte {
	mark := "II*\x00"
	if order == binary.BigEndian {
		mark = "MM\x00*"
	}
	var b bytes.Buffer
	b.WriteString("Exif\x00\x00" + mark)
	for _, field := range []any{uint32(8), uint16(2),
		uint16(0x010f), uint16(2), uint32(4), uint32(0x41424300),
		uint16(orientationTag), uint16(short), uint32(1), value, uint16(0), uint32(0)} {
		_ = binary.Write(&b, order, field)
	}
	return segment(exif, b.String()+rest)
}

func show(t testing.TB, file []byte) image.Image {
	t.Helper()
	b, err := New().Show(t.Context(), bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

func near(a, b color.Color) bool {
	r, g, bl, _ := a.RGBA()
	r2, g2, bl2, _ := b.RGBA()
	for _, pair := range [][2]uint32{{r, r2}, {g, g2}, {bl, bl2}} {
		if d := int(pair[0]>>8) - int(pair[1]>>8); d > 16 || d < -16 {
			return false
		}
	}
	return true
}

func TestPictureIsShownUprightHoweverTheCameraWasHeld(t *testing.T) {
	// By orientation, which quarter of the file is seen at the top left, top right,
	// bottom right and bottom left.
	seen := map[uint16][4]int{
		0: {0, 1, 2, 3}, 1: {0, 1, 2, 3}, 2: {1, 0, 3, 2}, 3: {2, 3, 0, 1}, 4: {3, 2, 1, 0},
		5: {0, 3, 2, 1}, 6: {3, 0, 1, 2}, 7: {2, 1, 0, 3}, 8: {1, 2, 3, 0}, 9: {0, 1, 2, 3}, 65535: {0, 1, 2, 3},
	}
	file := asJPEG(t, drawn(128, 64))
	for value, want := range seen {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			img := show(t, withSegments(file, exifOf(order, value, "")))
			w, h := img.Bounds().Dx(), img.Bounds().Dy()
			if tall := value >= 5 && value <= 8; tall && (w != 64 || h != 128) || !tall && (w != 128 || h != 64) {
				t.Errorf("orientation %d: %d × %d", value, w, h)
				continue
			}
			for i, at := range [][2]int{{w / 4, h / 4}, {3 * w / 4, h / 4}, {3 * w / 4, 3 * h / 4}, {w / 4, 3 * h / 4}} {
				if got := img.At(at[0], at[1]); !near(got, quarters[want[i]]) {
					t.Errorf("orientation %d: place %d is %v, want %v", value, i, got, quarters[want[i]])
				}
			}
		}
	}
}

// A canary in every place of a file where something can be kept.
func TestNothingOfTheFileSurvivesButThePicture(t *testing.T) {
	const canary = "GPS 52.5163 N 13.3777 E Kanarienvogel"
	chunk := func(name, body string) []byte {
		b := binary.BigEndian.AppendUint32(nil, uint32(len(body)))
		b = append(append(b, name...), body...)
		return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+body)))
	}
	photo, drawing := asJPEG(t, drawn(64, 64)), asPNG(t, drawn(64, 64))
	afterIHDR := len("\x89PNG\r\n\x1a\n") + 25
	var animated bytes.Buffer
	frame := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.White, color.Black})
	if err := gif.EncodeAll(&animated, &gif.GIF{Image: []*image.Paletted{frame, frame}, Delay: []int{1, 1}}); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{
		"Exif":            withSegments(photo, exifOf(binary.BigEndian, 1, canary)),
		"XMP":             withSegments(photo, segment(exif, "http://ns.adobe.com/xap/1.0/\x00"+canary)),
		"ICC":             withSegments(photo, segment(0xe2, "ICC_PROFILE\x00\x01\x01"+canary)),
		"JFIF":            withSegments(photo, segment(jfif, "JFIF\x00"+canary)),
		"comment":         withSegments(photo, segment(0xfe, canary)),
		"behind the JPEG": append(bytes.Clone(photo), canary...),
		"tEXt":            append(append(bytes.Clone(drawing[:afterIHDR]), chunk("tEXt", "Comment\x00"+canary)...), drawing[afterIHDR:]...),
		"behind the PNG":  append(bytes.Clone(drawing), canary...),
		"behind the GIF":  append(animated.Bytes(), canary...),
	}
	for name, file := range files {
		if !bytes.Contains(file, []byte(canary)) {
			t.Fatalf("%s: there is no canary", name)
		}
		b, err := New().Show(t.Context(), bytes.NewReader(file))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for _, word := range []string{"Kanarienvogel", "GPS", "Exif", "ICC_PROFILE", "JFIF", "\xff\xe1", "\xff\xfe"} {
			if bytes.Contains(b, []byte(word)) {
				t.Errorf("%s: %q is still there", name, word)
			}
		}
		if picture, kind := Kind(b); !picture || kind != "JPEG" {
			t.Errorf("%s: what is shown is %q", name, kind)
		}
	}
}

func TestTransparentPictureIsShownOnWhite(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 40, 40))
	for i := range 20 * 40 {
		img.SetNRGBA(i%40, i/40, color.NRGBA{0, 0, 0, 128})
	}
	got := show(t, asPNG(t, img))
	if !near(got.At(20, 35), color.White) || !near(got.At(20, 5), color.Gray{127}) {
		t.Errorf("below is %v, above is %v", got.At(20, 35), got.At(20, 5))
	}
}

func TestLongerSideIsAtMostTwoThousandPixels(t *testing.T) {
	for _, test := range []struct{ w, h, wantW, wantH int }{
		{4000, 300, 2000, 150}, {100, 5000, 40, 2000}, {2000, 1, 2000, 1}, {2001, 200, 2000, 200}, {30, 20, 30, 20}, {9000, 1, 2000, 1}, {1, 1, 1, 1},
	} {
		got := show(t, asPNG(t, drawn(test.w, test.h))).Bounds()
		if got.Dx() != test.wantW || got.Dy() != test.wantH {
			t.Errorf("%d × %d is shown as %d × %d, want %d × %d", test.w, test.h, got.Dx(), got.Dy(), test.wantW, test.wantH)
		}
	}
}

func TestSmallerPictureHasTheMeanOfItsAreas(t *testing.T) {
	// Rows of black and white, one pixel each: no way of leaving out pixels gives grey.
	img := image.NewGray(image.Rect(0, 0, 300, 300))
	for i := range img.Pix {
		img.Pix[i] = uint8(i / 300 % 2 * 255)
	}
	small := shrink(img, 100, 50)
	for y := range 50 {
		for x := range 100 {
			if got := small.RGBAAt(x, y).R; got < 127 || got > 128 {
				t.Fatalf("%d, %d is %d, want grey", x, y, got)
			}
		}
	}
	same := drawn(7, 5)
	if got := shrink(same, 7, 5); !bytes.Equal(got.Pix, same.Pix) {
		t.Error("a picture of the right size is changed")
	}
	for _, sizes := range [][2]int{{7, 3}, {2001, 2000}, {4032, 2000}, {5, 5}, {9, 1}} {
		filled := make([]float32, sizes[1]+1)
		for _, s := range shares(sizes[0], sizes[1]) {
			filled[s.to] += s.here
			filled[s.to+1] += s.next
		}
		for i, f := range filled[:sizes[1]] {
			if f < 0.9999 || f > 1.0001 || filled[sizes[1]] != 0 {
				t.Errorf("of %d on %d, pixel %d is filled by %v", sizes[0], sizes[1], i, f)
			}
		}
	}
}

// sizedPNG and sizedJPEG are beginnings of files that say how large they are.
func sizedPNG(w, h uint32, depth, colours, interlaced byte) []byte {
	b := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	head = append(head, depth, colours, 0, 0, interlaced)
	b = binary.BigEndian.AppendUint32(append(b, head...), crc32.ChecksumIEEE(append([]byte("IHDR"), head...)))
	var z bytes.Buffer
	packer := zlib.NewWriter(&z)
	_, _ = packer.Write(make([]byte, 1<<20))
	_ = packer.Close()
	return append(append(binary.BigEndian.AppendUint32(b, uint32(z.Len())), "IDAT"...), z.Bytes()...)
}

func sizedJPEG(marker byte, w, h uint16, sampling ...byte) []byte {
	frame := binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16([]byte{8}, h), w)
	frame = append(frame, byte(len(sampling)))
	for i, s := range sampling {
		frame = append(frame, byte(i+1), s, 0)
	}
	return append(append([]byte{0xff, startOfImage}, segment(marker, string(frame))...), 0xff, startOfScan)
}

func TestPictureThatWouldFillTheMemoryIsRefusedByItsHeader(t *testing.T) {
	for name, file := range map[string][]byte{
		"PNG of four thousand million pixels": sizedPNG(65535, 65535, 8, 6, 0),
		"PNG of the largest size":             sizedPNG(1<<31-1, 1<<31-1, 8, 6, 0),
		"PNG of sixteen bits":                 sizedPNG(6000, 6000, 16, 6, 0),
		"interlaced PNG":                      sizedPNG(6000, 6000, 8, 6, 1),
		"JPEG":                                sizedJPEG(baseline, 65500, 65500, 0x11),
		"progressive JPEG":                    sizedJPEG(progressive, 6000, 6000, 0x22, 0x11, 0x11),
		"JPEG for print":                      sizedJPEG(baseline, 6000, 6000, 0x11, 0x11, 0x11, 0x11),
		"JPEG that is one line":               sizedJPEG(progressive, 65500, 4000, 0x11),
		"GIF":                                 []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"),
	} {
		_, err := New().Show(t.Context(), bytes.NewReader(file))
		if core.KindOf(err) != core.Unprocessable || !errors.Is(err, errTooLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"PNG of a screen":               boundPNG(sizedPNG(5120, 2880, 8, 6, 0)),
		"black and white scan":          boundPNG(sizedPNG(7016, 4960, 1, 0, 0)),
		"photo of 50 million pixels":    headError(sizedJPEG(baseline, 8160, 6120, 0x22, 0x11, 0x11)),
		"progressive photo of 24":       headError(sizedJPEG(progressive, 6000, 4000, 0x22, 0x11, 0x11)),
		"print of a photo of 12":        headError(sizedJPEG(baseline, 4032, 3024, 0x11, 0x11, 0x11, 0x11)),
		"grey photo of 12, progressive": headError(sizedJPEG(progressive, 4032, 3024, 0x11)),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func headError(file []byte) error {
	_, _, err := read(bytes.NewReader(file))
	if errors.Is(err, errTooLarge) {
		return err
	}
	return nil
}

func TestWhatIsNoPictureIsRefused(t *testing.T) {
	photo := asJPEG(t, drawn(64, 64))
	for name, file := range map[string][]byte{
		"nothing": nil, "text": []byte("Guten Tag"), "PDF": []byte("%PDF-1.7 and so on"), "page": []byte("<svg onload=alert(1)>"),
		"half a photo": photo[:len(photo)/2], "beginning of a photo": photo[:3], "photo without a size": {0xff, 0xd8, 0xff, 0xda, 0, 2},
		"GIF of nothing": []byte("GIF89a\x00\x00\x00\x00\x00\x00\x00"), "head of a PNG": []byte("\x89PNG\r\n\x1a\n"),
	} {
		if b, err := New().Show(t.Context(), bytes.NewReader(file)); core.KindOf(err) != core.Unprocessable || b != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFileThatDoesNotOpenIsNotTakenForABrokenPicture(t *testing.T) {
	sealed := errors.New("it does not open")
	photo := asJPEG(t, drawn(64, 64))
	_, err := New().Show(t.Context(), io.MultiReader(bytes.NewReader(photo[:200]), failing{sealed}))
	if !errors.Is(err, sealed) || core.KindOf(err) != core.Internal {
		t.Errorf("got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

// A camera can add megabytes before the picture; they cost no memory.
func TestWhatACameraAddsIsPassedOver(t *testing.T) {
	var added [][]byte
	for range 200 {
		added = append(added, segment(exif, "http://ns.adobe.com/xmp/extension/\x00"+strings.Repeat("x", 60_000)))
	}
	file := withSegments(asJPEG(t, drawn(64, 64)), added...)
	if got := show(t, file).Bounds(); got.Dx() != 64 {
		t.Errorf("shown is %v", got)
	}
}

func TestTwoPicturesAreDecodedAtOnceAndOthersWait(t *testing.T) {
	photo := asJPEG(t, drawn(16, 16))
	synctest.Test(t, func(t *testing.T) {
		s, at, done := New(), make(chan struct{}, 9), make(chan error, 9)
		goOn := make(chan struct{})
		for range 3 {
			go func() {
				_, err := s.Show(t.Context(), io.MultiReader(&gate{at, goOn}, bytes.NewReader(photo)))
				done <- err
			}()
		}
		synctest.Wait()
		if len(at) != atOnce {
			t.Errorf("%d pictures are being read at once", len(at))
		}
		late, cancel := context.WithTimeout(t.Context(), patience/2)
		defer cancel()
		if _, err := s.Show(late, bytes.NewReader(photo)); core.KindOf(err) != core.Unavailable {
			t.Errorf("who waits too long gets %v", err)
		}
		close(goOn)
		for range 3 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

// gate says that it is read, and waits.
type gate struct {
	at   chan<- struct{}
	open <-chan struct{}
}

func (g *gate) Read([]byte) (int, error) {
	g.at <- struct{}{}
	<-g.open
	return 0, io.EOF
}

func TestKindIsKnownByTheFirstBytes(t *testing.T) {
	for first, want := range map[string]string{
		"\xff\xd8\xff\xe0\x00\x10JFIF": "JPEG+", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0d": "PNG+", "GIF89a\x01\x00\x01\x00\x00\x00": "GIF+",
		"%PDF-1.7\n%..": "PDF", "RIFF\x00\x00\x00\x00WEBP": "WebP", "\x00\x00\x00\x24ftypheic": "HEIC", "\x00\x00\x00\x20ftypavif": "AVIF",
		"PK\x03\x04": "", "": "", "\xff\xd8": "", "<svg xmlns=": "", "BMW ist ein A": "",
	} {
		picture, name := Kind([]byte(first))
		if got := name + map[bool]string{true: "+"}[picture]; got != want {
			t.Errorf("%q: %q, want %q", first, got, want)
		}
	}
}

// FuzzOrientation: whatever stands in a segment, reading it ends well.
func FuzzOrientation(f *testing.F) {
	f.Add([]byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Add([]byte("Exif\x00\x00MM\x00*\xff\xff\xff\xff\xff\xff"))
	f.Add(exifOf(binary.BigEndian, 8, "rest")[4:])
	f.Fuzz(func(t *testing.T, segment []byte) {
		if o := orientationOf(segment); o < upright || o > threeQuarter {
			t.Errorf("orientation %d", o)
		}
	})
}

// FuzzHead: the head of a JPEG is read to its end, or refused, and never kept whole.
func FuzzHead(f *testing.F) {
	f.Add(withSegments(asJPEG(f, drawn(8, 8)), exifOf(binary.LittleEndian, 3, ""), segment(adobe, "Adobe")))
	f.Add(sizedJPEG(progressive, 65535, 65535, 0x44, 0x11, 0x11))
	f.Add([]byte{0xff, 0xd8, 0xff, 0xff, 0xff, 0xc0, 0, 2})
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := New().Show(t.Context(), bytes.NewReader(file))
		if (err == nil) == (b == nil) {
			t.Errorf("%d bytes and %v", len(b), err)
		}
		if err != nil && core.KindOf(err) != core.Unprocessable {
			t.Error(err)
		}
	})
}
