package web

import (
	"context"
	"net/url"
	"regexp"
	"slices"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/api"
)

// needsNoWord matches the pages on which something is changed without the site's
// terms: to sign in and out, and to accept them.
var needsNoWord = regexp.MustCompile(`^/[a-z]+(?:/c/[^/]+)?/(?:sign-in(?:/.+)?|sign-out|cross|enter|terms/accept)/?$`)

// challenges matches what the script for passkeys posts.
var challenges = regexp.MustCompile(`/passkeys/challenge$`)

// forScript reports whether a page's script asks: it would follow a redirect by
// itself, and so it is told where to lead the reader.
func forScript(c *fiber.Ctx) bool {
	return challenges.MatchString(c.Path()) || uploads.MatchString(c.Path()) || c.Get(fiber.HeaderAccept) == fiber.MIMEApplicationJSON
}

// agree leads who wants to change something to the terms that hold on the site,
// if there are new ones, and reports whether it did. What was typed is still there
// when the reader goes back in the browser. Every page is asked, once it is known
// who comes.
func (s *site) agree(ctx context.Context, c *fiber.Ctx) (led bool, err error) {
	if needsNoWord.MatchString(c.Path()) {
		return false, nil
	}
	missing, err := s.lacksTerms(ctx, c.Method())
	if err != nil || !missing {
		return false, err
	}
	//nolint:contextcheck // the address is read from the request, which has its own
	to := s.accepting(c) + "?" + url.Values{"next": {s.before(c)}, "sent": {"yes"}}.Encode()
	if forScript(c) {
		return true, c.Status(fiber.StatusForbidden).JSON(fiber.Map{"accept": to})
	}
	return true, c.Redirect(to, fiber.StatusSeeOther)
}

// programsAgree keeps programs from changing anything until their owner has
// accepted the terms, here or on the pages.
func (s *site) programsAgree(c *fiber.Ctx) error {
	if c.Path() == api.Prefix+"/me/terms" {
		return c.Next()
	}
	missing, err := s.lacksTerms(c.UserContext(), c.Method())
	if err != nil {
		return err
	}
	if missing {
		return laurel.E(laurel.Forbidden, "terms.missing").With(laurel.Args{"Link": s.Front.Origin(c) + s.accepting(c)})
	}
	return c.Next()
}

func (s *site) lacksTerms(ctx context.Context, method string) (bool, error) {
	switch method {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return false, nil
	}
	missing, err := s.Registry.MissingTerms(ctx)
	return len(missing) > 0, err
}

func (s *site) accepting(c *fiber.Ctx) string { return s.pages.Base(c) + "/terms/accept" }

// before is the path of the page from which something was sent. Where the browser
// does not say it is that of the same address, since most forms are sent to their
// own; where there is none, the site's first. That of an invitation goes along
// with the browser, since its secret is not to stand in another address.
func (s *site) before(c *fiber.Ctx) string {
	if back, ok := s.pages.KeepInvitation(c); ok {
		return back
	}
	u, err := url.Parse(c.Get(fiber.HeaderReferer))
	switch {
	case err == nil && u.Host == c.Hostname() && u.Path != "":
		return tenants.LocalPath(u.RequestURI())
	case hasPage(c):
		return tenants.LocalPath(c.Path())
	}
	return s.pages.Base(c) + "/"
}

// hasPage reports whether the address to which a form is sent has a page, too.
func hasPage(c *fiber.Ctx) bool {
	return slices.ContainsFunc(c.App().GetRoutes(true), func(r fiber.Route) bool {
		return r.Method == fiber.MethodGet && r.Path == c.Route().Path
	})
}
