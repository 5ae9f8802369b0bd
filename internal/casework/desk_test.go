package casework

import (
	"net/http"
	"testing"

	"verbund/internal/desk"
	"verbund/internal/platform/database"
)

func TestWhoCannotReadIsToldWhichRoomIsShutAndWhy(t *testing.T) {
	h := newHouse(t, database.SQLite)
	h.enrol("emma", "counsellor", ours)
	h.as("emma").opens("/casework").is(http.StatusOK).says("Case work is sealed with it", "These people hold the key: ANNA")
	h.as("emma").posts("/casework/shift", nil).is(http.StatusForbidden).says("Case work is sealed with it")
	h.as("dora").opens("/casework").is(http.StatusForbidden).says("Case work is sealed. The lead, counsellors")
	h.standing = desk.Opening
	h.as("anna").opens("/casework").is(http.StatusOK).says("Case work opens as soon as")
}
