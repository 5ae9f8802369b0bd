package vault

// What trying one password costs whoever has a dump.
const (
	stretchPasses = 3
	stretchMemory = 64 << 10 // KiB
)
