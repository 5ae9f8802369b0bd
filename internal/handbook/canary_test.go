package handbook

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"verbund/internal/core"
	"verbund/internal/platform/database"
	"verbund/internal/platform/vault"
)

// canary is a word that stands nowhere else.
func canary() string { return "Kanarie" + rand.Text() }

// stringFields are the paths of all fields of a type that hold what people write.
func stringFields(t reflect.Type, path string) []string {
	switch t.Kind() {
	case reflect.String:
		if t == reflect.TypeFor[string]() {
			return []string{path}
		}
	case reflect.Slice, reflect.Pointer:
		return stringFields(t.Elem(), path)
	case reflect.Struct:
		if t.PkgPath() != reflect.TypeFor[Note]().PkgPath() {
			return nil // a date, an instant
		}
		var all []string
		for f := range t.Fields() {
			all = append(all, stringFields(f.Type, strings.TrimPrefix(path+"."+f.Name, "."))...)
		}
		return all
	}
	return nil
}

// typedInto says in which field of a form the test types the canary of a field of
// a note. A new field that is not here fails the test.
var typedInto = map[string]string{
	"Change.Content.Title": "title", "Change.Content.Tags": "tags", "Change.Content.Text": "text",
	"Change.Content.Contact.Name": "name", "Change.Content.Contact.Organisation": "organisation", "Change.Content.Contact.Address": "address",
	"Change.Content.Contact.Phones": "phones", "Change.Content.Contact.Email": "email", "Change.Content.Contact.Languages": "languages",
	"Change.Content.Contact.Remark": "remark", "Files.Name": "file name",
}

// disguises are the forms in which a word might lie somewhere.
func disguises(word string) map[string][]byte {
	all := map[string][]byte{"plain": []byte(word), "folded": []byte(strings.ToLower(word)), "hex": []byte(hex.EncodeToString([]byte(word)))}
	all["HEX"] = bytes.ToUpper(all["hex"])
	var little, big []byte
	for _, u := range utf16.Encode([]rune(word)) {
		little, big = binary.LittleEndian.AppendUint16(little, u), binary.BigEndian.AppendUint16(big, u)
	}
	all["UTF-16LE"], all["UTF-16BE"] = little, big
	for offset, skip := range []int{0, 2, 3} {
		encoded := base64.StdEncoding.EncodeToString(append(make([]byte, offset), word...))
		all[fmt.Sprint("base64 at ", offset)] = []byte(encoded[skip : len(encoded)-4])
	}
	return all
}

// haystack is everything that is left somewhere after a journey.
type haystack map[string][]byte

// hits says where a word lies, and in which form.
func (h haystack) hits(word string) []string {
	var found []string
	for place, content := range h {
		for form, needle := range disguises(word) {
			if bytes.Contains(content, needle) {
				found = append(found, place+" ("+form+")")
			}
		}
	}
	return found
}

// unpack adds what opens as gzip.
func (h haystack) unpack() {
	for place, content := range maps.Clone(h) {
		for at := range indexes(content, []byte{0x1f, 0x8b, 8}) {
			if z, err := gzip.NewReader(bytes.NewReader(content[at:])); err == nil {
				plain, _ := io.ReadAll(io.LimitReader(z, 1<<20))
				h[fmt.Sprint(place, ", unpacked at ", at)] = plain
			}
		}
	}
}

func indexes(content, needle []byte) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := 0; ; {
			i := bytes.Index(content[from:], needle)
			if i < 0 || !yield(from+i) {
				return
			}
			from += i + 1
		}
	}
}

// files adds every file below a folder.
func (h haystack) files(t *testing.T, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		h[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tables adds every row of every table.
func (h haystack) tables(t *testing.T, db *database.DB) {
	t.Helper()
	names := tableNames(t)
	if len(names) < 8 {
		t.Fatalf("only the tables %v were found", names)
	}
	for _, name := range names {
		rows, err := db.Query(t.Context(), "SELECT * FROM "+name)
		if err != nil {
			t.Fatal(err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		var all []byte
		for rows.Next() {
			cells := make([]any, len(columns))
			for i := range cells {
				cells[i] = new(sql.RawBytes)
			}
			if err := rows.Scan(cells...); err != nil {
				t.Fatal(err)
			}
			for _, c := range cells {
				all = append(append(all, *c.(*sql.RawBytes)...), 0)
			}
		}
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		h["table "+name] = all
	}
}

var tableName = regexp.MustCompile(`CREATE TABLE (\w+)`)

// tableNames are the tables that the migrations make.
func tableNames(t *testing.T) []string {
	t.Helper()
	names := []string{"migrations_vault"}
	err := fs.WalkDir(vault.Migrations().Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		steps, err := fs.ReadFile(vault.Migrations().Files, path)
		for _, found := range tableName.FindAllStringSubmatch(string(steps), -1) {
			names = append(names, found[1])
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestEveryDisguiseIsSeenThrough(t *testing.T) {
	word := canary()
	for form, b := range disguises(word) {
		if hits := (haystack{"x": append([]byte("before"), b...)}).hits(word); len(hits) == 0 {
			t.Errorf("%s was not found", form)
		}
	}
	for offset := range 3 {
		b := base64.StdEncoding.EncodeToString([]byte("xyz"[:offset] + word + "and more"))
		if hits := (haystack{"x": []byte(b)}).hits(word); len(hits) == 0 {
			t.Errorf("base64 behind %d bytes was not found", offset)
		}
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write([]byte("x" + word))
	z.Close()
	h := haystack{"x": append([]byte("before"), packed.Bytes()...)}
	h.unpack()
	if len(h.hits(word)) == 0 {
		t.Error("gzip was not seen through")
	}
}

func TestC1NothingOfANoteLiesAnywhereInTheClear(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		paths := stringFields(reflect.TypeFor[Note](), "")
		slices.Sort(paths)
		if known := slices.Sorted(maps.Keys(typedInto)); !slices.Equal(paths, known) {
			t.Fatalf("the fields of a note are\n%v\nand the test types into\n%v", paths, known)
		}
		temporary := t.TempDir()
		t.Setenv("TMPDIR", temporary)
		out, err := os.Create(filepath.Join(t.TempDir(), "stdout"))
		if err != nil {
			t.Fatal(err)
		}
		stdout, stderr := os.Stdout, os.Stderr
		os.Stdout, os.Stderr = out, out
		defer func() { os.Stdout, os.Stderr = stdout, stderr }()

		words := map[string]string{"of the file": canary(), "searched for": canary(), "passphrase": canary()}
		write := func(round string) url.Values {
			form := url.Values{"kind": {"safe-flat"}, "form": {string(vault.NewID())}}
			for path, field := range typedInto {
				words[path+" "+round] = canary()
				form.Set(field, words[path+" "+round])
			}
			return form
		}
		first := write("first")
		at := h.as("anna").posts("/handbook/new", first).leadsTo()
		name := first.Get("file name") + ".pdf"
		h.as("anna").sends(at+"/files", nil, name, strings.NewReader(strings.Repeat(words["of the file"]+" ", 40_000))).is(http.StatusSeeOther)
		form := write("second")
		form.Set("stamp", h.as("berta").opens(at+"/edit").hidden("stamp"))
		h.as("berta").posts(at+"/edit", form).is(http.StatusSeeOther)
		form.Set("title", words["searched for"])
		h.as("berta").posts(at+"/edit", form).is(http.StatusConflict) // shown, and not kept
		h.as("berta").searches(words["searched for"]).is(http.StatusOK)
		h.as("berta").searches(form.Get("text")).is(http.StatusOK).holds("<mark>" + form.Get("text"))
		shown := h.as("berta").opens(at).is(http.StatusOK).says(form.Get("name"), name)
		_, file, _ := strings.Cut(shown.body, at+"/files/")
		file = at + "/files/" + file[:32]
		if got := h.as("berta").opens(file).is(http.StatusOK); !strings.Contains(got.body, words["of the file"]) || !strings.Contains(got.header.Get("Content-Disposition"), name) {
			t.Errorf("the file came back as %.200q, %v", got.body, got.header)
		}
		h.as("berta").opens(at + "/versions").is(http.StatusOK)
		archive := h.as("anna").posts("/handbook/export", url.Values{"way": {"passphrase"}, "passphrase": {words["passphrase"]}, "repeat": {words["passphrase"]}, "password": {rightPassword}}).is(http.StatusOK)
		h.as("clara").opens(at).is(http.StatusNotFound)
		h.must(func(tx *sql.Tx) error { // what does not open any more gets into the log
			_, err := tx.ExecContext(t.Context(), "UPDATE vault_record SET sealed = $1 WHERE part = 'entries'", []byte("broken"))
			return err
		})
		h.as("anna").opens(at + "/versions").is(http.StatusInternalServerError)
		if !strings.Contains(h.log.String(), "failure") {
			t.Error("the log says nothing of a failure")
		}

		search := func(when string) {
			t.Helper()
			hay := haystack{"log": h.log.Bytes(), "archive": []byte(archive.body)}
			hay.files(t, filepath.Dir(out.Name()))
			hay.files(t, temporary)
			if h.folder != "" {
				hay.files(t, h.folder)
			}
			hay.tables(t, h.db)
			hay.unpack()
			for what, word := range words {
				if hits := hay.hits(word); len(hits) > 0 {
					t.Errorf("%s, %s lies in %v", when, what, hits)
				}
			}
			for what, person := range map[string]core.ID{"who wrote": h.people["anna"].id} {
				delete(hay, "archive")
				for _, table := range []string{"vault_folder", "vault_record", "vault_file", "vault_audit"} {
					if bytes.Contains(hay["table "+table], []byte(person)) {
						t.Errorf("%s, %s stands in %s", when, what, table)
					}
				}
			}
		}
		search("after a journey")
		h.as("anna").posts(at+"/erase", url.Values{"password": {rightPassword}}).is(http.StatusSeeOther)
		search("after the erasure")
	})
}
