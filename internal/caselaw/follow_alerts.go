package caselaw

import (
	"context"
	"errors"
	"os"
	"slices"

	"verbund/internal/caselaw/decision"
	"verbund/internal/caselaw/search"
	"verbund/internal/core"
)

// alertsFrom is the hour of the network's clock before which no mail goes out: a
// telephone that lights up in the night wakes whoever lies beside it.
const alertsFrom = 6

// alertsAtOnce is how many followers are looked after at once.
const alertsAtOnce = 200

// SendAlerts queues a mail to everybody for whom there is something new, and is to be
// called every hour. Any number of servers may: of what she has heard, nobody hears
// again, and of what is public nobody misses anything, whenever a server is killed.
// Without mails it does nothing.
func (room *Room) SendAlerts(ctx context.Context) error {
	if room.Mails == "" {
		return nil
	}
	if err := room.Store.sweepFollows(ctx); err != nil || room.Clock.Now().In(room.Zone).Hour() < alertsFrom {
		return err
	}
	last, err := room.Store.Position(ctx)
	if err != nil {
		return err
	}
	n := &news{room: room, last: last, from: -1}
	defer n.close()
	after := core.ID("")
	for {
		all, err := room.Store.due(ctx, after, last, alertsAtOnce)
		if err != nil || len(all) == 0 {
			return err
		}
		from := last
		for _, f := range all {
			from = min(from, f.Position)
		}
		if err := n.since(ctx, from); err != nil {
			return err
		}
		for i := range all {
			if err := room.alert(ctx, n, &all[i]); err != nil {
				return err
			}
		}
		after = all[len(all)-1].ID
	}
}

// alert tells one follower what is new for her.
func (room *Room) alert(ctx context.Context, n *news, f *Follow) error {
	if f.Kind == ByDecision {
		return room.alertDecision(ctx, n, f)
	}
	numbers, err := n.matching(ctx, f)
	if err != nil {
		return err
	}
	if len(numbers) == 0 {
		return room.Store.told(ctx, f, n.last, f.Known, nil)
	}
	shown, err := room.several(ctx, numbers[:min(len(numbers), listedInMail)])
	if err != nil {
		return err
	}
	if len(shown) == 0 { // taken down meanwhile
		return room.Store.told(ctx, f, n.last, f.Known, nil)
	}
	return room.Store.told(ctx, f, n.last, f.Known, room.digest(f, n.last, shown, len(numbers)))
}

// alertDecision tells of a decision: that its full text is there, that a higher instance
// has decided, that it is cited.
func (room *Room) alertDecision(ctx context.Context, n *news, f *Follow) error {
	known, d, err := room.Store.knowledge(ctx, f.What)
	if err != nil {
		return err
	}
	if d == nil { // not public now: nothing is said about it
		return room.Store.told(ctx, f, n.last, f.Known, nil)
	}
	f.What = formatNumber(d.Number)
	var tale story
	tale.text = known.Text && !f.Known.Text
	for _, in := range known.Higher {
		if !slices.Contains(f.Known.Higher, in) {
			tale.higher = append(tale.higher, in)
		}
	}
	var citing []int64
	for _, number := range known.CitedBy {
		if !slices.Contains(f.Known.CitedBy, number) {
			citing = append(citing, number)
		}
	}
	next := n.after(d, f.Position)
	citing = slices.DeleteFunc(citing, func(number int64) bool { return slices.Contains(next, number) })
	tale.citing = len(citing)
	if tale.next, err = room.several(ctx, next); err != nil {
		return err
	}
	if tale.cited, err = room.several(ctx, citing[:min(len(citing), listedInMail)]); err != nil {
		return err
	}
	// Of what she has heard once she does not hear again when it goes and comes back.
	for _, number := range f.Known.CitedBy {
		if !slices.Contains(known.CitedBy, number) {
			known.CitedBy = append(known.CitedBy, number)
		}
	}
	known.Text = known.Text || f.Known.Text
	if tale.empty() {
		return room.Store.told(ctx, f, n.last, known, nil)
	}
	return room.Store.told(ctx, f, n.last, known, room.report(f, n.last, d, tale))
}

// news are the decisions that became public after a change, up to the last.
type news struct {
	room       *Room
	from, last int64
	first      []int64         // numbers, in the order in which they became public
	at         map[int64]int64 // when each did, as the position of the change
	lower      map[int64][]decision.Instance
	norms      map[int64][]string
	index      *search.Index // over these decisions alone; made when it is needed
	read       bool
}

// since reads the news after a position, unless they are there already.
func (n *news) since(ctx context.Context, from int64) error {
	if n.from >= 0 && from >= n.from {
		return nil
	}
	n.close()
	*n = news{room: n.room, last: n.last, from: from, at: map[int64]int64{}, lower: map[int64][]decision.Instance{}, norms: map[int64][]string{}}
	const some = 500
	for at := from; at < n.last; {
		changes, err := n.room.Store.Changes(ctx, at, some)
		if err != nil || len(changes) == 0 {
			return err
		}
		for _, c := range changes {
			at = c.Position
			if !c.First || c.Position > n.last {
				continue
			}
			if _, twice := n.at[c.Number]; !twice {
				n.first = append(n.first, c.Number)
			}
			n.at[c.Number] = c.Position
		}
	}
	for numbers := range slices.Chunk(n.first, atOnce) {
		shown, err := n.room.Store.Several(ctx, numbers, false)
		if err != nil {
			return err
		}
		for number, d := range shown {
			n.lower[number] = d.Entry.Chain
		}
	}
	return nil
}

// after are the decisions that became public after a position and name d as one of a
// lower instance.
func (n *news) after(d *Shown, position int64) (all []int64) {
	keys := keysOf(&d.Entry)
	for _, number := range n.first {
		if n.at[number] <= position || number == d.Number {
			continue
		}
		for _, in := range n.lower[number] {
			as := decision.Entry{ECLI: in.ECLI}
			if in.FileNumber != "" {
				as.FileNumbers = []string{in.FileNumber}
			}
			shares := slices.ContainsFunc(keysOf(&as), func(key string) bool { return slices.Contains(keys, key) })
			if !in.Higher && shares && means(courtName(in.Court), in.Date.String(), d.Entry.Court, d.Entry.Date.String()) {
				all = append(all, number)
				break
			}
		}
	}
	return all
}

// matching are those of the news that a follower has not heard of and wants to, in the
// order in which they became public.
func (n *news) matching(ctx context.Context, f *Follow) (all []int64, err error) {
	if len(n.first) == 0 {
		return nil, nil
	}
	if err := n.study(ctx); err != nil {
		return nil, err
	}
	fits := map[int64]bool{}
	switch f.Kind {
	case ByNorm:
		for number, keys := range n.norms {
			fits[number] = slices.Contains(keys, f.What)
		}
	case ByQuery:
		request := requestFollowed(f.What)
		request.PerPage = searchMostPerPage
		for request.Page = 1; ; request.Page++ {
			found, err := n.index.Search(ctx, request)
			if err != nil {
				return nil, err
			}
			if found.Relaxed { // nothing new is what she asked for
				break
			}
			for _, h := range found.Hits {
				fits[h.Number] = true
			}
			if len(found.Hits) < request.PerPage {
				break
			}
		}
	}
	for _, number := range n.first {
		if fits[number] && n.at[number] > f.Position {
			all = append(all, number)
		}
	}
	return all, nil
}

// study reads the news and makes an index over them, in a folder beside the large one:
// so a search over what is new is exact, however much there is of what is old.
func (n *news) study(ctx context.Context) error {
	if n.read {
		return nil
	}
	folder := n.folder()
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	index, err := search.Open(folder, searchOptions())
	if err != nil {
		return err
	}
	n.index = index
	const some = 50
	for numbers := range slices.Chunk(n.first, some) {
		shown, err := n.room.Store.Several(ctx, numbers, true)
		if err != nil {
			return err
		}
		var docs []search.Document
		for _, number := range numbers {
			if d, ok := shown[number]; ok {
				doc := documentOf(&d)
				n.norms[number] = doc.Norms
				docs = append(docs, doc)
			}
		}
		if err := index.Put(ctx, docs...); err != nil {
			return err
		}
	}
	n.read = true
	return nil
}

func (n *news) folder() string { return n.room.Finder.folder + ".news" }

// close deletes the index. What it fails at is done by the next run.
func (n *news) close() {
	if n.index != nil {
		_ = errors.Join(n.index.Close(), os.RemoveAll(n.folder()))
		n.index = nil
	}
}
