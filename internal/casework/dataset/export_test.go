package dataset

import "io/fs"

// ReadFrom reads a data set that a test has written.
func ReadFrom(from fs.FS) (*Set, error) { return read(from) }
