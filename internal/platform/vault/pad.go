package vault

import (
	"encoding/binary"
	"math/bits"

	"verbund/internal/core"
)

// Sizes tell things: a case of two lines from one of two hundred, or which of
// the files of a known website somebody keeps. So records are padded to 512
// bytes, 1 KiB, 2 KiB and so on, and files to one of few sizes (see padFile).
const (
	smallestPad = 512
	largestPad  = 16 << 20
	lengthSize  = 4
)

// pad returns the length of data in four bytes, data, and zeros up to the next
// bucket. The result has room for extra bytes behind it. It returns
// core.TooLarge above 16 MiB.
func pad(data []byte, extra int) ([]byte, error) {
	if len(data) > largestPad-lengthSize {
		return nil, &core.Error{Kind: core.TooLarge, Key: "vault.too_large"}
	}
	size := smallestPad
	for size < lengthSize+len(data) {
		size *= 2
	}
	padded := make([]byte, size, size+extra)
	binary.BigEndian.PutUint32(padded, uint32(len(data)))
	copy(padded[lengthSize:], data)
	return padded, nil
}

// unpad returns the data in what pad returned, or false for anything else.
func unpad(padded []byte) ([]byte, bool) {
	if len(padded) < smallestPad || len(padded) > largestPad || len(padded)&(len(padded)-1) != 0 {
		return nil, false
	}
	n := uint64(binary.BigEndian.Uint32(padded))
	if n > uint64(len(padded)-lengthSize) {
		return nil, false
	}
	return padded[lengthSize : lengthSize+n : lengthSize+n], true
}

// smallestFile is the least size of a padded file.
const smallestFile = 4 << 10

// padFile returns the size to which a file of that size grows, by the rule
// Padmé (Nikitin and others, "Reducing Metadata Leakage from Encrypted Files and
// Communication with PURBs", 2019): at most 12 % more, and the larger the file,
// the fewer the sizes that occur.
func padFile(size int64) int64 {
	if size <= smallestFile {
		return smallestFile
	}
	exponent := bits.Len64(uint64(size)) - 1
	last := exponent - bits.Len64(uint64(exponent))
	mask := int64(1)<<last - 1
	return (size + mask) &^ mask
}
