package web

import (
	"context"
	"regexp"
	"slices"
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
	actor := laurel.Actor{Language: s.language(c, nil)}
	ctx := c.UserContext()
	c.SetUserContext(laurel.WithActor(ctx, actor)) // an error is told in the right language, too

	city, err := s.city(c)
	if err != nil {
		return err
	}
	actor.City, actor.Language = city.id, s.language(c, city.languages)
	c.Locals(cityLanguages, city.languages)
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

// cityLanguages names the languages of the city's site among what is kept of a
// request; nil: all that there are.
const cityLanguages = "city-languages"

// language is the first part of a page's path, and of all else what the reader
// says to want, among the languages of the site.
func (s *site) language(c *fiber.Ctx, among []string) string {
	if first, _ := segments(c); s.languages[first] {
		return first
	}
	if len(among) > 0 && !forPrograms(c) {
		return s.Texts.MatchIn(among, c.Get(fiber.HeaderAcceptLanguage))
	}
	return s.Texts.Match(c.Get(fiber.HeaderAcceptLanguage))
}

// segments are the first part of the path, and the rest without its slash.
func segments(c *fiber.Ctx) (first, rest string) {
	first, rest, _ = strings.Cut(strings.TrimPrefix(c.Path(), "/"), "/")
	return first, rest
}

// page serves a page where the path begins with a language of ours. Whoever comes
// to a city in a language that its site does not have is led to one that it has.
func (s *site) page(answer fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		lang := c.Params("lang")
		if !s.languages[lang] {
			return fiber.ErrNotFound
		}
		c.SetUserContext(admitted(c.UserContext(), c))
		if led, err := s.agree(c.UserContext(), c); led || err != nil {
			return err
		}
		among, _ := c.Locals(cityLanguages).([]string)
		if len(among) == 0 || slices.Contains(among, lang) || c.Method() != fiber.MethodGet {
			return answer(c)
		}
		c.Append(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
		path := strings.TrimPrefix(c.OriginalURL(), "/"+lang)
		return c.Redirect("/"+s.Texts.MatchIn(among, c.Get(fiber.HeaderAcceptLanguage))+path, fiber.StatusFound)
	}
}

// cityFound is what a host or a slug led to; none is remembered, too.
type cityFound struct {
	id        laurel.TenantID
	languages []string // of its site; none: all that there are
	until     time.Time
}

// city is the one on whose site the request came: by a host of the city's own, or
// by the path on the platform's host. On a city's own host no other city is.
func (s *site) city(c *fiber.Ctx) (cityFound, error) {
	own, err := s.cityOfHost(c)
	if err != nil {
		return own, err
	}
	slug, ok := s.slugInPath(c)
	if !ok {
		return own, nil
	}
	named, err := s.cityInPath(c.UserContext(), slug)
	if err == nil && own.id != "" && own.id != named.id {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return named, err
}

// cityOfHost is the city whose own host the request came to, which is noted.
func (s *site) cityOfHost(c *fiber.Ctx) (cityFound, error) {
	host, _, _ := strings.Cut(strings.ToLower(c.Hostname()), ":")
	if !hostName.MatchString(host) || s.Front.IsPlatform(host) {
		return cityFound{}, nil
	}
	city, err := s.find(c.UserContext(), "host "+host, func(ctx context.Context) (tenants.Tenant, error) {
		return s.Registry.CityByHost(ctx, host)
	})
	if city.id != "" {
		door.SetCityHost(c, host)
	}
	return city, err
}

// slugInPath is what stands behind the "c" in the path of a city's site.
func (s *site) slugInPath(c *fiber.Ctx) (slug string, ok bool) {
	first, rest := segments(c)
	if s.languages[first] {
		first, rest, _ = strings.Cut(rest, "/")
	}
	slug, _, _ = strings.Cut(rest, "/")
	return slug, first == "c" && rest != ""
}

func (s *site) cityInPath(ctx context.Context, slug string) (city cityFound, err error) {
	if citySlug.MatchString(slug) {
		city, err = s.find(ctx, "slug "+slug, func(ctx context.Context) (tenants.Tenant, error) {
			return s.Registry.TenantBySlug(ctx, slug)
		})
	}
	if err == nil && city.id == "" {
		err = laurel.E(laurel.NotFound, "error.not-found")
	}
	return city, err
}

// find looks a city up and remembers it for half a minute: so long it may take
// until a new host or language is noticed. Where there is no city it is empty.
func (s *site) find(ctx context.Context, key string, look func(context.Context) (tenants.Tenant, error)) (cityFound, error) {
	now := time.Now()
	if found, ok := s.cities.Get(key); ok && now.Before(found.until) {
		return found, nil
	}
	t, err := look(ctx)
	if err != nil && laurel.KindOf(err) != laurel.NotFound {
		return cityFound{}, err
	}
	found := cityFound{until: now.Add(cityKnownFor)}
	if err == nil && t.Kind == tenants.City && t.State == tenants.Active {
		found.id, found.languages = t.ID, t.Languages
	}
	s.cities.Add(key, found)
	return found, nil
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
