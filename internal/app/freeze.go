package app

import (
	"bytes"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// Frozen tells what a frozen copy holds.
type Frozen struct {
	Languages, Pages, Files int
	Bytes                   int64
}

// Freeze writes the whole public part, in every language, as files into a folder:
// they need no program, work from any web server and from a USB stick, and every
// link between them is relative. It asks the site's own handler for each page, as
// a visitor would, so the copy holds exactly what everybody may see.
//
// The folder appears under its name only when it is whole. One that exists is
// replaced if it is empty or holds nothing but an earlier copy, else the error
// says what is in the way. The same data at the same minute give the same bytes.
// Progress, if it is not nil, is called with the number of files after each.
func (a *App) Freeze(ctx context.Context, dir string, progress func(files int)) (Frozen, error) {
	handler, err := a.Site.Handler()
	if err != nil {
		return Frozen{}, err
	}
	if err := a.Finder.Follow(ctx); err != nil { // what is like a decision stands on its page
		return Frozen{}, err
	}
	folder, err := newFrozenFolder(dir)
	if err != nil {
		return Frozen{}, err
	}
	z := &freezer{
		frames: a.frames, handler: handler, folder: folder, progress: progress,
		rewriter: rewriter{site: a.frames.url, files: frozenFiles{}}, begun: map[string]bool{},
	}
	if err := z.all(ctx); err != nil {
		return z.done, errors.Join(err, folder.abandon())
	}
	return z.done, folder.finish()
}

// freezer is one run of Freeze.
type freezer struct {
	frames   frames
	handler  http.Handler
	folder   *frozenFolder
	progress func(int)
	rewriter rewriter
	queue    []page
	begun    map[string]bool // files that are written or in the queue
	done     Frozen
}

// page is an address of the site and the file in which its answer stands.
type page struct {
	address, file string
	save          string // name under which a browser should save the file rather than show it
}

func (z *freezer) all(ctx context.Context) error {
	languages := z.frames.texts.Languages()
	z.done.Languages = len(languages)
	known, err := z.siteMap(ctx)
	if err != nil {
		return err
	}
	for _, address := range known {
		z.rewriter.files[address] = true
	}
	for _, address := range known {
		if err := z.add(address); err != nil {
			return err
		}
	}
	for len(z.queue) > 0 {
		next := z.queue[0]
		z.queue = z.queue[1:]
		if err := z.freeze(ctx, next); err != nil {
			return err
		}
	}
	if err := z.component(ctx, page{address: "/", file: "index.html"}, ui.Doors(z.frames.door())); err != nil {
		return err
	}
	return z.component(ctx, page{address: "/404", file: "404.html"}, z.frames.lost())
}

// siteMap returns the addresses of all pages that the site lists for search
// engines.
func (z *freezer) siteMap(ctx context.Context) ([]string, error) {
	answer, err := z.ask(ctx, "/sitemap.xml")
	if err != nil {
		return nil, err
	}
	var list struct {
		URLs []struct {
			Loc string `xml:"loc"`
		} `xml:"url"`
	}
	if err := xml.Unmarshal(answer.body.Bytes(), &list); err != nil {
		return nil, fmt.Errorf("map of the site: %w", err)
	}
	var all []string
	for _, u := range list.URLs {
		address, err := url.Parse(u.Loc)
		if err != nil {
			return nil, fmt.Errorf("map of the site: %w", err)
		}
		all = append(all, strings.TrimPrefix(address.Path, pathOf(z.frames.url)))
	}
	return all, nil
}

// pathOf is the path of the address of a site that does not stand at the top of
// its host.
func pathOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Path
}

// add puts the page with that address into the queue, once.
func (z *freezer) add(address string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	p, ok := z.rewriter.files.page(u)
	if !ok {
		return fmt.Errorf("%s has no place in a frozen copy", address)
	}
	z.put(p)
	return nil
}

func (z *freezer) put(p page) {
	if !z.begun[p.file] {
		z.begun[p.file] = true
		z.queue = append(z.queue, p)
	}
}

func (z *freezer) freeze(ctx context.Context, p page) error {
	answer, err := z.ask(ctx, p.address)
	if err != nil {
		return err
	}
	if !strings.HasPrefix(answer.header.Get("Content-Type"), "text/html") {
		return z.write(p, answer.body.Bytes())
	}
	return z.html(p, answer.body.Bytes())
}

// html writes a page with its links changed, and notes where they lead.
func (z *freezer) html(p page, body []byte) error {
	body, links, err := z.rewriter.rewrite(p, body)
	if err != nil {
		return fmt.Errorf("%s: %w", p.address, err)
	}
	for _, l := range links {
		z.put(l)
	}
	z.done.Pages++
	return z.write(p, body)
}

func (z *freezer) component(ctx context.Context, p page, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(ctx, &b); err != nil {
		return err
	}
	return z.html(p, b.Bytes())
}

func (z *freezer) write(p page, body []byte) error {
	if err := z.folder.write(p.file, body); err != nil {
		return err
	}
	z.done.Files++
	z.done.Bytes += int64(len(body))
	if z.progress != nil {
		z.progress(z.done.Files)
	}
	return nil
}

// answer is what the site answers, without a network between.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = cmp.Or(a.status, status) }
func (a *answer) Write(b []byte) (int, error) { a.WriteHeader(http.StatusOK); return a.body.Write(b) }

// ask opens an address of the site. Whatever is not an answer to it is an error:
// a copy with a gap would look whole.
func (z *freezer) ask(ctx context.Context, address string) (*answer, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+frozenHost+address, nil)
	if err != nil {
		return nil, err
	}
	a := &answer{header: http.Header{}}
	z.handler.ServeHTTP(a, web.Freeze(r))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if a.status != http.StatusOK {
		return nil, fmt.Errorf("%s answers with status %d; see the log", address, a.status)
	}
	return a, nil
}
