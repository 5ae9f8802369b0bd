package health

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"verbund/internal/platform/clock"
)

// Limits of disk space, in bytes.
const (
	tooFull  = 200 << 20
	soonFull = 1 << 30
)

// How long before its end a certificate is to be renewed.
const renewBefore = 14 * 24 * time.Hour

// Private looks whether others than their owner may read folders and files.
// Those that are not there do not matter.
func Private(paths ...string) Check {
	return func(context.Context) (all []Finding) {
		for _, path := range paths {
			info, err := os.Stat(path)
			switch {
			case errors.Is(err, fs.ErrNotExist):
			case err != nil:
				all = append(all, Finding{"permissions", Broken, "health.files.unreadable", "health.files.unreadable-do", []any{"path", path}, cause(err)})
			case info.Mode().Perm()&0o077 != 0:
				mode := "600"
				if info.IsDir() {
					mode = "700"
				}
				all = append(all, Finding{"permissions", Broken, "health.files.open", "health.files.open-do", []any{"path", path, "mode", mode}, ""})
			}
		}
		if len(all) == 0 {
			all = []Finding{{Check: "permissions", State: OK, What: "health.files.ok"}}
		}
		return all
	}
}

// Disk looks how much room is left where a folder is, beside a database of some
// size in bytes: changing tables and restoring need that much again.
func Disk(folder string, need func() int64) Check {
	return func(context.Context) []Finding {
		at := folder
		if _, err := os.Stat(at); errors.Is(err, fs.ErrNotExist) {
			at = filepath.Dir(at)
		}
		var s syscall.Statfs_t
		if err := syscall.Statfs(at, &s); err != nil {
			return []Finding{{"disk", Attention, "health.disk.unknown", "health.disk.do", []any{"path", folder}, cause(err)}}
		}
		free := int64(s.Bavail) * int64(s.Bsize)
		f := Finding{Check: "disk", State: OK, What: "health.disk.free", Args: []any{"path", folder, "megabytes", free >> 20}}
		switch {
		case free < tooFull:
			f.State = Broken
		case free < soonFull || free < 2*need():
			f.State = Attention
		}
		if f.State != OK {
			f.ToDo = "health.disk.do"
		}
		return []Finding{f}
	}
}

// Certificate looks how long the certificate in a PEM file is still valid.
// Without a file there is nothing to look at.
func Certificate(path string, now clock.Clock) Check {
	return func(context.Context) []Finding {
		if path == "" {
			return nil
		}
		bad := func(err error) []Finding {
			return []Finding{{"certificate", Broken, "health.certificate.unreadable", "health.certificate.unreadable-do", []any{"path", path}, cause(err)}}
		}
		file, err := os.ReadFile(path)
		if err != nil {
			return bad(err)
		}
		block, _ := pem.Decode(file)
		if block == nil || block.Type != "CERTIFICATE" {
			return bad(errors.New("no CERTIFICATE block"))
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return bad(err)
		}
		left := c.NotAfter.Sub(now.Now())
		f := Finding{Check: "certificate", State: OK, What: "health.certificate.until", Args: []any{"path", path, "date", c.NotAfter.UTC().Format("2006-01-02"), "n", int(left / (24 * time.Hour))}}
		switch {
		case left <= 0:
			f.State, f.What, f.ToDo = Broken, "health.certificate.over", "health.certificate.renew"
		case now.Now().Before(c.NotBefore):
			f.State, f.What, f.ToDo = Broken, "health.certificate.early", "health.clock.do"
		case left < renewBefore:
			f.State, f.ToDo = Attention, "health.certificate.renew"
		}
		return []Finding{f}
	}
}

// Secret looks whether a secret of the host is there: set by itself, or in a
// file that the program makes.
func Secret(name string, set bool, path string) Check {
	return func(context.Context) []Finding {
		if set {
			return []Finding{{Check: "secret", State: OK, What: "health.secret.set", Args: []any{"name", name}}}
		}
		info, err := os.Stat(path)
		args := []any{"name", name, "path", path}
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return []Finding{{"secret", Attention, "health.secret.missing", "health.secret.missing-do", args, ""}}
		case err != nil:
			return []Finding{{"secret", Broken, "health.files.unreadable", "health.files.unreadable-do", args, cause(err)}}
		case info.Size() < 32:
			return []Finding{{"secret", Broken, "health.secret.short", "health.secret.short-do", args, ""}}
		}
		return []Finding{{Check: "secret", State: OK, What: "health.secret.ok", Args: args}}
	}
}

// Mail looks whether the mail server can be reached; nil means that none is set.
// Stuck is how many mails wait for a decision.
func Mail(reach func(context.Context) error, stuck func(context.Context) (int, error)) Check {
	return func(ctx context.Context) (all []Finding) {
		switch {
		case reach == nil:
			all = append(all, Finding{"mail", Attention, "health.mail.none", "health.mail.none-do", nil, ""})
		default:
			if err := reach(ctx); err != nil {
				all = append(all, Finding{"mail", Broken, "health.mail.away", "health.mail.away-do", nil, cause(err)})
			} else {
				all = append(all, Finding{Check: "mail", State: OK, What: "health.mail.ok"})
			}
		}
		if stuck == nil {
			return all
		}
		if n, err := stuck(ctx); err == nil && n > 0 {
			all = append(all, Finding{"mail", Attention, "health.mail.stuck", "health.mail.stuck-do", []any{"n", n}, ""})
		}
		return all
	}
}
