package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/web/door"
)

type organisationInvitation struct {
	ID        laurel.InvitationID     `json:"id"`
	Email     string                  `json:"email" doc:"Empty: it is a link."`
	Name      string                  `json:"name" doc:"Of the organisation, as the city calls it; may be empty."`
	State     tenants.InvitationState `json:"state" enum:"pending,accepted,cancelled"`
	MadeAt    time.Time               `json:"madeAt"`
	ExpiresAt time.Time               `json:"expiresAt"`
}

type organisationInvitations struct {
	Items []organisationInvitation `json:"items" nullable:"false" doc:"The newest first, at most 1000."`
}

// OrganisationInvitations lists the organisations that a city has invited.
func (a *API) OrganisationInvitations() Endpoint {
	is := about{id: "listOrganisationInvitations", summary: "The organisations that a city has invited", tag: "partners",
		scope: tenants.ReadTenants}
	return endpoint(a, is, func(ctx context.Context, in *tenantIn) (organisationInvitations, error) {
		if _, err := a.tenant(ctx, in.ID, tenants.City); err != nil {
			return organisationInvitations{}, err
		}
		found, err := a.Registry.Invitations(ctx, in.ID, tenants.InviteOrganisation)
		return organisationInvitations{list(found, func(i tenants.Invitation) organisationInvitation {
			return organisationInvitation{ID: i.ID, Email: i.Email, Name: i.Name, State: i.State, MadeAt: i.MadeAt, ExpiresAt: i.ExpiresAt}
		})}, err
	})
}

// Invitee is an organisation that is to be invited.
type Invitee struct {
	Email    string `json:"email"`
	Name     string `json:"name,omitempty" doc:"Of the organisation, as the city calls it."`
	Language string `json:"language,omitempty" doc:"Of the letter; the city's where none is given."`
}

type inviteesIn struct {
	ID   laurel.TenantID `path:"id" doc:"Of the city."`
	Body struct {
		Organisations []Invitee `json:"organisations" minItems:"1" maxItems:"1000"`
	}
}

type inviteeRow struct {
	Row    int          `json:"row" doc:"From 1, in the order of the request."`
	Email  string       `json:"email"`
	Result tenants.Fate `json:"result" enum:"new,again,pending,active,bad" doc:"new, again: a letter is sent."`
	Fault  string       `json:"fault,omitempty" doc:"Of a bad one: what is wrong, in the asker's language."`
}

type invitedRows struct {
	Items []inviteeRow `json:"items" nullable:"false" doc:"One for each that was sent."`
}

// InviteOrganisations invites organisations by letter. One that cannot be invited
// keeps none of the others from it.
func (a *API) InviteOrganisations() Endpoint {
	is := about{id: "inviteOrganisations", summary: "Invite organisations to a city", tag: "partners", scope: tenants.WriteTenants}
	return endpoint(a, is, func(ctx context.Context, in *inviteesIn) (invitedRows, error) {
		if _, err := a.tenant(ctx, in.ID, tenants.City); err != nil {
			return invitedRows{}, err
		}
		rows := tenants.CheckInvitees(list(in.Body.Organisations, func(i Invitee) tenants.Invitee {
			return tenants.Invitee{Email: i.Email, Name: i.Name, Language: i.Language}
		}))
		done, err := a.Registry.InviteOrganisations(ctx, in.ID, rows)
		return invitedRows{list(done, func(r tenants.Invited) inviteeRow {
			told := inviteeRow{Row: r.Line, Email: in.Body.Organisations[r.Line-1].Email, Result: r.Fate}
			if r.Fault != nil {
				told.Fault, _ = door.Sentence(a.Texts, laurel.ActorFrom(ctx).Language, r.Fault)
			}
			return told
		})}, err
	})
}
