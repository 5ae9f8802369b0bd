package arch

// modules is the table of what comes from outside. Anything else fails.
func modules() []Module {
	return []Module{
		{
			Path:    "github.com/BurntSushi/toml",
			Users:   []string{"internal/app", "internal/casework/dataset", "internal/casework/letters", "internal/casework/takein", "internal/centres", "internal/figures/record", "internal/figures/report", "internal/figures/table", "internal/network", "internal/platform/text", "internal/site", "internal/casework/deadline", "internal/figures/invent", "internal/figures/micro", "internal/figures/micro/simulate", "internal/caselaw/court", "internal/caselaw", "internal/caselaw/decision"},
			Because: "settings, catalogues and code lists are written by people who do not program, and TOML has comments and few traps",
			Licence: "MIT",
		},
		{
			Path:    "github.com/a-h/templ",
			Users:   []string{"internal/account", "internal/app", "internal/casework", "internal/centres", "internal/contact", "internal/desk", "internal/handbook", "internal/platform/ui", "internal/platform/web", "internal/site", "internal/figures", "internal/caselaw"},
			Tool:    true,
			Because: "pages are typed: a missing field does not compile, and everything is escaped unless ui says otherwise",
			Licence: "MIT",
		},
		{
			Path:    "filippo.io/age",
			Users:   []string{"internal/platform/backup", "internal/platform/vault"},
			Tests:   []string{"internal/app"},
			Because: "streams for files, archives and backups that the stock tool opens",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "github.com/go-webauthn/webauthn",
			Users:   []string{"internal/account"},
			Because: "passkeys: what browsers and keys say to each other is a standard of many pages",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "github.com/pquerna/otp",
			Users:   []string{"internal/account"},
			Tests:   []string{"internal/app"},
			Because: "codes that change every thirty seconds, as the apps on telephones make them",
			Licence: "Apache-2.0",
		},
		{
			Path:    "github.com/prometheus/client_golang",
			Users:   []string{"internal/platform/metrics"},
			Because: "the text format and the runtime's own figures",
			Licence: "Apache-2.0",
		},
		{
			Path:    "github.com/xuri/excelize/v2",
			Users:   []string{"internal/platform/spreadsheet"},
			Tests:   []string{"internal/figures/report"},
			Because: "the format of spreadsheets is a standard of six thousand pages, and centres and funders work with spreadsheets",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "golang.org/x/crypto",
			Users:   []string{"internal/platform/vault", "internal/platform/web"},
			Because: "Argon2id and XChaCha20-Poly1305 for the vault; fetching and renewing certificates for the server",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "golang.org/x/term",
			Users:   []string{"internal/app"},
			Because: "a passphrase is typed without being shown",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "github.com/google/go-cmp",
			Tests:   []string{"internal/platform/database", "internal/centres", "internal/centres/hours", "internal/network", "internal/casework/takein", "internal/casework/card", "internal/caselaw/court", "internal/caselaw/cite"},
			Because: "a failed comparison of records shows the one field that differs",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "github.com/jackc/pgx/v5",
			Users:   []string{"internal/platform/database", "internal/testkit/databases"},
			Because: "PostgreSQL's protocol; dialects live in platform/database, and the testkit makes databases",
			Licence: "MIT",
		},
		{
			Path:    "github.com/klauspost/compress",
			Users:   []string{"internal/platform/backup", "internal/platform/web"},
			Because: "compresses pages within the time that a page may take, and backups, which the standard library does not",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "github.com/nyaruka/phonenumbers",
			Users:   []string{"internal/centres/phone"},
			Because: "the numbering plans of the world are a table that we could not keep up to date",
			Licence: "MIT",
		},
		{
			Path:    "github.com/pressly/goose/v3",
			Users:   []string{"internal/platform/database"},
			Because: "migrations are where data get lost; this has been tried by many",
			Licence: "MIT",
		},
		{
			Path:    "github.com/santhosh-tekuri/jsonschema/v6",
			Tests:   []string{"internal/centres"},
			Because: "holds the open data against the official schemas, formats included",
			Licence: "Apache-2.0",
		},
		{
			Path:    "github.com/wneessen/go-mail",
			Users:   []string{"internal/platform/mail"},
			Because: "the headers of mails, TLS and the ways to sign in to mail servers; nobody else talks to one",
			Licence: "MIT",
		},
		{
			Path:    "github.com/yuin/goldmark",
			Users:   []string{"internal/platform/ui"},
			Because: "long texts are written in Markdown by people of the field; only ui turns text into HTML",
			Licence: "MIT",
		},
		{
			Path:    "github.com/rogpeppe/go-internal",
			Tests:   []string{"internal/app"},
			Because: "every command is tested as a script of what one types and reads",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "golang.org/x/net",
			Users:   []string{"internal/caselaw/source", "internal/app", "internal/testkit"},
			Tests:   []string{"internal/figures", "internal/caselaw"},
			Because: "its html package reads pages as a browser does: tests look at them, a frozen copy changes their links, and decisions come as pages",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "golang.org/x/text",
			Users:   []string{"internal/account", "internal/casework/takein", "internal/figures/record", "internal/platform/vault", "internal/centres", "internal/platform/places", "internal/platform/spreadsheet", "internal/platform/text", "internal/platform/find", "internal/platform/pdf", "internal/caselaw/source"},
			Because: "plural rules, language matching, German sorting, and the character sets that spreadsheets write",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "golang.org/x/time",
			Users:   []string{"internal/account", "internal/platform/web"},
			Because: "token buckets for the limit on requests",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "golang.org/x/vuln",
			Tool:    true,
			Because: "govulncheck asks for known weaknesses of what we use; it lives in tools/",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "honnef.co/go/tools",
			Tool:    true,
			Because: "staticcheck finds what the compiler allows; it has a go.mod of its own in tools/",
			Licence: "MIT",
		},
		{
			Path:    "gonum.org/v1/gonum",
			Tests:   []string{"internal/figures/protect"},
			Because: "a second solver of linear programs, against which our exact one is held",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "modernc.org/sqlite",
			Users:   []string{"internal/platform/database"},
			Because: "SQLite without a C compiler, so the program is one static file; it binds $1 by number as PostgreSQL does",
			Licence: "BSD-3-Clause",
		},
		{
			Path:    "pgregory.net/rapid",
			Tests:   []string{"internal/account", "internal/casework/count", "internal/casework/deadline", "internal/handbook", "internal/platform/backup", "internal/platform/vault", "internal/centres", "internal/centres/hours", "internal/platform/find", "internal/casework/card", "internal/figures/record", "internal/figures/gate", "internal/figures/protect", "internal/figures/report", "internal/figures/invent", "internal/figures/micro", "internal/figures/table", "internal/caselaw/court", "internal/caselaw/cite", "internal/caselaw", "internal/caselaw/source"},
			Because: "invents what nobody thinks of: opening hours, directories, keys, changes",
			Licence: "MPL-2.0",
		},
		{
			Path:    "rsc.io/qr",
			Users:   []string{"internal/account", "internal/centres"},
			Because: "the square on the sheet is made here, so no other server learns which centre somebody looks at",
			Licence: "BSD-3-Clause",
		},
	}
}
