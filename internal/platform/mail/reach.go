package mail

import (
	"context"
	"time"
)

// reachTime is how long the mail server may take to say that it is there.
const reachTime = 15 * time.Second

// Reach greets the mail server, with the encryption and the name that are set,
// and leaves again without a letter. It says what did not work.
func (s *SMTP) Reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	client, err := s.dial(ctx)
	if err != nil {
		return err
	}
	return client.Quit()
}
