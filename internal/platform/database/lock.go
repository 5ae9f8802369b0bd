package database

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// lockFile waits until no other program holds the lock at path and takes it.
// The lock ends with unlock or with the program, however that dies. The file
// stays: removing it would let two programs hold locks on different files.
func lockFile(ctx context.Context, path string) (unlock func(), err error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("database: lock: %w", err)
	}
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { file.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			file.Close()
			return nil, fmt.Errorf("database: lock %s: %w", path, err)
		}
		wait := time.NewTimer(10 * time.Millisecond)
		select {
		case <-ctx.Done():
			wait.Stop()
			file.Close()
			return nil, fmt.Errorf("database: another program holds the lock %s: %w", path, ctx.Err())
		case <-wait.C:
		}
	}
}
