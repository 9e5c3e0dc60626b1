package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// TermsNamed says which version of which tenant's texts is meant.
type TermsNamed struct {
	Tenant laurel.TenantID   `json:"tenant" doc:"Whose: the city's, or the platform's where the city has none."`
	Kind   tenants.TermsKind `json:"kind" enum:"terms,privacy"`
	Number int               `json:"number" minimum:"1" doc:"Of the version."`
}

type termsShown struct {
	TermsNamed
	Language string `json:"language"`
	Text     string `json:"text" doc:"Markdown, in the asker's language if it is there."`
}

type termsMissing struct {
	Items []termsShown `json:"items" nullable:"false" doc:"What is to be accepted before the next change; none: all is."`
}

// MissingTerms lists the texts that the asker has not accepted yet.
func (a *API) MissingTerms() Endpoint {
	is := about{id: "listMissingTerms", summary: "Terms that I have not accepted", tag: "me", scope: tenants.ReadMe}
	return endpoint(a, is, func(ctx context.Context, _ *nothing) (termsMissing, error) { return a.missingTerms(ctx) })
}

func (a *API) missingTerms(ctx context.Context) (termsMissing, error) {
	missing, err := a.Registry.MissingTerms(ctx)
	if err != nil {
		return termsMissing{}, err
	}
	shown := make([]termsShown, 0, len(missing))
	for _, m := range missing {
		whole, err := a.Registry.TermsVersion(ctx, m)
		if err != nil {
			return termsMissing{}, err
		}
		text, lang := whole.In(laurel.ActorFrom(ctx).Language, "en")
		shown = append(shown, termsShown{TermsNamed{m.Tenant, m.Kind, m.Number}, lang, text})
	}
	return termsMissing{shown}, nil
}

type acceptIn struct {
	Body struct {
		Accept []TermsNamed `json:"accept" minItems:"1" maxItems:"10" doc:"The very versions that were read."`
	}
}

// AcceptTerms records that the asker accepts texts. It answers with those that
// are still missing.
func (a *API) AcceptTerms() Endpoint {
	is := about{id: "acceptTerms", summary: "Accept terms", tag: "me", scope: tenants.AcceptTerms}
	return endpoint(a, is, func(ctx context.Context, in *acceptIn) (termsMissing, error) {
		shown := list(in.Body.Accept, func(n TermsNamed) tenants.Acceptance {
			return tenants.Acceptance{Tenant: n.Tenant, Kind: n.Kind, Number: n.Number}
		})
		if err := a.Registry.AcceptTerms(ctx, shown); err != nil {
			return termsMissing{}, err
		}
		return a.missingTerms(ctx)
	})
}
