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
	"verbund/internal/platform/ui"
	"verbund/internal/platform/web"
)

//go:embed demo/network.toml demo/members.csv
var demoFiles embed.FS

// serve serves the network until it is told to stop.
func (k *call) serve() error {
	return k.listen(k.settings.Config, false)
}

// demo serves a network with the members of July 2022 from a temporary folder,
// which is removed at the end. It listens on this machine only: later its
// accounts will have printed passwords.
func (k *call) demo() (err error) {
	c := k.settings.Config
	if !loopback(c.Addr) {
		return usageError{fmt.Errorf("demo listens on this machine only, such as 127.0.0.1:8080, not on %s", c.Addr)}
	}
	// What is set for the real network must not reach its data.
	if k.settings.origin["database"] != "flag" {
		c.Database = ""
	}
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
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; another program may be using it: try --addr with another port", c.Addr, err)
	}
	defer listener.Close()
	if c.URL == "" && demo {
		c.URL = "http://" + localName(listener.Addr())
	}
	a, err := Open(k.ctx, c, k.openLog(), k.Clock, demo)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if demo {
		if err := a.FillDemo(k.ctx); err != nil {
			return err
		}
	}
	handler, err := a.Site.Handler()
	if err != nil {
		return err
	}
	address := c.URL
	if address == "" {
		address = "http://" + localName(listener.Addr())
	}
	fmt.Fprintf(k.Out, "verbund: %s/\n", address)
	if demo {
		fmt.Fprintf(k.Out, "A demonstration, on this machine only. The %s folder is %s. Stop it with Ctrl+C.\n", "data", c.Data)
		fmt.Fprintln(k.Out, "There are no accounts yet: everything here is public.")
	}
	if !demo { // a demonstration writes to nobody
		stop, err := a.startJobs(k.ctx, c, k.openLog(), k.Clock)
		if err != nil {
			return err
		}
		defer stop()
	}
	go a.Places.now().Warm() // so that the first search need not wait for it
	return web.Serve(k.ctx, web.Polite(listener, ui.Unread), handler)
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

// version prints what was built and with what.
func (k *call) version() error {
	version := "development"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		version = info.Main.Version
	}
	_, err := fmt.Fprintf(k.Out, "verbund %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
