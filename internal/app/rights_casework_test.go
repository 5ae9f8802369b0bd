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
	"GET /casework/cases/{id}/referrals":                      {account.ReadCases, 200, 404, "/casework/cases/‹case›/referrals", scripted},
	"POST /casework/cases/{id}/referrals":                     {account.WriteCases, 422, 404, "/casework/cases/‹case›/referrals", scripted},
	"GET /casework/cases/{id}/referrals/{referral}":           {account.ReadCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›", scripted},
	"GET /casework/cases/{id}/referrals/{referral}/choose":    {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/choose", scripted},
	"POST /casework/cases/{id}/referrals/{referral}/choose":   {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/choose", scripted},
	"GET /casework/cases/{id}/referrals/{referral}/preview":   {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/preview", scripted},
	"POST /casework/cases/{id}/referrals/{referral}/ask":      {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/ask", scripted},
	"POST /casework/cases/{id}/referrals/{referral}/send":     {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/send", scripted},
	"POST /casework/cases/{id}/referrals/{referral}/revoke":   {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/revoke", scripted},
	"POST /casework/cases/{id}/referrals/{referral}/note":     {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/note", scripted},
	"POST /casework/cases/{id}/referrals/{referral}/finish":   {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/finish", scripted},
	"POST /casework/cases/{id}/referrals/{referral}/put-away": {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/put-away", scripted},
	"GET /casework/cases/{id}/referrals/{referral}/parcel":    {account.WriteCases, 404, 404, "/casework/cases/‹case›/referrals/‹note›/parcel", still},

	// ---- inbox ----
	"GET /casework/inbox":                    {account.ReadCases, 200, 0, "/casework/inbox", scripted},
	"GET /casework/inbox/{message}":          {account.ReadCases, 404, 0, "/casework/inbox/‹note›", scripted},
	"POST /casework/inbox/{message}/accept":  {account.WriteCases, 404, 0, "/casework/inbox/‹note›/accept", scripted},
	"POST /casework/inbox/{message}/decline": {account.WriteCases, 404, 0, "/casework/inbox/‹note›/decline", scripted},
	"POST /casework/inbox/{message}/clear":   {account.WriteCases, 303, 0, "/casework/inbox/‹note›/clear", scripted},

	// ---- closing ----
	"GET /casework/cases/{id}/close":   {account.WriteCases, 200, 404, "/casework/cases/‹case›/close", scripted},
	"POST /casework/cases/{id}/close":  {account.WriteCases, 422, 404, "/casework/cases/‹case›/close", scripted},
	"GET /casework/cases/{id}/reopen":  {account.WriteCases, 303, 404, "/casework/cases/‹case›/reopen", scripted},
	"POST /casework/cases/{id}/reopen": {account.WriteCases, 303, 404, "/casework/cases/‹case›/reopen", scripted},

	// ---- retention ----
	"GET /casework/retention":                    {account.LeadCases, 200, 0, "/casework/retention", scripted},
	"POST /casework/retention":                   {account.LeadCases, 422, 0, "/casework/retention", scripted},
	"POST /casework/retention/propose":           {account.LeadCases, 303, 0, "/casework/retention/propose", scripted},
	"GET /casework/erasures":                     {account.WriteCases, 200, 0, "/casework/erasures", scripted},
	"GET /casework/cases/{id}/erasure":           {account.WriteCases, 200, 404, "/casework/cases/‹case›/erasure", scripted},
	"POST /casework/cases/{id}/erasure":          {account.WriteCases, 422, 404, "/casework/cases/‹case›/erasure", scripted},
	"POST /casework/cases/{id}/erasure/withdraw": {account.WriteCases, 422, 404, "/casework/cases/‹case›/erasure/withdraw", scripted},
	"POST /casework/cases/{id}/erasure/confirm":  {account.WriteCases, 422, 404, "/casework/cases/‹case›/erasure/confirm", scripted},
	"POST /casework/cases/{id}/hold":             {account.LeadCases, 422, 404, "/casework/cases/‹case›/hold", scripted},
	"POST /casework/cases/{id}/hold/lift":        {account.LeadCases, 303, 404, "/casework/cases/‹case›/hold/lift", scripted},

	// ---- restrict ----
	"GET /casework/restricted":                {account.LeadCases, 200, 0, "/casework/restricted", scripted},
	"GET /casework/cases/{id}/restrict":       {account.WriteCases, 200, 404, "/casework/cases/‹case›/restrict", scripted},
	"POST /casework/cases/{id}/restrict":      {account.WriteCases, 422, 404, "/casework/cases/‹case›/restrict", scripted},
	"POST /casework/cases/{id}/restrict/lift": {account.WriteCases, 303, 404, "/casework/cases/‹case›/restrict/lift", scripted},

	// ---- supervision ----
	"GET /casework/cases/{id}/supervision":               {account.WriteCases, 200, 404, "/casework/cases/‹case›/supervision", scripted},
	"POST /casework/cases/{id}/supervision":              {account.WriteCases, 422, 404, "/casework/cases/‹case›/supervision", scripted},
	"GET /casework/cases/{id}/supervision/{note}":        {account.WriteCases, 404, 404, "/casework/cases/‹case›/supervision/‹note›", scripted},
	"POST /casework/cases/{id}/supervision/{note}/leads": {account.WriteCases, 404, 404, "/casework/cases/‹case›/supervision/‹note›/leads", scripted},
	"POST /casework/cases/{id}/supervision/{note}/erase": {account.WriteCases, 404, 404, "/casework/cases/‹case›/supervision/‹note›/erase", scripted},

	// ---- conference ----
	"GET /casework/cases/{id}/conference": {account.ReadCases, 200, 404, "/casework/cases/‹case›/conference", scripted},

	// ---- workload ----
	"GET /casework/workload":           {account.LeadCases, 200, 0, "/casework/workload", scripted},
	"GET /casework/workload/{person}":  {account.LeadCases, 404, 404, "/casework/workload/‹note›", scripted},
	"POST /casework/workload/{person}": {account.LeadCases, 404, 404, "/casework/workload/‹note›", scripted},

	// ---- house ----
	"GET /casework/houses":          {account.ReadCases, 200, 0, "/casework/houses", scripted},
	"POST /casework/houses":         {account.LeadCases, 422, 0, "/casework/houses", scripted},
	"GET /casework/houses/{house}":  {account.LeadCases, 404, 404, "/casework/houses/‹note›", scripted},
	"POST /casework/houses/{house}": {account.LeadCases, 404, 404, "/casework/houses/‹note›", scripted},

	// ---- request ----
	"GET /casework/requests":                    {account.ReadCases, 200, 0, "/casework/requests", scripted},
	"POST /casework/requests":                   {account.WriteCases, 422, 0, "/casework/requests", scripted},
	"GET /casework/requests/{request}":          {account.ReadCases, 404, 404, "/casework/requests/‹note›", scripted},
	"POST /casework/requests/{request}":         {account.WriteCases, 404, 404, "/casework/requests/‹note›", scripted},
	"POST /casework/requests/{request}/remove":  {account.WriteCases, 404, 404, "/casework/requests/‹note›/remove", scripted},
	"POST /casework/requests/{request}/restore": {account.WriteCases, 404, 404, "/casework/requests/‹note›/restore", scripted},
	"POST /casework/requests/{request}/case":    {account.WriteCases, 404, 404, "/casework/requests/‹note›/case", scripted},

	// ---- family ----
	"GET /casework/cases/{id}/family":            {account.ReadCases, 200, 404, "/casework/cases/‹case›/family", scripted},
	"POST /casework/cases/{id}/family":           {account.WriteCases, 422, 404, "/casework/cases/‹case›/family", scripted},
	"POST /casework/cases/{id}/family/leave":     {account.WriteCases, 303, 404, "/casework/cases/‹case›/family/leave", scripted},
	"GET /casework/cases/{id}/together/{sheet}":  {account.WriteCases, 200, 404, "/casework/cases/‹case›/together/journal", scripted},
	"POST /casework/cases/{id}/together/{sheet}": {account.WriteCases, 422, 404, "/casework/cases/‹case›/together/journal", scripted},

	// ---- figures ----
	"GET /casework/figures":                  {account.LeadCases, 200, 0, "/casework/figures", scripted},
	"POST /casework/figures/file":            {account.LeadCases, 422, 0, "/casework/figures/file", still},
	"GET /casework/reports":                  {account.LeadCases, 200, 0, "/casework/reports", scripted},
	"GET /casework/reports/new":              {account.LeadCases, 200, 0, "/casework/reports/new", scripted},
	"POST /casework/reports":                 {account.LeadCases, 422, 0, "/casework/reports", scripted},
	"GET /casework/reports/{report}":         {account.LeadCases, 404, 404, "/casework/reports/‹note›", scripted},
	"GET /casework/reports/{report}/edit":    {account.LeadCases, 404, 404, "/casework/reports/‹note›/edit", scripted},
	"POST /casework/reports/{report}/edit":   {account.LeadCases, 404, 404, "/casework/reports/‹note›/edit", scripted},
	"POST /casework/reports/{report}/remove": {account.LeadCases, 404, 404, "/casework/reports/‹note›/remove", scripted},
	"POST /casework/reports/{report}/file":   {account.LeadCases, 404, 404, "/casework/reports/‹note›/file", still},

	// ---- release ----
	"GET /casework/release":             {account.ReadCases, 200, 0, "/casework/release", scripted},
	"POST /casework/release":            {account.WriteCases, 422, 0, "/casework/release", scripted},
	"GET /casework/cases/{id}/release":  {account.ReadCases, 200, 404, "/casework/cases/‹case›/release", scripted},
	"POST /casework/cases/{id}/release": {account.WriteCases, 422, 404, "/casework/cases/‹case›/release", scripted},
	"GET /casework/release/deliver":     {account.LeadCases, 200, 0, "/casework/release/deliver", scripted},
	"POST /casework/release/deliver":    {account.LeadCases, 422, 0, "/casework/release/deliver", scripted},
	"POST /casework/release/file":       {account.LeadCases, 422, 0, "/casework/release/file", still},

	// ---- access ----
	"GET /casework/cases/{id}/access":  {account.WriteCases, 200, 404, "/casework/cases/‹case›/access", scripted},
	"POST /casework/cases/{id}/access": {account.WriteCases, 422, 404, "/casework/cases/‹case›/access", scripted},

	// ---- import ----
	"GET /casework/import":             {account.LeadCases, 200, 0, "/casework/import", scripted},
	"POST /casework/import":            {account.LeadCases, 400, 0, "/casework/import", scripted},
	"GET /casework/import/{run}":       {account.LeadCases, 404, 0, "/casework/import/‹note›", scripted},
	"POST /casework/import/{run}/plan": {account.LeadCases, 404, 0, "/casework/import/‹note›/plan", scripted},
	"POST /casework/import/{run}/take": {account.LeadCases, 404, 0, "/casework/import/‹note›/take", scripted},
	"POST /casework/import/{run}/drop": {account.LeadCases, 404, 0, "/casework/import/‹note›/drop", scripted},
	"POST /casework/import/{run}/undo": {account.LeadCases, 404, 0, "/casework/import/‹note›/undo", scripted},
	"GET /casework/export":             {account.Export, 200, 0, "/casework/export", scripted},
	"POST /casework/export":            {account.Export, 422, 0, "/casework/export", scripted},

	// ---- settings ----
	"GET /casework/settings":                       {account.LeadCases, 200, 0, "/casework/settings", scripted},
	"POST /casework/settings":                      {account.LeadCases, 303, 0, "/casework/settings", scripted},
	"GET /casework/settings/texts/{text}":          {account.LeadCases, 200, 0, "/casework/settings/texts/new", scripted},
	"POST /casework/settings/texts/{text}":         {account.LeadCases, 422, 0, "/casework/settings/texts/new", scripted},
	"POST /casework/settings/texts/{text}/remove":  {account.LeadCases, 404, 0, "/casework/settings/texts/‹note›/remove", scripted},
	"POST /casework/settings/texts/{text}/restore": {account.LeadCases, 404, 0, "/casework/settings/texts/‹note›/restore", scripted},
}
