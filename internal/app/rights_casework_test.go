package app_test

import "verbund/internal/account"

// caseRoutes are the lines of case work in the table of what each role gets.
var caseRoutes = map[string]inner{
	"GET /casework/cases":                                       {account.Centre, 200, 0, "/casework/cases", scripted},
	"GET /casework/new":                                         {account.WriteCases, 200, 0, "/casework/new", scripted},
	"POST /casework/new":                                        {account.WriteCases, 422, 0, "/casework/new", scripted},
	"POST /casework/drafts":                                     {account.WriteCases, 404, 0, "/casework/drafts", scripted},
	"POST /casework/drafts/drop":                                {account.WriteCases, 404, 0, "/casework/drafts/drop", scripted},
	"GET /casework/cases/{id}":                                  {account.ReadCases, 200, 404, "/casework/cases/‹case›", scripted},
	"GET /casework/cases/{id}/file":                             {account.ReadCases, 200, 404, "/casework/cases/‹case›/file", scripted},
	"GET /casework/cases/{id}/head":                             {account.WriteCases, 200, 404, "/casework/cases/‹case›/head", scripted},
	"POST /casework/cases/{id}/head":                            {account.WriteCases, 422, 404, "/casework/cases/‹case›/head", scripted},
	"GET /casework/cases/{id}/sheets/{sheet}":                   {account.ReadCases, 200, 404, "/casework/cases/‹case›/sheets/person", scripted},
	"POST /casework/cases/{id}/sheets/{sheet}":                  {account.WriteCases, 303, 404, "/casework/cases/‹case›/sheets/person", scripted},
	"GET /casework/cases/{id}/identity":                         {account.CaseIdentity, 200, 404, "/casework/cases/‹case›/identity", scripted},
	"POST /casework/cases/{id}/identity":                        {account.CaseIdentity, 303, 404, "/casework/cases/‹case›/identity", scripted},
	"GET /casework/cases/{id}/location":                         {account.CaseLocation, 200, 404, "/casework/cases/‹case›/location", scripted},
	"POST /casework/cases/{id}/location":                        {account.CaseLocation, 303, 404, "/casework/cases/‹case›/location", scripted},
	"GET /casework/cases/{id}/entries/{sheet}":                  {account.ReadCases, 200, 404, "/casework/cases/‹case›/entries/journal", scripted},
	"POST /casework/cases/{id}/entries/{sheet}":                 {account.WriteCases, 422, 404, "/casework/cases/‹case›/entries/journal", scripted},
	"GET /casework/cases/{id}/entries/{sheet}/{entry}":          {account.ReadCases, 404, 404, "/casework/cases/‹case›/entries/journal/‹note›", scripted},
	"POST /casework/cases/{id}/entries/{sheet}/{entry}":         {account.WriteCases, 404, 404, "/casework/cases/‹case›/entries/journal/‹note›", scripted},
	"POST /casework/cases/{id}/entries/{sheet}/{entry}/remove":  {account.WriteCases, 404, 404, "/casework/cases/‹case›/entries/journal/‹note›/remove", scripted},
	"POST /casework/cases/{id}/entries/{sheet}/{entry}/restore": {account.WriteCases, 404, 404, "/casework/cases/‹case›/entries/journal/‹note›/restore", scripted},

	// ---- today ----
	"GET /casework":                      {account.Centre, 200, 0, "/casework", scripted},
	"GET /casework/deadlines":            {account.ReadCases, 200, 0, "/casework/deadlines", scripted},
	"GET /casework/deadlines.ics":        {account.ReadCases, 200, 0, "/casework/deadlines.ics", still},
	"GET /casework/reminders":            {account.ReadCases, 200, 0, "/casework/reminders", scripted},
	"POST /casework/reminders":           {account.ReadCases, 303, 0, "/casework/reminders", scripted},
	"GET /casework/shift":                {account.ReadCases, 200, 0, "/casework/shift", scripted},
	"POST /casework/shift":               {account.WriteCases, 422, 0, "/casework/shift", scripted},
	"POST /casework/shift/{note}/seen":   {account.ReadCases, 404, 0, "/casework/shift/‹note›/seen", scripted},
	"POST /casework/shift/{note}/remove": {account.WriteCases, 404, 0, "/casework/shift/‹note›/remove", scripted},

	// ---- deadline ----

	// ---- shift ----

	// ---- search ----
	"POST /casework/cases":               {account.ReadCases, 303, 0, "/casework/cases", scripted},
	"POST /casework/views":               {account.ReadCases, 422, 0, "/casework/views", scripted},
	"GET /casework/views/{view}":         {account.ReadCases, 404, 404, "/casework/views/‹note›", scripted},
	"POST /casework/views/{view}/remove": {account.ReadCases, 404, 404, "/casework/views/‹note›/remove", scripted},
	"GET /casework/search":               {account.ReadCases, 200, 0, "/casework/search", scripted},
	"POST /casework/search":              {account.ReadCases, 303, 0, "/casework/search", scripted},

	// ---- document ----

	// ---- letter ----

	// ---- consent ----

	// ---- referral ----

	// ---- inbox ----

	// ---- closing ----

	// ---- retention ----

	// ---- restrict ----

	// ---- supervision ----

	// ---- conference ----

	// ---- workload ----

	// ---- house ----

	// ---- request ----

	// ---- family ----

	// ---- figures ----

	// ---- access ----

	// ---- import ----

	// ---- settings ----
}
