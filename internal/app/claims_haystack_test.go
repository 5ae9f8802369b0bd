package app_test

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"verbund/internal/platform/database"
)

// canary is a word that stands nowhere else.
func canary() string { return "Kanarie" + rand.Text() }

// needle is one form in which a secret might lie somewhere.
type needle struct {
	what  string
	bytes []byte
}

// needlesOf are the secrets, by what they are, in all forms that are looked for.
func needlesOf(secrets map[string]string) []needle {
	var all []needle
	for what, text := range secrets {
		add := func(form string, b []byte) {
			if len(b) >= 6 {
				all = append(all, needle{what + " (" + form + ")", b})
			}
		}
		forms := map[string]string{"plain": text, "folded": strings.ToLower(text), "escaped": url.QueryEscape(text)}
		forms["together"] = strings.NewReplacer(" ", "", "-", "").Replace(text)
		for form, s := range forms {
			add(form, []byte(s))
			add(form+", hex", []byte(hex.EncodeToString([]byte(s))))
			add(form+", HEX", []byte(strings.ToUpper(hex.EncodeToString([]byte(s)))))
			var little, big []byte
			for _, u := range utf16.Encode([]rune(s)) {
				little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
			}
			add(form+", UTF-16LE", little)
			add(form+", UTF-16BE", big)
			for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.URLEncoding} {
				for before, skip := range []int{0, 2, 3} {
					encoded := encoding.EncodeToString(append(make([]byte, before), s...))
					add(fmt.Sprint(form, ", base64 behind ", before), []byte(encoded[skip:len(encoded)-4]))
				}
			}
		}
	}
	return all
}

// looker finds needles in one pass, however many there are.
type looker struct {
	first [1 << 16]bool
	by    map[[4]byte][]needle
}

func newLooker(all []needle) *looker {
	l := &looker{by: map[[4]byte][]needle{}}
	for _, n := range all {
		l.first[binary.BigEndian.Uint16(n.bytes)] = true
		l.by[[4]byte(n.bytes)] = append(l.by[[4]byte(n.bytes)], n)
	}
	return l
}

// in returns what of the needles lies in a content.
func (l *looker) in(content []byte) map[string]bool {
	found := map[string]bool{}
	for i := 0; i+4 <= len(content); i++ {
		if !l.first[binary.BigEndian.Uint16(content[i:])] {
			continue
		}
		for _, n := range l.by[[4]byte(content[i:])] {
			if bytes.HasPrefix(content[i:], n.bytes) {
				found[n.what] = true
			}
		}
	}
	return found
}

// everywhere returns what lies in a content or in a stream that was compressed
// into it.
func (l *looker) everywhere(content []byte) []string {
	found := l.in(content)
	for i := 0; i+2 < len(content); i++ {
		var stream io.Reader
		var err error
		switch {
		case content[i] == 0x1f && content[i+1] == 0x8b && content[i+2] == 8:
			stream, err = gzip.NewReader(bytes.NewReader(content[i:]))
		case content[i] == 0x78 && binary.BigEndian.Uint16(content[i:])%31 == 0 && content[i+1]&0x20 == 0:
			stream, err = zlib.NewReader(bytes.NewReader(content[i:]))
		default:
			continue
		}
		if err != nil {
			continue
		}
		plain, _ := io.ReadAll(io.LimitReader(stream, 1<<20)) // also what came before it broke off
		for what := range l.in(plain) {
			found[what+", unpacked"] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// haystack is what is left somewhere, by where it lies.
type haystack map[string][]byte

// files adds every file below a folder. One that went away meanwhile is left out.
func (h haystack) files(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) || err == nil && !d.Type().IsRegular() {
			return nil
		}
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err == nil {
			h[path] = content
		}
		if os.IsNotExist(err) {
			err = nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tables adds every row of every table of a database.
func (h haystack) tables(t *testing.T, address string) {
	t.Helper()
	inDatabase(t, address, func(db *database.DB) {
		tables, err := db.Tables(t.Context())
		if err != nil || len(tables) < 10 {
			t.Fatalf("%d tables, %v", len(tables), err)
		}
		for _, table := range tables {
			h["table "+table.Name] = []byte(strings.Join(rowsOf(t, db, "SELECT * FROM "+table.Name), "\n"))
		}
	})
}

// rowsOf are the rows that a question gives, each as one text.
func rowsOf(t *testing.T, db *database.DB, question string, args ...any) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), question, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(any)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		row := ""
		for _, c := range cells {
			switch v := (*c.(*any)).(type) {
			case []byte:
				row += string(v)
			default:
				row += fmt.Sprint(v)
			}
			row += "\x00"
		}
		all = append(all, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// holdsNone fails for each secret that lies anywhere in the haystack, and returns
// how many bytes were looked through.
func (h haystack) holdsNone(t *testing.T, when string, secrets map[string]string) (bytes int) {
	t.Helper()
	l := newLooker(needlesOf(secrets))
	for place, content := range h {
		bytes += len(content)
		if found := l.everywhere(content); len(found) > 0 {
			t.Errorf("%s, %s holds: %s", when, place, strings.Join(found, "; "))
		}
	}
	return bytes
}

func TestEveryDisguiseIsSeenThrough(t *testing.T) {
	word := canary() + " é-" + canary()
	all := needlesOf(map[string]string{"word": word})
	l := newLooker(all)
	for _, n := range all {
		if found := l.everywhere(append([]byte("before"), n.bytes...)); !slices.Contains(found, n.what) {
			t.Errorf("%s was not found", n.what)
		}
	}
	for behind := range 3 {
		if len(l.everywhere([]byte(base64.StdEncoding.EncodeToString([]byte("xyz"[:behind]+word+"and more"))))) == 0 {
			t.Errorf("base64 behind %d bytes was not found", behind)
		}
	}
	var gz, z bytes.Buffer
	g, zl := gzip.NewWriter(&gz), zlib.NewWriter(&z)
	for _, w := range []io.WriteCloser{g, zl} {
		io.WriteString(w, "x"+word+"x")
		w.Close()
	}
	for _, packed := range [][]byte{gz.Bytes(), z.Bytes()} {
		if len(l.everywhere(append([]byte("before"), packed...))) == 0 {
			t.Error("a compressed stream was not seen through")
		}
	}
	if found := l.everywhere([]byte("Kanarie and nothing else")); len(found) > 0 {
		t.Errorf("found %v where there is nothing", found)
	}
}
