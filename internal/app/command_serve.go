package app

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"runtime"
	"runtime/debug"

	"verbund/internal/centres"
	"verbund/internal/core"
	"verbund/internal/platform/mail"
)

//go:embed demo/network.toml demo/members.csv demo/handbook.toml demo/cases.toml demo/decisions.toml
var demoFiles embed.FS

// serve serves the network until it is told to stop.
func (k *call) serve() error {
	if err := k.settings.checkListening(); err != nil {
		return err
	}
	return k.listen(k.settings.Config, false)
}

// demo serves a network with the members of July 2022 from a temporary folder,
// which is removed at the end. It listens on this machine only, because the
// passwords of its accounts are printed.
func (k *call) demo() (err error) {
	c := k.settings.Config.withoutTLS()
	if !loopback(c.Addr) {
		return usageError{fmt.Errorf("demo listens on this machine only, such as 127.0.0.1:8080, not on %s", c.Addr)}
	}
	// What is set for the real network must not reach its data.
	if k.settings.origin["database"] != "flag" {
		c.Database = ""
	}
	if k.settings.origin["metrics"] != "flag" {
		c.Metrics = ""
	}
	c.SMTP = mail.Settings{} // a demonstration writes to nobody, and says so where mails are offered
	if k.settings.origin["data"] != "flag" {
		if c.Data, err = os.MkdirTemp("", "verbund-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	}
	return k.listen(c, true)
}

func loopback(addr string) bool {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return false
	}
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

func (k *call) listen(c Config, demo bool) (err error) {
	log := k.openLog()
	doors, err := openDoors(c, k.Clock, log)
	if err != nil {
		return err
	}
	defer doors.close()
	if c.URL == "" && demo {
		c.URL = "http://" + localName(doors.pages.Addr())
	}
	a, err := Open(k.ctx, c, log, k.Clock, demo)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if err := a.checkPepper(k.ctx); err != nil {
		return err
	}
	if demo {
		if err := a.FillDemo(k.ctx); err != nil {
			return err
		}
		houses, err := a.FillDemoPeople(k.ctx)
		if err != nil {
			return err
		}
		if err := a.FillDemoCases(k.ctx, houses); err != nil {
			return err
		}
		if err := a.FillDemoFigures(k.ctx); err != nil {
			return err
		}
		if err := a.FillDemoDecisions(k.ctx); err != nil {
			return err
		}
	}
	handler, err := a.Site.Handler()
	if err != nil {
		return err
	}
	stopMetrics, err := a.serveMetrics(k.ctx, c, k.openLog())
	if err != nil {
		return err
	}
	defer stopMetrics()
	address := c.URL
	switch {
	case address != "":
	case c.ACME != "":
		address = c.origin()
	case c.encrypts():
		address = "https://" + localName(doors.pages.Addr())
	default:
		address = "http://" + localName(doors.pages.Addr())
	}
	fmt.Fprintf(k.Out, "verbund: %s/\n", address)
	if demo {
		fmt.Fprintf(k.Out, "A demonstration, on this machine only. The %s folder is %s. Stop it with Ctrl+C.\n", "data", c.Data)
		fmt.Fprintln(k.Out, "Everybody in it is invented. No second factor is asked for, here and only here.")
		if err := printDemoAccounts(k.Out, address); err != nil {
			return err
		}
	}
	begin := a.startJobs
	if demo { // a demonstration writes to nobody
		begin = a.startDemoJobs
	}
	stop, err := begin(k.ctx, c, log, k.Clock)
	if err != nil {
		return err
	}
	defer stop()
	go a.Places.now().Warm() // so that the first search need not wait for it
	return doors.serve(k.ctx, handler)
}

// localName is the address of a listener as one types it into a browser.
func localName(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || tcp.IP.IsLoopback() || tcp.IP.IsUnspecified() {
		_, port, err := net.SplitHostPort(a.String())
		if err != nil {
			return a.String()
		}
		return "localhost:" + port
	}
	return a.String()
}

// FillDemo reads the members of July 2022 into the directory. Doing it again
// changes nothing.
func (a *App) FillDemo(ctx context.Context) error {
	file, err := demoFiles.Open("demo/members.csv")
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = centres.Import(ctx, a.Centres, operator(), file, "members.csv", centres.ImportOptions{})
	return err
}

func operator() core.Actor { return core.Actor{Role: core.Operator, Name: "operator"} }

// version prints what was built and with what, or with --sbom from what.
func (k *call) version() error {
	if k.extra.sbom {
		return printBill(k.Out)
	}
	_, err := fmt.Fprintf(k.Out, "verbund %s (%s, %s/%s)\n", programVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// programVersion is the version that was built.
func programVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return versionOf(info)
	}
	return "development"
}
