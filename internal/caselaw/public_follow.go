package caselaw

import (
	"net/url"

	"verbund/internal/caselaw/search"
	"verbund/internal/platform/ui"
)

// followAddress is that of the form for following something by mail, or nothing where no
// mails are sent.
func (room *Room) followAddress(p CasePage, kind Followed, what string) string {
	if room.Mails == "" || p.Frozen {
		return ""
	}
	q := url.Values{"kind": {string(kind)}}
	if what != "" {
		q.Set("what", what)
	}
	return p.Root + "/follow?" + q.Encode()
}

// followLinks are the ways to hear of what is new for a search: by mail, where mails are
// sent, and as a feed. There are none for a search that is too long to travel.
func (room *Room) followLinks(p CasePage, r search.Request) (all []ui.Link) {
	r.Sort, r.Page, r.PerPage = byRelevance, 1, searchPerPage
	what := writeRequest(r).Encode()
	if p.Frozen || len(r.Text) > longestLinked {
		return nil
	}
	if at := room.followAddress(p, ByQuery, what); at != "" {
		all = append(all, ui.Link{Address: at, Words: p.say("follow.by-mail")})
	}
	return append(all, ui.Link{Address: p.Root + "/search.atom?" + what, Words: p.say("follow.by-feed")})
}

// newsLinks are the ways to hear of all that is new.
func (room *Room) newsLinks(p CasePage) (all []ui.Link) {
	if p.Frozen {
		return nil
	}
	if at := room.followAddress(p, ByQuery, ""); at != "" {
		all = append(all, ui.Link{Address: at, Words: p.say("follow.all-by-mail")},
			ui.Link{Address: room.followAddress(p, ByNorm, ""), Words: p.say("follow.norm-by-mail")})
	}
	return append(all, ui.Link{Address: p.Root + "/new.atom", Words: p.say("follow.new-feed")}, ui.Link{Address: p.Root + "/changed.atom", Words: p.say("follow.changed-feed")},
		ui.Link{Address: apiPath + "/all.jsonl", Words: p.say("follow.all-file")})
}
