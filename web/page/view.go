package page

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// view is who looks at a page, and from where.
type view struct {
	*Pages
	ctx     context.Context //nolint:containedctx // a view lives as long as its request
	actor   laurel.Actor
	lang    string         // of the interface
	base    string         // before every path of the site: "/de", or "/de/c/campania"
	path    string         // of this page, with its query
	city    tenants.Tenant // zero on the platform's own site
	zone    *time.Location // in which times are told; nil: UTC
	person  tenants.Person // zero for a visitor
	waiting int            // submissions that wait for the person's opinion
	runs    bool           // whether the person has a role anywhere
	secret  bool           // the address of the page is one: nobody keeps it
	unread  bool           // whether the person has terms to accept here
}

// view finds out who looks.
func (p *Pages) view(c *fiber.Ctx) (*view, error) {
	v := p.stranger(c)
	var err error
	if v.actor.City != "" {
		if v.city, err = p.deps.Registry.Tenant(v.ctx, v.actor.City); err != nil {
			return v, err
		}
		v.tellTimeIn(v.city.TimeZone)
	}
	if v.actor.Person != "" {
		if v.person, err = p.deps.Registry.Person(v.ctx, v.actor.Person); err != nil {
			return v, err
		}
		known, lost := p.hint(v.ctx, v.actor)
		if v.waiting, v.runs = known.count, known.runs; lost != nil {
			return v, lost
		}
		v.unread, err = p.unread(v.ctx, v.actor)
	}
	return v, err
}

// tellTimeIn tells times as the clocks of a zone do; a name that is not known
// changes nothing.
func (v *view) tellTimeIn(name string) {
	if zone, err := time.LoadLocation(name); err == nil && name != "" {
		v.zone = zone
	}
}

// stranger is the view of who is not looked up: what the address alone tells.
func (p *Pages) stranger(c *fiber.Ctx) *view {
	ctx := c.UserContext()
	v := &view{Pages: p, ctx: ctx, actor: laurel.ActorFrom(ctx), path: c.Path()}
	if q := string(c.Request().URI().QueryString()); q != "" {
		v.path += "?" + q
	}
	languages := p.deps.Texts.Languages()
	first, rest, _ := strings.Cut(strings.TrimPrefix(c.Path(), "/"), "/")
	switch {
	case slices.Contains(languages, first):
		v.lang = first
	case slices.Contains(languages, c.Query("lang")):
		v.lang = c.Query("lang")
	case slices.Contains(languages, v.actor.Language):
		v.lang = v.actor.Language
	default:
		v.lang = p.deps.Texts.Match(c.Get(fiber.HeaderAcceptLanguage))
	}
	here := laurel.Place{Language: v.lang}
	if first != v.lang {
		rest = strings.TrimPrefix(c.Path(), "/")
	}
	if place, ok := strings.CutPrefix(rest, "c/"); ok && v.actor.City != "" {
		here.City, _, _ = strings.Cut(place, "/")
	}
	v.base = here.Base()
	return v
}

// Base is what stands before every path of the site to which a request came.
func (p *Pages) Base(c *fiber.Ctx) string { return p.stranger(c).base }

// inCity is the base of a city's site, in the reader's language.
func (v *view) inCity(slug string) string { return laurel.Place{Language: v.lang, City: slug}.Base() }

// to is the address of a path of this site, in the reader's language and city.
func (v *view) to(path string) string { return v.base + path }

// in is this page's address in another language.
func (v *view) in(lang string) string {
	path, query, _ := strings.Cut(v.path, "?")
	segments := strings.Split(path, "/")
	if len(segments) > 1 && segments[1] == v.lang {
		segments[1] = lang
		path = strings.Join(segments, "/")
		if query != "" {
			path += "?" + query
		}
		return path
	}
	return path + "?lang=" + lang
}

// signIn leads to the form to sign in, and back to path afterwards.
func (v *view) signIn(path string) string { return v.to("/sign-in") + query("next", path) }

// signedIn reports whether somebody is.
func (v *view) signedIn() bool { return v.actor.Person != "" }

// reachesNot reports whether somebody is signed in through a tenant and this is not its page.
func (v *view) reachesNot() bool { return v.actor.Person == "" && v.actor.Reach != "" }

// mustSignIn answers a visitor of a private page with the way to sign in, and
// reports whether it did.
func (v *view) mustSignIn(c *fiber.Ctx) (bool, error) {
	if v.signedIn() {
		return false, nil
	}
	if v.reachesNot() {
		return true, v.showBeyondReach(c)
	}
	return true, c.Redirect(v.signIn(v.path), fiber.StatusSeeOther)
}
