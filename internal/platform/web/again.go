package web

import (
	"mime"
	"net/http"
	"slices"
	"strings"
)

// Again is a request that somebody made who was not signed in, or no longer: a
// counsellor who wrote for an hour loses nothing, because the answer carries
// what she wrote back to her, to be sent again.
type Again struct {
	Address string      // path and query
	Sent    bool        // whether a form was sent, which the fields repeat
	Fields  [][2]string // names and values; what is secret is not among them
}

// secretFields are left out of what is repeated: fields of these names, and those
// that have one of them between hyphens, such as retire-password.
var secretFields = []string{"password", "passphrase", "current", "new", "repeat", "code", "token", "envelope"}

func isSecret(field string) bool {
	return slices.ContainsFunc(strings.Split(field, "-"), func(part string) bool { return slices.Contains(secretFields, part) })
}

// again reads what a request wanted. A form that is not an ordinary one, or too
// large, is not repeated: Sent is then true and Fields nil.
func again(r *http.Request) *Again {
	a := &Again{Address: r.URL.RequestURI()}
	if !strings.HasPrefix(a.Address, "/") || strings.HasPrefix(a.Address, "//") {
		a.Address = "/"
	}
	if r.Method != http.MethodPost {
		return a
	}
	a.Sent = true
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/x-www-form-urlencoded" {
		return a
	}
	values, err := ReadForm(r)
	if err != nil {
		return a
	}
	var names []string
	for name := range values {
		if !isSecret(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		for _, value := range values[name] {
			a.Fields = append(a.Fields, [2]string{name, value})
		}
	}
	return a
}
