package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

type partInvitation struct {
	ID        laurel.InvitationID      `json:"id"`
	Email     string                   `json:"email"`
	State     workflow.InvitationState `json:"state" enum:"pending,accepted,declined,withdrawn" doc:"One that has expired is still pending."`
	SentAt    time.Time                `json:"sentAt"`
	ExpiresAt time.Time                `json:"expiresAt"`
}

func partInvitationOf(i workflow.PartInvitation) partInvitation {
	return partInvitation{ID: i.ID, Email: i.Address, State: i.State, SentAt: i.SentAt, ExpiresAt: i.ExpiresAt}
}

type partInvitationsIn struct {
	ID     laurel.ActivityID   `path:"id"`
	Before laurel.InvitationID `query:"before" doc:"The field next of an answer: those made before."`
	Limit  int                 `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type partInvitations struct {
	Items []partInvitation    `json:"items" nullable:"false" doc:"The newest first."`
	Next  laurel.InvitationID `json:"next" doc:"For the parameter before; empty where there are no more."`
}

// PartInvitations lists who is invited to take part in an activity.
func (a *API) PartInvitations() Endpoint {
	is := about{id: "listPartInvitations", summary: "Who is invited to take part in an activity", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *partInvitationsIn) (partInvitations, error) {
		found, err := a.Engine.PartInvitations(ctx, in.ID, in.Before, in.Limit)
		page := partInvitations{Items: list(found.List, partInvitationOf)}
		if found.More {
			page.Next = found.List[len(found.List)-1].ID
		}
		return page, err
	})
}

type invitePartIn struct {
	ID   laurel.ActivityID `path:"id"`
	Body struct {
		Emails   []string `json:"emails" minItems:"1" maxItems:"50" doc:"Each gets a letter."`
		Language string   `json:"language,omitempty" doc:"Of the letters, as in \"en\"."`
	}
}

type invitedPart struct {
	Email   string `json:"email"`
	Invited bool   `json:"invited"`
	Detail  string `json:"detail,omitempty" doc:"Why not."`
}

type invitedParts struct {
	Items []invitedPart `json:"items" nullable:"false" doc:"One for each address, in their order."`
}

// InviteParticipants invites people to take part, each for themselves.
func (a *API) InviteParticipants() Endpoint {
	is := about{id: "inviteParticipants", summary: "Invite people to take part in an activity", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *invitePartIn) (done invitedParts, err error) {
		if _, err := a.Engine.PartInvitations(ctx, in.ID, "", 1); err != nil {
			return done, err
		}
		for _, email := range in.Body.Emails {
			who, address, err := a.Registry.Invitee(ctx, workflow.Activity{ID: in.ID}, email)
			if err == nil {
				_, err = a.Engine.InviteParticipant(ctx, workflow.PartInvitation{Activity: in.ID, Person: who, Address: address,
					Language: a.Texts.Match(in.Body.Language)})
			}
			kind := laurel.KindOf(err)
			if err != nil && kind != laurel.Invalid && kind != laurel.Conflict {
				return done, err
			}
			one := invitedPart{Email: email, Invited: err == nil}
			if err != nil {
				one.Detail = a.refusal(ctx, err).Detail
			}
			done.Items = append(done.Items, one)
		}
		return done, nil
	})
}

type partInvitationPath struct {
	ID         laurel.ActivityID   `path:"id"`
	Invitation laurel.InvitationID `path:"invitation"`
}

// ResendPartInvitation sends the letter of an invitation again.
func (a *API) ResendPartInvitation() Endpoint {
	is := about{id: "resendPartInvitation", summary: "Send an invitation to take part again", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *partInvitationPath) (partInvitation, error) {
		i, err := a.Engine.ResendPartInvitation(ctx, in.ID, in.Invitation)
		return partInvitationOf(i), err
	})
}

// WithdrawPartInvitation ends an invitation that is not answered.
func (a *API) WithdrawPartInvitation() Endpoint {
	is := about{id: "withdrawPartInvitation", summary: "Withdraw an invitation to take part", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *partInvitationPath) (partInvitation, error) {
		i, err := a.Engine.WithdrawPartInvitation(ctx, in.ID, in.Invitation)
		return partInvitationOf(i), err
	})
}

type entryCodeIn struct {
	ID   laurel.ActivityID `path:"id"`
	Body struct {
		Hours int `json:"hours" minimum:"1" maximum:"8784" doc:"For how long it is valid."`
	}
}

type entryCode struct {
	Link      string    `json:"link" format:"uri" doc:"Whoever has it can take part."`
	ExpiresAt time.Time `json:"expiresAt"`
}

// MakeEntryCode makes the link by which people take part.
func (a *API) MakeEntryCode() Endpoint {
	is := about{id: "makeEntryCode", summary: "Make the link by which people take part; one before it ends", tag: "activities",
		scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *entryCodeIn) (entryCode, error) {
		code, err := a.Engine.MakeEntryCode(ctx, in.ID, time.Duration(in.Body.Hours)*time.Hour)
		return entryCode{Link: origin(ctx) + laurel.EntryPath(code.ID), ExpiresAt: code.ExpiresAt}, err
	})
}

// EndEntryCode ends that link.
func (a *API) EndEntryCode() Endpoint {
	is := about{id: "endEntryCode", summary: "End the link by which people take part", tag: "activities", scope: tenants.WriteActivities}
	return endpoint(a, is, func(ctx context.Context, in *activityIn) (nothing, error) {
		return nothing{}, a.Engine.EndEntryCode(ctx, in.ID)
	})
}

type myInvitation struct {
	Activity     laurel.ActivityID `json:"activity"`
	Name         string            `json:"name"`
	Organisation laurel.TenantID   `json:"organisation"`
	ExpiresAt    time.Time         `json:"expiresAt"`
}

type myInvitations struct {
	Items []myInvitation `json:"items" nullable:"false"`
}

// MyInvitations lists the asker's invitations that wait for an answer.
func (a *API) MyInvitations() Endpoint {
	is := about{id: "listMyInvitations", summary: "To what I am invited", tag: "me", scope: tenants.ReadEvidence}
	return endpoint(a, is, func(ctx context.Context, _ *nothing) (page myInvitations, err error) {
		page.Items = []myInvitation{}
		places, err := a.Registry.Traces(ctx, laurel.ActorFrom(ctx).Person)
		if err != nil {
			return page, err
		}
		mine, err := a.Engine.MyInvitations(ctx, places)
		for _, i := range mine {
			page.Items = append(page.Items, myInvitation{i.Activity.ID, i.Activity.Title, i.Activity.Tenant(), i.Invitation.ExpiresAt})
		}
		return page, err
	})
}

type answerIn struct {
	ID   laurel.ActivityID `path:"id"`
	Body struct {
		Answer workflow.Answer `json:"answer" enum:"accept,decline"`
	}
}

// AnswerInvitation accepts or declines the asker's invitation to an activity.
func (a *API) AnswerInvitation() Endpoint {
	is := about{id: "answerInvitation", summary: "Accept or decline an invitation to take part", tag: "activities",
		scope: tenants.WriteEvidence}
	return endpoint(a, is, func(ctx context.Context, in *answerIn) (nothing, error) {
		_, err := a.Engine.AnswerInvitation(ctx, in.ID, in.Body.Answer)
		return nothing{}, err
	})
}
