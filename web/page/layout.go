package page

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
)

// sheet is what one page brings along.
type sheet struct {
	title   string
	about   string // one sentence for search engines and previews; may be empty
	picture string // path of one for previews; may be empty
	status  int    // 0: 200
	script  string // name of a static file that this page needs besides; may be empty
	keys    bool   // the page knows keys of its own
	wait    int    // seconds after which browsers without JavaScript load it again; 0: they do not
	head    []g.Node
	body    []g.Node
}

// show answers with a page. Nobody keeps what a signed-in person saw.
func (v *view) show(c *fiber.Ctx, s sheet) error {
	var b bytes.Buffer
	if err := v.document(c, s).Render(&b); err != nil {
		return err
	}
	if s.status != 0 {
		c.Status(s.status)
	}
	return v.send(c, b.Bytes())
}

func (v *view) send(c *fiber.Ctx, b []byte) error {
	c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
	c.Set(fiber.HeaderContentLanguage, v.lang)
	cache := "private, no-cache"
	if v.signedIn() || v.reachesNot() || v.secret {
		cache = "no-store"
	}
	c.Set(fiber.HeaderCacheControl, cache)
	c.Append(fiber.HeaderVary, fiber.HeaderCookie, fiber.HeaderAcceptLanguage)
	return c.Send(b)
}

func (v *view) document(c *fiber.Ctx, s sheet) g.Node {
	return g.Group{
		g.Raw("<!doctype html>"),
		h.HTML(h.Lang(v.lang),
			h.Head(v.head(c, s)),
			h.Body(
				h.A(h.Class("skip"), href("#content"), v.text("page.skip")),
				g.Raw(v.files.markup("mark.svg")), // our own, and not seen itself
				v.header(),
				g.Iff(v.unread && !strings.HasPrefix(v.path, v.to(acceptPath)), v.askForWord),
				h.Main(h.ID("content"), h.TabIndex("-1"), g.Group(s.body)),
				v.footer(),
				h.P(h.ID("said"), h.Class("unseen"), h.Role("status")),
			),
		),
	}
}

func (v *view) head(c *fiber.Ctx, s sheet) g.Node {
	return g.Group{
		h.Meta(h.Charset("utf-8")),
		h.Meta(h.Name("viewport"), h.Content("width=device-width, initial-scale=1")),
		h.TitleEl(g.Text(s.title + " · " + v.siteName())),
		g.If(s.about != "", h.Meta(h.Name("description"), h.Content(s.about))),
		h.Meta(h.Name("color-scheme"), h.Content("light dark")),
		h.Link(h.Rel("icon"), h.Type("image/svg+xml"), href(v.files.at("icon.svg"))),
		h.Link(h.Rel("stylesheet"), href(v.files.at("laurel.css"))),
		g.Iff(v.city.Colour+v.city.Accent != "", func() g.Node { return h.Link(h.Rel("stylesheet"), href(brandSheet(v.city))) }),
		h.Script(src(v.files.at("laurel.js")), h.Defer()),
		g.Iff(s.script != "", func() g.Node { return h.Script(src(v.files.at(s.script)), h.Defer()) }),
		g.Iff(s.keys, func() g.Node { return h.Script(src(v.files.at("keys.js")), h.Defer()) }),
		g.Group(s.head),
		g.If(s.wait > 0, h.NoScript(h.Meta(g.Attr("http-equiv", "refresh"), h.Content(strconv.Itoa(s.wait))))),
		g.Iff(s.picture != "", func() g.Node {
			return g.Group{
				property("og:title", s.title), property("og:description", s.about), property("og:image", v.deps.Front.Origin(c)+s.picture),
				property("og:site_name", v.siteName()), property("og:type", "website"),
				property("og:image:alt", s.title), h.Meta(h.Name("twitter:card"), h.Content(proportions(s.picture))),
			}
		}),
	}
}

// proportions tell those who show a link whether its picture is a square, as a badge
// is, or broad, as covers and cards are.
func proportions(picture string) string {
	if strings.HasSuffix(picture, ".png") {
		return "summary"
	}
	return "summary_large_image"
}

func property(name, content string) g.Node {
	return h.Meta(g.Attr("property", name), h.Content(content))
}

// siteName is the city's, or the platform's.
func (v *view) siteName() string {
	if v.city.Name != "" {
		return v.city.Name
	}
	return "Laurel"
}

// support is where people on this site get help.
func (v *view) support() string {
	if v.city.Email != "" {
		return v.city.Email
	}
	return v.deps.Support
}

// hint remembers for a little while what the menu shows of somebody.
type hint struct {
	count int  // submissions that wait for them
	runs  bool // whether they have a role anywhere
	until time.Time
}

const hintLife = 15 * time.Second

// fresh reports whether the hint can still be shown.
func (t hint) fresh(now time.Time) bool { return now.Before(t.until) }

// forget makes the hint be counted anew.
func (p *Pages) forget(who laurel.PersonID) { p.waiting.Remove(who) }
