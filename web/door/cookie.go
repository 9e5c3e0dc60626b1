package door

import (
	"time"

	"github.com/gofiber/fiber/v2"
)

// Cookie is the name of a cookie. Each goes back to its own host alone, and no
// script reads it.
type Cookie string

// The cookies.
const (
	SessionCookie    Cookie = "laurel_session"    // who is signed in
	AskedCookie      Cookie = "laurel_asked"      // which browser asked for a code to sign in
	ChallengeCookie  Cookie = "laurel_challenge"  // which browser was asked for a passkey
	StateCookie      Cookie = "laurel_state"      // which browser set out from a city's host to sign in
	InvitationCookie Cookie = "laurel_invitation" // which invitation somebody signs in for
	SignOnCookie     Cookie = "laurel_sign_on"    // which browser set out for a tenant's provider
)

// hostPrefix keeps other hosts of the same domain from setting the cookie: a
// browser takes one of that name only with Secure, for "/", and without a domain
// (RFC 6265bis, section 4.1.3.2).
const hostPrefix = "__Host-"

func (f Front) nameOf(c *fiber.Ctx, k Cookie) string {
	if f.Secure(c) {
		return hostPrefix + string(k)
	}
	return string(k) // over plain HTTP a browser would not take the other
}

// Held is what the browser holds under a cookie's name.
func (f Front) Held(c *fiber.Ctx, k Cookie) string { return c.Cookies(f.nameOf(c, k)) }

// Hand gives the browser a cookie to keep until a moment. It does not go along
// where another site sends the browser here with anything but a link.
func (f Front) Hand(c *fiber.Ctx, k Cookie, value string, until time.Time) {
	c.Cookie(&fiber.Cookie{Name: f.nameOf(c, k), Value: value, Path: "/", Expires: until,
		HTTPOnly: true, Secure: f.Secure(c), SameSite: fiber.CookieSameSiteLaxMode})
}

// TakeBack makes the browser forget a cookie.
func (f Front) TakeBack(c *fiber.Ctx, k Cookie) { f.Hand(c, k, "", time.Unix(1, 0)) }
