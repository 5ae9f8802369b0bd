package web

import (
	"context"
	"net/http"
)

type frozenKey struct{}

// Freeze marks a request whose answer becomes a file of a frozen copy: it will
// be read on another day, without a server and perhaps without a network. Only
// the program itself can mark one; nothing that a browser sends does.
func Freeze(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), frozenKey{}, true))
}

// Frozen tells whether the answer becomes a file of a frozen copy. A page then
// says nothing that holds only now, and offers nothing that needs a server.
func Frozen(r *http.Request) bool {
	frozen, _ := r.Context().Value(frozenKey{}).(bool)
	return frozen
}
