package web

import (
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/web/api"
	"example.org/laurel/web/door"
)

// rate is how often routes may be asked for within a window: from one address,
// by one person, and about one tenant. Zero is not counted.
type rate struct {
	name    string // of what is counted; two lines of one name are counted together
	method  string
	route   string // BASE and API stand for what the addresses of pages and of the API begin with
	address int
	person  int
	tenant  int // the one that the route's first parameter names, or the id there
	window  time.Duration
}

const quarter = 15 * time.Minute

// rates are the routes with a measure of their own, besides that of all writes.
// A class or an office of people may sit behind one address.
//
// How often a link to sign in goes to one e-mail address is counted where the
// address is read, in package page.
func rates() []rate { return append(guessableRates(), costlyRates()...) }

// guessableRates are of secrets, codes, and what leads into activities.
func guessableRates() []rate {
	return []rate{
		{name: "sign-in", method: "POST", route: "BASE/sign-in", address: 60, window: quarter},
		// Secrets and codes that somebody could try to guess.
		{name: "code", method: "POST", route: "BASE/sign-in/code", address: 60, window: quarter},
		{name: "link", method: "GET", route: "BASE/sign-in/:secret", address: 240, window: quarter},
		{name: "link", method: "POST", route: "BASE/sign-in/:secret", address: 240, window: quarter},
		{name: "link", method: "GET", route: "BASE/invitations/:secret", address: 240, window: quarter},
		{name: "link", method: "POST", route: "BASE/invitations/:secret", address: 240, window: quarter},
		{name: "link", method: "GET", route: "BASE/account/addresses/:secret", address: 240, person: 60, window: quarter},
		{name: "link", method: "POST", route: "BASE/account/addresses/:secret", address: 240, person: 60, window: quarter},
		{name: "link", method: "GET", route: "BASE/affiliate/:secret", address: 240, window: quarter},
		{name: "link", method: "POST", route: "BASE/affiliate/:secret", address: 240, window: quarter},
		{name: "link", method: "GET", route: "BASE/guest/:link", address: 240, window: quarter},
		{name: "link", method: "POST", route: "BASE/guest/:link", address: 240, window: quarter},
		{name: "guest-file", method: "GET", route: "BASE/guest/:link/evidence/:upload", address: 1200, tenant: 6000, window: quarter},
		{name: "claim", method: "GET", route: "/claim/:claim", address: 1200, person: 120, window: quarter},
		{name: "claim", method: "GET", route: "BASE/claim/:claim", address: 1200, person: 120, window: quarter},
		{name: "claim", method: "GET", route: "/pass/:pass", address: 1200, person: 120, window: quarter},
		{name: "claim", method: "GET", route: "BASE/pass/:pass", address: 1200, person: 120, window: quarter},
		{name: "pass", method: "POST", route: "BASE/pass/:pass", address: 1200, person: 60, window: quarter},
		{name: "pass", method: "PUT", route: "API/passes/:id/submission", address: 1200, person: 60, window: quarter},
		{name: "mark", method: "POST", route: "BASE/tenants/:code/activities/:activity/passes", person: 600, tenant: 2400, window: quarter},
		{name: "rule", method: "POST", route: "BASE/tenants/:code/activities/:activity/participants", person: 600, tenant: 2400, window: quarter},
		{name: "mark", method: "POST", route: "API/tasks/:id/marks", person: 600, tenant: 2400, window: quarter},
		{name: "claim", method: "GET", route: "/entry/:entry", address: 1200, person: 120, window: quarter},
		{name: "claim", method: "GET", route: "BASE/entry/:entry", address: 1200, person: 120, window: quarter},
		{name: "take-part", method: "POST", route: "BASE/entry/:entry", address: 1200, person: 60, window: quarter},
		{name: "take-part", method: "POST", route: "BASE/invited/:id", person: 60, tenant: 6000, window: quarter},
	}
}

// costlyRates are of what costs room, work or letters.
func costlyRates() []rate {
	return []rate{
		// Files, which cost room and work.
		{name: "evidence", method: "POST", route: "BASE/tasks/:id", person: 60, tenant: 6000, window: quarter},
		{name: "evidence", method: "POST", route: "API/tasks/:id/submissions", person: 60, tenant: 6000, window: quarter},
		{name: "evidence", method: "POST", route: "BASE/submissions/:id/evidence", person: 60, tenant: 6000, window: quarter},
		{name: "evidence", method: "POST", route: "API/submissions/:id/evidence", person: 60, tenant: 6000, window: quarter},
		{name: "upload", method: "POST", route: "BASE/tasks/:id/uploads", person: 240, tenant: 6000, window: quarter},
		{name: "upload", method: "POST", route: "API/tasks/:id/uploads", person: 120, tenant: 6000, window: quarter},
		{name: "upload", method: "POST", route: "API/organisations/:id/uploads", person: 120, tenant: 6000, window: quarter},
		{name: "upload", method: "POST", route: "BASE/tenants/:code/logo", person: 60, tenant: 120, window: quarter},
		{name: "edit", method: "POST", route: "BASE/tenants/:code/activities/:activity", person: 600, tenant: 6000, window: quarter},
		{name: "try", method: "GET", route: "BASE/tenants/:code/activities/:activity/try", person: 240, tenant: 1200, window: quarter},
		{name: "edit", method: "POST", route: "BASE/submissions/:id/comment", person: 600, tenant: 6000, window: quarter},
		{name: "edit", method: "POST", route: "BASE/tenants/:code/playlists/:playlist", person: 600, tenant: 6000, window: quarter},
		{name: "upload", method: "POST", route: "BASE/tenants/:code/affiliations/:city/verification", person: 60, tenant: 120, window: quarter},
		// What sends letters to people who did not ask for them.
		{name: "invite", method: "POST", route: "BASE/submissions/:id/guests", person: 120, tenant: 480, window: quarter},
		{name: "invite", method: "POST", route: "API/submissions/:id/guests", person: 120, tenant: 480, window: quarter},
		{name: "invite", method: "POST", route: "BASE/tenants/:code/invitations", person: 120, tenant: 480, window: quarter},
		{name: "invite", method: "POST", route: "BASE/tenants/:code/activities/:activity/invitations", person: 120, tenant: 480, window: quarter},
		{name: "invite-list", method: "POST", route: "API/activities/:id/invitations", person: 10, tenant: 10, window: quarter}, // of 50
		{name: "invite", method: "PUT", route: "API/activities/:id/invitations/:invitation/letter", person: 120, tenant: 480, window: quarter},
		{name: "rule", method: "POST", route: "API/activities/:id/rulings", person: 600, tenant: 2400, window: quarter},
		{name: "take-part", method: "PUT", route: "API/activities/:id/invitation", person: 60, tenant: 6000, window: quarter},
		{name: "invite", method: "POST", route: "BASE/tenants/:code/organisations/invite", person: 120, tenant: 480, window: quarter},
		{name: "invite", method: "POST", route: "BASE/tenants/:code/affiliations", person: 60, tenant: 120, window: quarter},
		{name: "found", method: "POST", route: "BASE/affiliate", person: 20, window: quarter},
		{name: "invite", method: "POST", route: "API/cities/:id/invitations", person: 120, tenant: 480, window: quarter},
		{name: "invite", method: "POST", route: "API/organisations/:id/cities", person: 60, tenant: 120, window: quarter},
		{name: "invite", method: "POST", route: "BASE/tenants/:code/invitations/:invitation/resend", person: 120, tenant: 480, window: quarter},
		{name: "invite", method: "PUT", route: "API/tenants/:id/invitations/:invitation/letter", person: 120, tenant: 480, window: quarter},
		{name: "take-part", method: "POST", route: "BASE/activities/:id/join", person: 60, tenant: 6000, window: quarter},
		{name: "take-part", method: "POST", route: "BASE/activities/:id/leave", person: 60, tenant: 6000, window: quarter},
		{name: "take-part", method: "PUT", route: "API/activities/:id/participation", person: 60, tenant: 6000, window: quarter},
		{name: "take-part", method: "DELETE", route: "API/activities/:id/participation", person: 60, tenant: 6000, window: quarter},
		{name: "join", method: "POST", route: "BASE/join/:code", person: 20, tenant: 480, window: quarter},
		{name: "invite", method: "POST", route: "API/tenants/:id/invitations", person: 120, tenant: 480, window: quarter},
		{name: "invite", method: "POST", route: "API/tenants/:id/members", person: 120, tenant: 480, window: quarter},
		{name: "address", method: "POST", route: "BASE/account/addresses", person: 10, window: quarter},
		// What lasts long and opens much.
		{name: "token", method: "POST", route: "BASE/account/tokens", person: 60, window: quarter},
		{name: "token", method: "POST", route: "API/me/tokens", person: 60, window: quarter},
	}
}

// rated is a rate with its route as a pattern.
type rated struct {
	rate
	pattern *regexp.Regexp
}

var parameter = regexp.MustCompile(`:[a-z]+`)

func compileRates() []rated {
	var list []rated
	for _, r := range rates() {
		route := strings.NewReplacer("API", api.Prefix, "BASE", `/[^/]+(?:/c/[^/]+)?`).Replace(r.route)
		list = append(list, rated{r, regexp.MustCompile("^" + parameter.ReplaceAllString(route, "([^/]+)") + "/?$")})
	}
	return list
}

// meter counts a request where its route has a rate. The first that fits counts alone.
func (s *site) meter(c *fiber.Ctx) error {
	r, tenant := s.rateOf(c.Method(), c.Path())
	if r == nil {
		return c.Next()
	}
	counted := []struct {
		what, whose string
		limit       int
	}{
		{"address", door.Place(c), r.address},
		{"person", string(laurel.ActorFrom(c.UserContext()).Person), r.person},
		{"tenant", string(tenant), r.tenant},
	}
	for _, n := range counted {
		if n.limit == 0 || n.whose == "" {
			continue
		}
		if err := s.meterOf().Count(c, r.name+" "+n.what+" "+n.whose, door.Measure{Limit: n.limit, Window: r.window}); err != nil {
			return err
		}
	}
	return c.Next()
}

// rateOf is nil where a route has no rate; the tenant is empty where it names none.
func (s *site) rateOf(method, path string) (*rate, laurel.TenantID) {
	for i := range s.rates {
		r := &s.rates[i]
		if r.method != method {
			continue
		}
		match := r.pattern.FindStringSubmatch(path)
		if match == nil {
			continue
		}
		if len(match) == 1 {
			return &r.rate, ""
		}
		return &r.rate, tenantIn(match[1])
	}
	return nil, ""
}

// tenantIn is the tenant that a part of a path is or names.
func tenantIn(part string) laurel.TenantID {
	if t := laurel.TenantID(part); t.Valid() {
		return t
	}
	return laurel.TenantOf(part)
}

func (s *site) meterOf() door.Meter { return door.Meter{Live: s.Live, Logger: s.Logger} }
