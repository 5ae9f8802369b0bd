//go:build lightpasswords

package vault

import (
	"errors"
	"testing"

	"filippo.io/age"
)

// What a password or a passphrase costs in tests that sign people in a thousand times, and whose
// subject is something else. The tests of this package, those of the pages in a
// browser, and every program that is built run at the full cost; so do those in which
// the linker says so.
const (
	lightPasses = 1
	lightMemory = 256 // KiB
	lightWork   = 10  // of a passphrase: the logarithm of scrypt's N, of which age takes 18
)

// atFullCost is set by the linker alone: -ldflags "-X …/vault.atFullCost=yes".
var atFullCost string

func stretchCost() (passes, memory uint32) {
	if atFullCost != "" {
		return stretchPasses, stretchMemory
	}
	return lightPasses, lightMemory
}

func costPassphrase(to *age.ScryptRecipient) {
	if atFullCost == "" {
		to.SetWorkFactor(lightWork)
	}
}

func costly() error {
	if testing.Testing() {
		return nil
	}
	return errors.New("vault: this program was built for tests, and passwords are not safe in it: build it without the tag lightpasswords")
}
