// Package signon speaks OpenID Connect with the provider of a tenant: it leads a
// browser there, and takes from what it brings back who sits before it, as the
// provider's own name for them and nothing else. Who that is here is said by
// tenants/registry.
package signon

import (
	"context"
	"crypto/subtle"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	lru "github.com/hashicorp/golang-lru/v2"
	"golang.org/x/oauth2"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/outside"
)

const (
	knownAtOnce = 1000
	knownFor    = 10 * time.Minute
)

// Client asks providers. An issuer is a stranger's word, so it asks through the
// guarded client alone. It is safe for concurrent use.
type Client struct {
	guard *outside.Client
	http  *http.Client
	known *lru.Cache[string, known]
}

// known is what a provider says of itself, kept for a little while.
type known struct {
	*oidc.Provider
	about about
	until time.Time
}

// about is what the discovery document says beside what the library reads.
type about struct {
	Methods []string `json:"token_endpoint_auth_methods_supported"`
	Answers []string `json:"response_types_supported"`
	SaysIss bool     `json:"authorization_response_iss_parameter_supported"`
	Keys    string   `json:"jwks_uri"`
	basic   bool
}

// New returns a client that asks through guard.
func New(guard *outside.Client) (*Client, error) {
	cache, err := lru.New[string, known](knownAtOnce)
	return &Client{guard: guard, http: guard.HTTP(), known: cache}, err
}

// Trip is one way to a provider and back.
type Trip struct {
	Provider  tenants.Provider
	Secret    string // that we share with the provider
	Return    string // address to which the browser comes back
	Challenge tenants.Challenge
}

func (t Trip) config(k known) *oauth2.Config {
	endpoint := k.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams
	if k.about.basic {
		endpoint.AuthStyle = oauth2.AuthStyleInHeader
	}
	return &oauth2.Config{ClientID: t.Provider.ClientID, ClientSecret: t.Secret, Endpoint: endpoint, RedirectURL: t.Return,
		Scopes: []string{oidc.ScopeOpenID}}
}

// Discover asks a provider what it says of itself, and refuses one that cannot be
// used with a sentence on the field "issuer".
func (c *Client) Discover(ctx context.Context, issuer string) error {
	_, err := c.discover(ctx, issuer)
	return err
}

func (c *Client) discover(ctx context.Context, issuer string) (known, error) {
	fault := func(key string, err error) (known, error) {
		return known{}, laurel.E(laurel.Invalid, key).Because(err).At("issuer")
	}
	if err := c.guard.Check(issuer); err != nil {
		return fault("sign-on.issuer", err)
	}
	p, err := oidc.NewProvider(oidc.ClientContext(ctx, c.http), issuer)
	var other *oidc.IssuerMismatchError
	switch {
	case errors.As(err, &other):
		return fault("sign-on.other-issuer", err)
	case errors.Is(err, outside.ErrPrivate):
		return fault("sign-on.issuer", err)
	case err != nil:
		return fault("sign-on.no-provider", err)
	}
	k := known{Provider: p, until: time.Now().Add(knownFor)}
	if err := p.Claims(&k.about); err != nil {
		return fault("sign-on.no-provider", err)
	}
	if err := c.usable(&k); err != nil {
		return fault("sign-on.unfit", err)
	}
	c.known.Add(issuer, k)
	return k, nil
}

// usable refuses a provider that cannot do what is asked of it, or that would be
// asked without TLS.
func (c *Client) usable(k *known) error {
	endpoint := k.Endpoint()
	for _, address := range []string{endpoint.AuthURL, endpoint.TokenURL, k.about.Keys} {
		if err := c.guard.Check(address); err != nil {
			return err
		}
	}
	// Where it is silent, it is client_secret_basic (OpenID Connect Discovery 1.0, section 3).
	k.about.basic = k.about.Methods == nil || slices.Contains(k.about.Methods, "client_secret_basic")
	if !k.about.basic && !slices.Contains(k.about.Methods, "client_secret_post") {
		return errors.New("signon: neither client_secret_basic nor client_secret_post")
	}
	if k.about.Answers != nil && !slices.Contains(k.about.Answers, "code") {
		return errors.New("signon: no authorization code")
	}
	return nil
}

// provider is what was found out lately, or else is found out now.
func (c *Client) provider(ctx context.Context, issuer string) (known, error) {
	if k, ok := c.known.Get(issuer); ok && time.Now().Before(k.until) {
		return k, nil
	}
	k, err := c.discover(ctx, issuer)
	if err != nil {
		return k, laurel.E(laurel.Unready, "sign-on.down").Because(err)
	}
	return k, nil
}

// Leave returns the address to which the browser goes.
func (c *Client) Leave(ctx context.Context, t Trip) (string, error) {
	k, err := c.provider(ctx, t.Provider.Issuer)
	if err != nil {
		return "", err
	}
	return t.config(k).AuthCodeURL(t.Challenge.State, oidc.Nonce(t.Challenge.Nonce), oauth2.S256ChallengeOption(t.Challenge.Verifier)), nil
}

// Answer is what the browser brings back, from the address that it comes to.
type Answer struct {
	Code  string
	State string
	Iss   string // RFC 9207
	Error string // RFC 6749, section 4.1.2.1
}

// Check refuses an answer that does not belong to the way with that challenge. It
// asks nobody.
func (a Answer) Check(c tenants.Challenge) error {
	if subtle.ConstantTimeCompare([]byte(a.State), []byte(c.State)) != 1 {
		return laurel.E(laurel.Conflict, "sign-on.over")
	}
	return nil
}

// Redeem takes the answer to the provider and returns its name for the one who
// sits before the browser.
//
// Errors: Invalid where the provider said no or what came is not sound, and
// Unready where the provider does not answer.
func (c *Client) Redeem(ctx context.Context, t Trip, a Answer) (subject string, err error) {
	k, err := c.provider(ctx, t.Provider.Issuer)
	if err != nil {
		return "", err
	}
	switch {
	case a.Iss == "" && k.about.SaysIss, a.Iss != "" && a.Iss != t.Provider.Issuer:
		return "", unproven(errors.New("signon: the answer is another issuer's"))
	case a.Error != "" || a.Code == "":
		return "", laurel.E(laurel.Invalid, "sign-on.declined")
	}
	token, err := t.config(k).Exchange(oidc.ClientContext(ctx, c.http), a.Code, oauth2.VerifierOption(t.Challenge.Verifier))
	if err != nil {
		if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < http.StatusInternalServerError {
			return "", unproven(err)
		}
		return "", laurel.E(laurel.Unready, "sign-on.down").Because(err)
	}
	raw, _ := token.Extra("id_token").(string)
	return t.subject(ctx, k, raw)
}

// subject checks an ID token by OpenID Connect Core 1.0, section 3.1.3.7.
func (t Trip) subject(ctx context.Context, k known, raw string) (string, error) {
	id, err := k.Verifier(&oidc.Config{ClientID: t.Provider.ClientID}).Verify(ctx, raw)
	if err != nil {
		return "", unproven(err)
	}
	if subtle.ConstantTimeCompare([]byte(id.Nonce), []byte(t.Challenge.Nonce)) != 1 {
		return "", unproven(errors.New("signon: another nonce"))
	}
	var besides struct {
		Party string `json:"azp"`
	}
	if err := id.Claims(&besides); err != nil {
		return "", unproven(err)
	}
	if besides.Party == "" && len(id.Audience) > 1 || besides.Party != "" && besides.Party != t.Provider.ClientID {
		return "", unproven(errors.New("signon: made for another party"))
	}
	return id.Subject, nil
}

func unproven(err error) error { return laurel.E(laurel.Invalid, "sign-on.unproven").Because(err) }
