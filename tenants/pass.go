package tenants

import (
	"slices"
	"strings"
	"time"

	"example.org/laurel"
)

// Pass is what a browser's session and an API token have in common: a secret
// that shows who comes, until it ends.
type Pass struct {
	ID        string
	Person    laurel.PersonID
	Name      string   // what the browser or the person calls it
	Scopes    []string // of a token: what it may be used for
	SecretSum string
	MadeAt    time.Time
	ExpiresAt time.Time
	EndedAt   time.Time
	SeenAt    time.Time // the first time on the last day on which it was used; zero: never

	// Reach is the one tenant in which a session holds that its single sign-on has
	// opened, and Identity the one that it was opened for; empty: everywhere.
	Reach    laurel.TenantID
	Identity string
	Host     string // the city's own on which a session admits; empty: the platform's
	Parent   string // the session on the platform's host that it came from and ends with; empty: none
}

// OpenSession makes a session of thirty days.
func OpenSession(p laurel.PersonID, agent, secret string, now time.Time) Pass {
	return Pass{ID: string(laurel.NewPersonalID[laurel.SessionID](now)), Person: p, Name: clip(agent, 200),
		SecretSum: Sum(secret), MadeAt: now, ExpiresAt: now.Add(sessionLife), SeenAt: now}
}

// Good reports whether the pass has neither been ended nor grown too old.
func (p Pass) Good(now time.Time) bool { return p.EndedAt.IsZero() && now.Before(p.ExpiresAt) }

// Admits reports whether secret is the pass's, and the pass is still good.
func (p Pass) Admits(secret string, now time.Time) bool {
	return p.Good(now) && sameSum(p.SecretSum, secret)
}

// SeenToday reports whether it is noted already that the pass was used on this
// day, so that a busy one is written down once a day.
func (p Pass) SeenToday(now time.Time) bool {
	return !p.SeenAt.Before(now.UTC().Truncate(24 * time.Hour))
}

// Write returns the pass as its holder keeps it: whose, which, and the secret.
// The scope to look it up in follows from it.
func (p Pass) Write(secret string) string { return string(p.Person) + "." + p.ID + "." + secret }

// ReadPass takes a written pass apart.
func ReadPass(s string) (person laurel.PersonID, id, secret string, ok bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || len(parts[0]) != 26 || len(parts[1]) != 26 || len(parts[2]) != 32 {
		return "", "", "", false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'z') && r != '.' {
			return "", "", "", false
		}
	}
	return laurel.PersonID(parts[0]), parts[1], parts[2], true
}

// What an API token may be used for. The names are stored and published, so they
// never change.
const (
	ReadMe          = "me.read"          // who its person is: name, addresses, roles, tokens
	ReadPortfolio   = "portfolio.read"   // the person's badges
	ReadEvidence    = "evidence.read"    // submissions that the person may see
	WriteEvidence   = "evidence.write"   // hand in evidence
	ReadReviews     = "reviews.read"     // what waits for the person's opinion
	WriteReviews    = "reviews.write"    // give opinions
	WriteActivities = "activities.write" // publish and list activities
	ReadTenants     = "tenants.read"     // what only those see who run a tenant
	WriteTenants    = "tenants.write"    // run a tenant: what it says of itself, its people and roles
	WriteTokens     = "tokens.write"     // make and revoke tokens
	AcceptTerms     = "terms.accept"     // give the person's word for terms
)

// Scopes lists all that a token can be used for, in the order in which they are
// shown. The text key of each is "scope." and its name with a hyphen for the dot.
func Scopes() []string {
	return []string{ReadMe, ReadPortfolio, ReadEvidence, WriteEvidence, ReadReviews, WriteReviews,
		WriteActivities, ReadTenants, WriteTenants, WriteTokens, AcceptTerms}
}

// TokenLives are the numbers of days for which a token can be made, the shortest
// first.
func TokenLives() []int { return []int{30, 90, 365} }

// TokenDraft is what a token is to be.
type TokenDraft struct {
	Name   string
	Scopes []string // nil: all that its maker has
	Days   int      // of life, one of TokenLives; zero: the longest
}

// MakeToken makes an API token. Held are the scopes that its maker comes with,
// nil where there is no limit: nobody gives away more than they have.
func MakeToken(p laurel.PersonID, d TokenDraft, held []string, secret string, now time.Time) (Pass, error) {
	d.Name = strings.TrimSpace(d.Name)
	if !isLine(d.Name, maxName) {
		return Pass{}, laurel.E(laurel.Invalid, "token.name").With(laurel.Args{"Max": maxName}).At("name")
	}
	if held == nil {
		held = Scopes()
	}
	if d.Scopes == nil {
		d.Scopes = held
	}
	if err := checkScopes(d.Scopes, held); err != nil {
		return Pass{}, err
	}
	lives := TokenLives()
	if d.Days == 0 {
		d.Days = lives[len(lives)-1]
	}
	if !slices.Contains(lives, d.Days) {
		return Pass{}, laurel.E(laurel.Invalid, "token.days").At("days")
	}
	return Pass{ID: string(laurel.NewPersonalID[laurel.TokenID](now)), Person: p, Name: d.Name, Scopes: inOrder(d.Scopes),
		SecretSum: Sum(secret), MadeAt: now, ExpiresAt: now.Add(time.Duration(d.Days) * 24 * time.Hour)}, nil
}

func checkScopes(wanted, held []string) error {
	if len(wanted) == 0 {
		return laurel.E(laurel.Invalid, "token.no-scope").At("scopes")
	}
	for _, s := range wanted {
		if !slices.Contains(Scopes(), s) {
			return laurel.E(laurel.Invalid, "token.scope").At("scopes")
		}
		if !slices.Contains(held, s) {
			return laurel.E(laurel.Forbidden, "token.more").With(laurel.Args{"Scope": s}).At("scopes")
		}
	}
	return nil
}

// inOrder is each of the scopes once, as they are shown.
func inOrder(scopes []string) []string {
	return slices.DeleteFunc(Scopes(), func(s string) bool { return !slices.Contains(scopes, s) })
}
