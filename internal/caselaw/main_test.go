package caselaw_test

import (
	"os"
	"testing"

	"verbund/internal/testkit/databases"
)

func TestMain(m *testing.M) { os.Exit(databases.Run(m)) }
