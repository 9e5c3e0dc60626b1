package api

import (
	"context"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
)

// RoleDraft is what a role of a tenant's own is made of.
type RoleDraft struct {
	Title   string          `json:"title" doc:"As people call it."`
	About   string          `json:"about,omitempty" doc:"What it is for."`
	Actions []laurel.Action `json:"actions" doc:"What it allows, never more than its maker may do; what there is, GET permissions says."`
}

func (d RoleDraft) role() tenants.Role {
	return tenants.Role{Title: d.Title, About: d.About, Actions: d.Actions}
}

type role struct {
	Name    string          `json:"name" doc:"For giving it."`
	Title   string          `json:"title"`
	About   string          `json:"about"`
	Actions []laurel.Action `json:"actions" nullable:"false"`
	MadeAt  time.Time       `json:"madeAt"`
	Version int             `json:"version" doc:"To be sent along with a change."`
}

func roleOf(r tenants.Role) role {
	return role{r.Name, r.Title, r.About, r.Actions, r.MadeAt.UTC(), r.Version}
}

type roles struct {
	Items []role `json:"items" nullable:"false" doc:"By title; the built-in ones are not among them."`
}

// Roles lists a tenant's own roles.
func (a *API) Roles() Endpoint {
	return endpoint(a, about{id: "listRoles", summary: "A tenant's own roles", tag: "tenants", scope: tenants.ReadTenants},
		func(ctx context.Context, in *tenantIn) (roles, error) {
			found, err := a.Registry.Roles(ctx, in.ID)
			return roles{list(found, roleOf)}, err
		})
}

type roleIn struct {
	ID   laurel.TenantID `path:"id"`
	Body RoleDraft
}

// MakeRole makes a role of a tenant's own.
func (a *API) MakeRole() Endpoint {
	return endpoint(a, about{id: "makeRole", summary: "Make a role out of permissions", tag: "tenants", scope: tenants.WriteTenants},
		func(ctx context.Context, in *roleIn) (role, error) {
			made, err := a.Registry.MakeRole(ctx, in.ID, in.Body.role())
			return roleOf(made), err
		})
}

type roleChange struct {
	ID   laurel.TenantID `path:"id"`
	Role string          `path:"role"`
	Body struct {
		RoleDraft
		Version int `json:"version" doc:"Of the role as it was read. Where somebody was faster, nothing is changed: 409."`
	}
}

// ChangeRole changes a role of a tenant's own.
func (a *API) ChangeRole() Endpoint {
	return endpoint(a, about{id: "changeRole", summary: "Change a role of a tenant's own", tag: "tenants", scope: tenants.WriteTenants},
		func(ctx context.Context, in *roleChange) (role, error) {
			own, err := a.Registry.Roles(ctx, in.ID)
			if err != nil {
				return role{}, err
			}
			if !slices.ContainsFunc(own, func(r tenants.Role) bool { return r.Name == in.Role }) {
				return role{}, notFound()
			}
			draft := in.Body.role()
			draft.Name, draft.Version = in.Role, in.Body.Version
			changed, err := a.Registry.ChangeRole(ctx, in.ID, draft)
			return roleOf(changed), err
		})
}

type rolePath struct {
	ID   laurel.TenantID `path:"id"`
	Role string          `path:"role"`
}

// RemoveRole takes a role of a tenant's own away, from everybody.
func (a *API) RemoveRole() Endpoint {
	is := about{id: "removeRole", summary: "Remove a role of a tenant's own", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *rolePath) (roles, error) {
		if err := a.Registry.RemoveRole(ctx, in.ID, in.Role); err != nil {
			return roles{}, err
		}
		left, err := a.Registry.Roles(ctx, in.ID)
		return roles{list(left, roleOf)}, err
	})
}

type permission struct {
	Role    string          `json:"role" doc:"Its name; \"learner\" is everybody who is signed in."`
	Title   string          `json:"title,omitempty" doc:"Of a role of the tenant's own."`
	Actions []laurel.Action `json:"actions" nullable:"false"`
}

type permissions struct {
	Items     []permission    `json:"items" nullable:"false"`
	Grantable []laurel.Action `json:"grantable" nullable:"false" doc:"What roles of the tenant's own can be made of."`
}

// Permissions tells what each role allows in a tenant.
func (a *API) Permissions() Endpoint {
	is := about{id: "readPermissions", summary: "What each role allows in a tenant", tag: "tenants", scope: tenants.ReadTenants}
	return endpoint(a, is, func(ctx context.Context, in *tenantIn) (permissions, error) {
		own, err := a.Registry.Roles(ctx, in.ID)
		if err != nil {
			return permissions{}, err
		}
		t, err := a.tenant(ctx, in.ID, "")
		if err != nil {
			return permissions{}, err
		}
		names, titles := append(tenants.RolesIn(t.Kind), policies.Learner), map[string]string{}
		for _, r := range own {
			names = append(names, r.Name)
			titles[r.Name] = r.Title
		}
		rules := list(own, func(r tenants.Role) policies.Role { return policies.Role{Name: r.Name, Actions: r.Actions} })
		columns, err := policies.Columns(ctx, in.ID, rules, names)
		return permissions{Grantable: tenants.GrantableIn(t.Kind),
			Items: list(columns, func(c policies.Column) permission { return permission{c.Role, titles[c.Role], c.Allowed} })}, err
	})
}
