package app

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"verbund/internal/account"
	"verbund/internal/core"
	"verbund/internal/figures"
	"verbund/internal/platform/clock"
	"verbund/internal/platform/text"
	"verbund/internal/platform/web"
)

// Exit codes of the commands.
const (
	done   = 0
	failed = 1 // with a reason of one line
	wrong  = 2 // the command was not understood
)

// Console is what a command needs of the world around it.
type Console struct {
	In       io.Reader
	Out, Err io.Writer
	Env      func(string) string
	Clock    clock.Clock
	Terminal bool // somebody sits at In and can be asked
}

// Main runs the program with the arguments of the process and returns its exit
// code.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return Run(ctx, os.Args[1:], Console{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Clock: clock.System{}, Terminal: isTerminal(os.Stdin)})
}

// isTerminal tells whether a file is a device at which somebody may sit.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return false
	}
	nothing, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(info, nothing)
}

// usageError is a command that was not understood.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// command is one of the program's commands.
type command struct {
	name, arguments, help string
	run                   func(*call) error
}

var commands = []command{
	{"demo", "", "show a demonstration network in a temporary folder", (*call).demo},
	{"init", "", "make data folder, settings, secrets and tables, and invite the first administrator", (*call).initialise},
	{"serve", "", "serve the network's pages", (*call).serve},
	{"import", "decisions|directory|figures|places FILE…", "read decisions of courts, entries of the directory, released records, or a table of places", (*call).importFiles},
	{"export", "decisions|directory|figures|site DIR", "write all published decisions, all entries of the directory, the released records, or all public pages as files", (*call).export},
	{"caselaw", "rebuild", "make the index of the decisions anew, while the server does not run", (*call).caselawCommand},
	{"figures", "report|freeze|list|snapshot ID", "freeze a year, list what is frozen, write the report of a year or snapshot", (*call).figuresCommand},
	{"notice", "add LANG=TEXT…|list|end ID", "put a notice above every page, list them, take one down", (*call).notice},
	{"texts", "[LANG]", "tell which translations have to be read or brought up to date", (*call).texts},
	{"review", "[list|accept ID|reject ID]", "list and decide what is proposed about entries", (*call).review},
	{"mail", "due|send|list|again ID|drop ID", "ask the centres whether their entries are still correct, and look after the mails", (*call).mail},
	{"check-links", "", "visit the web addresses of all entries and tell which do not work", (*call).checkLinks},
	{"backup", "[FILE|FOLDER]", "write the whole network into one encrypted file, also while it is served", (*call).backup},
	{"restore", "FILE", "put a backup into an empty data folder or database", (*call).restore},
	{"move", "", "copy the network into another, empty database and prove that both are equal", (*call).move},
	{"check", "", "look whether all is well, and say what to do where it is not", (*call).check},
	{"config", "[rights]", "print all settings, their values and where they come from, or which role may do what", (*call).config},
	{"version", "", "print the version, or what the program is made of", (*call).version},
}

// call is one run of a command.
type call struct {
	Console
	ctx      context.Context
	settings *settings
	rest     []string // arguments that are no flags
	extra    extraFlags
}

// extraFlags are those that only some commands take.
type extraFlags struct {
	dryRun, partial, public, urgent bool
	draft                           bool
	format, out, from, until        string
	reason                          string // of a rejection

	recipients, identities         list   // of a backup
	passphraseFile, to             string // to is where a network is moved
	keep                           int    // days
	force, json                    bool
	networkName                    string
	adminName, adminEmail          string
	newInvitation, newPepper, sbom bool

	period                  int // a year
	edition, snapshot, lang string
}

// Run runs one command and returns the exit code. It is Main without the
// process, for tests.
func Run(ctx context.Context, args []string, console Console) int {
	err := run(ctx, args, console)
	var usage usageError
	switch {
	case err == nil:
		return done
	case errors.As(err, &usage):
		fmt.Fprintf(console.Err, "verbund: %v\nTry: verbund help\n", err)
		return wrong
	}
	// Some errors have several lines; a reason has one.
	lines := strings.FieldsFunc(reason(console, err), func(r rune) bool { return r == '\n' || r == '\r' })
	fmt.Fprintln(console.Err, "verbund:", strings.Join(lines, "; "))
	return failed
}

func run(ctx context.Context, args []string, console Console) error {
	if len(args) == 0 {
		return usageError{errors.New("which command?")}
	}
	if name := args[0]; name == "help" || name == "-h" || name == "--help" {
		printHelp(console.Out)
		return nil
	}
	for _, c := range commands {
		if c.name != args[0] {
			continue
		}
		k := &call{Console: console, ctx: ctx, settings: newSettings(c.name)}
		k.extra.declare(c.name, k.settings.flags)
		rest, err := k.settings.read(args[1:], console.Env)
		if errors.Is(err, flag.ErrHelp) {
			fmt.Fprintf(console.Out, "verbund %s %s\n%s\n\n", c.name, c.arguments, c.help)
			k.settings.flags.SetOutput(console.Out)
			k.settings.flags.PrintDefaults()
			return nil
		}
		if err != nil {
			return err
		}
		k.rest = rest
		if c.arguments == "" && len(rest) > 0 {
			return usageError{fmt.Errorf("%s takes no argument %q", c.name, rest[0])}
		}
		return c.run(k)
	}
	return usageError{fmt.Errorf("there is no command %q", core.Clip(args[0], 40))}
}

func (e *extraFlags) declare(command string, f *flag.FlagSet) {
	switch command {
	case "import":
		f.BoolVar(&e.dryRun, "dry-run", false, "show what would happen and change nothing")
		f.BoolVar(&e.partial, "partial", false, "take the good lines although others are refused")
		f.BoolVar(&e.draft, "draft", false, "leave new decisions to the editors, who publish them as two people")
	case "init":
		f.StringVar(&e.networkName, "network-name", "", "name of the network, in the head of every page")
		f.StringVar(&e.adminName, "admin-name", "", "name of the first administrator")
		f.StringVar(&e.adminEmail, "admin-email", "", "mail address of the first administrator")
		f.BoolVar(&e.newInvitation, "new-invitation", false, "invite an administrator although there is one")
		f.BoolVar(&e.newPepper, "new-pepper", false, "take the present pepper where the former one is lost for good; no password is lost")
	case "version":
		f.BoolVar(&e.sbom, "sbom", false, "print all modules with version, checksum and licence, as CycloneDX in JSON")
	case "notice":
		f.BoolVar(&e.urgent, "urgent", false, "mark the notice as urgent")
		f.StringVar(&e.from, "from", "", "when it begins: 2026-12-24 or 2026-12-24T18:00; empty means now")
		f.StringVar(&e.until, "until", "", "when it ends; empty means seven days later")
	case "review":
		f.StringVar(&e.reason, "reason", "", "why a proposal is rejected")
	case "backup":
		f.Var(&e.recipients, "recipient", "age1…: encrypt to this recipient; may be given several times; else to those of backup-recipients")
		f.StringVar(&e.passphraseFile, "passphrase-file", "", "file whose first line is the passphrase")
		f.IntVar(&e.keep, "keep", keepBackups, "remove backups from the folder that are older than so many days; 0 keeps all")
	case "restore":
		f.Var(&e.identities, "identity", "file with the key that opens the backup; may be given several times")
		f.StringVar(&e.passphraseFile, "passphrase-file", "", "file whose first line is the passphrase")
		f.BoolVar(&e.force, "force", false, "replace what is there; it is set aside")
	case "check":
		f.BoolVar(&e.json, "json", false, "print JSON for programs")
	case "move":
		f.StringVar(&e.to, "to", "", "the other database: postgres://… or the path of a SQLite file")
	case "export":
		f.StringVar(&e.format, "format", "csv", "csv, excel (CSV as German Excel opens it) or json")
		f.StringVar(&e.out, "out", "-", "file to write; - is the standard output")
		f.BoolVar(&e.public, "public", false, "leave out what only members may see")
		f.IntVar(&e.period, "period", 0, "year of the released records; 0 means all")
	case "figures":
		f.IntVar(&e.period, "period", 0, "the year")
		f.StringVar(&e.snapshot, "snapshot", "", "id of a snapshot, or a file that holds one; else the records as they are now")
		f.StringVar(&e.edition, "edition", "internal", "internal (exact), public (protected), or suppressed (exact with gaps, for an authority)")
		f.StringVar(&e.format, "format", "csv", figures.Formats)
		f.StringVar(&e.lang, "lang", "de", "language of the report")
		f.StringVar(&e.out, "out", "-", "file to write; - is the standard output")
	}
}

func printHelp(w io.Writer) {
	fmt.Fprintln(w, "verbund: the software of a network against trafficking in human beings")
	fmt.Fprintln(w)
	for _, c := range commands {
		fmt.Fprintf(w, "  verbund %-42s %s\n", c.name+" "+c.arguments, c.help)
	}
	fmt.Fprintln(w, "\nverbund COMMAND --help lists the settings of a command.")
}

// reason says an error in the words of the person's own language.
func reason(console Console, err error) string {
	e, ok := errors.AsType[*core.Error](err)
	if !ok || e.Key == "" {
		return err.Error()
	}
	t, loadErr := consolePrinter(console)
	if loadErr != nil || !t.Has(e.Key) {
		return err.Error()
	}
	s := t.Say(e.Key, e.Args...)
	if e.Cause != nil {
		s += " (" + e.Cause.Error() + ")"
	}
	return s
}

// consolePrinter speaks the language that the terminal is set to, if it is one
// of ours, else English.
func consolePrinter(console Console) (*text.Printer, error) {
	texts, err := loadTexts()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if value := console.Env(name); len(value) >= 2 {
			if l := core.Lang(value[:2]); texts.Offers(l) {
				return texts.For(l), nil
			}
			break
		}
	}
	return texts.For("en"), nil
}

// openLog writes events as lines of JSON to the standard error.
func (k *call) openLog() *slog.Logger {
	return web.NewLog(func(o *slog.HandlerOptions) slog.Handler { return slog.NewJSONHandler(k.Err, o) })
}

// config prints the settings, or the table of rights.
func (k *call) config() error {
	switch {
	case len(k.rest) == 0:
		return k.settings.print(k.Out)
	case len(k.rest) == 1 && k.rest[0] == "rights":
		return account.PrintRights(k.Out)
	}
	return usageError{errors.New("config what? config alone, or config rights")}
}
