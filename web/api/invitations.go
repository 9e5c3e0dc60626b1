package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

type invitation struct {
	ID        laurel.InvitationID     `json:"id"`
	Email     string                  `json:"email,omitempty" doc:"Missing where it is for whoever has the link."`
	Role      string                  `json:"role,omitempty" doc:"Missing where an organisation is invited into a city."`
	Object    string                  `json:"object,omitempty" doc:"activity:ID or playlist:ID where the role is to hold for that alone."`
	State     tenants.InvitationState `json:"state" enum:"pending,accepted,cancelled" doc:"One that has expired is still pending."`
	MadeAt    time.Time               `json:"madeAt"`
	ExpiresAt time.Time               `json:"expiresAt"`
	Uses      int                     `json:"uses"`
	Most      int                     `json:"most" doc:"How often it can be accepted."`
}

func invitationOf(i tenants.Invitation) invitation {
	return invitation{ID: i.ID, Email: i.Email, Role: i.Role, Object: i.Object, State: i.State, MadeAt: i.MadeAt, ExpiresAt: i.ExpiresAt,
		Uses: i.Uses, Most: i.Most}
}

type invitations struct {
	Items []invitation `json:"items" nullable:"false" doc:"The newest first, at most 1000."`
}

// Invitations lists the people whom a tenant has invited.
func (a *API) Invitations() Endpoint {
	return endpoint(a, about{id: "listInvitations", summary: "Whom a tenant has invited", tag: "tenants", scope: tenants.ReadTenants},
		func(ctx context.Context, in *tenantIn) (invitations, error) {
			found, err := a.Registry.Invitations(ctx, in.ID, tenants.InviteMember)
			return invitations{list(found, invitationOf)}, err
		})
}

type inviteIn struct {
	ID   laurel.TenantID `path:"id"`
	Body struct {
		Email    string `json:"email,omitempty" doc:"Gets a letter. Left out, the answer has a link for whoever has it."`
		Role     string `json:"role"`
		Object   string `json:"object,omitempty" doc:"activity:ID or playlist:ID."`
		Language string `json:"language,omitempty" doc:"Of the letter or the link, as in \"en\"."`
		Most     int    `json:"most,omitempty" doc:"How often the link may be used; not for letters."`
	}
}

type invited struct {
	invitation
	Link string `json:"link,omitempty" doc:"Shown this once; missing where a letter is sent."`
}

// Invite offers somebody a role.
func (a *API) Invite() Endpoint {
	return endpoint(a, about{id: "invite", summary: "Invite somebody, by letter or by a link", tag: "tenants", scope: tenants.WriteTenants},
		func(ctx context.Context, in *inviteIn) (invited, error) {
			t, err := a.tenant(ctx, in.ID, "")
			if err != nil {
				return invited{}, err
			}
			draft := tenants.Invitation{Email: in.Body.Email, Role: in.Body.Role, Object: in.Body.Object, Most: in.Body.Most,
				Language: a.Texts.Match(in.Body.Language)}
			i, secret, err := a.Registry.InviteMember(ctx, in.ID, draft)
			made := invited{invitation: invitationOf(i)}
			if err != nil || secret == "" {
				return made, err
			}
			city, err := a.Registry.SiteOf(ctx, t)
			here := laurel.Place{Language: draft.Language, City: city.Slug}
			made.Link = a.Front.Site.Page(here, laurel.InvitationPath(i.ID, secret))
			return made, err
		})
}

type invitationPath struct {
	ID         laurel.TenantID     `path:"id"`
	Invitation laurel.InvitationID `path:"invitation"`
}

// ResendInvitation sends an invitation's letter again.
func (a *API) ResendInvitation() Endpoint {
	is := about{id: "resendInvitation", summary: "Send an invitation again, or extend it", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, a.changeInvitation(a.Registry.ResendInvitation))
}

// CancelInvitation withdraws an invitation.
func (a *API) CancelInvitation() Endpoint {
	is := about{id: "cancelInvitation", summary: "Withdraw an invitation", tag: "tenants", scope: tenants.WriteTenants}
	return endpoint(a, is, a.changeInvitation(a.Registry.CancelInvitation))
}

func (*API) changeInvitation(
	change func(context.Context, laurel.InvitationID) (tenants.Invitation, error),
) func(context.Context, *invitationPath) (invitation, error) {
	return func(ctx context.Context, in *invitationPath) (invitation, error) {
		if in.Invitation.Tenant() != in.ID {
			return invitation{}, notFound()
		}
		i, err := change(ctx, in.Invitation)
		return invitationOf(i), err
	}
}
