package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/gif"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"verbund/internal/core"
)

// cleanedOf cleans a picture, whatever the pieces are in which it is read.
func cleanedOf(t testing.TB, file []byte) []byte {
	t.Helper()
	clean, _, err := Clean(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(clean)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func names(t testing.TB, file []byte) string {
	t.Helper()
	parts, err := partsOf(file)
	if err != nil {
		t.Errorf("%v in % x", err, file[:min(len(file), 64)])
	}
	var all []string
	for _, p := range parts {
		all = append(all, p.name)
	}
	return strings.Join(all, " ")
}

func samePixels(t testing.TB, name string, a, b []byte) {
	t.Helper()
	one, _, err := image.Decode(bytes.NewReader(a))
	two, _, err2 := image.Decode(bytes.NewReader(b))
	if err != nil || err2 != nil || !reflect.DeepEqual(one, two) {
		t.Errorf("%s: the pixels are not the same: %v, %v", name, err, err2)
	}
}

func TestNothingIsLeftOfWhatACameraWroteIntoAPhoto(t *testing.T) {
	photo := asJPEG(t, noisy(70, 50))
	extended := bytes.Replace(photo, []byte{0xff, baseline}, []byte{0xff, baseline + 1}, 1)
	thumbnail := "JFIF\x00\x01\x02\x01\x00\x48\x00\x48\x04\x03" + canary[:36]
	left := map[string]string{"ordinary": "db c0 c4 da d9", "extended": "db c1 c4 da d9", "restarted": "db c4 c4 c0 dd da d9", "progressive": "db c2 c4 da c4 da da da d9"}
	for base, file := range map[string][]byte{"ordinary": photo, "extended": extended, "restarted": restarted(), "progressive": inScans()} {
		if got := cleanedOf(t, file); !bytes.Equal(got, file) {
			t.Errorf("%s: a picture that has nothing to clean is changed: %s", base, names(t, got))
		}
		for _, test := range []struct {
			what string
			with []byte
			left string // before the others
		}{
			{"Exif with a place", exifOf(binary.BigEndian, 1, canary), ""},
			{"Exif of a turned camera", exifOf(binary.LittleEndian, 6, canary), "e1 "},
			{"XMP", segment(exif, "http://ns.adobe.com/xap/1.0/\x00"+canary), ""},
			{"more XMP", segment(exif, "http://ns.adobe.com/xmp/extension/\x00"+canary), ""},
			{"ICC", segment(0xe2, "ICC_PROFILE\x00\x01\x01"+canary), ""},
			{"pictures behind", segment(0xe2, "MPF\x00"+canary), ""},
			{"IPTC", segment(0xed, "Photoshop 3.0\x008BIM\x04\x04"+canary), ""},
			{"comment", segment(comment, canary), ""},
			{"thumbnail", segment(jfif, thumbnail), "e0 "},
			{"JFIF that is too short", segment(jfif, "JFIF\x00"+canary[:5]), "e0 "},
			{"thumbnail apart", segment(jfif, "JFXX\x00\x10"+canary), ""},
			{"Adobe", segment(adobe, "Adobe\x00\x64Kana\x01"+canary), "ee "},
			{"not Adobe", segment(adobe, "Adobe\x00"+canary[:5]), ""},
			{"segment of a maker", segment(lastOfApp, canary), ""},
			{"bytes between segments", append(segment(comment, ""), canary...), ""},
			{"a megabyte", bytes.Repeat(segment(exif, strings.Repeat(canary, 1000)), 30), ""},
		} {
			name := base + ", " + test.what
			full := append(withSegments(file, test.with), canary+"\xff\xe1\x00\x02"...)
			got := cleanedOf(t, full)
			if want := test.left + left[base]; names(t, got) != want {
				t.Errorf("%s: %s is left, not %s", name, names(t, got), want)
			}
			for _, word := range []string{"Kana", canary[:5], "ABC", "ICC", "MPF", "8BIM", "xap", "JFXX", "\x48\x00\x48"} {
				if bytes.Contains(got, []byte(word)) {
					t.Errorf("%s: %q is still there", name, word)
				}
			}
			samePixels(t, name, full, got)
			if again := cleanedOf(t, got); !bytes.Equal(again, got) {
				t.Errorf("%s: cleaning twice gives something else", name)
			}
		}
	}
}

func TestNothingIsLeftOfWhatStandsBetweenScans(t *testing.T) {
	file := inScans()
	for nth, name := range []string{"da", "da", "da", "da", "d9"} {
		if name == "d9" {
			nth = 0
		}
		got := cleanedOf(t, before(t, file, name, nth, segment(comment, canary), segment(0xed, canary), segment(exif, canary),
			segment(jfif, "JFXX\x00"+canary), segment(0xe2, "ICC_PROFILE\x00"+canary)))
		if !bytes.Equal(got, file) {
			t.Errorf("before %s %d: %s is left", name, nth, names(t, got))
		}
	}
	if got := cleanedOf(t, before(t, file, "da", 1, exifOf(binary.BigEndian, 6, canary))); !bytes.Equal(got, file) {
		t.Errorf("an orientation that comes too late is kept: %s", names(t, got))
	}
	// How high a picture is may be said behind its first scan, and a scan be filled up.
	needed := before(t, file, "c4", 1, []byte{0xff}, segment(lines, "\x00\x08"))
	full := before(t, file, "c4", 1, []byte{0xff}, segment(comment, canary), segment(lines, "\x00\x08"))
	if got := cleanedOf(t, full); !bytes.Equal(got, needed) {
		t.Errorf("behind a scan that is filled up %s is left", names(t, got))
	}
}

func TestCleanPhotoIsSeenUprightHoweverTheCameraWasHeld(t *testing.T) {
	file := asJPEG(t, drawn(128, 64))
	shown := func(file []byte) []byte {
		b, err := New().Show(t.Context(), bytes.NewReader(file))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for value := range uint16(10) {
		for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
			turned := withSegments(file, exifOf(order, value, canary), exifOf(order, 9-value, canary))
			got := cleanedOf(t, turned)
			if !bytes.Equal(shown(got), shown(turned)) {
				t.Errorf("orientation %d is lost", value)
			}
			if value < 2 || value > 7 {
				continue // one of the two does not turn
			}
			parts, _ := partsOf(got)
			want := "Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00" + string(rune(value)) + "\x00\x00\x00\x00\x00\x00"
			if parts[0].body != want || parts[1].name == "e1" {
				t.Errorf("orientation %d: %q is left", value, parts[0].body)
			}
		}
	}
}

func TestNothingIsLeftOfWhatAProgramWroteIntoADrawing(t *testing.T) {
	deep := image.NewGray16(image.Rect(0, 0, 30, 20))
	for i := range deep.Pix {
		deep.Pix[i] = uint8(i * 37)
	}
	gone := [][]byte{chunk("tEXt", "Author\x00"+canary), chunk("zTXt", "Comment\x00\x00"+canary), chunk("iTXt", "XML:com.adobe.xmp\x00"+canary),
		chunk("eXIf", "MM\x00*"+canary), chunk("tIME", "\x07\xe8\x01\x02\x03\x04\x05"), chunk("iCCP", "Monitor of\x00\x00"+canary),
		chunk("pHYs", "\x00\x00\x0b\x13\x00\x00\x0b\x13\x01"), chunk("sBIT", "\x08\x08\x08"), chunk("prVt", canary), chunk("acTL", "\x00\x00\x00\x01\x00\x00\x00\x00"),
		chunk("fcTL", strings.Repeat("\x00", 26)), chunk("tEXt", strings.Repeat(canary, 9000))}
	colours := [][]byte{chunk("gAMA", "\x00\x00\xb1\x8f"), chunk("cHRM", strings.Repeat("\x00\x00\x7a\x26", 8)), chunk("sRGB", "\x00")}
	for name, test := range map[string]struct {
		img  image.Image
		left string
	}{
		"photo":   {noisy(200, 100), "IHDR gAMA cHRM sRGB IDAT IDAT IDAT IEND"},
		"palette": {colourful(), "IHDR gAMA cHRM sRGB PLTE tRNS IDAT IEND"},
		"deep":    {deep, "IHDR gAMA cHRM sRGB IDAT IEND"},
	} {
		plain := asPNG(t, test.img)
		if got := cleanedOf(t, plain); !bytes.Equal(got, plain) {
			t.Errorf("%s: a picture that has nothing to clean is changed: %s", name, names(t, got))
		}
		first := strings.Fields(names(t, plain))[1]
		want := before(t, plain, first, 0, colours...)
		file := before(t, plain, first, 0, slices.Concat(gone[:6], colours, gone[6:])...)
		file = before(t, file, "IEND", 0, append(gone, chunk("fdAT", "\x00\x00\x00\x01"+canary))...)
		got := cleanedOf(t, append(file, canary+string(plain)...))
		if !bytes.Equal(got, want) || names(t, got) != test.left {
			t.Errorf("%s: %s is left", name, names(t, got))
		}
		samePixels(t, name, file, got)
	}
}

func TestFileOfAnotherKindIsNotCleanedAndStaysWhole(t *testing.T) {
	var moving bytes.Buffer
	if err := gif.Encode(&moving, drawn(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ kind, file string }{
		{"GIF", moving.String()}, {"WebP", "RIFF\x20\x00\x00\x00WEBPVP8 "}, {"HEIC", "\x00\x00\x00\x24ftypheic" + strings.Repeat(canary, 9000)}, {"PDF", "%PDF-1.7\n" + canary},
		{"TIFF", "II*\x00" + canary}, {"", "\x00\x00\x00\x18ftypmp42" + canary}, {"", "Guten Tag"}, {"", "\xff\xd8"}, {"", ""},
	} {
		original, kind, err := Clean(strings.NewReader(test.file))
		if !errors.Is(err, ErrNotCleaned) || core.KindOf(err) != core.Unprocessable || kind != test.kind {
			t.Errorf("%.9q is %q: %v", test.file, kind, err)
			continue
		}
		if b, err := io.ReadAll(original); err != nil || string(b) != test.file {
			t.Errorf("%s: of %d bytes, %d can be sent: %v", kind, len(test.file), len(b), err)
		}
	}
}
