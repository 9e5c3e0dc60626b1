package web

import (
	"net/url"
	"regexp"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// needsNoWord matches the pages on which something is changed without the site's
// terms: to sign in and out, and to accept them.
var needsNoWord = regexp.MustCompile(`^/[a-z]+(?:/c/[^/]+)?/(?:sign-in(?:/[^/]+)?|sign-out|terms/accept)/?$`)

// agree leads who wants to change something to the terms that hold on the site,
// if there are new ones, and keeps programs from changing anything until then.
// What was typed is still there when the reader goes back in the browser.
func (s *site) agree(c *fiber.Ctx) error {
	actor := laurel.ActorFrom(c.UserContext())
	if c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead || c.Method() == fiber.MethodOptions ||
		actor.Person == "" || needsNoWord.MatchString(c.Path()) {
		return c.Next()
	}
	missing, err := s.Registry.MissingTerms(c.UserContext())
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		return c.Next()
	}
	accept := s.pages.Base(c) + "/terms/accept"
	if forPrograms(c) {
		return laurel.E(laurel.Forbidden, "terms.missing").With(laurel.Args{"Link": s.Front.Origin(c) + accept})
	}
	return c.Redirect(accept+"?"+url.Values{"next": {s.before(c)}}.Encode(), fiber.StatusSeeOther)
}

// before is the path of the page from which something was sent; where the browser
// does not say, the site's first.
func (s *site) before(c *fiber.Ctx) string {
	u, err := url.Parse(c.Get(fiber.HeaderReferer))
	if err != nil || u.Host != c.Hostname() || u.Path == "" {
		return s.pages.Base(c) + "/"
	}
	return tenants.LocalPath(u.RequestURI())
}
