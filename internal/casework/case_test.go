package casework

import (
	"net/http"
	"testing"
)

func TestACaseIsOpenedAndReadByColleagues(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		here := h.as("anna").opensCase("Amsel")
		h.as("berta").opens(here).is(http.StatusOK).says("Amsel", "ANNA")
		at := h.as("berta").adds(here, "task", "what", "Ring the lawyer")
		h.as("tina").opens(at).is(http.StatusOK).says("Ring the lawyer")
		h.as("tina").posts(here+"/entries/task", nil).is(http.StatusForbidden)
		h.as("dora").opens(here).is(http.StatusForbidden)
		h.as("clara").opens(here).is(http.StatusNotFound)
	})
}
