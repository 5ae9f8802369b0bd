package app

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"golang.org/x/term"

	"verbund/internal/core"
	"verbund/internal/platform/backup"
	"verbund/internal/platform/database"
	"verbund/internal/platform/text"
	"verbund/internal/platform/vault"
)

// keepBackups is how many days a backup is kept where nothing else is said: what
// is erased today is gone from the backups by then.
const keepBackups = 30

// list is a flag that may be given several times.
type list []string

// String returns the values with commas between them.
func (l *list) String() string { return strings.Join(*l, ",") }

// Set adds a value.
func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

// backup writes the whole network into one encrypted file, also while it is
// served.
func (k *call) backup() (err error) {
	say, err := consolePrinter(k.Console)
	if err != nil {
		return err
	}
	path, folder, err := k.backupPath()
	if err != nil {
		return err
	}
	db, err := database.Existing(k.ctx, k.settings.database(), database.Options{Clock: k.Clock})
	if err != nil {
		return backup.Explain(err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	lock, err := k.backupLock(say)
	if err != nil {
		return err
	}
	work, finish := k.work()
	made, err := backup.Make(k.ctx, db, path, lock, work)
	finish()
	if err != nil {
		return err
	}
	fmt.Fprintln(k.Out, say.Say("backup.said.made", "file", made.Path, "n", int(backup.Rows(made.Sums)), "kilobytes", (made.Bytes+1023)/1024))
	if folder != "" {
		removed, err := backup.RemoveOld(folder, k.extra.keep, k.Clock.Now())
		for _, file := range removed {
			fmt.Fprintln(k.Out, say.Say("backup.said.removed", "file", file))
		}
		if err != nil {
			return err
		}
	}
	_, err = fmt.Fprintln(k.Out, say.Say("backup.said.apart"))
	return err
}

// backupPath is the file to write, and the folder of many backups it lies in, if
// it is one of many.
func (k *call) backupPath() (path, folder string, err error) {
	switch {
	case len(k.rest) > 1 || len(k.rest) == 0 && k.settings.BackupDir == "":
		return "", "", usageError{errors.New("backup to where? backup FILE, backup FOLDER, or set backup-dir")}
	case len(k.rest) == 1:
		path = k.rest[0]
	default:
		path = k.settings.BackupDir
	}
	if k.extra.keep < 0 {
		return "", "", usageError{errors.New("keep is a number of days; 0 keeps all")}
	}
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return strings.TrimSuffix(path, "/") + "/" + backup.Name(k.Clock.Now()), path, nil
	}
	if len(k.rest) == 0 {
		return "", "", fmt.Errorf("the folder %s of the setting backup-dir is not there", path)
	}
	return path, "", nil
}

// backupLock is what a backup is encrypted with: the passphrase of a file, else
// the recipients that are named, else a passphrase that somebody types.
func (k *call) backupLock(say *text.Printer) (*backup.Lock, error) {
	recipients, err := k.backupRecipients()
	switch {
	case err != nil:
		return nil, err
	case k.extra.passphraseFile != "" && len(k.extra.recipients) > 0:
		return nil, usageError{errors.New("a backup is encrypted to recipients or to a passphrase, not to both")}
	case k.extra.passphraseFile != "":
		passphrase, err := passphraseOf(k.extra.passphraseFile)
		if err != nil {
			return nil, err
		}
		return backup.ForPassphrase(passphrase, 0)
	case recipients != "":
		return backup.ForRecipients(recipients)
	}
	first, asked, err := k.ask(say.Say("backup.said.ask"))
	switch {
	case err != nil:
		return nil, err
	case !asked:
		return nil, usageError{errors.New(say.Say("backup.error.passphrase-missing"))}
	}
	lock, err := backup.ForPassphrase(first, 0)
	if err != nil {
		return nil, err
	}
	again, _, err := k.ask(say.Say("backup.said.ask-again"))
	if err == nil && again != first {
		err = &core.Error{Kind: core.Invalid, Key: "backup.error.passphrases-differ"}
	}
	return lock, err
}

// backupRecipients are those of the flag, else those that are set: as a list, or
// as the name of a file that holds one.
func (k *call) backupRecipients() (string, error) {
	if len(k.extra.recipients) > 0 {
		return strings.Join(k.extra.recipients, "\n"), nil
	}
	set := strings.TrimSpace(k.settings.BackupRecipients)
	if set == "" || strings.HasPrefix(set, "age1") || strings.ContainsAny(set, "\n#") {
		return set, nil
	}
	file, err := os.ReadFile(set)
	if err != nil {
		return "", fmt.Errorf("setting backup-recipients: %w", err)
	}
	return string(file), nil
}

// passphraseOf reads the first line of a file.
func passphraseOf(path string) (string, error) {
	file, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	line, _, _ := strings.Cut(string(file), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// ask has somebody type a secret that is not shown, if there is a terminal.
func (k *call) ask(question string) (answer string, asked bool, err error) {
	in, ok := k.In.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", false, nil
	}
	fmt.Fprint(k.Err, question)
	typed, err := term.ReadPassword(int(in.Fd()))
	fmt.Fprintln(k.Err)
	return string(typed), true, err
}

// work is how backups are made, and shows on a terminal how far they are. The
// function ends the line.
func (k *call) work() (w backup.Work, finish func()) {
	w = backup.Work{Program: programVersion(), Clock: k.Clock}
	out, ok := k.Err.(*os.File)
	if !ok || !term.IsTerminal(int(out.Fd())) {
		return w, func() {}
	}
	w.Progress = func(step backup.Step, n, of int64) {
		fmt.Fprintf(out, "\r%-9s %3d %%", step, 100*n/max(of, 1))
	}
	return w, func() { fmt.Fprint(out, "\r\x1b[K") }
}

// restore puts a backup into an empty data folder or database.
func (k *call) restore() error {
	if len(k.rest) != 1 {
		return usageError{errors.New("restore from where? restore FILE")}
	}
	say, err := consolePrinter(k.Console)
	if err != nil {
		return err
	}
	key, err := k.backupKey(k.rest[0], say)
	if err != nil {
		return err
	}
	r, err := backup.Open(k.rest[0], key)
	if err != nil {
		return err
	}
	defer r.Close()
	options := database.Options{Clock: k.Clock}
	work, finish := k.work()
	restored, err := backup.Restore(k.ctx, r, backup.Target{
		Address: k.settings.database(), Options: options, Sets: Migrations(), Over: k.extra.force,
	}, work)
	finish()
	if err != nil {
		return err
	}
	db, err := database.Open(k.ctx, k.settings.database(), options)
	if err != nil {
		return err
	}
	adopted, err := k.settle(db)
	if err = errors.Join(err, db.Close()); err != nil {
		return err
	}
	fmt.Fprintln(k.Out, say.Say("backup.said.restored", "n", int(backup.Rows(restored.Sums)), "date", r.Header.MadeAt.Local().Format("2006-01-02 15:04")))
	if restored.Kept != "" {
		fmt.Fprintln(k.Out, say.Say("backup.said.before", "place", restored.Kept))
	}
	if adopted {
		fmt.Fprintln(k.Out, say.Say("backup.said.new-pepper"))
	}
	_, err = fmt.Fprintln(k.Out, say.Say("backup.said.apart"))
	return err
}

// settle brings what was restored up to date, and has it know the pepper of this
// machine if it is another one; then adopted is true.
func (k *call) settle(db *database.DB) (adopted bool, err error) {
	if err := db.Migrate(k.ctx, Migrations()...); err != nil {
		return false, err
	}
	pepper, err := hostSecret(k.settings.Config, pepperSecret)
	if err != nil {
		return false, err
	}
	v, err := vault.New(db, pepper, k.Clock)
	if err != nil {
		return false, err
	}
	if err = v.CheckPepper(k.ctx); !errors.Is(err, vault.ErrOtherPepper) {
		return false, err
	}
	return true, v.AdoptPepper(k.ctx)
}

// backupKey is what opens a backup: the keys or the passphrase of files, else a
// passphrase that somebody types.
func (k *call) backupKey(path string, say *text.Printer) (key *backup.Key, err error) {
	needs, err := backup.NeedsPassphrase(path)
	if err != nil {
		return nil, err
	}
	for _, name := range k.extra.identities {
		file, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		one, err := backup.WithIdentities(file)
		if err = errors.Join(err, file.Close()); err != nil {
			return nil, err
		}
		key = key.And(one)
	}
	passphrase := ""
	switch {
	case needs && k.extra.passphraseFile != "":
		if passphrase, err = passphraseOf(k.extra.passphraseFile); err != nil {
			return nil, err
		}
	case needs:
		var asked bool
		if passphrase, asked, err = k.ask(say.Say("backup.said.ask")); err != nil {
			return nil, err
		} else if !asked {
			return nil, usageError{errors.New(say.Say("backup.error.key-missing"))}
		}
	case key == nil:
		return nil, usageError{errors.New(say.Say("backup.error.key-missing"))}
	default:
		return key, nil
	}
	return backup.WithPassphrase(passphrase)
}

// move copies the network into another, empty database and proves that both
// hold the same.
func (k *call) move() error {
	if k.extra.to == "" {
		return usageError{errors.New("move to where? move --to postgres://… or the path of a SQLite file; VERBUND_TO_FILE names a file with the address")}
	}
	say, err := consolePrinter(k.Console)
	if err != nil {
		return err
	}
	options := database.Options{Clock: k.Clock}
	work, finish := k.work()
	moved, err := backup.Move(k.ctx, k.settings.database(), options, backup.Target{Address: k.extra.to, Options: options, Sets: Migrations()}, work)
	finish()
	if err != nil {
		return err
	}
	different := backup.Compare(moved.From, moved.To)
	table := tabwriter.NewWriter(k.Out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "TABLE\tROWS HERE\tROWS THERE\tSHA-256 HERE\tSHA-256 THERE\tEQUAL")
	for i, here := range moved.From {
		there, equal := moved.To[i], "yes"
		for _, d := range different {
			if d.Here.Name == here.Name {
				equal = "NO"
			}
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%.16s\t%.16s\t%s\n", here.Name, here.Rows, there.Rows, here.SHA256, there.SHA256, equal)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	switch {
	case moved.Changed:
		return errors.New(say.Say("backup.said.changed"))
	case !moved.Equal():
		return errors.New(say.Say("backup.said.different"))
	}
	fmt.Fprintln(k.Out, say.Say("backup.said.moved", "n", int(backup.Rows(moved.To))))
	_, err = fmt.Fprintln(k.Out, say.Say("backup.said.keep-old"))
	return err
}
