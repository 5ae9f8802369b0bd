package protect

import (
	"crypto/sha256"
	"encoding/binary"

	"verbund/internal/figures/record"
)

// keyDomain keeps these hashes apart from all others made with the same secret.
const keyDomain = "verbund figures record key 1"

// Keys gives each record its key, in the order of the records. The key follows from
// the secret, the year and all else that the record says, and how many of the same
// content came before it; so equal records have different keys, and any order of the records gives
// the same keys to the same rows. A column without an answer does not count, so that
// a code book with a further column leaves the keys of older records as they were.
//
// table.Compute adds them up modulo 2^64. Whoever has the secret can undo the rounding
// by trying, so it is kept like the records; without it keys look random.
func Keys(secret []byte, book *record.Book, all []record.Record) []uint64 {
	keys := make([]uint64, len(all))
	head := book.Head()
	seen := make(map[[sha256.Size]byte]uint64, len(all))
	prefix := binary.BigEndian.AppendUint64([]byte(keyDomain), uint64(len(secret)))
	prefix = append(prefix, secret...)
	row := make([]byte, 0, 1024)
	for i, r := range all {
		row = append(row[:0], prefix...)
		for at, cell := range book.Cells(r) {
			if cell == "" {
				continue
			}
			for _, part := range [2]string{head[at], cell} {
				row = binary.BigEndian.AppendUint32(row, uint32(len(part)))
				row = append(row, part...)
			}
		}
		content := sha256.Sum256(row)
		n := seen[content]
		seen[content] = n + 1
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(content[:], n))
		keys[i] = binary.BigEndian.Uint64(sum[:])
	}
	return keys
}
