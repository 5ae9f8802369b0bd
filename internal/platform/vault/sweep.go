package vault

import (
	"context"
	"database/sql"
)

// A sweep reads very many rows and opens them: the rows are read on a goroutine of
// its own, some at a time into memory that is used again, while those before are
// opened on the caller's. So reading and opening share two processors, and a row
// costs no memory of its own.

// Sizes of a sweep. A batch stays within the cache of a processor.
const (
	batchSize = 256 << 10 // bytes
	batches   = 4
	mostTexts = 3
	mostBlobs = 3
)

// swept is a row as it was read. Blobs are nil where the column is NULL; whoever
// opens them may leave the plain in their place.
type swept struct {
	texts [mostTexts]string
	blobs [mostBlobs][]byte
}

// batch is some rows, valid until the function that sweep gave them to returns,
// except for their texts.
type batch struct {
	rows  []swept
	words []byte           // the texts of all rows
	ends  [][mostTexts]int // where in words they end
	blobs []byte           // the blobs of all rows
	again bool             // blobs may be used for the next rows
	err   error            // why the rows end here
	in    [mostTexts + mostBlobs]sql.RawBytes
}

// sweep hands the rows of a query to each, as below.
func (a *Access) sweep(ctx context.Context, tx *sql.Tx, texts, blobs int, each func(b *batch) error, query string, args ...any) error {
	rows, err := tx.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	return sweep(rows, texts, blobs, each)
}

// sweep hands the rows to each, in order: first as many columns of text as it is
// told, then those of bytes. An error of each ends it and is returned. It closes
// the rows, and nothing reads them any more when it returns.
func sweep(rows *sql.Rows, texts, blobs int, each func(b *batch) error) error {
	free, read, stop := make(chan *batch, batches), make(chan *batch, batches), make(chan struct{})
	for range batches {
		free <- new(batch)
	}
	go func() {
		defer close(read)
		for more := true; more; {
			select {
			case b := <-free:
				more = b.fill(rows, texts, blobs)
				read <- b
			case <-stop:
				return
			}
		}
	}()
	defer rows.Close()
	defer func() { // also when each panics
		close(stop)
		for range read {
		}
	}()
	for b := range read {
		if err := each(b); err != nil {
			return err
		}
		if b.err != nil {
			return b.err
		}
		free <- b
	}
	return nil
}

// keep leaves the memory of the blobs to the caller.
func (b *batch) keep() { b.again = false }

// fill reads rows until there is enough to open, and tells whether there may be
// more.
func (b *batch) fill(rows *sql.Rows, texts, blobs int) (more bool) {
	b.rows, b.words, b.ends = b.rows[:0], b.words[:0], b.ends[:0]
	if !b.again {
		b.blobs, b.again = nil, true
	}
	b.blobs = b.blobs[:0]
	var columns [mostTexts + mostBlobs]any
	for i := range columns {
		columns[i] = &b.in[i]
	}
	size := 0
	for size < batchSize {
		if more = rows.Next(); !more {
			b.err = rows.Err()
			break
		}
		if b.err = rows.Scan(columns[:texts+blobs]...); b.err != nil {
			more = false
			break
		}
		size += b.add(texts, blobs)
	}
	words := string(b.words)
	from := 0
	for i := range b.rows {
		for j := range texts {
			b.rows[i].texts[j] = words[from:b.ends[i][j]]
			from = b.ends[i][j]
		}
	}
	return more
}

// add keeps the row that was read last, and returns its size.
func (b *batch) add(texts, blobs int) (size int) {
	var row swept
	var ends [mostTexts]int
	for i := range texts {
		b.words = append(b.words, b.in[i]...)
		ends[i] = len(b.words)
	}
	for i := range blobs {
		if blob := b.in[texts+i]; blob != nil {
			if len(blob) > cap(b.blobs)-len(b.blobs) { // rows before keep what they have
				b.blobs = make([]byte, 0, max(len(blob), batchSize+batchSize/4))
			}
			from := len(b.blobs)
			b.blobs = append(b.blobs, blob...)
			row.blobs[i] = b.blobs[from:len(b.blobs):len(b.blobs)]
			size += len(blob)
		}
	}
	b.rows, b.ends = append(b.rows, row), append(b.ends, ends)
	return size
}
