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

	// ---- document ----
	"GET /casework/cases/{id}/documents":                      {account.ReadCases, 200, 404, "/casework/cases/‹case›/documents", scripted},
	"POST /casework/cases/{id}/documents":                     {account.WriteCases, 400, 404, "/casework/cases/‹case›/documents", scripted},
	"GET /casework/cases/{id}/documents/{entry}":              {account.ReadCases, 404, 404, "/casework/cases/‹case›/documents/‹note›", scripted},
	"POST /casework/cases/{id}/documents/{entry}":             {account.WriteCases, 404, 404, "/casework/cases/‹case›/documents/‹note›", scripted},
	"POST /casework/cases/{id}/documents/{entry}/pages":       {account.WriteCases, 404, 404, "/casework/cases/‹case›/documents/‹note›/pages", scripted},
	"GET /casework/cases/{id}/documents/{entry}/pages/{file}": {account.ReadCases, 404, 404, "/casework/cases/‹case›/documents/‹note›/pages/‹note›", still},
	"GET /casework/cases/{id}/documents/{entry}/files/{file}": {account.ReadCases, 404, 404, "/casework/cases/‹case›/documents/‹note›/files/‹note›", still},
	"POST /casework/cases/{id}/documents/{entry}/remove":      {account.WriteCases, 404, 404, "/casework/cases/‹case›/documents/‹note›/remove", scripted},
	"POST /casework/cases/{id}/documents/{entry}/restore":     {account.WriteCases, 404, 404, "/casework/cases/‹case›/documents/‹note›/restore", scripted},
	"GET /casework/cases/{id}/documents/{entry}/erase":        {account.WriteCases, 404, 404, "/casework/cases/‹case›/documents/‹note›/erase", scripted},
	"POST /casework/cases/{id}/documents/{entry}/erase":       {account.WriteCases, 404, 404, "/casework/cases/‹case›/documents/‹note›/erase", scripted},

	// ---- letter ----
	"GET /casework/cases/{id}/letters":                   {account.ReadCases, 200, 404, "/casework/cases/‹case›/letters", scripted},
	"GET /casework/cases/{id}/texts/{text}":              {account.WriteCases, 200, 404, "/casework/cases/‹case›/texts/reflection-request", scripted},
	"POST /casework/cases/{id}/texts/{text}":             {account.WriteCases, 303, 404, "/casework/cases/‹case›/texts/reflection-request", scripted},
	"GET /casework/cases/{id}/letters/{letter}":          {account.ReadCases, 404, 404, "/casework/cases/‹case›/letters/‹note›", scripted},
	"POST /casework/cases/{id}/letters/{letter}":         {account.WriteCases, 404, 404, "/casework/cases/‹case›/letters/‹note›", scripted},
	"GET /casework/cases/{id}/letters/{letter}/print":    {account.ReadCases, 404, 404, "/casework/cases/‹case›/letters/‹note›/print", scripted},
	"POST /casework/cases/{id}/letters/{letter}/remove":  {account.WriteCases, 404, 404, "/casework/cases/‹case›/letters/‹note›/remove", scripted},
	"POST /casework/cases/{id}/letters/{letter}/restore": {account.WriteCases, 404, 404, "/casework/cases/‹case›/letters/‹note›/restore", scripted},

	// ---- consent ----
	"GET /casework/cases/{id}/witness":  {account.ReadCases, 200, 404, "/casework/cases/‹case›/witness", scripted},
	"POST /casework/cases/{id}/witness": {account.WriteCases, 303, 404, "/casework/cases/‹case›/witness", scripted},

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
	"GET /casework/settings":                       {account.LeadCases, 200, 0, "/casework/settings", scripted},
	"POST /casework/settings":                      {account.LeadCases, 303, 0, "/casework/settings", scripted},
	"GET /casework/settings/texts/{text}":          {account.LeadCases, 200, 0, "/casework/settings/texts/new", scripted},
	"POST /casework/settings/texts/{text}":         {account.LeadCases, 422, 0, "/casework/settings/texts/new", scripted},
	"POST /casework/settings/texts/{text}/remove":  {account.LeadCases, 404, 0, "/casework/settings/texts/‹note›/remove", scripted},
	"POST /casework/settings/texts/{text}/restore": {account.LeadCases, 404, 0, "/casework/settings/texts/‹note›/restore", scripted},
}
