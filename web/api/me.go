package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

type nothing struct{}

type membership struct {
	Tenant laurel.TenantID `json:"tenant"`
	Name   string          `json:"name" doc:"Of the tenant; empty for the platform itself."`
	Role   string          `json:"role"`
}

type me struct {
	ID          laurel.PersonID `json:"id"`
	Name        string          `json:"name"`
	Email       string          `json:"email" doc:"Where letters go."`
	Addresses   []string        `json:"addresses" nullable:"false" doc:"All that lead to me."`
	Memberships []membership    `json:"memberships" nullable:"false"`
}

// Me tells the asker who they are here.
func (a *API) Me() Endpoint {
	is := about{id: "readMe", summary: "Who I am, and my roles", tag: "me", scope: tenants.ReadMe}
	return endpoint(a, is, func(ctx context.Context, _ *nothing) (me, error) {
		p, err := a.Registry.Person(ctx, laurel.ActorFrom(ctx).Person)
		if err != nil {
			return me{}, err
		}
		roles, names, err := a.memberships(ctx)
		if err != nil {
			return me{}, err
		}
		addresses, err := a.Registry.Addresses(ctx)
		return me{ID: p.ID, Name: p.Name, Email: p.Email, Addresses: addresses, Memberships: list(roles, func(m tenants.Membership) membership {
			return membership{Tenant: m.Tenant, Name: names[m.Tenant].Name, Role: m.Role}
		})}, err
	})
}

func (a *API) memberships(ctx context.Context) ([]tenants.Membership, map[laurel.TenantID]tenants.Tenant, error) {
	roles, err := a.Registry.Memberships(ctx)
	if err != nil {
		return nil, nil, err
	}
	byID, err := a.Registry.Tenants(ctx, list(roles, func(m tenants.Membership) laurel.TenantID { return m.Tenant }))
	return roles, byID, err
}

type entry struct {
	Award
	Name      string    `json:"name" doc:"Of the badge."`
	Issuer    string    `json:"issuer" doc:"Name of the organisation."`
	City      *cityName `json:"city,omitempty" doc:"Where it was earned."`
	GrantedAt time.Time `json:"grantedAt"`
	IssuedAt  time.Time `json:"issuedAt"`
}

type portfolio struct {
	Awards []entry `json:"awards" nullable:"false" doc:"The newest first."`
}

// Portfolio lists the asker's awards, of all organisations and cities.
func (a *API) Portfolio() Endpoint {
	is := about{id: "readPortfolio", summary: "My badges", tag: "me", scope: tenants.ReadPortfolio}
	return endpoint(a, is, func(ctx context.Context, _ *nothing) (portfolio, error) {
		entries, err := a.Engine.Portfolio(ctx)
		if err != nil {
			return portfolio{}, err
		}
		cities, err := a.Registry.Tenants(ctx, list(entries, func(e workflow.Entry) laurel.TenantID { return e.City }))
		return portfolio{list(entries, func(e workflow.Entry) entry {
			out := entry{Award: *awardOf(ctx, e.Award), Name: e.Name, Issuer: e.Issuer, GrantedAt: e.GrantedAt, IssuedAt: e.IssuedAt}
			if c, ok := cities[e.City]; ok {
				out.City = &cityName{ID: c.ID, Name: c.Name, Slug: c.Slug}
			}
			return out
		})}, err
	})
}
