package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"verbund/internal/core"
)

// failsWith reads a picture and wants a reason why that does not come to an end.
func failsWith(t *testing.T, name string, file []byte, want error) {
	t.Helper()
	clean, _, err := Clean(bytes.NewReader(file))
	if err != nil {
		t.Fatal(name, err)
	}
	for range 2 { // it stays so
		if b, err := io.ReadAll(clean); core.KindOf(err) != core.Unprocessable || !errors.Is(err, want) {
			t.Errorf("%s: %d bytes of %d are read, and then %v", name, len(b), len(file), err)
		}
	}
}

func TestBrokenPictureIsNeverReadToAnEnd(t *testing.T) {
	photo, drawing := asJPEG(t, noisy(20, 20)), asPNG(t, colourful())
	frame, scan := "\x08\x00\x08\x00\x18\x01\x01\x11\x00", "\x01\x01\x00\x00\x3f\x00"
	flipped := func(name string) []byte {
		file := bytes.Clone(drawing)
		file[bytes.Index(file, []byte(name))+7] ^= 1
		return file
	}
	for name, file := range map[string][]byte{
		"PNG with another palette":        flipped("PLTE"),
		"PNG with other pixels":           flipped("IDAT"),
		"PNG without pixels":              before(t, drawing, "PLTE", 0, chunk("IEND", "")),
		"PNG with two heads":              before(t, drawing, "IDAT", 0, drawing[8:33]),
		"PNG with two palettes":           before(t, drawing, "IDAT", 0, chunk("PLTE", "abc")),
		"PNG without a head":              append(bytes.Clone(drawing[:8]), drawing[33:]...),
		"PNG with text before its head":   before(t, drawing, "IHDR", 0, chunk("tEXt", "a\x00b")),
		"PNG of an unknown kind":          before(t, drawing, "PLTE", 0, chunk("CgBI", "1234")),
		"PNG with a chunk without an end": before(t, drawing, "PLTE", 0, []byte("\xff\xff\xff\xfftEXt")),
		"PNG with pixels apart":           before(t, drawing, "IEND", 0, chunk("tEXt", "a\x00b"), chunk("IDAT", canary)),
		"PNG with a text of colours":      before(t, drawing, "PLTE", 0, chunk("gAMA", canary)),
		"PNG with a text of an end":       before(t, drawing, "IEND", 0, chunk("IEND", canary)),
		"JPEG in another":                 before(t, photo, "c4", 0, photo),
		"JPEG without pixels":             before(t, photo, "c0", 0, ending),
		"JPEG without a size":             before(t, photo, "c0", 0, segment(startOfScan, scan)),
		"JPEG of two sizes":               before(t, photo, "c0", 0, segment(baseline, frame)),
		"JPEG coded by arithmetic":        before(t, photo, "c0", 0, segment(0xc9, frame)),
		"JPEG without loss":               before(t, photo, "c0", 0, segment(0xc3, frame)),
		"JPEG with its height too early":  before(t, photo, "c0", 0, segment(lines, "\x00\x08")),
		"JPEG with a short length":        before(t, photo, "c0", 0, []byte{0xff, comment, 0, 1}),
	} {
		failsWith(t, name, file, errBroken)
	}
}

func TestNothingHidesInASegmentThatDecodingNeeds(t *testing.T) {
	file, frame := inScans(), "\x08\x00\x08\x00\x10\x01\x01\x11\x00"
	with := func(marker byte, body string) []byte {
		if marker == baseline || marker == progressive { // there is one
			return bytes.Replace(file, segment(progressive, frame), segment(marker, body), 1)
		}
		return before(t, file, "d9", 0, segment(marker, body))
	}
	for _, test := range []struct {
		marker byte
		fits   string
		wrong  []string
	}{
		{baseline, frame, []string{frame[:5] + "\x00", frame[:5] + "\x05" + strings.Repeat("\x01\x11\x00", 5)}},
		{progressive, frame, nil},
		{startOfScan, "\x01\x01\x00\x00\x3f\x00", []string{"\x00\x00\x3f\x00", "\x05" + strings.Repeat("\x01\x00", 5) + "\x00\x3f\x00"}},
		{huffman, string(sizes[4:]) + string(runs[4:]), nil},
		{quantisation, string(flat[4:]) + "\x10" + strings.Repeat("\x00\x08", 64), nil},
		{restart, "\x00\x08", nil},
		{lines, "\x00\x08", nil},
	} {
		whole := with(test.marker, test.fits)
		if got := cleanedOf(t, whole); !bytes.Equal(got, whole) {
			t.Errorf("segment %x is changed: %s", test.marker, names(t, got))
		}
		for _, wrong := range append(test.wrong, test.fits+canary, test.fits+"K", test.fits[:len(test.fits)-1], "\x01", "") {
			if tables := test.marker == huffman || test.marker == quantisation; tables && wrong == "" {
				continue // no table is fine
			}
			failsWith(t, fmt.Sprintf("segment %x", test.marker), with(test.marker, wrong), errBroken)
		}
	}
}

func TestPictureThatIsCutOffIsNeverReadToAnEnd(t *testing.T) {
	for name, file := range map[string][]byte{
		"photo": asJPEG(t, noisy(20, 20)), "large photo": asJPEG(t, noisy(300, 300)), "progressive photo": inScans(), "restarts": restarted(),
		"drawing": asPNG(t, colourful()), "large drawing": asPNG(t, noisy(300, 300)),
	} {
		for n := 8; n < len(file); n += 1 + len(file)/2000 {
			failsWith(t, fmt.Sprintf("%s of %d bytes", name, n), file[:n], errCut)
		}
		failsWith(t, name, file[:len(file)-1], errCut)
	}
}

func TestPictureIsCleanedWhileItIsRead(t *testing.T) {
	for name, file := range map[string][]byte{"JPEG": asJPEG(t, noisy(900, 900)), "PNG": asPNG(t, noisy(600, 600))} {
		want := cleanedOf(t, file)
		behind := errors.New("nobody reads that far")
		read := &counted{r: io.MultiReader(bytes.NewReader(file), bytes.NewReader(make([]byte, 1<<20)), iotest.ErrReader(behind))}
		clean, _, err := Clean(read)
		if err != nil {
			t.Fatal(err)
		}
		got := make([]byte, 1000)
		if _, err := io.ReadFull(clean, got); err != nil || read.n > 2*mostHeld || len(file) < 8*mostHeld {
			t.Errorf("%s: for the first bytes %d of %d are read: %v", name, read.n, len(file), err)
		}
		rest, err := io.ReadAll(clean)
		if err != nil || !bytes.Equal(append(got, rest...), want) || read.n > len(file)+2*mostHeld {
			t.Errorf("%s: %d of %d bytes are read: %v", name, read.n, len(file), err)
		}
		for _, slow := range []io.Reader{iotest.OneByteReader(bytes.NewReader(file)), iotest.DataErrReader(bytes.NewReader(file))} {
			if clean, _, err = Clean(slow); err != nil {
				t.Fatal(err)
			}
			if err := iotest.TestReader(clean, want); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

type counted struct {
	r io.Reader
	n int
}

func (c *counted) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += n
	return n, err
}

// endless repeats something for so many bytes, and looks how much memory is in use
// meanwhile.
type endless struct {
	what []byte
	left int
	held uint64
}

func inUse() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func (e *endless) Read(b []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := 0
	for len(b)-n >= len(e.what) {
		n += copy(b[n:], e.what)
	}
	if n == 0 {
		n = copy(b, e.what)
		e.what = append(e.what[n:len(e.what):len(e.what)], e.what[:n]...)
	}
	if e.left -= n; e.left>>20 != (e.left+n)>>20 {
		e.held = max(e.held, inUse())
	}
	return n, nil
}

func TestCleaningHoldsLittleHoweverMuchAFileAnnounces(t *testing.T) {
	head := string(asPNG(t, colourful())[:33])
	scan := string(restarted()[:len(restarted())-2])
	for _, test := range []struct {
		name, begins string
		then         []byte
	}{
		{"segments", "\xff\xd8", segment(exif, strings.Repeat(canary, 800))},
		{"no markers", "\xff\xd8\xff\xd0", []byte("\xff\x00abc")},
		{"pixels of a JPEG", scan, []byte("abc\xff\x00")},
		{"chunks", head, chunk("abCd", canary)},
		{"a long chunk", head + "\x7f\xff\xff\xfftEXt", []byte("abc")},
		{"a long chunk that stays", head + "\x7f\xff\xff\xffPLTE", []byte("abc")},
		{"pixels of a PNG", head + "\x7f\xff\xff\xffIDAT", []byte("abc")},
	} {
		rest := &endless{what: test.then, left: 20 << 20}
		was := inUse()
		clean, _, err := Clean(io.MultiReader(strings.NewReader(test.begins), rest))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, clean); core.KindOf(err) != core.Unprocessable {
			t.Errorf("%s: %v", test.name, err)
		}
		if refused := test.name == "a long chunk that stays"; rest.held > was+300<<10 || rest.left > 0 && !refused {
			t.Errorf("%s: %d kB are held, %d bytes are left", test.name, (rest.held-was)>>10, rest.left)
		}
	}
}

func TestFileThatCannotBeReadIsNotTakenForABrokenOne(t *testing.T) {
	sealed := errors.New("it does not open")
	for _, file := range [][]byte{asJPEG(t, noisy(20, 20)), asPNG(t, colourful()), []byte("Guten Tag, und mehr")} {
		for _, n := range []int{0, 5, 15, len(file) / 2, len(file) - 1} {
			clean, _, err := Clean(io.MultiReader(bytes.NewReader(file[:n]), failing{sealed}))
			if clean != nil {
				_, err = io.ReadAll(clean)
			}
			if !errors.Is(err, sealed) || core.KindOf(err) != core.Internal {
				t.Errorf("behind %d bytes of %d: %v", n, len(file), err)
			}
		}
	}
}

// FuzzClean: what is called clean has none of the parts that go, can be decoded if
// the file could, and has nothing left to clean.
func FuzzClean(f *testing.F) {
	photo, drawing := asJPEG(f, noisy(20, 20)), asPNG(f, colourful())
	f.Add(withSegments(photo, exifOf(binary.LittleEndian, 3, canary), segment(jfif, "JFIF\x00"), segment(adobe, "Adobe1234561"), segment(comment, canary)))
	f.Add(before(f, inScans(), "da", 2, segment(exif, canary), []byte{0xff, 0xff}, segment(restart, "\x00\x01"), segment(lines, "\x00\x08")))
	f.Add(append(restarted(), canary...))
	f.Add(before(f, drawing, "PLTE", 0, chunk("tEXt", "a\x00b"), chunk("gAMA", "1234"), chunk("eXIf", canary)))
	f.Add(before(f, drawing, "IEND", 0, chunk("fdAT", canary)))
	f.Add([]byte("GIF89a"))
	allowed := strings.Fields("c0 c1 c2 c4 d9 da db dc dd e0 e1 ee IHDR PLTE tRNS IDAT IEND gAMA cHRM sRGB")
	length := map[string]int{"e0": 14, "e1": 32, "ee": 12}
	f.Fuzz(func(t *testing.T, file []byte) {
		clean, kind, err := Clean(bytes.NewReader(file))
		got, failed := io.ReadAll(clean)
		if err != nil {
			if failed != nil || !bytes.Equal(got, file) || kind == "JPEG" || kind == "PNG" {
				t.Errorf("the %q is not whole: %v", kind, failed)
			}
			return
		}
		if failed != nil {
			if core.KindOf(failed) != core.Unprocessable {
				t.Error(failed)
			}
			return
		}
		parts, err := partsOf(got)
		if err != nil {
			t.Errorf("%v: %q", err, got)
		}
		for _, p := range parts {
			if n, reduced := length[p.name]; !slices.Contains(allowed, p.name) || reduced && len(p.body) != n {
				t.Errorf("%s is left: %q", p.name, p.body)
			}
		}
		if again := cleanedOf(t, got); !bytes.Equal(again, got) {
			t.Errorf("%q is cleaned to %q", got, again)
		}
		size, _, err := image.DecodeConfig(bytes.NewReader(file))
		if err != nil || size.Width*size.Height > 1<<20 {
			return
		}
		if _, _, err := image.Decode(bytes.NewReader(file)); err == nil {
			if _, _, err := image.Decode(bytes.NewReader(got)); err != nil {
				t.Errorf("%q can be decoded, and %q cannot: %v", file, got, err)
			}
		}
	})
}
