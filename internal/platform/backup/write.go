package backup

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"

	"github.com/klauspost/compress/zstd"

	"verbund/internal/platform/database"
)

// magic begins every stream; the number in it is that of the format.
const (
	magic  = "verbund backup "
	format = "1\n"
)

// window is how far back compression looks, in bytes; reading needs as much
// memory.
const window = 4 << 20

// write puts one unchanging state of the database into w, compressed and not
// encrypted.
func write(ctx context.Context, db *database.DB, w io.Writer, work Work) (header Header, sums []Sum, err error) {
	compressed, err := zstd.NewWriter(w, zstd.WithWindowSize(window), zstd.WithEncoderConcurrency(2))
	if err != nil {
		return header, nil, err
	}
	err = db.Snapshot(ctx, func(s *database.Snapshot) (err error) {
		header, sums, err = writeSnapshot(ctx, s, compressed, work, db.Kind().String())
		return err
	})
	return header, sums, errors.Join(err, compressed.Close())
}

func writeSnapshot(ctx context.Context, s *database.Snapshot, w io.Writer, work Work, kind string) (header Header, sums []Sum, err error) {
	header = Header{Program: work.Program, Database: kind, MadeAt: work.Clock.Now().UTC(), Applied: s.Applied}
	var of, n int64
	for _, t := range s.Tables {
		rows, err := s.Count(ctx, t)
		if err != nil {
			return header, nil, err
		}
		header.Tables = append(header.Tables, Table{t, rows})
		of += rows
	}
	if _, err := io.WriteString(w, magic+format); err != nil {
		return header, nil, err
	}
	if err := writeJSON(w, header); err != nil {
		return header, nil, err
	}
	for _, t := range s.Tables {
		sum := newTally(t.Name)
		rows, err := s.Rows(ctx, t)
		if err != nil {
			return header, nil, err
		}
		for {
			row, err := rows.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err == nil {
				_, err = w.Write(sum.add(row))
			}
			if err != nil {
				return header, nil, errors.Join(err, rows.Close())
			}
			n++
			work.tell(Writing, n, of)
		}
		if err := rows.Close(); err != nil {
			return header, nil, err
		}
		if _, err := w.Write([]byte{endOfTable}); err != nil {
			return header, nil, err
		}
		sums = append(sums, sum.sum())
	}
	return header, sums, writeJSON(w, closing{sums})
}

func writeJSON(w io.Writer, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = w.Write(append(binary.AppendUvarint(nil, uint64(len(text))), text...))
	return err
}
