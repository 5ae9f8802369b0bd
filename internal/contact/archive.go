package contact

import (
	"bytes"
	"encoding/json"

	"verbund/internal/platform/vault"
)

// Describe makes readable what the vault keeps for the room: messages, answers, notes
// and drafts as JSON, by the day on which a conversation began where that is known.
// It is nothing for what other rooms keep.
func Describe(room string, part vault.Part, plain []byte) (name string, out []byte) {
	if room != roomName || part != vault.Core && part != answers {
		return "", nil
	}
	var s struct{ Arrived string }
	var readable bytes.Buffer
	if json.Unmarshal(plain, &s) != nil || json.Indent(&readable, plain, "", "  ") != nil {
		return "", nil
	}
	return s.Arrived, append(readable.Bytes(), '\n')
}
