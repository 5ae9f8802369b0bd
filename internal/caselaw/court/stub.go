// Package court knows courts, ECLIs and file numbers.
package court

import (
	"errors"
	"strings"
)

type Court struct {
	Name, Long, Town, Land, Branch, ECLICode, Chamber string
	Level                                             int
}

func Parse(name string) (Court, bool) { return Court{}, false }

type ECLI struct{ Country, Court, Year, Ordinal string }

func ParseECLI(s string) (ECLI, error) {
	if !strings.HasPrefix(s, "ECLI:") {
		return ECLI{}, errors.New("no ECLI")
	}
	return ECLI{}, nil
}
