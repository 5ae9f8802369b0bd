package web

import (
	"encoding/json"
	"iter"
	"net/http"
)

// openAge is how many seconds a browser may remember that an open route may be
// asked by other sites.
const openAge = "86400"

// isOpen tells whether the address is that of an open route, whatever the
// method.
func (s *Site) isOpen(r *http.Request) bool {
	_, open := s.allowedMethods(r)
	return open
}

// allowOthers answers the question of a browser whether a script of another
// site may ask (the preflight of the Fetch standard).
func allowOthers(w http.ResponseWriter, methods string) {
	h := w.Header()
	h.Set("Allow", methods)
	h.Set("Access-Control-Allow-Methods", methods)
	h.Set("Access-Control-Allow-Headers", "Accept, Accept-Language, Content-Type, If-None-Match")
	h.Set("Access-Control-Max-Age", openAge)
	w.WriteHeader(http.StatusNoContent)
}

// failOpenly says what went wrong in the form in which an open route speaks.
func (s *Site) failOpenly(w http.ResponseWriter, r *http.Request, f Failure) {
	body, err := json.Marshal(struct {
		Status  int    `json:"status"`
		Error   string `json:"error"`
		Request string `json:"request"`
	}{f.Status, Printer(r).Say(f.Key, f.Args...), f.Request})
	if err != nil {
		w.WriteHeader(f.Status)
		return
	}
	_ = Write(w, r, f.Status, "application/json", append(body, '\n'))
}

// WriteKept sends parts one after the other under a tag that their maker vouches
// for: as long as the tag is the same, so are the parts. It is for answers that
// are put together from what is at hand, whose state is known before they are
// made. Without a tag nobody may keep the answer.
func WriteKept(w http.ResponseWriter, r *http.Request, contentType, tag string, parts iter.Seq[[]byte]) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	if tag == "" {
		NoStore(w)
	} else {
		tag = `W/"` + tag + `"`
		h.Set("ETag", tag)
		if matches(r.Header.Get("If-None-Match"), tag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	for part := range parts {
		if _, err := w.Write(part); err != nil {
			return nil // the reader has gone; nobody is left to tell
		}
	}
	return nil
}
