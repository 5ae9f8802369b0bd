package app

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// frozenHost is the host that pages are asked for while they are frozen. It
// exists nowhere (RFC 6761), so that a link to it cannot be taken for another.
const frozenHost = "frozen.invalid"

// frozenFiles knows which addresses of the site a frozen copy holds: those of the
// site's map, and what hangs on them.
type frozenFiles map[string]bool

// besides are addresses, without their language, that are in no map of the site
// but in a copy; * is any one part. A search is in it only with one value of the
// lists that the page of the directory names: a place can have any name.
var besides = []struct {
	path    string
	queries []string
	save    string
}{
	{"/centres", []string{"land", "language", "need", "group"}, ""},
	{"/centres/*/sheet", []string{"only"}, ""},
	{"/centres/*/qr.png", nil, ""},
	{"/centres/*/contact.vcf", nil, "contact.vcf"},
	{"/centres/save", nil, "list.html"},
	{"/centres/flyer", nil, ""},
	{"/centres/flyer.txt", nil, ""},
	{"/centres.csv", nil, ""},
	{"/centres.json", nil, ""},
	{"/centres/coverage.csv", nil, ""},
	{"/figures", []string{"topic"}, ""},
	{"/figures/*", nil, ""},        // the files of a year
	{"/caselaw/*/cite.*", nil, ""}, // how an entry is cited; searches and full texts are left out
	{"/caselaw/statistics.csv", nil, ""},
	{"/caselaw/statistics.json", nil, ""},
}

// page returns the file of an address of the site, and the address in the form
// in which it is asked for; false if a copy does not hold it.
//
//	/de/                       de/index.html
//	/de/centres/5              de/centres/5.html
//	/de/centres/5/contact.vcf  de/centres/5/contact.vcf
//	/de/centres?land=DE-BY     de/centres-land-DE-BY.html
func (f frozenFiles) page(u *url.URL) (page, bool) {
	p := page{address: u.Path, file: strings.TrimPrefix(u.Path, "/")}
	if strings.HasPrefix(u.Path, "/static/") {
		return p, plainName(p.file) && !strings.HasSuffix(p.file, "/") && u.RawQuery == ""
	}
	lang, rest, _ := strings.Cut(p.file, "/")
	queries, save, hangs := hangsOn("/" + rest)
	p.save = save
	if !f["/"+lang+"/"] || !f[u.Path] && !hangs || !plainName(p.file) {
		return page{}, false
	}
	ending := path.Ext(p.file)
	switch {
	case strings.HasSuffix(p.file, "/"):
		p.file, ending = p.file+"index", ".html"
	case ending == "":
		ending = ".html"
	default:
		p.file = strings.TrimSuffix(p.file, ending)
	}
	query, name, ok := oneWish(u.Query(), queries)
	p.address += query
	p.file += name + ending
	return p, ok
}

func hangsOn(address string) (queries []string, save string, ok bool) {
	for _, b := range besides {
		if fits, err := path.Match(b.path, address); err == nil && fits {
			return b.queries, b.save, true
		}
	}
	return nil, "", false
}

// oneWish writes a query with at most one of the known names, and the page of a
// list, as a query and as part of a file name. It is false for any other query.
func oneWish(values url.Values, known []string) (query, name string, ok bool) {
	var wish, number string
	for key, all := range values {
		switch {
		case len(all) != 1 || !plainName(all[0]) || strings.Contains(all[0], "/"):
			return "", "", false
		case key == "page" && slices.Contains(known, "land"):
			number = all[0]
		case slices.Contains(known, key) && wish == "":
			wish = key
		default:
			return "", "", false
		}
	}
	to := url.Values{}
	if wish != "" {
		to.Set(wish, values.Get(wish))
		name = "-" + wish + "-" + values.Get(wish)
	}
	if number != "" && number != "1" {
		to.Set("page", number)
		name += "-page-" + number
	}
	if len(to) > 0 {
		query = "?" + to.Encode()
	}
	return query, name, true
}

// plainName tells whether a name can be a file's on every system, and stands in
// an address as it is.
func plainName(name string) bool {
	for _, r := range name {
		if !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/", r) {
			return false
		}
	}
	return name != "" && path.Clean("/"+name) == "/"+strings.TrimSuffix(name, "/")
}

// relative is the way from one file to another.
func relative(from, to string) string {
	a, b := strings.Split(from, "/"), strings.Split(to, "/")
	for len(a) > 1 && len(b) > 1 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	return strings.Repeat("../", len(a)-1) + strings.Join(b, "/")
}
