// Command verbund is the software of a network against trafficking in human
// beings: see README.md.
package main

import (
	"os"
	_ "time/tzdata" // opening hours must be right on machines without time zones

	"verbund/internal/app"
)

func main() { os.Exit(app.Main()) }
