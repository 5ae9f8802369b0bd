package arch

// packages is the table "who may import whom, and why". The test fails on an
// import that is not here, and on a line that no import needs.
func packages() []Package {
	return []Package{
		{
			Path: "cmd/verbund", Layer: Cmd,
			For:     "the program: three lines that call app",
			May:     []string{"internal/app"},
			Because: "tests start the whole program through app, and main holds nothing that they would miss",
		},
		{
			Path: "internal/app", Layer: App,
			For: "the front hall: the list of rooms, their wiring, the commands and settings, the demo",
			May: []string{
				"internal/centres", "internal/site", "internal/handbook", "internal/casework", "internal/casework/dataset", "internal/casework/deadline", "internal/casework/letters", "internal/contact", "internal/figures", "internal/figures/edition", "internal/figures/invent", "internal/figures/record", "internal/caselaw", "internal/caselaw/decision", "internal/desk", "internal/account", "internal/network", "internal/core",
				"internal/platform/backup", "internal/platform/clock", "internal/platform/database", "internal/platform/health",
				"internal/platform/jobs", "internal/platform/mail", "internal/platform/metrics", "internal/platform/places",
				"internal/platform/text", "internal/platform/ui", "internal/platform/vault", "internal/platform/web",
			},
			Tests:   []string{"internal/platform/text/textcheck", "internal/testkit", "internal/testkit/databases"},
			Because: "it connects all others; nobody but cmd imports it, so a room can be taken out by deleting its line",
		},
		{
			Path: "internal/centres", Layer: Room,
			For: "the public directory of counselling centres: search, entries, import and export",
			May: []string{
				"internal/centres/hours", "internal/centres/phone", "internal/network", "internal/core",
				"internal/platform/clock", "internal/platform/database", "internal/platform/mail", "internal/platform/places",
				"internal/platform/text", "internal/platform/ui", "internal/platform/vault", "internal/platform/web",
			},
			Tests:   []string{"internal/testkit/databases"},
			Because: "a room stands on the base and the ground and on nothing of another room",
		},
		{
			Path: "internal/centres/hours", Layer: Room,
			For:     "opening hours: how people write them, and whether somebody is there now",
			May:     []string{"internal/core"},
			Because: "rules about time are plain functions that need neither database nor page",
		},
		{
			Path: "internal/centres/phone", Layer: Room,
			For:     "telephone numbers: from how they are printed to E.164",
			May:     []string{"internal/core"},
			Because: "reading a number needs neither database nor page",
		},
		{
			Path: "internal/site", Layer: Room,
			For: "home, the pages about network, law and device, the legal pages, the way out",
			May: []string{
				"internal/core", "internal/platform/clock", "internal/platform/database", "internal/platform/places",
				"internal/platform/text", "internal/platform/ui", "internal/platform/web",
			},
			Tests:   []string{"internal/testkit/databases"},
			Because: "it keeps notices and nothing about anybody; what it needs of other rooms app hands to it",
		},
		{
			Path: "internal/handbook", Layer: Room, Sealed: true,
			For: "a centre's internal notes, contacts and standards, sealed under its key",
			May: []string{
				"internal/desk", "internal/core", "internal/platform/find", "internal/platform/text", "internal/platform/ui", "internal/platform/vault", "internal/platform/web",
			},
			Tests:   []string{"internal/platform/clock", "internal/platform/database", "internal/testkit/databases"},
			Because: "a sealed room: no mail, no export of another room, and nobody but app may import it",
		},
		{
			Path: "internal/casework", Layer: Room, Sealed: true,
			For: "a centre's case files, sealed under its key",
			May: []string{
				"internal/casework/card", "internal/casework/count", "internal/casework/dataset", "internal/casework/deadline", "internal/casework/letters",
				"internal/casework/release", "internal/casework/takein", "internal/desk", "internal/core", "internal/platform/database",
				"internal/platform/find", "internal/platform/picture", "internal/platform/spreadsheet", "internal/platform/text", "internal/platform/ui", "internal/platform/vault", "internal/platform/web",
			},
			Tests:   []string{"internal/platform/clock", "internal/testkit/databases"},
			Because: "a sealed room: no mail, no export of another room, and nobody but app may import it",
		},
		{
			Path: "internal/contact", Layer: Room, Sealed: true,
			For: "anonymous messages between a person seeking help and a centre, sealed to both",
			May: []string{
				"internal/desk", "internal/core", "internal/platform/clock", "internal/platform/database", "internal/platform/picture", "internal/platform/text",
				"internal/platform/ui", "internal/platform/vault", "internal/platform/web",
			},
			Tests:   []string{"internal/testkit/databases"},
			Because: "a sealed room: no mail, no export of another room, and nobody but app may import it",
		},
		{
			Path: "internal/casework/count", Layer: Room,
			For:     "the exact figures of a centre: tables of its cases, contacts, claims, nights and requests over a period",
			May:     []string{"internal/core"},
			Because: "what counts, and how often, is tried with invented cases, and needs neither a key nor a page",
		},
		{
			Path: "internal/caselaw/source", Layer: Room,
			For:     "decisions from the files in which portals, open data and courts hand them out, with their texts cleaned",
			May:     []string{"internal/caselaw/decision", "internal/core", "internal/platform/pdf", "internal/platform/spreadsheet"},
			Because: "what a file says is tried with files alone; who may import, and what becomes of it, the room knows",
		},
		{
			Path: "internal/figures", Layer: Room,
			For: "from released records to the annual report: deliveries, snapshots, publications, the ledger of all that was published",
			May: []string{
				"internal/core", "internal/figures/edition", "internal/figures/gate", "internal/figures/micro", "internal/figures/protect", "internal/figures/record", "internal/figures/report", "internal/figures/table",
				"internal/platform/clock", "internal/platform/database", "internal/platform/text", "internal/platform/ui", "internal/platform/web",
			},
			Tests:   []string{"internal/figures/invent", "internal/figures/micro/simulate", "internal/testkit/databases"},
			Because: "a room stands on the base and the ground; no case, no name and no key ever gets here",
		},
		{
			Path: "internal/caselaw", Layer: Room,
			For: "decisions of courts: import, editing by two people, search, reading, feeds and alerts",
			May: []string{
				"internal/core", "internal/caselaw/citation", "internal/caselaw/cite", "internal/caselaw/court", "internal/caselaw/decision", "internal/caselaw/search", "internal/caselaw/source",
				"internal/platform/clock", "internal/platform/database", "internal/platform/mail", "internal/platform/places", "internal/platform/text", "internal/platform/ui", "internal/platform/web",
			},
			Tests:   []string{"internal/testkit/databases"},
			Because: "a room stands on the base and the ground; its rules about texts stand in packages of their own",
		},
		{
			Path: "internal/caselaw/search", Layer: Room,
			For:     "the index over decisions and its query language: words, provisions and file numbers found, ranked and marked",
			May:     []string{"internal/core", "internal/caselaw/decision", "internal/caselaw/search/postings", "internal/platform/text"},
			Because: "what is found must follow from the decisions alone, so it knows neither database nor page",
		},
		{
			Path: "internal/caselaw/search/postings", Layer: Room,
			For:     "the words of decisions as they lie on the disk: segments for bleve's index",
			May:     nil,
			Because: "it knows words and numbers, and nothing of what they mean",
		},
		{
			Path: "internal/caselaw/decision", Layer: Room,
			For:     "what is known of a decision: the entry that people edit, the full text by margin numbers, the code lists",
			May:     []string{"internal/core"},
			Because: "importers, search, pages and exports speak of the same decision, and it needs none of them",
		},
		{
			Path: "internal/caselaw/court", Layer: Room,
			For:     "courts by all their names, European Case Law Identifiers, and file numbers taken apart",
			May:     []string{"internal/core"},
			Because: "which court and which number is meant are rules on texts, tried on what sources print",
		},
		{
			Path: "internal/caselaw/citation", Layer: Room,
			For:     "what a text cites: statutes, decisions and journals with their places, and a key for each",
			May:     []string{"internal/core"},
			Because: "finding citations is a matter of texts alone, and search, pages and feeds need the same keys",
		},
		{
			Path: "internal/caselaw/cite", Layer: Room,
			For:     "how a decision is cited, and as BibTeX, RIS, CSL-JSON and Akoma Ntoso",
			May:     []string{"internal/caselaw/court", "internal/caselaw/decision", "internal/core"},
			Because: "the same decision gives the same bytes, whichever page asks, and hostile texts are tried without a page",
		},
		{
			Path: "internal/casework/release", Layer: Room,
			For:     "the released record of a case: what may leave a centre, made of what stands in the file",
			May:     []string{"internal/casework/count", "internal/casework/dataset", "internal/core", "internal/platform/text"},
			Because: "what leaves a centre is worked out by plain rules that are tried without a key, a database or a page",
		},
		{
			Path: "internal/figures/record", Layer: Room,
			For:     "the released record and its code book: what may leave a centre, and reading and writing it as CSV",
			May:     []string{"internal/core", "internal/platform/spreadsheet", "internal/platform/text"},
			Because: "what a record may hold is data with rules on it, and needs neither database nor page",
		},
		{
			Path: "internal/figures/table", Layer: Room,
			For:     "exact tables of released records: the plan of tables, counting, shares and growth",
			May:     []string{"internal/core", "internal/figures/record", "internal/platform/text"},
			Because: "counting must be repeatable by anyone who holds the records, so it knows nothing else",
		},
		{
			Path: "internal/figures/micro", Layer: Room,
			For:     "open microdata of three years: noisy tables, what is promised of them, and synthetic rows made of them alone",
			May:     []string{"internal/core", "internal/figures/record"},
			Tests:   []string{"internal/figures/micro/simulate"},
			Because: "rows must follow from the noisy tables alone, and be made again by anyone, so it knows nothing else",
		},
		{
			Path: "internal/figures/micro/simulate", Layer: Test,
			For:     "draws records of a made-up population, for trying the microdata",
			May:     []string{"internal/figures/record"},
			Because: "nobody is in it, and it must not know what is tried with it",
		},
		{
			Path: "internal/figures/edition", Layer: Room,
			For:     "what a report shows of the counts: each number shown or not, and the notes to it",
			May:     []string{"internal/figures/table"},
			Because: "every output is written from it alone, so that none can show more than another",
		},
		{
			Path: "internal/figures/protect", Layer: Room,
			For:     "from exact counts to what may be published: keys, rounding, merging, suppression, and the audit of all by linear programs",
			May:     []string{"internal/core", "internal/figures/edition", "internal/figures/record", "internal/figures/table", "internal/platform/text"},
			Because: "the rules of protection are read and attacked by others, so they stand by themselves",
		},
		{
			Path: "internal/figures/gate", Layer: Room,
			For:     "what an edition must pass before it may be published: attacks on it with their figures, and numbers in texts that no table contains",
			May:     []string{"internal/figures/edition", "internal/figures/protect", "internal/figures/record", "internal/figures/table"},
			Because: "it judges what others made, so it finds out from the records alone who stands in which number",
		},
		{
			Path: "internal/figures/report", Layer: Room,
			For:     "what people read of an edition: report, press release, time series, figures of others, and the files",
			May:     []string{"internal/core", "internal/figures/edition", "internal/figures/record", "internal/figures/table", "internal/platform/spreadsheet", "internal/platform/text"},
			Because: "words and files can only quote what an edition shows, so they know neither records nor pages",
		},
		{
			Path: "internal/figures/invent", Layer: Room,
			For:     "invented records: plausible ones for demo and tests, and ones that agree with printed figures, with a verdict on each figure",
			May:     []string{"internal/figures/edition", "internal/figures/record", "internal/figures/table", "internal/platform/text"},
			Because: "a proof of the figures must go through the same counting and the same edition as the figures",
		},
		{
			Path: "internal/casework/card", Layer: Room,
			For:     "reads the cards of cases quickly, as encoding/json would",
			May:     []string{"internal/core"},
			Because: "it is measured and compared with encoding/json alone, and knows no case",
		},
		{
			Path: "internal/casework/dataset", Layer: Room,
			For:     "what may be written into a case file: sheets, questions, lists of codes",
			May:     []string{"internal/core"},
			Tests:   []string{"internal/platform/text"},
			Because: "what is asked is data with rules on it, and needs neither database nor page",
		},
		{
			Path: "internal/casework/letters", Layer: Room,
			For:     "letters, consent forms, notices and their translations, and filling them",
			May:     []string{"internal/core", "internal/platform/text"},
			Because: "whoever changes a text or reads a translation needs neither a case nor a key",
		},
		{
			Path: "internal/casework/deadline", Layer: Room,
			For:     "deadlines of the law as data, their last days, and a calendar of days",
			May:     []string{"internal/core"},
			Because: "rules about days are plain functions that need neither database nor page, and no case",
		},
		{
			Path: "internal/casework/takein", Layer: Room,
			For:     "reading cases out of tables of other programs",
			May:     []string{"internal/casework/dataset", "internal/core", "internal/platform/spreadsheet", "internal/platform/text"},
			Because: "whatever a file holds is judged before anything is kept, without a database and without a key",
		},
		{
			Path: "internal/account", Layer: Base,
			For: "people, duties, rights, signing in, sessions, centres and who holds their keys",
			May: []string{
				"internal/network", "internal/core", "internal/platform/clock", "internal/platform/database", "internal/platform/mail",
				"internal/platform/text", "internal/platform/ui", "internal/platform/vault", "internal/platform/web",
			},
			Tests:   []string{"internal/testkit/databases"},
			Because: "every room asks it who may do what, so it knows no room",
		},
		{
			Path: "internal/desk", Layer: Base,
			For: "where a colleague works in a sealed room: who she is, her open keys, the centre's sealed record",
			May: []string{
				"internal/core", "internal/platform/clock", "internal/platform/database", "internal/platform/text",
				"internal/platform/ui", "internal/platform/vault", "internal/platform/web",
			},
			Because: "every sealed room stands on it, so it knows none",
		},
		{
			Path: "internal/network", Layer: Base,
			For:     "the organisations of the network, and what the network says about itself",
			May:     []string{"internal/core", "internal/platform/database"},
			Tests:   []string{"internal/testkit/databases"},
			Because: "every room may build on it, so it must build on no room and on no page",
		},
		{
			Path: "internal/core", Layer: Core,
			For:     "ID, Date, Lang, Actor, Error",
			Because: "it does no input or output, so that whoever speaks its words drags nothing else in",
		},
		{
			Path: "internal/platform/clock", Layer: Platform,
			For:     "what time it is, handed in",
			Because: "a test must be able to say what time it is, everywhere",
		},
		{
			Path: "internal/platform/jobs", Layer: Platform,
			For:     "what the program does by itself while it serves, again and again",
			Because: "what a job has to do stands in the database, so running one needs nothing else",
		},
		{
			Path: "internal/platform/mail", Layer: Platform,
			For:     "mails of plain text: a queue in the database, and the way to the mail server",
			May:     []string{"internal/core", "internal/platform/clock", "internal/platform/database"},
			Tests:   []string{"internal/testkit/databases"},
			Because: "what a mail says is the room's business, and when it is sent the clock's",
		},
		{
			Path: "internal/platform/database", Layer: Platform,
			For:     "SQLite and PostgreSQL behind one small interface, migrations",
			May:     []string{"internal/core", "internal/platform/clock"},
			Tests:   []string{"internal/testkit/databases"},
			Because: "it is the only place that knows dialects, and knows nothing of what is stored",
		},
		{
			Path: "internal/platform/vault", Layer: Platform,
			For:     "keys, sealed records and files, grants, kits, the sealed record of a centre, signatures",
			May:     []string{"internal/core", "internal/platform/clock", "internal/platform/database", "internal/platform/text"},
			Tests:   []string{"internal/testkit/databases"},
			Because: "it is the only place that derives keys and seals, and knows neither requests nor rooms",
		},
		{
			Path: "internal/platform/backup", Layer: Platform,
			For:     "backups of a whole network, restoring them, moving between databases",
			May:     []string{"internal/core", "internal/platform/clock", "internal/platform/database", "internal/platform/text"},
			Tests:   []string{"internal/testkit/databases"},
			Because: "it copies tables without knowing what they are, so every room is in a backup by itself",
		},
		{
			Path: "internal/platform/health", Layer: Platform,
			For:     "looks whether all is well, and says what to do where it is not",
			May:     []string{"internal/platform/backup", "internal/platform/clock", "internal/platform/database", "internal/platform/text"},
			Tests:   []string{"internal/testkit/databases"},
			Because: "it looks and changes nothing; what only one room knows is handed to it",
		},
		{
			Path: "internal/platform/metrics", Layer: Platform,
			For:     "counts requests, jobs and connections for Prometheus",
			May:     []string{"internal/platform/clock", "internal/platform/database"},
			Because: "it counts and knows nothing about anybody",
		},
		{
			Path: "internal/platform/spreadsheet", Layer: Platform,
			For:     "tables as files of spreadsheets: XLSX and CSV, read whatever a spreadsheet made of them, and written so that nothing typed comes to life",
			Because: "it knows cells and neither cases nor figures, and is the only place that knows the format",
		},
		{
			Path: "internal/platform/pdf", Layer: Platform,
			For:     "the text of PDF files, page by page, within a budget that no file can exceed",
			Because: "it turns bytes of strangers into lines, and must be read and attacked without anything around it",
		},
		{
			Path: "internal/platform/picture", Layer: Platform,
			For:     "shows an uploaded picture only written anew: upright, small, and nothing of the file left in it",
			May:     []string{"internal/core"},
			Because: "it turns bytes into bytes, and knows neither whose picture it is nor where it lies",
		},
		{
			Path: "internal/platform/places", Layer: Platform,
			For:     "postal codes, towns, districts and Länder with their coordinates",
			Tests:   []string{"internal/platform/database", "internal/testkit/databases"},
			Because: "it could be a library of its own: it takes the few methods of a database that it needs as an interface",
		},
		{
			Path: "internal/platform/places/generate", Layer: Tool,
			For:     "makes the embedded tables of places",
			Because: "it reads files of others and must give the same bytes on every machine",
		},
		{
			Path: "internal/platform/find", Layer: Platform,
			For:     "searching in what is opened: words, names however they are spelled, numbers however they are grouped",
			May:     []string{"internal/platform/text"},
			Because: "sealed rooms find the same way, and it needs neither their keys nor their records",
		},
		{
			Path: "internal/platform/text", Layer: Platform,
			For:     "catalogues, plurals, language matching, folding for search",
			May:     []string{"internal/core"},
			Because: "words must be the same on a page, in a file and on a terminal",
		},
		{
			Path: "internal/platform/text/textcheck", Layer: Test,
			For:     "finds keys that are missing, unused or put together wrongly",
			May:     []string{"internal/core", "internal/platform/text"},
			Because: "it reads sources and catalogues only",
		},
		{
			Path: "internal/platform/text/stamp", Layer: Tool,
			For:     "notes which German text each translation was made from",
			May:     []string{"internal/core", "internal/platform/text"},
			Because: "it reads and writes the catalogues only",
		},
		{
			Path: "internal/platform/ui", Layer: Platform,
			For:     "the look: style sheet, layout, components; the only place with raw HTML",
			May:     []string{"internal/core", "internal/platform/places", "internal/platform/text"},
			Because: "components know words and the outlines of the Länder, but neither requests nor records",
		},
		{
			Path: "internal/platform/web", Layer: Platform,
			For:     "routes with rights, headers, errors, forms, limits, the server",
			May:     []string{"internal/core", "internal/platform/clock", "internal/platform/text"},
			Because: "it must be able to say that the database is away, so it must not need one",
		},
		{
			Path: "internal/testkit", Layer: Test,
			For: "starts the whole program on either database, and checks its pages",
			May: []string{
				"internal/account", "internal/app", "internal/centres", "internal/core", "internal/platform/clock",
				"internal/platform/database", "internal/platform/web", "internal/testkit/databases",
			},
			Because: "it starts what app starts, fills the rooms as the commands do, and reads answers as a person gets them",
		},
		{
			Path: "internal/testkit/databases", Layer: Test,
			For:     "a fresh database of each kind for every store test",
			May:     []string{"internal/platform/database"},
			Because: "it serves the tests of every package and must not pull any of them in",
		},
		{
			Path: "bench", Layer: Test,
			For:     "measures the built program beside a bare net/http handler",
			Tests:   []string{"internal/platform/database", "internal/testkit/databases"},
			Because: "it knows the program by its addresses only, as visitors do",
		},
		{
			Path: "internal/arch", Layer: Test,
			For:     "this table, the rules for sources, and their tests",
			Because: "it judges all packages by their sources alone",
		},
	}
}

// sealedMayNot are packages of the ground that carry content out of the house.
// No sealed room imports one.
var sealedMayNot = []string{"internal/platform/mail", "internal/platform/export"}
