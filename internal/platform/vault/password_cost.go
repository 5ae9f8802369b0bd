//go:build !lightpasswords

package vault

// What trying one password costs whoever has a dump.
const (
	stretchPasses = 3
	stretchMemory = 64 << 10 // KiB
)

// costly tells why passwords may not be kept at this cost.
func costly() error { return nil }
