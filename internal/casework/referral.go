package casework

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"verbund/internal/casework/dataset"
	"verbund/internal/core"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
)

// referralSheet is under what a referral is kept among the records of a case. It
// is no sheet of the data set: nobody fills it in.
const referralSheet = "referral"

// referralDays is how long a hand-over waits for an answer unless it says
// otherwise; referralMost is how long it may wait.
const (
	referralDays = 14
	referralMost = 60
)

// Passage is how far a referral has come.
type Passage string

// The passages of a referral.
const (
	Prepared   Passage = "prepared" // chosen and seen, not sent
	Sent       Passage = "sent"
	Accepted   Passage = "accepted" // the other centre has made a case of it
	Declined   Passage = "declined"
	Revoked    Passage = "revoked" // taken back; after it was accepted, a request to erase
	Expired    Passage = "expired" // nobody answered in time
	HandedOver Passage = "done"
)

// Direction is which way a referral goes, seen from the case it is kept in.
type Direction string

// The directions.
const (
	Out Direction = "out"
	In  Direction = "in"
)

// Party is the other side of a referral: a centre of the network, or, without an
// id, somebody outside.
type Party struct {
	Centre core.ID `json:"centre,omitempty"`
	Name   string  `json:"name"`
}

// Step is one line of the log that each side keeps.
type Step struct {
	Passage Passage   `json:"passage"`
	Day     core.Date `json:"day"`
	By      core.ID   `json:"by,omitempty"`   // a colleague, of the own centre
	Name    string    `json:"name,omitempty"` // of the other side
	Note    string    `json:"note,omitempty"`
}

// Override is what stands in place of the client's consent.
type Override struct {
	Reason   string  `json:"reason"`
	AskedBy  core.ID `json:"asked_by"`
	AgreedBy core.ID `json:"agreed_by,omitempty"`
}

// Chosen is a record that goes along.
type Chosen struct {
	Sheet  string   `json:"sheet"`
	Record vault.ID `json:"record"`
}

// Referral is the hand-over of a case, or of parts of it, to somebody else.
type Referral struct {
	Direction Direction `json:"direction"`
	With      Party     `json:"with"`
	Chosen    []Chosen  `json:"chosen,omitempty"`
	Note      string    `json:"note,omitempty"` // to the colleague there
	Message   vault.ID  `json:"message"`        // under which it travels
	Proof     vault.ID  `json:"proof"`          // is in every answer to it, and known to nobody else
	Consent   vault.ID  `json:"consent,omitempty"`
	Override  *Override `json:"override,omitempty"`
	Expires   core.Date `json:"expires"` // the last day on which it can be accepted
	Log       []Step    `json:"log"`     // the oldest first

	// Parcel is the file for somebody outside, until it is noted that it left.
	Parcel *Parcel `json:"parcel,omitempty"`
}

// Parcel is what goes to somebody outside the network as a file, with the words
// that open it. It is kept for whoever made it, and only until she says that she
// has both.
type Parcel struct {
	Passphrase string  `json:"passphrase"`
	By         core.ID `json:"by"`
	Letter     letter  `json:"letter"`
	Person     string  `json:"person"` // whom to ask, as she is called
}

// Outside tells whether it goes to somebody who has no verbund.
func (r *Referral) Outside() bool { return r.With.Centre == "" }

// Passage is how far it has come by what is noted.
func (r *Referral) Passage() Passage {
	if len(r.Log) == 0 {
		return ""
	}
	return r.Log[len(r.Log)-1].Passage
}

// On is how far it has come on a day: what nobody answered in time has expired,
// whether that was noted or not. What left the network does not expire.
func (r *Referral) On(today core.Date) Passage {
	if p := r.Passage(); p != Sent || r.Outside() || !today.After(r.Expires) {
		return p
	}
	return Expired
}

// running tells whether somebody still has to do something with it on a day.
func (r *Referral) running(today core.Date) bool {
	return slices.Contains([]Passage{Prepared, Sent, Accepted}, r.On(today))
}

// Act is something that is done with a referral.
type Act string

// The acts.
const (
	Prepare Act = "prepare"
	Send    Act = "send"
	Accept  Act = "accept"
	Decline Act = "decline"
	Revoke  Act = "revoke"
	Expire  Act = "expire"
	Finish  Act = "finish"
)

// side is who may do an act, seen from the client's first centre.
type side uint8

const (
	giver side = 1 << iota
	taker
)

// moves says from which passage an act leads where, and whose act it is. Nothing
// skips: what is not here cannot be done.
func moves() []move {
	return []move{
		{"", Prepare, Prepared, giver},
		{Prepared, Send, Sent, giver},
		{Prepared, Revoke, Revoked, giver},
		{Sent, Accept, Accepted, taker},
		{Sent, Decline, Declined, taker},
		{Sent, Revoke, Revoked, giver},
		{Sent, Expire, Expired, giver | taker},
		{Accepted, Finish, HandedOver, taker},
		{Accepted, Revoke, Revoked, giver},
		{HandedOver, Revoke, Revoked, giver},
	}
}

type move struct {
	from Passage
	act  Act
	to   Passage
	by   side
}

// after returns where an act leads on a day; false where it cannot be done, or not
// by that side. A file for somebody outside can be made again, and whoever made it
// notes by hand that it arrived.
func (r *Referral) after(act Act, by side, today core.Date) (Passage, bool) {
	from := r.On(today)
	if act == Expire && from == Expired && r.Passage() == Sent {
		return Expired, true
	}
	if r.Outside() && by == giver && from == Sent && (act == Send || act == Finish) {
		return map[Act]Passage{Send: Sent, Finish: HandedOver}[act], true
	}
	if act == Expire {
		return from, false
	}
	i := slices.IndexFunc(moves(), func(m move) bool { return m.from == from && m.act == act && m.by&by != 0 })
	if i < 0 || r.Outside() && (act == Accept || act == Decline) {
		return from, false
	}
	return moves()[i].to, true
}

// may tells whether an act can be done by that side on a day.
func (r *Referral) may(act Act, by side, today core.Date) bool {
	_, ok := r.after(act, by, today)
	return ok
}

// do notes an act. It returns core.Conflict if it cannot be done any more.
func (r *Referral) do(act Act, by side, step Step) error {
	to, ok := r.after(act, by, step.Day)
	if !ok {
		return &core.Error{Kind: core.Conflict, Key: "casework.referral.not-now"}
	}
	step.Passage = to
	r.Log = append(r.Log, step)
	return nil
}

// side is on which side of it the centre is that keeps it.
func (r *Referral) side() side {
	if r.Direction == In {
		return taker
	}
	return giver
}

// mayLeave tells whether somebody may send it: with the client's consent
// everybody who works on the case, else only a second person after the first has
// given a reason.
func (r *Referral) mayLeave(consented bool, person core.ID) bool {
	return consented || r.Override != nil && r.Override.Reason != "" && r.Override.AskedBy != person
}

// allowsHandOver tells whether an entry of the sheet "consent" is the client's
// consent to a hand-over on a day: given, in writing or orally, and not withdrawn
// (Art. 7 GDPR: withdrawing is as easy as giving, and holds from that day on).
func allowsHandOver(a dataset.Answers, today core.Date) bool {
	given := a.Get("given")
	withdrawn := a.Day("withdrawn")
	return a.Get("scope") == "hand-over" && (given == "written" || given == "oral") &&
		(a.Get("withdrawn") == "" || !withdrawn.IsZero() && withdrawn.After(today))
}

// generic are words in names of services that say nothing about which one it is.
func generic() []string {
	return strings.Fields("an and at beratung beratungsstelle bei centre counselling das der die e ev fachberatungsstelle fbs for für fuer gegen in of stelle the und v verein zu zum zur")
}

// means tells whether what stands in a consent under "towards whom" means a
// recipient: the one holds all words of the other that say which service it is. An
// empty line means nobody: a consent to a hand-over is given towards somebody.
func means(toWhom, recipient string) bool {
	for _, x := range text.FoldKeys(toWhom) {
		for _, y := range text.FoldKeys(recipient) {
			if a, b := telling(x), telling(y); len(a) > 0 && len(b) > 0 && (within(a, b) || within(b, a)) {
				return true
			}
		}
	}
	return false
}

func telling(folded string) []string {
	all := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.DeleteFunc(all, func(w string) bool { return slices.Contains(generic(), w) })
}

func within(some, all []string) bool {
	return !slices.ContainsFunc(some, func(w string) bool { return !slices.Contains(all, w) })
}

// checkNumber is what two colleagues read to each other by phone when they want
// to be sure that a hand-over is the one that was sent: six digits of the proof.
func (r *Referral) checkNumber() string { return checkNumber(r.Proof) }

func checkNumber(proof vault.ID) string {
	b, err := hex.DecodeString(string(proof))
	if err != nil || len(b) < 4 {
		return ""
	}
	n := binary.BigEndian.Uint32(b) % 1_000_000
	return fmt.Sprintf("%03d %03d", n/1000, n%1000)
}

// carried is what goes along of the answers of a record: all but what only means
// something in the own centre, such as which colleague looks after a task or in
// which of its houses somebody stays.
func carried(sheet *dataset.Sheet, a dataset.Answers) dataset.Answers {
	to := dataset.Answers{}
	for _, q := range sheet.Questions() {
		if len(a[q.ID]) > 0 && !ownList(q.List) {
			to[q.ID] = slices.Clone(a[q.ID])
		}
	}
	return to
}

// ownList tells whether a list is the own centre's. The rules of deadlines are the
// law's.
func ownList(list string) bool { return strings.HasPrefix(list, "@") && list != "@rules" }
