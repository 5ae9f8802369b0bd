package app_test

import "verbund/internal/account"

// caselawRoutes are the lines of the decisions in the table of what each role gets.
var caselawRoutes = map[string]inner{
	"GET /caselaw":                     {account.EditCaselaw, 200, 0, "/caselaw", scripted},
	"GET /caselaw/new":                 {account.EditCaselaw, 200, 0, "/caselaw/new", scripted},
	"POST /caselaw/new":                {account.EditCaselaw, 422, 0, "/caselaw/new", scripted},
	"GET /caselaw/import":              {account.EditCaselaw, 200, 0, "/caselaw/import", scripted},
	"POST /caselaw/import":             {account.EditCaselaw, 400, 0, "/caselaw/import", scripted},
	"GET /caselaw/words":               {account.EditCaselaw, 200, 0, "/caselaw/words", scripted},
	"POST /caselaw/words":              {account.EditCaselaw, 422, 0, "/caselaw/words", scripted},
	"GET /caselaw/{number}":            {account.EditCaselaw, 404, 0, "/caselaw/99999", scripted},
	"POST /caselaw/{number}":           {account.EditCaselaw, 404, 0, "/caselaw/99999", scripted},
	"GET /caselaw/{number}/text":       {account.EditCaselaw, 404, 0, "/caselaw/99999/text", scripted},
	"POST /caselaw/{number}/text":      {account.EditCaselaw, 404, 0, "/caselaw/99999/text", scripted},
	"POST /caselaw/{number}/text/file": {account.EditCaselaw, 404, 0, "/caselaw/99999/text/file", scripted},
	"GET /caselaw/{number}/file":       {account.EditCaselaw, 404, 0, "/caselaw/99999/file", scripted},
	"GET /caselaw/{number}/preview":    {account.EditCaselaw, 404, 0, "/caselaw/99999/preview", scripted},
	"GET /caselaw/{number}/history":    {account.EditCaselaw, 404, 0, "/caselaw/99999/history", scripted},
	"POST /caselaw/{number}/undo":      {account.EditCaselaw, 404, 0, "/caselaw/99999/undo", scripted},
	"GET /caselaw/{number}/same":       {account.EditCaselaw, 404, 0, "/caselaw/99999/same", scripted},
	"POST /caselaw/{number}/same":      {account.EditCaselaw, 404, 0, "/caselaw/99999/same", scripted},
	"POST /caselaw/{number}/part":      {account.EditCaselaw, 404, 0, "/caselaw/99999/part", scripted},
	"GET /caselaw/{number}/second":     {account.ApproveLaw, 404, 0, "/caselaw/99999/second", scripted},
	"POST /caselaw/{number}/second":    {account.ApproveLaw, 404, 0, "/caselaw/99999/second", scripted},
	"GET /caselaw/{number}/takedown":   {account.ApproveLaw, 404, 0, "/caselaw/99999/takedown", scripted},
	"POST /caselaw/{number}/takedown":  {account.ApproveLaw, 404, 0, "/caselaw/99999/takedown", scripted},
}
