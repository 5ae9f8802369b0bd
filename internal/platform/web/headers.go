package web

import (
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// headers are those that every answer carries. What each one is for stands in
// docs/developer.md; the test in headers_test.go holds them per route.
type headers struct {
	policy, scriptPolicy string
	secure               bool
}

const permissions = "accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), bluetooth=(), browsing-topics=(), camera=(), clipboard-read=(), display-capture=(), encrypted-media=(), fullscreen=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), xr-spatial-tracking=()"

func newHeaders(c Config) headers {
	style := "'self'"
	if c.InlineStyle != "" {
		sum := sha256.Sum256([]byte(c.InlineStyle))
		style += " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	}
	forms := strings.Join(append([]string{"'self'"}, c.FormsLeadTo...), " ")
	policy := "default-src 'none'; style-src " + style + "; img-src 'self'; font-src 'none'; form-action " + forms + "; base-uri 'none'; frame-ancestors 'none'"
	return headers{policy: policy, scriptPolicy: policy + "; script-src 'self'; connect-src 'self'", secure: c.Secure}
}

func (h headers) write(to http.Header, route *Route) {
	policy := h.policy
	if route.Script {
		policy = h.scriptPolicy
	}
	to.Set("Cross-Origin-Opener-Policy", "same-origin")
	to.Set("Cross-Origin-Resource-Policy", "same-origin")
	if route.Framed {
		policy = strings.Replace(policy, "frame-ancestors 'none'", "frame-ancestors *", 1)
	}
	if route.Framed || route.Open {
		to.Set("Cross-Origin-Resource-Policy", "cross-origin")
	}
	if route.Open {
		to.Set("Access-Control-Allow-Origin", "*")
		to.Set("Access-Control-Expose-Headers", "ETag, Allow, Retry-After")
	}
	to.Set("Content-Security-Policy", policy)
	to.Set("X-Content-Type-Options", "nosniff")
	// Not no-referrer: browsers would then send "Origin: null" with forms, and
	// posts from plain http origins would be refused.
	to.Set("Referrer-Policy", "same-origin")
	to.Set("Permissions-Policy", permissions)
	if route.Passkeys {
		to.Set("Permissions-Policy", strings.Replace(permissions, "publickey-credentials-get=()", "publickey-credentials-get=(self)", 1))
	}
	if h.secure {
		to.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
	}
	if route.Shared {
		to.Set("Cache-Control", "no-cache")
	} else {
		to.Set("Cache-Control", "no-store")
	}
	if !route.Localised {
		to.Add("Vary", "Accept-Language")
	}
}

// NoStore marks an answer that tells what its reader asked for: nothing on the
// way and nothing in the browser may keep it.
func NoStore(w http.ResponseWriter) { w.Header().Set("Cache-Control", "no-store") }
