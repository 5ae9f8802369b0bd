package casework

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	_ "embed"
	"io"
	"net/http"

	"verbund/internal/core"
	"verbund/internal/platform/ui"
	"verbund/internal/platform/vault"
	"verbund/internal/platform/web"
)

// outsideGuide tells whoever gets the file, in German and English, how to open it.
// It travels in the clear and names nobody.
//
//go:embed outside.txt
var outsideGuide []byte

// Names in the file for somebody outside, which tell nothing.
const (
	parcelName  = "nachricht.zip"
	guideName   = "LIESMICH-README.txt"
	messageName = "nachricht.html.age"
)

// OutsidePage is a hand-over as somebody reads it who has no verbund: a page that
// stands by itself.
type OutsidePage struct {
	ui.Frame
	From   string
	Person string
	Letter LetterView
}

// parcel gives whoever made it the file for somebody outside: instructions, and
// the letter sealed for the words she tells by phone.
func (room *Room) parcel(w http.ResponseWriter, r *http.Request, d worker) error {
	at, err := referralAt(r)
	if err != nil {
		return err
	}
	n, err := d.neighbourhood(r.Context())
	if err != nil {
		return err
	}
	var p *Parcel
	err = d.View(r.Context(), func(tx *sql.Tx, a *vault.Access) error {
		c, err := d.open(r.Context(), tx, a, at.caseID)
		if err != nil {
			return err
		}
		k, err := c.referral(at.id)
		if err != nil {
			return err
		}
		p = k.Referral.Parcel
		if p == nil {
			return &core.Error{Kind: core.Gone, Key: "casework.referral.no-parcel"}
		}
		if p.By != d.Actor.Person {
			return &core.Error{Kind: core.Denied, Key: "casework.referral.not-your-file"}
		}
		return nil
	})
	if err != nil {
		return err
	}
	page := OutsidePage{Frame: room.frame(r, room.said(r, "casework.referral.outside-title")), From: n.own.Name, Person: p.Person}
	page.Letter = d.letterView(page.Frame, p.Letter)
	var file bytes.Buffer
	if err := writeParcel(r.Context(), &file, page, p.Passphrase); err != nil {
		return err
	}
	if err := d.RecordAlone(r.Context(), "casework.referral-file", at.caseID, ""); err != nil {
		return err
	}
	return web.Attachment(w, r, parcelName, bytes.NewReader(file.Bytes()))
}

// writeParcel writes the instructions and the sealed page.
func writeParcel(ctx context.Context, out io.Writer, page OutsidePage, passphrase string) error {
	to, err := vault.PassphraseRecipient(passphrase)
	if err != nil {
		return err
	}
	files := zip.NewWriter(out)
	guide, err := files.Create(guideName)
	if err != nil {
		return err
	}
	if _, err := guide.Write(outsideGuide); err != nil {
		return err
	}
	message, err := files.CreateHeader(&zip.FileHeader{Name: messageName, Method: zip.Store})
	if err != nil {
		return err
	}
	sealed, err := vault.SealFile(message, to)
	if err != nil {
		return err
	}
	if err := outsidePage(page).Render(ctx, sealed); err != nil {
		return err
	}
	if err := sealed.Close(); err != nil {
		return err
	}
	return files.Close()
}
