package release

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strings"
)

// Digest says whether two records are the same, without saying what stands in them:
// salt is a random value that lies elsewhere.
func Digest(salt string, row Row) string {
	h := sha256.New()
	io.WriteString(h, salt+"\n"+row.New+"\n")
	for _, column := range slices.Sorted(maps.Keys(row.Cells)) {
		io.WriteString(h, column+"="+strings.Join(row.Cells[column], ";")+"\n")
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
