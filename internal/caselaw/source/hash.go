package source

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"verbund/internal/caselaw/decision"
)

// Hash is the SHA-256, in hexadecimal, over what counts in an imported decision: what
// is known about it and its text. Where it stood in its file, the bytes of its PDF, and
// the day on which the source says to have touched it, do not count: a source touches
// thousands of documents in a night without changing one.
func Hash(f decision.Found) string {
	f.Entry.Source.Modified = ""
	h := sha256.New()
	// Neither type holds a map, so the order of everything is fixed; encoding cannot fail.
	_ = json.NewEncoder(h).Encode(f.Entry)
	_ = json.NewEncoder(h).Encode(f.Text)
	return hex.EncodeToString(h.Sum(nil))
}
