package api

import (
	"context"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

type heldRole struct {
	Role   string `json:"role" doc:"Its name, built in or one of the tenant's own."`
	Object string `json:"object,omitempty" doc:"activity:ID or playlist:ID where it holds for that alone; missing: everywhere in the tenant."`
}

type member struct {
	Person laurel.PersonID `json:"person"`
	Name   string          `json:"name"`
	Email  string          `json:"email" doc:"Where the person's letters go."`
	Roles  []heldRole      `json:"roles" nullable:"false"`
}

func memberOf(c registry.Colleague) member {
	return member{Person: c.Person.ID, Name: c.Person.Name, Email: c.Person.Email,
		Roles: list(c.Roles, func(m tenants.Member) heldRole { return heldRole{m.Role, m.Object} })}
}

type membersIn struct {
	ID    laurel.TenantID `path:"id"`
	Words string          `query:"words" maxLength:"200" doc:"Only those with this in their name or address."`
	Role  string          `query:"role" doc:"Only those who have this role."`
	After laurel.PersonID `query:"after" doc:"The field next of an answer: those who come after."`
	Limit int             `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type members struct {
	Items []member        `json:"items" nullable:"false"`
	Next  laurel.PersonID `json:"next" doc:"For the parameter after; empty where there are no more."`
}

// Members lists who has a role in a tenant.
func (a *API) Members() Endpoint {
	return endpoint(a, about{id: "listMembers", summary: "Who has which role in a tenant", tag: "tenants", scope: tenants.ReadTenants},
		func(ctx context.Context, in *membersIn) (members, error) {
			found, more, err := a.Registry.People(ctx, in.ID, registry.PeopleFilter{Words: in.Words, Role: in.Role, After: in.After}, in.Limit)
			page := members{Items: list(found, memberOf)}
			if more {
				page.Next = found[len(found)-1].Person.ID
			}
			return page, err
		})
}

type memberPath struct {
	ID     laurel.TenantID `path:"id"`
	Person laurel.PersonID `path:"person"`
}

// RemoveMember takes all roles in a tenant from a person.
func (a *API) RemoveMember() Endpoint {
	is := about{id: "removeMember", summary: "Take all roles in a tenant from somebody", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *memberPath) (member, error) {
		was, err := a.Registry.Colleague(ctx, in.ID, in.Person)
		if err != nil {
			return member{}, err
		}
		was.Roles = nil
		return memberOf(was), a.Registry.RemoveMember(ctx, in.ID, in.Person)
	})
}

type giveIn struct {
	ID     laurel.TenantID `path:"id"`
	Person laurel.PersonID `path:"person"`
	Body   heldRole
}

// GiveRole gives somebody who has a role in a tenant another one.
func (a *API) GiveRole() Endpoint {
	is := about{id: "giveRole", summary: "Give one of a tenant's people another role", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *giveIn) (member, error) {
		if _, err := a.Registry.Colleague(ctx, in.ID, in.Person); err != nil {
			return member{}, err
		}
		m := tenants.Member{Person: in.Person, Role: in.Body.Role, Object: in.Body.Object}
		if err := a.Registry.GiveRole(ctx, in.ID, m); err != nil {
			return member{}, err
		}
		c, err := a.Registry.Colleague(ctx, in.ID, in.Person)
		return memberOf(c), err
	})
}

type takeIn struct {
	ID     laurel.TenantID `path:"id"`
	Person laurel.PersonID `path:"person"`
	Role   string          `path:"role"`
	Object string          `query:"object" doc:"activity:ID or playlist:ID where the role holds for that alone."`
}

// TakeRole takes one role from a person.
func (a *API) TakeRole() Endpoint {
	is := about{id: "takeRole", summary: "Take one role from somebody", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *takeIn) (member, error) {
		was, err := a.Registry.Colleague(ctx, in.ID, in.Person)
		if err != nil {
			return member{}, err
		}
		if err := a.Registry.TakeRole(ctx, in.ID, tenants.Member{Person: in.Person, Role: in.Role, Object: in.Object}); err != nil {
			return member{}, err
		}
		was.Roles = slices.DeleteFunc(was.Roles, func(m tenants.Member) bool { return m.Role == in.Role && m.Object == in.Object })
		return memberOf(was), nil
	})
}
