// Package picture makes a picture that can be shown from one that somebody
// uploaded, and cleans one that is sent on.
//
// What is shown is never the file itself: it is decoded, drawn on white, turned
// upright, made smaller, and written anew. So nothing of the file is left but what
// one sees: no place and no name of a camera, no preview, no comment, no second
// file hidden behind the first, and no bytes that were made to harm the program
// which shows them.
//
// Show reads JPEG, PNG and the first picture of a GIF. How much memory and time one
// picture may take is bounded before it is decoded: a file of a few kilobytes can
// name a size of gigabytes.
//
// What is sent on instead of shown, such as a photograph in a message, goes through
// Clean: it leaves the pixels as they are, and takes out what was written about
// them. It decodes nothing, and so it does not protect whoever opens the file.
package picture

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"io"
	"time"

	"verbund/internal/core"
)

// Type is the content type of every picture that Show returns.
const Type = "image/jpeg"

const (
	mostPixels = 60_000_000 // of the file: a telephone's camera takes 12 to 50 million
	mostMemory = 200 << 20  // bytes that decoding may take, as its header foretells
	longSide   = 2000       // pixels of what is shown: a letter on a page can be read
	quality    = 85
	atOnce     = 2
	patience   = 20 * time.Second // for waiting and decoding together
)

// Shower shows pictures, two at a time: others wait. It is safe for use by several
// goroutines.
type Shower struct{ places chan struct{} }

// New returns a Shower. A program needs one.
func New() *Shower { return &Shower{make(chan struct{}, atOnce)} }

// Show reads an uploaded picture and returns what is shown of it, a JPEG of at most
// 2000 pixels on its longer side. It returns core.Unprocessable for what is no
// picture, is broken or would take too much memory or time, and core.Unavailable
// if others are being shown for too long; neither has a message, which is the
// room's. An error of r is returned as it is.
func (s *Shower) Show(ctx context.Context, r io.Reader) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return nil, &core.Error{Kind: core.Unavailable, Cause: ctx.Err()}
	}
	source := &source{ctx: ctx, r: r}
	img, turned, err := read(source)
	if source.failed != nil {
		return nil, source.failed
	}
	if err != nil {
		return nil, &core.Error{Kind: core.Unprocessable, Cause: err}
	}
	w, h := shown(img.Bounds().Dx(), img.Bounds().Dy())
	var b bytes.Buffer
	if err := jpeg.Encode(&b, turn(shrink(img, w, h), turned), &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// shown is the size of what is shown of a picture, which is never larger than it.
func shown(w, h int) (int, int) {
	long := max(w, h)
	if long <= longSide {
		return w, h
	}
	return max(1, (w*longSide+long/2)/long), max(1, (h*longSide+long/2)/long)
}

// source reads until the time is over, and keeps apart why reading failed: that a
// file cannot be opened says nothing about the picture in it.
type source struct {
	ctx    context.Context // of one call of Show
	r      io.Reader
	failed error
}

func (s *source) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.failed = err
	}
	return n, err
}

// errTooLarge refuses a picture by what its header says.
var errTooLarge = errors.New("picture: it would take too much memory")

// bounded refuses a picture of a size, of which each pixel takes so many bytes
// while it is decoded.
func bounded(w, h int, perPixel float64) error {
	switch {
	case w <= 0 || h <= 0:
		return image.ErrFormat
	case w > mostPixels/h, float64(w)*float64(h)*perPixel > mostMemory:
		return errTooLarge
	}
	return nil
}
