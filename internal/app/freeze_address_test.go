package app

import (
	"net/url"
	"testing"
)

func TestAddressHasItsFile(t *testing.T) {
	files := frozenFiles{"/de/": true, "/de/about": true, "/de/centres": true, "/de/centres/5": true, "/zh-Hans/": true}
	for address, want := range map[string]string{
		"/de/":                               "de/index.html",
		"/de/about":                          "de/about.html",
		"/de/centres":                        "de/centres.html",
		"/de/centres?page=1":                 "de/centres.html",
		"/de/centres?page=2":                 "de/centres-page-2.html",
		"/de/centres?land=DE-BY":             "de/centres-land-DE-BY.html",
		"/de/centres?land=DE-BY&page=2":      "de/centres-land-DE-BY-page-2.html",
		"/de/centres?page=1&language=prs":    "de/centres-language-prs.html",
		"/de/centres?need=criminal-acts":     "de/centres-need-criminal-acts.html",
		"/de/centres/5":                      "de/centres/5.html",
		"/de/centres/5/sheet":                "de/centres/5/sheet.html",
		"/de/centres/5/sheet?only=number":    "de/centres/5/sheet-only-number.html",
		"/de/centres/5/contact.vcf":          "de/centres/5/contact.vcf",
		"/de/centres/5/qr.png":               "de/centres/5/qr.png",
		"/zh-Hans/centres/flyer.txt":         "zh-Hans/centres/flyer.txt",
		"/static/icon.6e793727c067.png":      "static/icon.6e793727c067.png",
		"/de":                                "",
		"/":                                  "",
		"/exit":                              "",
		"/static/":                           "",
		"/static/icon.png?v=2":               "",
		"/de/centres/6":                      "",
		"/de/centres/5?page=2":               "",
		"/de/centres/5/change":               "",
		"/de/centres?place=Halle":            "",
		"/de/centres?land=DE-BY&need=crisis": "",
		"/de/centres?land=DE-BY&land=DE-BE":  "",
		"/de/centres?land=..%2F..%2Fetc":     "",
		"/de/centres?land=":                  "",
		"/de/centres?per_page=100":           "",
		"/xx/centres/flyer":                  "",
		"/de/centres/%2e%2e/about":           "",
		"/api/hsds/services":                 "",
	} {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		p, ok := files.page(u)
		if ok != (want != "") || ok && p.file != want {
			t.Errorf("%s stands in %q, %v; want %q", address, p.file, ok, want)
		}
	}
}

func TestWayFromFileToFileIsRelative(t *testing.T) {
	for _, test := range []struct{ from, to, want string }{
		{"index.html", "de/index.html", "de/index.html"},
		{"de/index.html", "de/centres.html", "centres.html"},
		{"de/index.html", "ar/index.html", "../ar/index.html"},
		{"de/centres/5/sheet.html", "de/centres/5/qr.png", "qr.png"},
		{"de/centres/5/sheet.html", "de/centres/5.html", "../5.html"},
		{"de/centres/5.html", "static/icon.png", "../../static/icon.png"},
	} {
		if got := relative(test.from, test.to); got != test.want {
			t.Errorf("from %s to %s it is %s, want %s", test.from, test.to, got, test.want)
		}
	}
}

func TestRewrittenPageNeedsNoServer(t *testing.T) {
	w := rewriter{site: "https://live.example", files: frozenFiles{"/de/": true, "/de/centres": true, "/de/centres/5": true}}
	body, links, err := w.rewrite(page{address: "/de/centres/5", file: "de/centres/5.html"}, []byte(`<!DOCTYPE html><html><head>
<link rel="canonical" href="https://live.example/de/centres/5"><link rel="stylesheet" href="https://else.example/x.css"><script src="/static/site.js"></script>
</head><body><main><p>Start</p>
<div><form method="post" action="/exit"><button>x</button></form></div>
<ul><li><a class="button" href="/de/centres/5/change">Change</a></li></ul>
<p>See <a href="/de/elsewhere">that <b>page</b></a>.</p>
<p><a href="https://live.example/de/centres#results">List</a> <a href="5/contact.vcf">Card</a> <a href="tel:110">110</a>
<a href="https://other.example/?q=1">Other</a> <a href="#x">Here</a> <a href="javascript:alert(1)">Run</a></p>
<img src="https://else.example/x.png"><img src="/de/centres/5/qr.png"></main></body></html>`))
	if err != nil {
		t.Fatal(err)
	}
	const want = `<!DOCTYPE html><html><head>
<link rel="canonical" href="https://live.example/de/centres/5"/>
</head><body><main><p>Start</p>


<p>See that <b>page</b>.</p>
<p><a href="../centres.html#results">List</a> <a href="5/contact.vcf" download="contact.vcf">Card</a> <a href="tel:110">110</a>
<a href="https://other.example/?q=1">Other</a> <a href="#x">Here</a> Run</p>
<img src="5/qr.png"/></main></body></html>
`
	if string(body) != want {
		t.Errorf("the page is\n%s\nwant\n%s", body, want)
	}
	if len(links) != 3 {
		t.Errorf("the page leads to %v, want the list, the card and the picture", links)
	}
}
