package court

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

//go:embed signs.toml
var signsText string

// Sign is what a register stands for, in words.
type Sign struct {
	DE string // "Revision in Strafsachen"
	EN string // "appeal on points of law in a criminal matter"
}

// signs are the signs by court or branch and the sign without blanks, "BGH StR".
var signs = sync.OnceValues(func() (map[string]Sign, error) { return readSigns(signsText) })

func readSigns(text string) (map[string]Sign, error) {
	var raw struct {
		Register []struct {
			Courts []string
			Branch string
			Signs  [][3]string
		}
	}
	if err := toml.Unmarshal([]byte(text), &raw); err != nil {
		return nil, fmt.Errorf("reading the register signs: %w", err)
	}
	all := map[string]Sign{}
	for _, r := range raw.Register {
		for _, whose := range append(r.Courts, r.Branch) {
			if whose == "" {
				continue
			}
			for _, row := range r.Signs {
				for sign := range strings.FieldsSeq(row[0]) {
					k := whose + " " + strings.ReplaceAll(sign, "_", "")
					if _, twice := all[k]; twice || row[1] == "" || row[2] == "" {
						return nil, fmt.Errorf("the register sign %s comes twice or is not explained", k)
					}
					all[k] = Sign{row[1], row[2]}
				}
			}
		}
	}
	return all, nil
}

// Meaning says what kind of matter a file number of the court is of, and false where that
// is not known. Without a court it is known only of the numbers of the prosecution.
func Meaning(c Court, f FileNumber) (Sign, bool) {
	all, err := signs()
	if err != nil || f.Sign == "" {
		return Sign{}, false
	}
	sign := strings.ReplaceAll(f.Sign, " ", "")
	if s, ok := all[c.Name+" "+sign]; ok {
		return s, true
	}
	if c.Level == Highest && c.Branch != Social { // the federal courts have registers of their own
		return Sign{}, false
	}
	branch := c.Branch
	if branch == "" && f.Js != "" {
		branch = Ordinary
	}
	s, ok := all[branch+" "+sign]
	return s, ok
}
