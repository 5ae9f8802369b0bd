package picture

import (
	"bufio"
	"errors"
	"io"

	"verbund/internal/core"
)

// ErrNotCleaned is why Clean refuses a file: it is of a kind in which Clean does
// not tell the picture from what was written about it.
var ErrNotCleaned = errors.New("picture: a file of this kind cannot be cleaned")

var (
	errBroken = errors.New("picture: it is broken, or coded in a way that is not known here")
	errCut    = errors.New("picture: it is cut off")
)

// Clean returns the picture that r holds without what a camera or a program wrote
// into it: no place, time, device, name, comment or thumbnail, and nothing of what
// stands behind its end, where telephones put films. Its pixels stay as they are,
// and so does everything that one sees on it; what the file is called is not
// Clean's.
//
// If a camera turned a JPEG, its orientation stays, so that it is seen upright.
// Profiles of colours (ICC) go, as they may name a device or a person: colours that
// no ordinary screen shows then look paler. The size in print goes too. Of an
// animated PNG the still picture stays.
//
// kind is the name that Kind gives. For what is neither JPEG nor PNG, Clean returns
// core.Unprocessable with the cause ErrNotCleaned, and with it a reader of the
// whole file as it is, so that the caller can still send it, or ask first.
//
// r is read while the clean picture is, and not to its end if the picture ends
// before; about 130 kB of it are held. If the picture is broken, cut off or coded
// in a way that is not known here, reading returns core.Unprocessable and never
// io.EOF: what has been read by then is no picture, and not to be kept. Neither
// error has a message, which is the room's. An error of r is returned as it is, by
// reading or by Clean itself, which then returns no reader.
func Clean(r io.Reader) (clean io.Reader, kind string, err error) {
	from := bufio.NewReaderSize(r, mostHeld)
	first, err := from.Peek(enoughForKind)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, "", err
	}
	switch _, kind = Kind(first); kind {
	case "JPEG":
		return &cleaned{next: (&jpegParts{r: from}).begin}, kind, nil
	case "PNG":
		return &cleaned{next: (&pngParts{r: from}).begin}, kind, nil
	}
	return from, kind, &core.Error{Kind: core.Unprocessable, Cause: ErrNotCleaned}
}

const (
	mostHeld      = 64 << 10 // a segment of a JPEG fits in
	enoughForKind = 12
)

// step reads on in a file, and returns what is to be handed on of it, which may be
// nothing and holds until the step behind it is taken. None is behind the last one.
// It returns io.EOF only for a file that ends too early.
type step func() (piece []byte, then step, err error)

// cleaned is a picture that is cleaned while it is read.
type cleaned struct {
	next  step
	piece []byte // what has not been read yet of the last step
	err   error
}

func (c *cleaned) Read(b []byte) (int, error) {
	n := 0
	for n < len(b) && c.err == nil {
		if len(c.piece) == 0 {
			c.advance()
		}
		copied := copy(b[n:], c.piece)
		c.piece, n = c.piece[copied:], n+copied
	}
	if n == 0 && len(b) > 0 {
		return 0, c.err
	}
	return n, nil
}

// advance takes the next step.
func (c *cleaned) advance() {
	if c.next == nil {
		c.err = io.EOF
		return
	}
	c.piece, c.next, c.err = c.next()
	switch {
	case errors.Is(c.err, io.EOF):
		c.err = &core.Error{Kind: core.Unprocessable, Cause: errCut}
	case errors.Is(c.err, errBroken):
		c.err = &core.Error{Kind: core.Unprocessable, Cause: errBroken}
	}
}
