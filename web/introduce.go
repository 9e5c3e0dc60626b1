package web

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

const (
	wrongTokens = 60 // from one address within a minute

	maxCitiesKnown = 4096
	cityKnownFor   = 30 * time.Second
)

var (
	hostName = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,252}$`)
	citySlug = regexp.MustCompile(`^[a-z0-9-]{1,48}$`)
)

// introduce says who acts: on which city's site, in which language, and who it is.
func (s *site) introduce(c *fiber.Ctx) error {
	actor := laurel.Actor{Language: s.language(c)}
	ctx := c.UserContext()
	c.SetUserContext(laurel.WithActor(ctx, actor)) // an error is told in the right language, too

	var err error
	if actor.City, err = s.city(c); err != nil {
		return err
	}
	if forPrograms(c) {
		actor.Person, actor.Scopes, err = s.bearer(c)
	} else {
		actor.Person, actor.Reach, err = s.holder(c)
	}
	if err != nil {
		return err
	}
	c.SetUserContext(introduced(ctx, actor))
	if actor.Person != "" { // what is the same for everybody says so itself
		c.Set(fiber.HeaderCacheControl, "no-store")
	}
	return c.Next()
}

// language is the first part of a page's path, and of all else what the reader
// says to want.
func (s *site) language(c *fiber.Ctx) string {
	if first, _ := segments(c); s.languages[first] {
		return first
	}
	return s.Texts.Match(c.Get(fiber.HeaderAcceptLanguage))
}

// segments are the first part of the path, and the rest without its slash.
func segments(c *fiber.Ctx) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimPrefix(c.Path(), "/"), "/")
	return first, rest
}

// page serves a page where the path begins with a language of ours.
func (s *site) page(answer fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if !s.languages[c.Params("lang")] {
			return fiber.ErrNotFound
		}
		c.SetUserContext(admitted(c.UserContext(), c))
		return answer(c)
	}
}

// cityFound is what a host or a slug led to; none is remembered, too.
type cityFound struct {
	city  laurel.TenantID
	until time.Time
}

// city is the one on whose site the request came: by a host of the city's own, or
// by the path on the platform's host.
func (s *site) city(c *fiber.Ctx) (laurel.TenantID, error) {
	own, err := s.cityOfHost(c)
	if err != nil {
		return "", err
	}
	if first, rest := segments(c); s.languages[first] {
		if inCity, ok := strings.CutPrefix(rest, "c/"); ok {
			slug, _, _ := strings.Cut(inCity, "/")
			return s.cityInPath(c.UserContext(), slug)
		}
	}
	return own, nil
}

// cityOfHost is the city whose own host the request came to, which is noted.
func (s *site) cityOfHost(c *fiber.Ctx) (laurel.TenantID, error) {
	host, _, _ := strings.Cut(strings.ToLower(c.Hostname()), ":")
	if !hostName.MatchString(host) || s.Front.IsPlatform(host) {
		return "", nil
	}
	city, err := s.find(c.UserContext(), "host "+host, func(ctx context.Context) (tenants.Tenant, error) {
		return s.Registry.CityByHost(ctx, host)
	})
	if city != "" {
		door.SetCityHost(c, host)
	}
	return city, err
}

func (s *site) cityInPath(ctx context.Context, slug string) (city laurel.TenantID, err error) {
	if citySlug.MatchString(slug) {
		city, err = s.find(ctx, "slug "+slug, func(ctx context.Context) (tenants.Tenant, error) {
			return s.Registry.TenantBySlug(ctx, slug)
		})
	}
	if err == nil && city == "" {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return city, err
}

// find looks a city up and remembers it for half a minute. Where there is none
// it is empty.
func (s *site) find(ctx context.Context, key string, look func(context.Context) (tenants.Tenant, error)) (laurel.TenantID, error) {
	now := time.Now()
	if found, ok := s.cities.Get(key); ok && now.Before(found.until) {
		return found.city, nil
	}
	t, err := look(ctx)
	if err != nil && laurel.KindOf(err) != laurel.NotFound {
		return "", err
	}
	found := cityFound{until: now.Add(cityKnownFor)}
	if err == nil && t.Kind == tenants.City && t.State == tenants.Active {
		found.city = t.ID
	}
	s.cities.Add(key, found)
	return found.city, nil
}

// holder is the person whose session the browser holds, and where that holds. One
// that is over makes a visitor.
func (s *site) holder(c *fiber.Ctx) (laurel.PersonID, laurel.TenantID, error) {
	session := s.Front.Held(c, door.SessionCookie)
	if session == "" {
		return "", "", nil
	}
	p, reach, err := s.Registry.ByAnySession(c.UserContext(), door.CityHost(c), session)
	if laurel.KindOf(err) == laurel.Unauthenticated {
		return "", "", nil
	}
	return p.ID, reach, err
}

// bearer is the person whose token the program shows (RFC 6750, section 2.1), and
// what the token was made for. Unlike an old session, a wrong token is an error: who shows one wants to be somebody.
func (s *site) bearer(c *fiber.Ctx) (laurel.PersonID, []string, error) {
	written := c.Get(fiber.HeaderAuthorization)
	if written == "" {
		return "", nil, nil
	}
	err := error(laurel.E(laurel.Unauthenticated, "error.token"))
	if scheme, token, _ := strings.Cut(written, " "); strings.EqualFold(scheme, "Bearer") {
		p, scopes, wrong := s.Registry.ByToken(c.UserContext(), strings.TrimSpace(token))
		if wrong == nil {
			return p.ID, scopes, nil
		}
		if laurel.KindOf(wrong) != laurel.Unauthenticated {
			return "", nil, wrong
		}
	}
	if limited := s.meterOf().Count(c, "wrong-token "+door.Place(c), door.Measure{Limit: wrongTokens, Window: time.Minute}); limited != nil {
		err = limited
	}
	return "", nil, err
}
