//go:build !lightpasswords

package vault

import "filippo.io/age"

// stretchCost is what stretching a password takes: passes, and memory in KiB.
func stretchCost() (passes, memory uint32) { return stretchPasses, stretchMemory }

// costPassphrase leaves what a passphrase of an archive takes as age has it.
func costPassphrase(*age.ScryptRecipient) {}

// costly tells why passwords may not be kept at this cost.
func costly() error { return nil }
