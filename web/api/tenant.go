package api

import (
	"context"
	"regexp"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

type tenant struct {
	ID          laurel.TenantID `json:"id"`
	Kind        tenants.Kind    `json:"kind" enum:"city,organisation"`
	Slug        string          `json:"slug"`
	Name        string          `json:"name"`
	Description string          `json:"description"`
	URL         string          `json:"url" doc:"Of its own site, or empty."`
	Email       string          `json:"email" doc:"Where people get help."`
	Language    string          `json:"language"`
	State       tenants.State   `json:"state" enum:"active,suspended"`
	DID         string          `json:"did,omitempty" doc:"Of an organisation: what it signs as."`
}

type tenantIn struct {
	ID laurel.TenantID `path:"id"`
}

// Tenant tells the public side of a city or an organisation.
func (a *API) Tenant() Endpoint {
	return endpoint(a, about{id: "readTenant", summary: "A city or an organisation", tag: "tenants", open: true},
		func(ctx context.Context, in *tenantIn) (tenant, error) {
			t, err := a.tenant(ctx, in.ID, "")
			return a.tenantOf(t), err
		})
}

func (a *API) tenantOf(t tenants.Tenant) tenant {
	out := tenant{ID: t.ID, Kind: t.Kind, Slug: t.Slug, Name: t.Name, Description: t.Description, URL: t.URL, Email: t.Email,
		Language: t.Language, State: t.State}
	if t.Kind == tenants.Organisation {
		out.DID = a.Front.Site.DID(t.ID)
	}
	return out
}

// tenant finds one of a kind, or of any where kind is empty. Tenants are public,
// so who may not do something to one is told so, and of others that there is none.
func (a *API) tenant(ctx context.Context, id laurel.TenantID, kind tenants.Kind) (tenants.Tenant, error) {
	if !id.Valid() {
		return tenants.Tenant{}, notFound()
	}
	t, err := a.Registry.Tenant(ctx, id)
	if err == nil && kind != "" && t.Kind != kind {
		err = notFound()
	}
	return t, err
}

// TenantDraft is what cities and organisations have in common when they are made.
type TenantDraft struct {
	Slug          string `json:"slug" doc:"Its name in addresses: a to z, 0 to 9 and hyphens."`
	Name          string `json:"name"`
	Description   string `json:"description,omitempty"`
	URL           string `json:"url,omitempty" doc:"Of its own site."`
	Email         string `json:"email" doc:"Where people get help."`
	Language      string `json:"language" doc:"Of its texts, as in \"en\"."`
	Colour        string `json:"colour,omitempty" doc:"Of the brand, as in \"#0b6e4f\"."`
	Administrator string `json:"administrator" doc:"E-mail address of the first one."`
}

func (d TenantDraft) tenant() tenants.Tenant {
	return tenants.Tenant{Slug: d.Slug, Name: d.Name, Description: d.Description, URL: d.URL, Email: d.Email, Language: d.Language,
		Colour: d.Colour}
}

type cityIn struct {
	Body struct {
		TenantDraft
		Footer string `json:"footer,omitempty" doc:"Who runs the site."`
		Host   string `json:"host,omitempty" doc:"Under which it answers besides its path on the platform's."`
	}
}

// FoundCity makes a city.
func (a *API) FoundCity() Endpoint {
	is := about{id: "foundCity", summary: "Make a city", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *cityIn) (tenant, error) {
		if in.Body.Host != "" && !isHost(in.Body.Host) {
			return tenant{}, laurel.E(laurel.Invalid, "tenant.host").At("host")
		}
		city := in.Body.tenant()
		city.Footer = in.Body.Footer
		t, err := a.Registry.FoundCity(ctx, city, in.Body.Host, in.Body.Administrator)
		return a.tenantOf(t), err
	})
}

type organisationIn struct {
	ID   laurel.TenantID `path:"id" doc:"Of the city."`
	Body TenantDraft
}

// FoundOrganisation makes an organisation in a city.
func (a *API) FoundOrganisation() Endpoint {
	return endpoint(a, about{id: "foundOrganisation", summary: "Make an organisation in a city", tag: "tenants", scope: tenants.WriteTenants},
		func(ctx context.Context, in *organisationIn) (tenant, error) {
			if _, err := a.tenant(ctx, in.ID, tenants.City); err != nil {
				return tenant{}, err
			}
			t, err := a.Registry.FoundOrganisation(ctx, in.ID, in.Body.tenant(), in.Body.Administrator)
			return a.tenantOf(t), err
		})
}

type memberIn struct {
	ID   laurel.TenantID `path:"id"`
	Body struct {
		Email string `json:"email"`
		Role  string `json:"role" doc:"city-administrator or city-editor in a city; else administrator, organiser, reviewer or member."`
	}
}

type memberAdded struct {
	Email string `json:"email"`
	Role  string `json:"role"`
}

// AddMember gives a person a role.
func (a *API) AddMember() Endpoint {
	return endpoint(a, about{id: "addMember", summary: "Give somebody a role", tag: "tenants", scope: tenants.WriteTenants},
		func(ctx context.Context, in *memberIn) (memberAdded, error) {
			if _, err := a.tenant(ctx, in.ID, ""); err != nil {
				return memberAdded{}, err
			}
			_, err := a.Registry.AddMember(ctx, in.ID, in.Body.Email, in.Body.Role)
			return memberAdded{Email: in.Body.Email, Role: in.Body.Role}, err
		})
}

// hostName is the name of a host, in lower case and without a port.
var hostName = regexp.MustCompile(`^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$`)

func isHost(s string) bool { return len(s) <= 253 && hostName.MatchString(s) }
