package citation

import "strings"

// How many bytes after a book was named it still counts for sections that come without
// one. Articles of several acts and conventions mingle more than sections do.
const (
	sectionsReach = 3000
	articlesReach = 400
)

// remember keeps the book for sections that come without one.
func (f *finder) remember(book string, article bool, at int) {
	if article {
		f.articles, f.articlesAt = book, at
	} else {
		f.sections, f.sectionsAt = book, at
	}
}

// linked tells whether only a word of connection stands between the citations that wait
// for their book and the group at i, "§ 167 i.V.m. § 708 ZPO".
func (f *finder) linked(i int) bool {
	if f.waits >= len(f.out) || i < f.waitEnd || i-f.waitEnd > 30 {
		return false
	}
	return connects(strings.TrimSpace(f.s[f.waitEnd:i]))
}

// connects tells whether t is what stands between two statutes that belong together.
func connects(t string) bool {
	t = strings.TrimPrefix(t, ",")
	t = strings.TrimSpace(t)
	switch t {
	case "", "und", "oder", "sowie", "bzw.", "bzw", "i.V.m.", "i. V. m.", "iVm", "i.V.m", "i.V. m.", "i.V. mit", "i. V. mit",
		"in Verbindung mit", "und nach", "und des", "u.", "/", ";", "–", "-", "i.S.d.", "i. S. d.", "bis", "und von", "i. V. m", "iVm.",
		"in Verb. mit", "i.Verb.m.", "i. Verb. m.", "iV mit", "oder nach", "oder des", "und der", "i.V.m. mit", "je i.V.m.", "jeweils i.V.m.",
		"jeweils in Verbindung mit", "u", "aus", "mit", "analog", "gemäß", "nach":
		return true
	}
	return false
}

// give sets the book of all citations from the given one on that have none.
func (f *finder) give(book string, from int) {
	article := f.out[len(f.out)-1].Norm.Article
	for k := from; k < len(f.out); k++ {
		c := &f.out[k]
		if c.Kind == Statute && c.Norm.Book == "" && c.Norm.Article == article {
			c.Norm.Book = book
			for m := range c.More {
				c.More[m].Book = book
			}
		}
	}
	f.settle() // those of the other kind, articles among sections
}

// settle gives citations that wait for a book the one that was named last. One that gets
// none is taken out.
func (f *finder) settle() {
	kept := f.waits
	for k := f.waits; k < len(f.out); k++ {
		c := &f.out[k]
		if c.Kind == Statute && c.Norm.Book == "" && !f.carry(c) {
			continue
		}
		if kept != k {
			f.out[kept] = f.out[k]
		}
		kept++
	}
	f.out = f.out[:kept]
	f.waits = kept
}

// carry gives c the book that was named last, and tells whether there is one.
func (f *finder) carry(c *Citation) bool {
	switch {
	case c.Norm.Article && c.Start-f.articlesAt < articlesReach:
		c.Norm.Book = f.articles
	case !c.Norm.Article && c.Start-f.sectionsAt < sectionsReach:
		c.Norm.Book = f.sections
	}
	for m := range c.More {
		c.More[m].Book = c.Norm.Book
	}
	return c.Norm.Book != ""
}
