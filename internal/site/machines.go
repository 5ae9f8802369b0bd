package site

import (
	"encoding/xml"
	"net/http"
	"time"

	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// healthy says that the process answers.
func (room *Room) healthy(w http.ResponseWriter, r *http.Request) error {
	return plain(w, r, "ok\n")
}

// ready says whether the database can be reached.
func (room *Room) ready(w http.ResponseWriter, r *http.Request) error {
	if err := room.Ready(r.Context()); err != nil {
		return err
	}
	return plain(w, r, "ready\n")
}

func plain(w http.ResponseWriter, r *http.Request, s string) error {
	return web.Write(w, r, http.StatusOK, "text/plain; charset=utf-8", []byte(s))
}

func (room *Room) icon(w http.ResponseWriter, r *http.Request) error {
	return web.Write(w, r, http.StatusOK, "image/png", ui.Icon)
}

// robots lets search engines in: people must find the help. Pages that answer a
// search say themselves that they are not to be listed.
func (room *Room) robots(w http.ResponseWriter, r *http.Request) error {
	return plain(w, r, "User-agent: *\nDisallow: /exit\n\nSitemap: "+room.Address(r)+"/sitemap.xml\n")
}

// security tells where to report weaknesses (RFC 9116).
func (room *Room) security(w http.ResponseWriter, r *http.Request) error {
	if room.Security == "" {
		return web.NotFound()
	}
	until := room.Clock.Now().UTC().Add(securityFor).Truncate(24 * time.Hour)
	return plain(w, r, "Contact: "+room.Security+
		"\nExpires: "+until.Format(time.RFC3339)+
		"\nPreferred-Languages: de, en"+ // in which somebody answers; the others are translations
		"\nCanonical: "+room.Address(r)+"/.well-known/security.txt\n")
}

// sitemap lists every page in every language.
func (room *Room) sitemap(w http.ResponseWriter, r *http.Request) error {
	entries, err := room.Entries(r.Context())
	if err != nil {
		return err
	}
	paths := []string{"/"}
	for _, name := range textPages {
		paths = append(paths, "/"+name)
	}
	type address struct {
		Loc string `xml:"loc"`
	}
	var set struct {
		XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
		URLs    []address `xml:"url"`
	}
	for _, l := range room.Languages {
		for _, p := range append(paths, entries...) {
			set.URLs = append(set.URLs, address{room.Address(r) + "/" + string(l.Code) + p})
		}
	}
	body, err := xml.MarshalIndent(set, "", " ")
	if err != nil {
		return err
	}
	return web.Write(w, r, http.StatusOK, "application/xml; charset=utf-8", append([]byte(xml.Header), body...))
}
