package app

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
)

// encrypts tells whether the program itself speaks https.
func (c Config) encrypts() bool { return c.TLSCert != "" || c.TLSKey != "" || c.ACME != "" }

// secure tells whether people reach the site by https.
func (c Config) secure() bool { return c.encrypts() || strings.HasPrefix(c.URL, "https:") }

// withoutTLS is c for a site that is served by plain http, whatever is set.
func (c Config) withoutTLS() Config {
	c.TLSCert, c.TLSKey, c.ACME, c.ACMEEmail, c.ACMEDirectory, c.HTTPAddr = "", "", "", "", "", ""
	return c
}

// domains are those for which certificates are fetched.
func (c Config) domains() []string {
	var all []string
	for d := range strings.SplitSeq(c.ACME, ",") {
		if d = strings.ToLower(strings.TrimSpace(d)); d != "" {
			all = append(all, d)
		}
	}
	return all
}

// acmeFolder holds the keys and certificates that were fetched.
func (c Config) acmeFolder() string { return filepath.Join(c.Data, "acme") }

// checkListening refuses settings for the way in that do not fit each other. It
// says what to do instead.
func (c Config) checkListening() error {
	switch {
	case (c.TLSCert == "") != (c.TLSKey == ""):
		return usage("set both tls-cert and tls-key, or neither")
	case c.TLSCert != "" && c.ACME != "":
		return usage("set tls-cert and tls-key for a certificate of your own, or acme to have one fetched, but not both")
	case c.encrypts() && c.Proxy:
		return usage("behind-proxy does not go with tls-cert or acme: a proxy on this machine ends https itself and speaks plain http to us")
	case c.encrypts() && strings.HasPrefix(c.URL, "http:"):
		return usage("with tls-cert or acme, url must begin with https://")
	case c.ACME == "" && (c.ACMEEmail != "" || c.ACMEDirectory != ""):
		return usage("acme-email and acme-directory mean nothing without acme, which names the domains")
	case c.ACME != "" && len(c.domains()) == 0:
		return usage("acme names no domain, such as example.org")
	case c.HTTPAddr != "" && !c.encrypts():
		return usage("http-addr only leads to https: set tls-cert and tls-key or acme as well, or leave it away")
	case c.HTTPAddr != "" && c.URL == "" && c.ACME == "":
		return usage("with http-addr, set url to the https address to which visitors are led")
	case !c.encrypts() && !c.Proxy && !loopback(c.Addr):
		return usage("on %s everybody on the way could read passwords: set tls-cert and tls-key, or acme; or leave addr on 127.0.0.1 and put a proxy with https in front (behind-proxy)", c.Addr)
	}
	for _, d := range c.domains() {
		if u, err := url.Parse("https://" + d); err != nil || u.Host != d || u.Port() != "" || !strings.Contains(d, ".") || strings.Contains(d, "*") {
			return usage("acme: %q is not a domain such as example.org", d)
		}
	}
	return nil
}

func usage(words string, args ...any) error {
	if len(args) == 0 {
		return usageError{errors.New(words)}
	}
	return usageError{fmt.Errorf(words, args...)}
}

// origin is where visitors of the plain http port are led.
func (c Config) origin() string {
	if c.URL != "" {
		return c.URL
	}
	return "https://" + c.domains()[0]
}
