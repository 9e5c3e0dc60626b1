package door

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
)

// Front says where the house stands: which origin is written into signed
// documents and letters, and under which addresses it listens besides.
type Front struct {
	Site   laurel.Site // the public origin
	Listen string      // host:port that is listened on, as in "localhost:8080"; empty in production
}

// Origin is the origin to put before a path in an answer to this request: the
// address that it came to, where that is our own listen address or a city's own
// host, and else the public one. What stands in a Host header is never believed
// otherwise.
func (f Front) Origin(c *fiber.Ctx) string {
	if host := c.Hostname(); f.Listen != "" && isLocal(host, f.Listen) {
		return "http://" + host
	}
	if host := CityHost(c); host != "" {
		return f.At(host)
	}
	return f.Site.Origin()
}

// Platform is the origin of the platform's own host, as the browser of this
// request can reach it. People sign in there.
func (f Front) Platform(c *fiber.Ctx) laurel.Site {
	if f.Listen == "" || !isLocal(c.Hostname(), f.Listen) {
		return f.Site
	}
	if CityHost(c) != "" || strings.HasSuffix(c.Hostname(), ".localhost:"+port(f.Listen)) {
		return laurel.Site("http://localhost:" + port(f.Listen))
	}
	return laurel.Site("http://" + c.Hostname())
}

// IsPlatform reports whether a host name, without port, is the platform's own: no
// city can have it, whatever the table of hosts says.
func (f Front) IsPlatform(host string) bool {
	own, _, _ := strings.Cut(f.Site.Host(), ":")
	return host == own || f.Listen != "" && isLocal(host+":"+port(f.Listen), f.Listen) && !isLoop(host)
}

// At is the origin of a city's own host. It is reached as the platform is, by
// TLS and perhaps a port; a name that always leads to this machine ("localhost",
// RFC 6761, section 6.3) where we listen ourselves.
func (f Front) At(host string) string {
	if f.Listen != "" && strings.HasSuffix(host, ".localhost") {
		return "http://" + host + ":" + port(f.Listen)
	}
	scheme, _, _ := strings.Cut(f.Site.Origin(), "://")
	if _, port, ok := strings.Cut(f.Site.Host(), ":"); ok {
		host += ":" + port
	}
	return scheme + "://" + host
}

// Secure reports whether cookies can be kept to TLS: not where the request came
// to our own listen address.
func (f Front) Secure(c *fiber.Ctx) bool { return strings.HasPrefix(f.Origin(c), "https://") }

func isLocal(host, listen string) bool {
	name, at, _ := strings.Cut(host, ":")
	return host == listen || at == port(listen) && (name == "localhost" || name == "127.0.0.1" || isLoop(name))
}

// isLoop reports whether name is one below "localhost", of letters, digits,
// hyphens and dots.
func isLoop(name string) bool {
	return strings.HasSuffix(name, ".localhost") && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-.") == ""
}

func port(listen string) string { return listen[strings.LastIndexByte(listen, ':')+1:] }

type cityHostKey struct{}

// SetCityHost notes that the request came to a city's own host, which the table
// of hosts has under this name.
func SetCityHost(c *fiber.Ctx, host string) { c.Locals(cityHostKey{}, host) }

// CityHost is the city's own host that the request came to; empty where it is the
// platform's.
func CityHost(c *fiber.Ctx) string {
	host, _ := c.Locals(cityHostKey{}).(string)
	return host
}
