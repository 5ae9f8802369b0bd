package handbook

import (
	"database/sql"
	"net/http"
	"strings"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// VersionsPage lists what a note said before.
type VersionsPage struct {
	ui.Frame
	Title string
	Note  string // address
	Rows  []VersionRow
	Most  int
}

// VersionRow is one version in the list; the present one has no address.
type VersionRow struct {
	Address string
	Number  int
	Changed string
	What    string // which fields were changed against the version before
}

// VersionPage is one earlier version.
type VersionPage struct {
	ui.Frame
	Title    string
	Versions string // address of the list
	Restore  string // address
	Stamp    string
	MayWrite bool
	Changed  string
	Facts    []FactView // every field but the text
	Text     ui.Prose
	Same     bool // says the same as the note now
}

// past opens a note with its earlier versions.
func (d worker) past(r *http.Request) (id vault.ID, n Note, earlier []version, err error) {
	id, ok := vault.ParseID(r.PathValue("id"))
	if !ok {
		return "", Note{}, nil, missing()
	}
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		f, opened, _, err := load(r.Context(), tx, a, id)
		if err != nil {
			return err
		}
		n = opened
		earlier, err = history(r.Context(), tx, f)
		return err
	})
	return id, n, earlier, err
}

// chosen is the version in an address.
func chosen(r *http.Request, all []version) (version, error) {
	for _, v := range all {
		if string(v.id) == r.PathValue("version") {
			return v, nil
		}
	}
	return version{}, missing()
}

func (room *Room) versions(w http.ResponseWriter, r *http.Request, d worker) error {
	id, n, earlier, err := d.past(r)
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "handbook.read", id, ""); err != nil {
		return err
	}
	people := []core.ID{n.By}
	for _, v := range earlier {
		people = append(people, v.By)
	}
	names, err := d.Named(r.Context(), people...)
	if err != nil {
		return err
	}
	p := VersionsPage{Frame: room.frame(r, "handbook.version.heading"), Title: n.Title, Note: address(id), Most: versionLimit}
	all := append([]version{{Change: n.Change}}, earlier...)
	for i, v := range all {
		row := VersionRow{Number: v.Number, Changed: changedBy(p.Frame, v.Change, room.Zone, names)}
		if i > 0 {
			row.Address = address(id) + "/versions/" + string(v.id)
		}
		var what []string
		if i+1 < len(all) {
			for _, f := range differences(v.Content, all[i+1].Content) {
				what = append(what, p.Say("handbook.field."+f.name))
			}
		}
		row.What = strings.Join(what, ", ")
		p.Rows = append(p.Rows, row)
	}
	return web.Render(w, r, http.StatusOK, versionsPage(p))
}

func (room *Room) version(w http.ResponseWriter, r *http.Request, d worker) error {
	id, n, earlier, err := d.past(r)
	if err != nil {
		return err
	}
	v, err := chosen(r, earlier)
	if err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "handbook.read", id, ""); err != nil {
		return err
	}
	names, err := d.Named(r.Context(), v.By)
	if err != nil {
		return err
	}
	p := VersionPage{Frame: room.frame(r, "handbook.version.one"), Title: n.Title, MayWrite: d.Has(Write)}
	p.Versions = address(id) + "/versions"
	p.Restore, p.Stamp = p.Versions+"/"+string(v.id)+"/restore", string(n.Stamp)
	p.Changed = changedBy(p.Frame, v.Change, room.Zone, names)
	p.Same = len(differences(v.Content, n.Content)) == 0
	for _, f := range fields() {
		value := shown(p.Frame, f.name, f.get(v.Content))
		if value == "" || f.name == "text" {
			continue
		}
		p.Facts = append(p.Facts, FactView{Name: p.Say("handbook.field." + f.name), Lines: strings.Split(value, "\n")})
	}
	if p.Text, err = ui.ReadProse([]byte(v.Text)); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, versionPage(p))
}

// restore makes a note say again what it said before. What it says now becomes
// an earlier version, so this can be undone as well.
func (room *Room) restore(w http.ResponseWriter, r *http.Request, d worker) error {
	values, err := web.ReadForm(r)
	if err != nil {
		return err
	}
	id, _, earlier, err := d.past(r)
	if err != nil {
		return err
	}
	v, err := chosen(r, earlier)
	if err != nil {
		return err
	}
	stamp, ok := vault.ParseID(values.Get("stamp"))
	if !ok {
		return missing()
	}
	return room.save(w, r, d, id, stamp, v.Content, nil, "restored")
}
