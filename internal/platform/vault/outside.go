package vault

import (
	"errors"
	"io"

	"filippo.io/age"

	"verbund/internal/core"
)

// What leaves the network goes to somebody who has no verbund. It travels as a
// file that the tool "age" opens, and others that know its format
// (age-encryption.org/v1): to a public key (ParseRecipients), or for a passphrase
// that is told on another way (PassphraseRecipient).

// SealFile returns a writer that seals whatever is written for those who are to
// open it. The file is whole only after Close; without it, or cut off, it does not
// open to its end. It returns core.Invalid if nobody is named, and if those named
// cannot open one file together: age does not mix keys that hold against quantum
// computers (age1pq1…) with others, nor a passphrase with anything.
func SealFile(w io.Writer, to ...age.Recipient) (io.WriteCloser, error) {
	if len(to) == 0 {
		return nil, &core.Error{Kind: core.Invalid, Key: "vault.file.no_recipient"}
	}
	out := &outsideWriter{Writer: w}
	closer, err := age.Encrypt(out, to...)
	if err != nil && out.failed == nil {
		return nil, &core.Error{Kind: core.Invalid, Key: "vault.file.mixed", Cause: err}
	}
	return closer, err
}

// outsideWriter remembers why writing failed.
type outsideWriter struct {
	io.Writer
	failed error
}

func (w *outsideWriter) Write(b []byte) (int, error) {
	n, err := w.Writer.Write(b)
	w.failed = err
	return n, err
}

// OpenSealedFile returns what SealFile, or age itself, sealed. It returns
// core.Unprocessable if it does not open with any of the keys, and reading returns
// it if the file was changed or cut off: what came before must then not be used.
func OpenSealedFile(r io.Reader, by ...age.Identity) (io.Reader, error) {
	plain, err := age.Decrypt(r, by...)
	if err != nil {
		return nil, unopened(err)
	}
	return outsideReader{plain}, nil
}

type outsideReader struct{ io.Reader }

func (r outsideReader) Read(b []byte) (int, error) {
	n, err := r.Reader.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = unopened(err)
	}
	return n, err
}

func unopened(cause error) error {
	if _, ours := errors.AsType[*core.Error](cause); ours {
		return cause // such as that an upload is too large
	}
	return &core.Error{Kind: core.Unprocessable, Key: "vault.file.unreadable", Cause: cause}
}
