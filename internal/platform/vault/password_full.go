//go:build !lightpasswords

package vault

// stretchCost is what stretching a password takes: passes, and memory in KiB.
func stretchCost() (passes, memory uint32) { return stretchPasses, stretchMemory }

// costly tells why passwords may not be kept at this cost.
func costly() error { return nil }
