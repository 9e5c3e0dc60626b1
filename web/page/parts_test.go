package page

import (
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	g "maragu.dev/gomponents"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/locale"
)

func TestABrowserIsSentOnlyWhereItMayGo(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"https://example.org/a?b=c#d": "https://example.org/a?b=c#d", "http://example.org": "http://example.org", "mailto:a@example.org": "mailto:a@example.org",
		"/en/": "/en/", "#badge": "#badge", "": "#", "javascript:alert(1)": "#", "JavaScript:alert(1)": "#", "\x20javascript:alert(1)": "#",
		"java\nscript:alert(1)": "#", "data:text/html,x": "#", "//evil.example": "#", `/\evil.example`: "#", "vbscript:x": "#", "https:": "#",
		"https://user:word@example.org": "#", "relative": "#", "mailto:": "#", "file:///etc/passwd": "#",
	} {
		if got := safe(address); got != want {
			t.Errorf("safe(%q) = %q, want %q", address, got, want)
		}
	}
}

func TestTimesAreToldAsTheClocksOfTheCityShowThem(t *testing.T) {
	t.Parallel()
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	night := time.Date(2026, 11, 25, 23, 30, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"":              `<time datetime="2026-11-25">25 November 2026</time> <time datetime="2026-11-25T23:30:00Z">25 November 2026, 23:30 (UTC)</time>`,
		"Europe/Rome":   `<time datetime="2026-11-26">26 November 2026</time> <time datetime="2026-11-25T23:30:00Z">26 November 2026, 00:30 (CET)</time>`,
		"Nowhere/at_al": `<time datetime="2026-11-25">25 November 2026</time> <time datetime="2026-11-25T23:30:00Z">25 November 2026, 23:30 (UTC)</time>`,
	} {
		v := view{Pages: &Pages{deps: Deps{Texts: texts}}, lang: "en"}
		v.tellTimeIn(zone)
		var b strings.Builder
		if err := (g.Group{v.day(night), g.Text(" "), v.moment(night)}).Render(&b); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("%q: got %s, want %s", zone, b.String(), want)
		}
	}
}

var tag = regexp.MustCompile(`^</?(?:p|br|hr|h[3-6]|strong|em|del|code|pre|blockquote|ul|ol(?: start="\d+")?|li|table|thead|tbody|tr|th|td)/?>$|` +
	`^<a(?: href="([^"<>]*)")?(?: rel="[a-z ]+")?>$|^</a>$`)

func FuzzMarkdownDoesNothing(f *testing.F) {
	for _, seed := range []string{
		"# Title\n\ntext", "[a](javascript:alert(1))", "<script>alert(1)</script>", "![x](https://evil.example/x.png \"t\")", "<img src=x onerror=alert(1)>",
		"[a]: data:text/html,x\n[a]", "| a | b |\n|--|--|\n| c | d |", "<https://example.org>", "www.example.org", "~~a~~ **b** _c_ `d`", "1. a\n7. b",
		"[x](&#106;avascript:alert(1))", "[![a](b)](c)", "> q\n\n---\n\n    code", "<a href=\"//x\">", "[a](<java\nscript:x>)",
	} {
		f.Add(seed)
	}
	m := newMarkdown()
	f.Fuzz(func(t *testing.T, source string) {
		var b strings.Builder
		if err := m.node(source).Render(&b); err != nil {
			t.Fatal(err)
		}
		for _, each := range regexp.MustCompile(`<[^>]*>?`).FindAllString(b.String(), -1) {
			m := tag.FindStringSubmatch(each)
			if m == nil {
				t.Fatalf("%q became %q, with %q", source, b.String(), each)
			}
			u, err := url.Parse(html.UnescapeString(m[1]))
			if err != nil || !slices.Contains([]string{"", "http", "https", "mailto"}, u.Scheme) {
				t.Errorf("%q became %q, which leads to %q", source, b.String(), m[1])
			}
		}
	})
}

func TestMarkdownStartsBelowThePagesHeadings(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"# A\n\n## B":               "<h3>A</h3>\n<h4>B</h4>\n",
		"### A\n\n#### B":           "<h3>A</h3>\n<h4>B</h4>\n",
		"# A\n\n###### B":           "<h3>A</h3>\n<h6>B</h6>\n",
		"![alt](https://x.example)": `<p><a href="https://x.example" rel="nofollow noreferrer">alt</a></p>` + "\n",
	} {
		var b strings.Builder
		if err := newMarkdown().node(source).Render(&b); err != nil {
			t.Fatal(err)
		}
		if got := b.String(); got != want {
			t.Errorf("%q: got %q, want %q", source, got, want)
		}
	}
}

func TestEveryBrandCanBeRead(t *testing.T) {
	t.Parallel()
	value := regexp.MustCompile(`--([a-z-]+):#([0-9a-f]{6})`)
	for _, colour := range []string{"0b6e4f", "ffffff", "000000", "ffee00", "ff0000", "1d4e89", "777777", "00ff00", "0b6e4f-ffee00", "1d4e89-7a1f1f"} {
		f, ok := brandFile("brand-" + colour + ".css")
		if !ok {
			t.Fatalf("%s: no style sheet", colour)
		}
		var found []tenants.RGB
		for _, m := range value.FindAllStringSubmatch(string(f.plain), -1) {
			found = append(found, parse(t, m[2]))
		}
		lightBrand, lightAccent, lightSoft, darkBrand, darkAccent, darkSoft := found[0], found[1], found[2], found[3], found[4], found[5]
		for what, pair := range map[string][2]tenants.RGB{
			"white on the brand": {tenants.White(), lightBrand}, "white on the brand in the dark": {tenants.White(), darkBrand},
			"words on paper": {lightAccent, parse(t, "f6f4ee")}, "words on a dark surface": {darkAccent, parse(t, "202a25")},
			"ink on the soft brand": {parse(t, "1b2823"), lightSoft}, "ink on the soft brand in the dark": {parse(t, "e8eee9"), darkSoft},
		} {
			if got := tenants.Contrast(pair[0], pair[1]); got < 4.5 {
				t.Errorf("%s: %s has a contrast of %.2f", colour, what, got)
			}
		}
	}
	for _, wrong := range []string{"brand-.css", "brand-12345.css", "brand-zzzzzz.css", "brand-0b6e4f.js"} {
		if _, ok := brandFile(wrong); ok {
			t.Errorf("%s is taken for a style sheet", wrong)
		}
	}
}

func parse(t *testing.T, hex string) tenants.RGB {
	t.Helper()
	c, ok := tenants.ParseColour("#" + hex)
	if !ok {
		t.Fatalf("%q is no colour", hex)
	}
	return c
}

// TestEveryColourOfWordsCanBeReadOnItsGround holds the style sheet's own colours
// to WCAG 2.2, section 1.4.3.
func TestEveryColourOfWordsCanBeReadOnItsGround(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("static/laurel.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(css), "prefers-color-scheme: dark")
	dark, _, _ = strings.Cut(dark, "\n}")
	for scheme, text := range map[string]string{"light": light, "dark": dark} {
		colours := map[string]tenants.RGB{"on-brand": tenants.White()}
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+): #([0-9a-f]{6})\b`).FindAllStringSubmatch(text, -1) {
			colours[m[1]] = parse(t, m[2])
		}
		for _, pair := range []struct {
			words, ground string
			least         float64
		}{
			{"ink", "paper", 7}, {"ink", "surface", 7}, {"ink", "sunk", 7}, {"ink", "brand-soft", 4.5}, {"ink", "gold-soft", 4.5},
			{"ink-2", "paper", 4.5}, {"ink-2", "surface", 4.5}, {"ink-2", "sunk", 4.5}, {"ink-2", "brand-soft", 4.5},
			{"accent", "paper", 4.5}, {"accent", "surface", 4.5}, {"accent", "sunk", 4.5}, {"on-brand", "brand", 4.5},
			{"gold", "gold-soft", 4.5}, {"danger", "danger-soft", 4.5}, {"good", "good-soft", 4.5},
			{"edge", "paper", 3}, {"edge", "surface", 3}, {"focus", "paper", 3}, {"focus", "surface", 3},
		} {
			words, ok := colours[pair.words]
			ground, also := colours[pair.ground]
			if !ok || !also {
				t.Fatalf("%s: no colour %s or %s", scheme, pair.words, pair.ground)
			}
			if got := tenants.Contrast(words, ground); got < pair.least {
				t.Errorf("%s: %s on %s has a contrast of %.2f, want %.1f", scheme, pair.words, pair.ground, got, pair.least)
			}
		}
	}
}

func TestEveryKeyOfAPageIsSaidInEveryLanguage(t *testing.T) {
	t.Parallel()
	texts, err := locale.Load()
	if err != nil {
		t.Fatal(err)
	}
	keys := 0
	eachCall(t, func(name string, call *ast.CallExpr) {
		first, second := literal(call, 0), literal(call, 2)
		var key string
		switch name {
		case "say", "fill", "text":
			key = first
		case "item":
			key = second
		}
		if key == "" {
			return
		}
		keys++
		for _, lang := range texts.Languages() {
			if !texts.Has(lang, key) && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "-") {
				t.Errorf("messages/%s.json lacks %s", lang, key)
			}
		}
	})
	if keys < 100 {
		t.Errorf("%d keys were found: this test looks in the wrong place", keys)
	}
}

func TestNoAddressGoesAroundTheCheck(t *testing.T) {
	t.Parallel()
	eachCall(t, func(name string, call *ast.CallExpr) {
		sel, ok := call.Fun.(*ast.SelectorExpr)
		if !ok {
			return
		}
		x, ok := sel.X.(*ast.Ident)
		if !ok || x.Name != "h" && x.Name != "g" {
			return
		}
		switch name {
		case "Href", "Src", "Action", "FormAction", "SrcSet", "DataAttr", "StyleAttr", "Style", "Rawf":
			t.Errorf("%s.%s is used beside link.go", x.Name, name)
		}
	})
}

// eachCall walks the sources of this package but link.go.
func eachCall(t *testing.T, visit func(name string, call *ast.CallExpr)) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") || file == "link.go" {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				switch f := call.Fun.(type) {
				case *ast.Ident:
					visit(f.Name, call)
				case *ast.SelectorExpr:
					visit(f.Sel.Name, call)
				}
			}
			return true
		})
	}
}

func literal(call *ast.CallExpr, i int) string {
	if i >= len(call.Args) {
		return ""
	}
	lit, ok := call.Args[i].(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	s, err := strconv.Unquote(lit.Value)
	if err != nil {
		return ""
	}
	return s
}
