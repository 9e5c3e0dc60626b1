package tenants

import (
	"net/url"
	"strings"
	"time"

	"example.org/laurel"
)

const (
	signOnLife      = 10 * time.Minute // from leaving for the provider until the identity is linked
	signOnSession   = 12 * time.Hour
	maxIssuer       = 500
	maxClient       = 255
	maxSubject      = 255 // OpenID Connect Core 1.0, section 2
	maxLabel        = 60
	maxClientSecret = 1000
)

// Provider is the OpenID Connect provider whose word a tenant takes for who
// somebody is. The secret that is shared with it is no part of it: it is sealed.
type Provider struct {
	Issuer   string // as the provider writes it, to the letter
	ClientID string // as which the provider knows us
	Label    string // on the button
	On       bool
	Since    time.Time // sessions that were opened before are over
	Version  int       // zero where none was saved yet
}

// Replace checks p and returns it as it follows what was saved before. The
// secret may stay away only where it goes to the same issuer for the same client:
// else who runs the tenant could have it sent to a server of their own.
func (p Provider) Replace(before Provider, secret string, now time.Time) (Provider, error) {
	p.Issuer, p.ClientID, p.Label = strings.TrimSpace(p.Issuer), strings.TrimSpace(p.ClientID), strings.TrimSpace(p.Label)
	moved := p.Issuer != before.Issuer || p.ClientID != before.ClientID
	switch {
	case p.Version != before.Version:
		return p, laurel.E(laurel.Conflict, "error.changed-meanwhile")
	case !isIssuer(p.Issuer):
		return p, laurel.E(laurel.Invalid, "sign-on.issuer").At("issuer")
	case !isLine(p.ClientID, maxClient):
		return p, laurel.E(laurel.Invalid, "sign-on.client").At("client")
	case !isLine(p.Label, maxLabel):
		return p, laurel.E(laurel.Invalid, "sign-on.label").With(laurel.Args{"Max": maxLabel}).At("label")
	case secret == "" && moved, len(secret) > maxClientSecret:
		return p, laurel.E(laurel.Invalid, "sign-on.secret").At("secret")
	}
	p.Since = before.Since
	if moved || !before.On {
		p.Since = now
	}
	return p, nil
}

// isIssuer follows OpenID Connect Discovery 1.0, section 3. That it is asked by
// TLS alone is said by who asks it.
func isIssuer(s string) bool {
	u, err := url.Parse(s)
	return err == nil && isWebAddress(s) && len(s) <= maxIssuer && u.RawQuery == "" && u.Fragment == "" && !strings.ContainsAny(s, "?#")
}

// Challenge is what goes with somebody to the provider and has to come back.
type Challenge struct {
	State    string
	Nonce    string
	Verifier string // RFC 7636
}

// ChallengeOf derives the three from the secret that the browser keeps, so that
// none of them is stored, and what an address tells leads to no other.
func ChallengeOf(secret string) Challenge {
	return Challenge{State: Sum("state " + secret), Nonce: Sum("nonce " + secret), Verifier: Sum("verifier " + secret)}
}

// SignOn is somebody's way to a provider and back. It is known by the sum of a
// secret that only the browser has, and can be gone once.
type SignOn struct {
	Issuer    string
	Base      string // of the pages from which it began: "/de/c/campania"
	Next      string // path to go on with
	MadeAt    time.Time
	ExpiresAt time.Time
	SpentAt   time.Time // when the browser came back
	Identity  string    // whom the provider has named, as IdentitySum; empty until then
	LinkedAt  time.Time
}

// Begin opens the way, of which base and next are known, for ten minutes.
func (s SignOn) Begin(p Provider, now time.Time) SignOn {
	return SignOn{Issuer: p.Issuer, Base: LocalPath(s.Base), Next: LocalPath(s.Next), MadeAt: now, ExpiresAt: now.Add(signOnLife)}
}

// Spend marks the browser's return. There is one.
func (s SignOn) Spend(p Provider, now time.Time) (SignOn, error) {
	if !s.SpentAt.IsZero() || !s.open(p, now) {
		return s, laurel.E(laurel.Conflict, "sign-on.over")
	}
	s.SpentAt = now
	return s, nil
}

// Prove notes whom the provider has named, after the browser came back. It happens once.
func (s SignOn) Prove(p Provider, identity string, now time.Time) (SignOn, error) {
	if s.SpentAt.IsZero() || s.Identity != "" || !s.open(p, now) {
		return s, laurel.E(laurel.Conflict, "sign-on.over")
	}
	s.Identity = identity
	return s, nil
}

// Link ends the way by linking the identity that it has proven.
func (s SignOn) Link(p Provider, now time.Time) (SignOn, error) {
	if !s.Pending(p, now) {
		return s, laurel.E(laurel.Conflict, "sign-on.over")
	}
	s.LinkedAt = now
	return s, nil
}

// Pending reports whether an identity is proven that can be linked.
func (s SignOn) Pending(p Provider, now time.Time) bool {
	return s.Identity != "" && s.LinkedAt.IsZero() && s.open(p, now)
}

func (s SignOn) open(p Provider, now time.Time) bool {
	return now.Before(s.ExpiresAt) && p.On && p.Issuer == s.Issuer && !s.MadeAt.Before(p.Since)
}

// WriteSignOn is the way as the browser keeps it.
func WriteSignOn(t laurel.TenantID, secret string) string { return string(t) + "." + secret }

// ReadSignOn takes what the browser keeps apart; it is empty where that is nothing of ours.
func ReadSignOn(kept string) (t laurel.TenantID, secret string) {
	code, secret, _ := strings.Cut(kept, ".")
	if t = laurel.TenantID(code); !t.Valid() || len(secret) != len(laurel.NewSecret()) {
		return "", ""
	}
	return t, secret
}

// Identity is somebody whom a tenant's provider knows, as the person here to
// whom that was linked.
type Identity struct {
	Tenant   laurel.TenantID
	Sum      string // IdentitySum
	Issuer   string
	Person   laurel.PersonID
	LinkedAt time.Time
}

// IdentitySum names an identity without saying what the provider calls it. One
// subject has another name in each tenant.
func IdentitySum(t laurel.TenantID, issuer, subject string) (string, error) {
	if subject == "" || len(subject) > maxSubject {
		return "", laurel.E(laurel.Invalid, "sign-on.unproven")
	}
	return Sum(string(t) + "\n" + issuer + "\n" + subject), nil
}

// Within narrows a session to the tenant of an identity, for half a day at most.
func (p Pass) Within(i Identity) Pass {
	p.Reach, p.Identity = i.Tenant, i.Sum
	p.ExpiresAt = p.MadeAt.Add(signOnSession)
	return p
}

// Carries reports whether a session that i has opened still holds: as long as the
// identity stays linked to the same person, and the provider on.
func (i Identity) Carries(p Pass, by Provider) bool {
	return by.On && by.Issuer == i.Issuer && i.Person == p.Person && i.Tenant == p.Reach && i.Sum == p.Identity &&
		!p.MadeAt.Before(by.Since) && !p.MadeAt.Before(i.LinkedAt)
}
