package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
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
	Languages   []string        `json:"languages,omitempty" doc:"Of a city's site, the main one first; missing: all that there are."`
	TimeZone    string          `json:"timeZone,omitempty" doc:"As in \"Europe/Rome\"; missing: UTC."`
	Colour      string          `json:"colour,omitempty"`
	Accent      string          `json:"accent,omitempty"`
	Welcome     string          `json:"welcome,omitempty" doc:"Markdown."`
	Footer      string          `json:"footer,omitempty"`
	Logo        string          `json:"logo,omitempty" format:"uri"`
	Address     string          `json:"address,omitempty" doc:"As on a letter."`
	Pin         *tenants.Point  `json:"pin,omitempty"`
	Bounds      *tenants.Bounds `json:"bounds,omitempty" doc:"Where a city lies."`
	Hosts       []string        `json:"hosts,omitempty" doc:"That lead to a city, the preferred one first."`
	Version     int             `json:"version" doc:"Of all this; whoever changes it says which version they have seen."`
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
			if err != nil {
				return tenant{}, err
			}
			return a.tenantOf(ctx, t)
		})
}

func (a *API) tenantOf(ctx context.Context, t tenants.Tenant) (tenant, error) {
	out := tenant{ID: t.ID, Kind: t.Kind, Slug: t.Slug, Name: t.Name, Description: t.Description, URL: t.URL, Email: t.Email,
		Language: t.Language, Languages: t.Languages, TimeZone: t.TimeZone, Colour: t.Colour, Accent: t.Accent, Welcome: t.Welcome,
		Footer: t.Footer, Address: t.Address, Version: t.Version, State: t.State}
	if t.Logo != "" {
		out.Logo = origin(ctx) + laurel.LogoPath(t.ID, t.Logo)
	}
	if t.Pin != (tenants.Point{}) {
		out.Pin = &t.Pin
	}
	if t.Bounds != (tenants.Bounds{}) {
		out.Bounds = &t.Bounds
	}
	if t.Kind == tenants.Organisation {
		out.DID = a.Front.Site.DID(t.ID)
		return out, nil
	}
	var err error
	out.Hosts, err = a.Registry.Hosts(ctx, t.ID)
	return out, err
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

// CityDraft is what a city says of its site.
type CityDraft struct {
	Footer    string          `json:"footer,omitempty" doc:"Who runs the site."`
	Languages []string        `json:"languages,omitempty" doc:"Of the site, the main one first; missing: all that there are."`
	TimeZone  string          `json:"timeZone,omitempty" doc:"As in \"Europe/Rome\"."`
	Accent    string          `json:"accent,omitempty" doc:"Of links, as in \"#7a1f1f\"."`
	Welcome   string          `json:"welcome,omitempty" doc:"Markdown."`
	Bounds    *tenants.Bounds `json:"bounds,omitempty" doc:"Where it lies, in degrees."`
	Hosts     []string        `json:"hosts,omitempty" doc:"Under which it answers besides its path, the preferred one first."`
}

func (d CityDraft) fill(t *tenants.Tenant) {
	t.Footer, t.Languages, t.TimeZone, t.Accent, t.Welcome = d.Footer, d.Languages, d.TimeZone, d.Accent, d.Welcome
	if d.Bounds != nil {
		t.Bounds = *d.Bounds
	}
}

type cityIn struct {
	Body struct {
		TenantDraft
		CityDraft
		Host    string `json:"host,omitempty" doc:"The same as hosts, for one."`
		Terms   string `json:"terms,omitempty" doc:"Terms of use, in the main language; Markdown."`
		Privacy string `json:"privacy,omitempty" doc:"Privacy statement, in the main language; Markdown."`
	}
}

// FoundCity makes a city.
func (a *API) FoundCity() Endpoint {
	is := about{id: "foundCity", summary: "Make a city", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *cityIn) (tenant, error) {
		city := in.Body.tenant()
		in.Body.fill(&city)
		t, err := a.Registry.OpenCity(ctx, registry.NewCity{City: city, Hosts: append([]string{in.Body.Host}, in.Body.Hosts...),
			Administrator: in.Body.Administrator, Terms: map[tenants.TermsKind]string{
				tenants.TermsOfUse: in.Body.Terms, tenants.Privacy: in.Body.Privacy}})
		if err != nil {
			return tenant{}, err
		}
		return a.tenantOf(ctx, t)
	})
}

type settingsIn struct {
	ID   laurel.TenantID `path:"id"`
	Body struct {
		CityDraft
		Name        string         `json:"name"`
		Description string         `json:"description,omitempty"`
		URL         string         `json:"url,omitempty" doc:"Of its own site."`
		Email       string         `json:"email" doc:"Where people get help."`
		Language    string         `json:"language" doc:"Of its texts, as in \"en\"."`
		Colour      string         `json:"colour,omitempty" doc:"Of the brand, as in \"#0b6e4f\"."`
		Address     string         `json:"address,omitempty" doc:"Of an organisation, as on a letter."`
		Pin         *tenants.Point `json:"pin,omitempty" doc:"Where an organisation is, in degrees."`
		Version     int            `json:"version" doc:"That was seen; somebody else's change since then is a conflict."`
	}
}

// DescribeTenant writes what a tenant is to say of itself. What is left out is
// taken away.
func (a *API) DescribeTenant() Endpoint {
	is := about{id: "describeTenant", summary: "Change what a tenant says of itself", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is,
		func(ctx context.Context, in *settingsIn) (tenant, error) {
			if _, err := a.tenant(ctx, in.ID, ""); err != nil {
				return tenant{}, err
			}
			b := in.Body
			t := tenants.Tenant{ID: in.ID, Version: b.Version, Name: b.Name, Description: b.Description, URL: b.URL, Email: b.Email,
				Language: b.Language, Colour: b.Colour, Address: b.Address}
			b.fill(&t)
			if b.Pin != nil {
				t.Pin = *b.Pin
			}
			t, err := a.Registry.DescribeTenant(ctx, registry.Description{Tenant: t, Hosts: b.Hosts})
			if err != nil {
				return tenant{}, err
			}
			return a.tenantOf(ctx, t)
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
			if err != nil {
				return tenant{}, err
			}
			return a.tenantOf(ctx, t)
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
