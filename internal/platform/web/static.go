package web

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
)

// Static is a set of files whose addresses hold a hash of their content, so
// that browsers may keep them for a year.
type Static struct {
	files map[string]staticFile // by address
	names map[string]string     // address by name
}

type staticFile struct {
	contentType string
	body        []byte
}

var staticTypes = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
	".png": "image/png",
	".ico": "image/x-icon",
}

// NewStatic takes files by name. It refuses a name whose ending has no known
// type.
func NewStatic(files map[string][]byte) (*Static, error) {
	s := &Static{files: map[string]staticFile{}, names: map[string]string{}}
	for name, body := range files {
		at := strings.LastIndexByte(name, '.')
		contentType := ""
		if at >= 0 {
			contentType = staticTypes[name[at:]]
		}
		if contentType == "" {
			return nil, fmt.Errorf("static file %s: unknown type", name)
		}
		sum := sha256.Sum256(body)
		address := "/static/" + name[:at] + "." + hex.EncodeToString(sum[:6]) + name[at:]
		s.files[address] = staticFile{contentType, body}
		s.names[name] = address
	}
	return s, nil
}

// Address returns where the file of that name stands, or nothing if there is
// none.
func (s *Static) Address(name string) string { return s.names[name] }

// Routes serves the files.
func (s *Static) Routes() []Route {
	return []Route{{Method: http.MethodGet, Path: "/static/{file}", Right: Everyone, Shared: true, Handle: s.serve}}
}

func (s *Static) serve(w http.ResponseWriter, r *http.Request) error {
	file, ok := s.files[r.URL.Path]
	if !ok {
		return NotFound()
	}
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Header().Del("Vary")
	return Write(w, r, http.StatusOK, file.contentType, file.body)
}
