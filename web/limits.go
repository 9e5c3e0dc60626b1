package web

import (
	"bytes"
	"context"
	"io"
	"net/url"
	"regexp"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"

	"example.org/laurel"
)

// takesFiles matches the paths to which a file may be sent that is held in memory.
var takesFiles = regexp.MustCompile(`^(?:/api/v1/(?:tasks|organisations)/[^/]+/uploads|` +
	`/[a-z]+(?:/c/[^/]+)?/tenants/[^/]+/(?:logo|cities|activities/[^/]+|affiliations/[^/]+/verification))/?$`)

// takesStreams matches the paths to which files are sent that never are in memory:
// who answers there reads the body.
var takesStreams = regexp.MustCompile(`^/[a-z]+(?:/c/[^/]+)?/(?:tasks/[^/]+(?:/uploads(?:/[^/]+)?)?|submissions/[^/]+/evidence)/?$`)

// uploads matches the addresses of the tus protocol, at which no page is answered.
var uploads = regexp.MustCompile(`^/[a-z]+(?:/c/[^/]+)?/tasks/[^/]+/(?:uploads(?:/[^/]+)?|draft)/?$`)

// showsFiles matches the paths of files that may be large.
var showsFiles = regexp.MustCompile(`^/(?:(?:[a-z]+(?:/c/[^/]+)?/submissions|t/[^/]+/credentials)/[^/]+/evidence|` +
	`[a-z]+(?:/c/[^/]+)?(?:/tenants/[^/]+)?/activities/[^/]+/attachments)/[^/]+/?$`)

// patient says, once the header is there, how long reading the body may take, and
// writing the answer.
func patient(h *fasthttp.RequestHeader) fasthttp.RequestConfig {
	path, _, _ := bytes.Cut(h.RequestURI(), []byte("?"))
	switch {
	case streams(string(h.Method()), string(path)):
		return fasthttp.RequestConfig{ReadTimeout: streamTimeout}
	case h.IsPost() && takesFiles.Match(path):
		return fasthttp.RequestConfig{ReadTimeout: largeReadTimeout}
	case h.IsGet() && showsFiles.Match(path):
		return fasthttp.RequestConfig{ReadTimeout: smallReadTimeout, WriteTimeout: streamTimeout}
	}
	return fasthttp.RequestConfig{ReadTimeout: smallReadTimeout}
}

// streams reports whether the body of a request is read by who answers it.
func streams(method, path string) bool {
	return (method == fiber.MethodPost || method == fiber.MethodPatch) && takesStreams.MatchString(path)
}

// limitBody reads the body, and refuses one that is larger than what may be sent
// to this path, or packed: then nobody knows how large it is.
func (s *site) limitBody(c *fiber.Ctx) error {
	body := c.Context().RequestBodyStream()
	if body == nil {
		return c.Next()
	}
	if packed := c.Get(fiber.HeaderContentEncoding); packed != "" && packed != "identity" {
		return fiber.ErrUnsupportedMediaType
	}
	known := knocks(c.UserContext()) != ""
	if known && streams(c.Method(), c.Path()) {
		return passStream(c)
	}
	limit, over := smallBody, laurel.E(laurel.TooLarge, "error.too-large")
	if streams(c.Method(), c.Path()) {
		over = laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	if c.Method() == fiber.MethodPost && takesFiles.MatchString(c.Path()) {
		if !known { // strangers do not fill our memory
			over = laurel.E(laurel.Unauthenticated, "error.sign-in")
		} else {
			limit = largeBody
			release, err := s.holdLarge()
			if err != nil {
				return err
			}
			defer release()
		}
	}
	if c.Request().Header.ContentLength() > limit {
		return over
	}
	b, err := io.ReadAll(io.LimitReader(body, int64(limit)+1))
	if err != nil {
		return fiber.ErrBadRequest // cut off, or not in chunks as it says
	}
	if len(b) > limit {
		return over
	}
	if forPrograms(c) {
		c.Request().SetBodyStream(bytes.NewReader(b), len(b)) // its library reads a stream
	} else {
		c.Request().SetBodyRaw(b)
	}
	return c.Next()
}

// passStream leaves the body to who answers the request.
func passStream(c *fiber.Ctx) error {
	if c.Request().Header.ContentLength() > streamedBody {
		return laurel.E(laurel.TooLarge, "error.too-large")
	}
	return c.Next()
}

// hurry gives all that is done for an answer a deadline, from the moment when
// the request is read.
func (s *site) hurry(c *fiber.Ctx) error {
	patience := requestTimeout
	if streams(c.Method(), c.Path()) {
		patience += streamTimeout // to read it, and then to do what is done
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), patience)
	defer cancel()
	c.SetUserContext(ctx)
	return c.Next()
}

// drop reads away what was not read of a body. Who is still sending when the
// connection is closed may never hear the answer.
func drop(c *fiber.Ctx) {
	if body := c.Context().RequestBodyStream(); body != nil {
		_, _ = io.CopyN(io.Discard, body, dropped) // where this fails, nobody is there to be told
	}
}

// secure tells the browser what our answers may do and what may be done with
// them. Nothing of another origin is loaded, and nobody shows us in a frame.
func (s *site) secure(c *fiber.Ctx) error {
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "+
		"media-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
	c.Set(fiber.HeaderXFrameOptions, "DENY")
	c.Set(fiber.HeaderReferrerPolicy, "same-origin")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin") // public documents say otherwise
	c.Set(fiber.HeaderPermissionsPolicy, "camera=(), geolocation=(), microphone=()")
	if s.Front.Secure(c) {
		c.Set(fiber.HeaderStrictTransportSecurity, "max-age=31536000")
	}
	return c.Next()
}

// guard refuses what another site makes a browser send here. The API needs no
// guard: a browser adds no token by itself.
func (s *site) guard(c *fiber.Ctx) error {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions:
		return c.Next()
	}
	if forPrograms(c) || fromHere(c) {
		return c.Next()
	}
	return laurel.E(laurel.Forbidden, "error.other-site")
}

// fromHere goes by Sec-Fetch-Site (Fetch Metadata, section 2.3), and by Origin
// where a browser is too old for that. What sends neither is no browser.
func fromHere(c *fiber.Ctx) bool {
	if from := c.Get("Sec-Fetch-Site"); from != "" {
		return from == "same-origin" || from == "none"
	}
	origin := c.Get(fiber.HeaderOrigin)
	if origin == "" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Host != "" && u.Host == c.Hostname()
}
