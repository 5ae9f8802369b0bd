// Package source reads decisions.
package source

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"iter"

	"verbund/internal/caselaw/decision"
)

type Limits struct{ File, Text, Items int64 }

var Default = Limits{50 << 20, 50 << 20, 1_000_000}

func Read(name string, r io.Reader, limits Limits) iter.Seq2[decision.Found, error] {
	return func(yield func(decision.Found, error) bool) {}
}
func Clean(plain string) decision.Text {
	return decision.Text{Sections: []decision.Section{{Kind: "other", Paragraphs: []decision.Paragraph{{Text: plain}}}}}
}
func Hash(f decision.Found) string {
	f.Line, f.Dropped = 0, nil
	b, _ := json.Marshal(f)
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}
