package source

import (
	"errors"
	"strconv"
	"strings"

	"verbund/internal/core"
)

func invalid(key string, args ...any) error {
	return &core.Error{Kind: core.Invalid, Key: key, Args: args}
}

func tooLarge(key string, args ...any) error {
	return &core.Error{Kind: core.TooLarge, Key: key, Args: args}
}

func unprocessable(key string, args ...any) error {
	return &core.Error{Kind: core.Unprocessable, Key: key, Args: args}
}

// broken is the error for a file that ends or fails while it is read. An error that
// says already what is wrong stays as it is.
func broken(name string, cause error) error {
	if known, ok := errors.AsType[*core.Error](cause); ok {
		return known
	}
	return &core.Error{Kind: core.Unprocessable, Key: "caselaw.source.broken", Args: []any{"name", short(name)}, Cause: cause}
}

// at adds to an error of one item where that item stands.
func at(err error, line int) error {
	known, ok := errors.AsType[*core.Error](err)
	if !ok {
		return err
	}
	with := *known
	with.Args = append([]any{"line", line}, known.Args...)
	return &with
}

// short is a name as it may stand in a message: the part after the last slash, and
// not too long.
func short(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || isDirection(r) {
			return -1
		}
		return r
	}, name)
	return core.Clip(name, 80)
}

func megabytes(n int64) string { return strconv.FormatInt(max(1, n>>20), 10) }

func withCause(err error, cause error) error {
	if known, ok := errors.AsType[*core.Error](err); ok {
		known.Cause = cause
	}
	return err
}

// withArgs adds to the arguments of an error.
func withArgs(err error, args ...any) error {
	known, ok := errors.AsType[*core.Error](err)
	if !ok {
		return err
	}
	with := *known
	with.Args = append(append([]any{}, known.Args...), args...)
	return &with
}
