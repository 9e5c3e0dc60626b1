package main

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// plain is a browser without JavaScript: it follows links, fills in forms, keeps
// cookies, and loads a page again when the page asks for it.
type plain struct {
	t    *testing.T
	http *http.Client
	at   *url.URL
	doc  *html.Node
}

func newPlain(t *testing.T) *plain {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &plain{t: t, http: &http.Client{Jar: jar}}
}

func (b *plain) load(req *http.Request) {
	b.t.Helper()
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.t.Fatalf("%s %s: %d, %v\n%s", req.Method, req.URL, resp.StatusCode, err, body)
	}
	b.at = resp.Request.URL
	if b.doc, err = html.Parse(bytes.NewReader(body)); err != nil {
		b.t.Fatal(err)
	}
}

func (b *plain) open(address string) {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.absolute(address), http.NoBody)
	if err != nil {
		b.t.Fatal(err)
	}
	b.load(req)
}

func (b *plain) absolute(address string) string {
	if b.at == nil {
		return address
	}
	u, err := b.at.Parse(address)
	if err != nil {
		b.t.Fatal(err)
	}
	return u.String()
}

// find returns the first element of a kind for which ok holds; nil without one.
func (b *plain) find(kind string, ok func(*html.Node) bool) *html.Node {
	for n := range b.doc.Descendants() {
		if n.Type == html.ElementNode && n.Data == kind && ok(n) {
			return n
		}
	}
	return nil
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// link returns where the first link whose address holds part leads; empty without one.
func (b *plain) link(part string) string {
	if n := b.find("a", func(n *html.Node) bool { return strings.Contains(attr(n, "href"), part) }); n != nil {
		return attr(n, "href")
	}
	return ""
}

// letterTo is where the newest letter to an address lies; empty without one.
func (b *plain) letterTo(email string) string {
	row := b.find("li", func(n *html.Node) bool {
		for d := range n.Descendants() {
			if d.Type == html.TextNode && strings.Contains(d.Data, email) {
				return true
			}
		}
		return false
	})
	if row == nil {
		return ""
	}
	for n := range row.Descendants() {
		if n.Type == html.ElementNode && n.Data == "a" {
			return attr(n, "href")
		}
	}
	return ""
}

// send fills in the first form that has a field, or any form of the page's main
// part for an empty field, and sends it.
func (b *plain) send(field, value string) {
	b.t.Helper()
	form := b.find("form", func(n *html.Node) bool {
		return attr(n, "method") == "post" && (field == "" && inside(n, "main") || has(n, field))
	})
	if form == nil {
		b.t.Fatalf("no form with %q at %s", field, b.at)
	}
	values := url.Values{}
	for n := range form.Descendants() {
		if n.Data == "input" && attr(n, "type") == "hidden" {
			values.Set(attr(n, "name"), attr(n, "value"))
		}
	}
	if field != "" {
		values.Set(field, value)
	}
	body, kind := encode(b.t, attr(form, "enctype"), values)
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.absolute(attr(form, "action")), body)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("Origin", b.at.Scheme+"://"+b.at.Host)
	b.load(req)
}

func inside(n *html.Node, kind string) bool {
	for a := range n.Ancestors() {
		if a.Data == kind {
			return true
		}
	}
	return false
}

func has(form *html.Node, field string) bool {
	for n := range form.Descendants() {
		if n.Type == html.ElementNode && attr(n, "name") == field {
			return true
		}
	}
	return false
}

func encode(t *testing.T, kind string, values url.Values) (io.Reader, string) {
	t.Helper()
	if kind != "multipart/form-data" {
		return strings.NewReader(values.Encode()), "application/x-www-form-urlencoded"
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name := range values {
		if err := w.WriteField(name, values.Get(name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &b, w.FormDataContentType()
}

// reloads reports whether the page asks to be loaded again by itself.
func (b *plain) reloads() bool {
	raw := b.find("noscript", func(n *html.Node) bool {
		return slices.ContainsFunc(slices.Collect(n.Descendants()), func(c *html.Node) bool {
			return strings.Contains(c.Data, "refresh") || c.Data == "meta" && attr(c, "http-equiv") == "refresh"
		})
	})
	return raw != nil
}

func TestTheWalkWithoutJavaScript(t *testing.T) {
	t.Parallel()
	p := startDev(t, t.TempDir())
	b := newPlain(t)
	b.open(p.activity(badgeName).Claim)
	if sign := b.link("/sign-in"); sign != "" && b.find("input", func(n *html.Node) bool { return attr(n, "name") == "email" }) == nil {
		b.open(sign)
	}
	b.send("email", "plain@learner.example")
	eventually(t, "the letter is in the mailbox", func() (bool, string) {
		b.open(p.dev.URL + "/mailbox")
		return b.letterTo("plain@learner.example") != "", b.at.String()
	})
	b.open(b.letterTo("plain@learner.example"))
	b.open(b.link("/sign-in/"))
	b.send("", "")
	if !strings.Contains(b.at.Path, "/tasks/") {
		t.Fatalf("after signing in the learner is at %s, want the task", b.at)
	}
	b.send("text", reflection)
	again := b.at.String()
	eventually(t, "the page shows the badge by being loaded again", func() (bool, string) {
		if b.link("/portfolio") != "" && b.find("img", func(n *html.Node) bool {
			return inside(n, "main") && strings.Contains(attr(n, "src"), "/achievements/")
		}) != nil && !b.reloads() {
			return true, ""
		}
		if !b.reloads() {
			t.Fatalf("the page at %s neither shows the badge nor loads itself again", again)
		}
		b.open(again)
		return false, again
	})
	eventually(t, "the badge is in the portfolio", func() (bool, string) {
		b.open("/en/portfolio")
		return b.link("/credentials/") != "", b.at.String()
	})
	b.open(b.link("/credentials/"))
	for _, form := range []string{".json", ".png", ".svg"} {
		if b.link(form) == "" {
			t.Errorf("the public page at %s has no download as %s", b.at, form)
		}
	}
}
