package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// TokenShown is what may be told of a token: all but its secret.
type TokenShown struct {
	ID        laurel.TokenID `json:"id"`
	Name      string         `json:"name"`
	Scopes    []string       `json:"scopes" nullable:"false"`
	MadeAt    time.Time      `json:"madeAt"`
	ExpiresAt time.Time      `json:"expiresAt"`
	UsedOn    string         `json:"usedOn,omitempty" format:"date" doc:"The last day on which it was used; missing where it never was."`
	RevokedAt *time.Time     `json:"revokedAt,omitempty"`
}

func tokenOf(p tenants.Pass) TokenShown {
	t := TokenShown{ID: laurel.TokenID(p.ID), Name: p.Name, Scopes: p.Scopes, MadeAt: p.MadeAt, ExpiresAt: p.ExpiresAt}
	if !p.SeenAt.IsZero() {
		t.UsedOn = p.SeenAt.UTC().Format(time.DateOnly)
	}
	if !p.EndedAt.IsZero() {
		at := p.EndedAt.UTC()
		t.RevokedAt = &at
	}
	return t
}

type tokens struct {
	Items []TokenShown `json:"items" nullable:"false" doc:"Those that are still good, the newest first."`
}

// Tokens lists the asker's API tokens; what they are is known to their holders alone.
func (a *API) Tokens() Endpoint {
	is := about{id: "listTokens", summary: "My API tokens", tag: "me", scope: tenants.ReadMe}
	return endpoint(a, is, func(ctx context.Context, _ *nothing) (tokens, error) {
		found, err := a.Registry.Tokens(ctx)
		return tokens{list(found, tokenOf)}, err
	})
}

type tokenIn struct {
	Body struct {
		Name   string   `json:"name" doc:"What you call it, so that you know it again."`
		Scopes []string `json:"scopes,omitempty" doc:"What it may be used for, never more than the token that asks; left out, all of that."`
		Days   int      `json:"days,omitempty" doc:"How long it is good for: 30, 90 or 365; left out, the last."`
	}
}

type tokenMade struct {
	TokenShown
	Token string `json:"token" doc:"Shown this once."`
}

// MakeToken makes an API token for the asker.
func (a *API) MakeToken() Endpoint {
	is := about{id: "makeToken", summary: "Make another API token", tag: "me", scope: tenants.WriteTokens}
	return endpoint(a, is, func(ctx context.Context, in *tokenIn) (tokenMade, error) {
		written, pass, err := a.Registry.DraftToken(ctx, tenants.TokenDraft{Name: in.Body.Name, Scopes: in.Body.Scopes, Days: in.Body.Days})
		return tokenMade{tokenOf(pass), written}, err
	})
}

type tokenPath struct {
	ID laurel.TokenID `path:"id"`
}

// RevokeToken ends one of the asker's tokens, which may be the one they ask with.
func (a *API) RevokeToken() Endpoint {
	is := about{id: "revokeToken", summary: "Revoke an API token", tag: "me", scope: tenants.WriteTokens}
	return endpoint(a, is, func(ctx context.Context, in *tokenPath) (TokenShown, error) {
		pass, err := a.Registry.RevokeToken(ctx, in.ID)
		return tokenOf(pass), err
	})
}
