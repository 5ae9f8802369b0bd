package source

import (
	"archive/zip"
	"bytes"
	"io"
	"path"
	"strings"

	"verbund/internal/caselaw/decision"
)

// Bounds of an archive that protect against those made to grow: XML of decisions packs
// one to fifteen at most, and small files may pack better.
const (
	mostPacking   = 200      // times that an entry may grow
	freePacking   = 1 << 20  // bytes that an entry may have whatever it was packed to
	mostDirectory = 32 << 20 // bytes of the directory: room for 300,000 names
)

// eachOfArchive reads an archive: of one decision with its pictures, as the portal of
// the federal courts hands it out, or of many decisions, or of many such archives.
// Nothing is ever written to a place that an entry names.
func eachOfArchive(name string, r io.Reader, in io.Reader, l Limits, yield yielder) {
	at, size, err := inPlace(name, r, in, l)
	if err != nil {
		yield(decision.Found{}, err)
		return
	}
	z, err := openArchive(name, at, size)
	if err != nil {
		yield(decision.Found{}, err)
		return
	}
	a := archive{l: l, yield: yield}
	a.walk(name, z, false)
}

// inPlace makes what archive/zip needs of a reader: r itself if it can be moved about,
// else its bytes in memory.
func inPlace(name string, r, in io.Reader, l Limits) (io.ReaderAt, int64, error) {
	if there, ok := r.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		size, err := there.Seek(0, io.SeekEnd)
		if err == nil && size > l.File {
			return nil, 0, tooLarge("caselaw.source.file-large", "name", short(name), "most", megabytes(l.File))
		}
		if err == nil {
			return there, size, nil
		}
	}
	file, err := readAll(name, in, min(l.File, inMemory))
	if err != nil {
		return nil, 0, err
	}
	return bytes.NewReader(file), int64(len(file)), nil
}

// openArchive reads the directory of an archive. How much of it there is bounds the
// memory it takes: a hostile one is nothing but directory.
func openArchive(name string, r io.ReaderAt, size int64) (*zip.Reader, error) {
	counted := &directory{r: r, left: mostDirectory}
	z, err := zip.NewReader(counted, size)
	switch {
	case counted.left < 0:
		return nil, tooLarge("caselaw.source.zip-entries", "name", short(name))
	case err != nil:
		return nil, withCause(unprocessable("caselaw.source.zip-broken", "name", short(name)), err)
	}
	counted.opened = true
	return z, nil
}

// directory counts what is read of an archive until it is open.
type directory struct {
	r      io.ReaderAt
	left   int64
	opened bool
}

func (d *directory) ReadAt(p []byte, off int64) (int, error) {
	if d.opened {
		return d.r.ReadAt(p, off)
	}
	if d.left -= int64(len(p)); d.left < 0 {
		return 0, io.ErrUnexpectedEOF
	}
	return d.r.ReadAt(p, off)
}

type archive struct {
	l       Limits
	yield   yielder
	entries int   // that were looked at, for messages
	items   int64 // decisions
	bytes   int64 // unpacked
	told    bool  // that something in it is wrong
}

// walk reads the entries of an archive in their order, and answers whether to go on.
func (a *archive) walk(name string, z *zip.Reader, inner bool) bool {
	pictures := false
	for _, f := range z.File {
		if strings.HasSuffix(f.Name, "/") {
			continue
		}
		a.entries++
		line := a.entries
		fault := func(err error) bool {
			a.told = true
			return a.yield(decision.Found{Line: line}, entry(at(err, line), f.Name))
		}
		if strange(f) {
			if !fault(unprocessable("caselaw.source.zip-path", "name", short(f.Name))) {
				return false
			}
			continue
		}
		if isPicture(f.Name) {
			pictures = true
			continue
		}
		file, err := a.unpack(f)
		if err != nil {
			if !fault(err) {
				return false
			}
			continue
		}
		if sniff(file[:min(len(file), sniffed)]) == isZIP {
			if inner {
				if !fault(unprocessable("caselaw.source.nested", "name", short(f.Name))) {
					return false
				}
				continue
			}
			within, err := openArchive(f.Name, bytes.NewReader(file), int64(len(file)))
			if err != nil {
				if !fault(err) {
					return false
				}
				continue
			}
			if !a.walk(f.Name, within, true) {
				return false
			}
			continue
		}
		if a.items++; a.items > a.l.Items {
			a.yield(decision.Found{Line: line}, tooLarge("caselaw.source.items", "most", a.l.Items))
			return false
		}
		found, err := one(f.Name, file, a.l)
		found.Line = line
		if pictures && err == nil {
			found.Dropped = addNew(found.Dropped, "caselaw.source.dropped.pictures")
		}
		if err != nil {
			err = entry(at(err, line), f.Name)
		}
		if !a.yield(found, err) {
			return false
		}
	}
	if a.items == 0 && !a.told && !inner {
		return a.yield(decision.Found{}, unprocessable("caselaw.source.zip-empty", "name", short(name)))
	}
	return true
}

// entry adds the name of an entry to an error.
func entry(err error, name string) error {
	return withArgs(err, "entry", short(name))
}

// strange tells whether an entry is none of those that somebody packs who hands out
// decisions: an absolute path or one that leads out, a link, an encrypted file.
func strange(f *zip.File) bool {
	name := strings.ReplaceAll(f.Name, `\`, "/")
	return path.IsAbs(name) || strings.Contains(name, ":") || name != "" && path.Clean("/"+name) != "/"+strings.TrimPrefix(name, "./") ||
		strings.ContainsRune(name, 0) || !f.Mode().IsRegular() || f.Flags&1 != 0
}

// isPicture tells whether an entry is one of the pictures that belong to a decision.
func isPicture(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".tif", ".tiff", ".svg", ".webp", ".css", ".dtd", ".xsd":
		return true
	}
	return false
}

// unpack reads an entry within its bounds. What an entry says about its size is not
// believed.
func (a *archive) unpack(f *zip.File) ([]byte, error) {
	most := min(a.l.Text, max(freePacking, int64(min(f.CompressedSize64, 1<<40))*mostPacking), a.l.File-a.bytes)
	in, err := f.Open()
	if err != nil {
		return nil, withCause(unprocessable("caselaw.source.zip-broken", "name", short(f.Name)), err)
	}
	defer in.Close() //nolint:errcheck // only read
	file, err := io.ReadAll(io.LimitReader(in, most+1))
	a.bytes += int64(len(file))
	if err != nil {
		return nil, withCause(unprocessable("caselaw.source.zip-broken", "name", short(f.Name)), err)
	}
	if int64(len(file)) > most {
		return nil, tooLarge("caselaw.source.zip-grows", "name", short(f.Name), "most", megabytes(most))
	}
	return file, nil
}
