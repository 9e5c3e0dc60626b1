package web

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
)

// A session that a tenant's single sign-on has opened makes its holder somebody
// in that tenant alone. Everywhere else they are a visitor, whatever route is
// added: a page says "this is about that tenant" by a line in things, or it gets
// no person at all.

// things are the pages that are about one thing: by the first part of their path
// below BASE, the parameter that names it, and so its tenant.
func things() map[string]string {
	return map[string]string{"tenants": "code", "activities": "id", "claim": "claim", "tasks": "id", "submissions": "id",
		"invited": "id", "entry": "entry"}
}

// ownLists are the pages whose lists hold only what the actor reaches.
func ownLists() map[string]bool { return map[string]bool{"tenants": true, "reviews": true} }

type guestKey struct{}

// introduced returns a context in which a acts; where a reaches one tenant only,
// as a visitor until a route is found to be about that tenant.
func introduced(ctx context.Context, a laurel.Actor) context.Context {
	if a.Reach != "" {
		ctx = context.WithValue(ctx, guestKey{}, a)
		a.Person = ""
	}
	return laurel.WithActor(ctx, a)
}

// knocks is the person who came, whether or not they are anybody where they go.
func knocks(ctx context.Context) laurel.PersonID {
	if guest, ok := ctx.Value(guestKey{}).(laurel.Actor); ok {
		return guest.Person
	}
	return laurel.ActorFrom(ctx).Person
}

// admitted gives the person back on a page that is within their reach.
func admitted(ctx context.Context, c *fiber.Ctx) context.Context {
	if guest, ok := ctx.Value(guestKey{}).(laurel.Actor); ok && within(c, guest.Reach) {
		return laurel.WithActor(ctx, guest)
	}
	return ctx
}

// within reports whether the page's route, by the pattern and not by what stands
// in the address, is about a thing of the tenant.
func within(c *fiber.Ctx, reach laurel.TenantID) bool {
	below := strings.TrimPrefix(strings.TrimPrefix(c.Route().Path, "/:lang"), "/c/:slug")
	first, _, deeper := strings.Cut(strings.TrimPrefix(below, "/"), "/")
	if !deeper {
		return ownLists()[first]
	}
	if first == "terms" { // whose acceptance opens the way to what is within reach
		return true
	}
	name, known := things()[first]
	if !known {
		return false
	}
	value := c.Params(name)
	return laurel.TenantID(value) == reach || laurel.TenantOf(value) == reach
}
