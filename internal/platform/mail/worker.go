package mail

import (
	"context"
	"log/slog"
	"time"
)

// Outcome is what came of one attempt.
type Outcome uint8

// The outcomes.
const (
	Accepted Outcome = iota // the mail server has it
	Later                   // not sent; trying again may help
	Never                   // refused for good
	Unclear                 // the line broke between the dot and the answer
)

// Carrier hands a letter to the next mail server. Just before the step after
// which the server may have it, it calls handOver, and if that fails it breaks
// off so that the server forgets the letter. The reason is for the list that a
// person reads. SMTP is the one the program uses.
type Carrier interface {
	Deliver(ctx context.Context, l *Letter, handOver func() error) (o Outcome, reason string)
}

// Worker sends what is in a queue.
type Worker struct {
	queue   *Queue
	carrier Carrier
	log     *slog.Logger
}

// NewWorker returns a worker. Its log gets codes and numbers, never an address
// or a word of a mail.
func NewWorker(q *Queue, c Carrier, log *slog.Logger) *Worker {
	return &Worker{queue: q, carrier: c, log: log}
}

// Tally counts what a pass did.
type Tally struct{ Sent, Later, GivenUp, Unsure int }

// Pass sends what is due, one mail after the other, and returns when nothing is
// left, when the mail server turns mails away, or when ctx ends. A mail that is
// being sent then is finished first. Each failure puts off one mail; the others
// are left for the next pass, since the server may be the reason.
func (w *Worker) Pass(ctx context.Context) (Tally, error) {
	var t Tally
	n, err := w.queue.sweep(ctx)
	t.Unsure += n
	for err == nil && ctx.Err() == nil {
		var l *Letter
		if l, err = w.queue.claim(ctx); err != nil || l == nil {
			break
		}
		var o Outcome
		if o, err = w.send(context.WithoutCancel(ctx), l, &t); o == Later {
			break
		}
	}
	if t.GivenUp+t.Unsure > 0 {
		w.log.Warn("mail-needs-a-person", slog.Int("given-up", t.GivenUp), slog.Int("unsure", t.Unsure))
	}
	return t, err
}

func (w *Worker) send(ctx context.Context, l *Letter, t *Tally) (Outcome, error) {
	o, reason := w.carrier.Deliver(ctx, l, func() error { return w.queue.handOver(ctx, l) })
	state, due := Sent, time.Time{}
	switch {
	case o == Unclear:
		state = Unsure
	case o == Never || o == Later && l.attempts >= len(pauses):
		state = GivenUp
	case o == Later:
		state, due = Waiting, w.queue.clock.Now().Add(pauses[l.attempts])
	}
	err := w.queue.done(ctx, l, state, reason, due)
	if err == errLost {
		return o, nil // whoever has it now settles it
	}
	if err != nil {
		return o, err
	}
	switch state {
	case Sent:
		t.Sent++
	case Unsure:
		t.Unsure++
	case GivenUp:
		t.GivenUp++
	default:
		t.Later++
	}
	return o, nil
}
