package web

// Paging divides a list into pages, counted from 1.
type Paging struct {
	Page, PerPage, Total int
}

// NewPaging reads page and per_page. A page behind the last one is the last.
func NewPaging(v Values, total, perPage, most int) Paging {
	p := Paging{PerPage: v.Number("per_page", perPage, 1, most), Total: total}
	p.Page = v.Number("page", 1, 1, p.Pages())
	return p
}

// Pages is how many pages there are; an empty list has one.
func (p Paging) Pages() int { return max(1, (p.Total+p.PerPage-1)/p.PerPage) }

// From and To are the bounds of the page in the list, as in list[From():To()].
func (p Paging) From() int { return min((p.Page-1)*p.PerPage, p.Total) }

// To is the end of the page; see From.
func (p Paging) To() int { return min(p.Page*p.PerPage, p.Total) }
