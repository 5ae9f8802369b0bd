package caselaw

import (
	"context"
	"errors"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"

	"verbund/internal/caselaw/citation"
	"verbund/internal/caselaw/search"
	"verbund/internal/core"
)

// Finder is the index of this server over what is published: a cache in a folder, which
// follows the feed of changes. It is opened when it is first needed, so that commands
// that search nothing leave it to the server.
type Finder struct {
	store  *Store
	folder string

	one   sync.Mutex // over following: one at a time
	words [][]string // the thesaurus as the index has it
	opens sync.Mutex
	index *search.Index
	aside string // a folder that goes with the program, where a server holds the other one
}

// NewFinder returns the finder whose index lies in a folder.
func NewFinder(store *Store, folder string) *Finder { return &Finder{store: store, folder: folder} }

// Index opens the index, or makes an empty one. A command that runs beside a server makes
// one of its own aside, since only one program may write to a folder.
func (f *Finder) Index() (*search.Index, error) {
	f.opens.Lock()
	defer f.opens.Unlock()
	if f.index != nil {
		return f.index, nil
	}
	index, err := search.Open(f.folder, searchOptions())
	switch {
	case err == nil:
		f.sweep()
	case core.KindOf(err) == core.Unavailable:
		if f.aside, err = os.MkdirTemp(filepath.Dir(f.folder), filepath.Base(f.folder)+asideMark); err == nil {
			index, err = search.Open(f.aside, searchOptions())
		}
	}
	if err != nil {
		return nil, errors.Join(err, f.clear())
	}
	f.index = index
	return index, nil
}

// asideMark stands in the names of folders made aside.
const asideMark = ".aside-"

// sweep removes what commands that were killed left aside, so that nothing which is taken
// down later lies there. Those that still run hold the lock of theirs.
func (f *Finder) sweep() {
	left, _ := filepath.Glob(f.folder + asideMark + "*") // the pattern is well formed
	for _, folder := range left {
		index, err := search.Open(folder, searchOptions())
		if core.KindOf(err) == core.Unavailable {
			continue
		}
		if err == nil {
			index.Close()
		}
		os.RemoveAll(folder)
	}
}

// clear removes the index that was made aside.
func (f *Finder) clear() error {
	if f.aside == "" {
		return nil
	}
	err := os.RemoveAll(f.aside)
	f.aside = ""
	return err
}

// Close ends the use of the index.
func (f *Finder) Close() error {
	f.opens.Lock()
	defer f.opens.Unlock()
	if f.index == nil {
		return nil
	}
	err := f.index.Close()
	f.index = nil
	return errors.Join(err, f.clear())
}

// atOnce is how many changes a search waits for. More, or an index that is made anew,
// are left to the job that follows; meanwhile a search answers from what is there.
const atOnce = 200

// Search brings the index up to date and searches it, so that what has just been taken
// down is in no count either. Where it is far behind, it finds what is there so far, and
// building is true.
func (f *Finder) Search(ctx context.Context, r search.Request) (found search.Result, building bool, err error) {
	index, err := f.Index()
	if err != nil {
		return found, false, err
	}
	last, err := f.store.Position(ctx)
	if err != nil {
		return found, false, err
	}
	switch at := index.Position(); {
	case at == last:
	case last <= atOnce, 0 < at && at < last && last-at <= atOnce:
		f.one.Lock()
		err = f.follow(ctx, index)
		f.one.Unlock()
	default:
		building = true
	}
	if err != nil {
		return found, false, err
	}
	found, err = index.Search(ctx, r)
	return found, building, err
}

// Follow brings the index up to the last change, and makes it anew where it was missing.
// Calling it when nothing has changed costs one short query.
func (f *Finder) Follow(ctx context.Context) error {
	index, err := f.Index()
	if err != nil {
		return err
	}
	f.one.Lock()
	defer f.one.Unlock()
	return f.follow(ctx, index)
}

// learn gives the index the thesaurus as the editors have it now.
func (f *Finder) learn(ctx context.Context, index *search.Index) error {
	groups, err := f.store.Synonyms(ctx)
	if err != nil || f.words != nil && slices.EqualFunc(groups, f.words, slices.Equal) {
		return err
	}
	f.words = groups
	index.SetThesaurus(groups)
	return nil
}

func (f *Finder) follow(ctx context.Context, index *search.Index) error {
	if err := f.learn(ctx, index); err != nil {
		return err
	}
	last, err := f.store.Position(ctx)
	if err != nil {
		return err
	}
	at := index.Position()
	switch {
	case at == last:
		return nil
	case at == 0 || at > last: // new, or of another database
		return f.rebuild(ctx, index, last)
	}
	const some = 100
	for at < last {
		changes, err := f.store.Changes(ctx, at, some)
		if err != nil {
			return err
		}
		if len(changes) == 0 {
			break
		}
		var numbers []int64
		seen := map[int64]bool{}
		for _, c := range changes {
			at = c.Position
			if !seen[c.Number] {
				seen[c.Number] = true
				numbers = append(numbers, c.Number)
			}
		}
		// What counts is how each is now, whatever became of it in between.
		shown, err := f.store.Several(ctx, numbers, true)
		if err != nil {
			return err
		}
		var there []search.Document
		var gone []int64
		for _, n := range numbers {
			if d, ok := shown[n]; ok {
				there = append(there, documentOf(&d))
			} else {
				gone = append(gone, n)
			}
		}
		if err := index.Put(ctx, there...); err != nil {
			return err
		}
		if err := index.Delete(ctx, gone...); err != nil {
			return err
		}
		if err := index.SetPosition(at); err != nil {
			return err
		}
	}
	return nil
}

// Rebuild makes the index anew from the database.
func (f *Finder) Rebuild(ctx context.Context) error {
	index, err := f.Index()
	if err != nil {
		return err
	}
	f.one.Lock()
	defer f.one.Unlock()
	last, err := f.store.Position(ctx)
	if err != nil {
		return err
	}
	return f.rebuild(ctx, index, last)
}

// rebuild reads all that is published. What changes meanwhile comes after the position
// last, and is followed afterwards.
func (f *Finder) rebuild(ctx context.Context, index *search.Index, last int64) error {
	if err := index.Rebuild(ctx, f.documents(ctx)); err != nil {
		return err
	}
	return index.SetPosition(last)
}

func (f *Finder) documents(ctx context.Context) iter.Seq2[search.Document, error] {
	return func(yield func(search.Document, error) bool) {
		err := f.store.Each(ctx, 0, func(d Shown) bool { return yield(documentOf(&d), nil) })
		if err != nil {
			yield(search.Document{}, err)
		}
	}
}

// documentOf is what is found of a decision, and by what.
func documentOf(d *Shown) search.Document {
	e := &d.Entry
	doc := search.Document{
		Number: d.Number, State: string(Published), Court: e.Court, Kind: e.Kind, Date: e.Date, FileNumbers: e.FileNumbers, ECLI: e.ECLI, Title: titleOf(e),
		Fields: e.Fields, Forms: e.Forms, Sectors: e.Sectors, Acts: e.Acts, Means: e.Means, Purposes: e.Purposes, Results: e.Results, Keywords: e.Keywords,
		Significance: e.Significance, Text: d.Text,
	}
	if c, ok := courtOf(e.Court); ok {
		doc.Branch, doc.Level, doc.Land = c.Branch, formatNumber(int64(c.Level)), c.Land
	}
	seen := map[string]bool{}
	norm := func(n citation.Norm) {
		for _, key := range n.Prefixes() {
			if !seen[key] {
				seen[key] = true
				doc.Norms = append(doc.Norms, key)
			}
		}
	}
	for _, n := range e.Norms {
		if parsed, ok := citation.ParseNorm(n.Text); ok {
			norm(parsed)
		}
	}
	cited := map[string]bool{}
	for _, section := range d.Text.Sections {
		for _, p := range section.Paragraphs {
			for _, c := range citation.Find(p.Text) {
				if c.Kind == citation.Statute {
					for _, n := range c.Norms() {
						norm(n)
					}
				} else if key := c.Case.Key(); key != "" && !cited[key] {
					cited[key] = true
					doc.Cases = append(doc.Cases, key)
				}
			}
		}
	}
	for _, v := range e.Versions {
		for _, words := range []string{v.Title, v.Headnote, v.Points, v.Facts, v.Holding, v.Practice, v.Plain} {
			if words != "" {
				doc.Words += words + "\n"
			}
		}
	}
	return doc
}

// searchOptions are what the search needs to know of citations.
func searchOptions() search.Options {
	return search.Options{ParseNorm: typedNorm, ParseCase: typedCase, FileNumber: citation.FileNumberKey, Find: citedIn}
}

// citedIn are the citations in a text with the keys under which they are found.
func citedIn(text string) (all []search.Citation) {
	for _, c := range citation.Find(text) {
		at := search.Citation{Start: c.Start, End: c.End}
		if c.Kind == citation.Statute {
			for _, n := range c.Norms() {
				at.Keys = append(at.Keys, n.Prefixes()...)
			}
		} else if key := c.Case.Key(); key != "" {
			at.Keys = []string{key}
		}
		all = append(all, at)
	}
	return all
}

// typedNorm is the key of a provision as somebody types it.
func typedNorm(s string) (string, bool) {
	n, ok := citation.ParseNorm(s)
	return n.Key(), ok
}

// typedCase is the key of a decision as somebody types it.
func typedCase(s string) (string, bool) {
	c, ok := citation.ParseCase(s)
	return c.Key(), ok
}
