package account

import (
	"bytes"
	"database/sql"
	"encoding/hex"
	"net/http"
	"time"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

// SessionsPage lists where a person is signed in.
type SessionsPage struct {
	ui.Frame
	Sessions []SessionView
	Others   bool // there are others beside this one
}

// SessionView is a session in her language.
type SessionView struct {
	ID, Began, Seen string
	This            bool
}

func (a *Accounts) listSessions(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	var all []Session
	err = a.DB.View(r.Context(), func(tx *sql.Tx) error {
		all, err = sessionsOf(r.Context(), tx, v.Who.ID)
		return err
	})
	if err != nil {
		return err
	}
	p := SessionsPage{Frame: a.frame(r, "account.own.sessions", v.Who.Language)}
	for _, s := range all {
		if !s.open(a.Clock.Now()) {
			continue
		}
		this := bytes.Equal(s.Hash, v.Hash)
		p.Others = p.Others || !this
		p.Sessions = append(p.Sessions, SessionView{ID: hex.EncodeToString(s.Hash), Began: a.moment(p.Frame, s.Began), Seen: a.moment(p.Frame, s.Seen), This: this})
	}
	return web.Render(w, r, http.StatusOK, sessionsPage(p))
}

// moment writes day and time as the network's clocks show them.
func (a *Accounts) moment(f ui.Frame, t time.Time) string {
	t = t.In(a.Zone)
	return f.Say("account.own.moment", "day", core.DateOf(t), "time", f.Time(t.Hour(), t.Minute()))
}

// endSome ends one session, all others, or all of them.
func (a *Accounts) endSome(w http.ResponseWriter, r *http.Request) error {
	v, err := a.visitIn(r)
	if err != nil {
		return err
	}
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	what := values.Get("what")
	one, _ := hex.DecodeString(values.Get("session"))
	err = a.DB.Update(r.Context(), func(tx *sql.Tx) error {
		switch what {
		case "one":
			_, err := tx.ExecContext(r.Context(), `DELETE FROM account_session WHERE hash = $1 AND person_id = $2`, whole(one), string(v.Who.ID))
			return err
		case "others":
			return endSessions(r.Context(), tx, v.Who.ID, v.Hash)
		case "all":
			return endSessions(r.Context(), tx, v.Who.ID, nil)
		}
		return &core.Error{Kind: core.Malformed}
	})
	if err != nil {
		return err
	}
	if what == "all" || what == "one" && bytes.Equal(one, v.Hash) {
		a.forgetBrowser(w)
		return web.SeeOther(w, signInPath)
	}
	return web.SeeOther(w, "/account/sessions")
}
