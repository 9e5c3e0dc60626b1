package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

type guest struct {
	ID        laurel.GuestID `json:"id"`
	Name      string         `json:"name" doc:"Under which they speak."`
	Email     string         `json:"email,omitempty" doc:"Where the letter went; left out: the link was handed on."`
	ExpiresAt time.Time      `json:"expiresAt" doc:"It ends sooner once the step is decided."`
	Spoke     bool           `json:"spoke" doc:"There is an opinion by this link."`
	Ended     string         `json:"ended,omitempty" doc:"Why the link leads to nothing any more."`
	Link      string         `json:"link,omitempty" format:"uri" doc:"In the answer that makes it, where no letter brings it; never again."`
}

func guestOf(l workflow.GuestLink) guest {
	return guest{ID: l.ID, Name: l.Name, Email: l.Address, ExpiresAt: l.ExpiresAt}
}

type guestsOut struct {
	Items []guest `json:"items" nullable:"false" doc:"The oldest first."`
	Open  bool    `json:"open" doc:"Another can be asked now."`
}

// Guests lists who was asked about a submission without having an account.
func (a *API) Guests() Endpoint {
	is := about{id: "listGuests", summary: "Who was asked about a submission by a link", tag: "evidence", scope: tenants.ReadReviews}
	return endpoint(a, is, func(ctx context.Context, in *submissionIn) (guestsOut, error) {
		found, open, err := a.Engine.Guests(ctx, in.ID)
		return guestsOut{Open: open, Items: list(found, func(i engine.InvitedGuest) guest {
			g := guestOf(i.Link)
			g.Spoke = i.Spoke
			if i.Good != nil {
				g.Ended = a.refusal(ctx, i.Good).Detail
			}
			return g
		})}, err
	})
}

type guestIn struct {
	ID   laurel.SubmissionID `path:"id"`
	Body struct {
		Name     string `json:"name" doc:"Under which they speak; the learner is not told."`
		Email    string `json:"email,omitempty" doc:"The link goes there in a letter; left out: the answer has it."`
		Days     int    `json:"days,omitempty" minimum:"1" maximum:"30" doc:"That the link is good for; left out: 7."`
		Language string `json:"language,omitempty" doc:"Of the letter, as in \"en\"."`
	}
}

// InviteGuest lets somebody without an account give one opinion on a submission.
func (a *API) InviteGuest() Endpoint {
	is := about{id: "inviteGuest", summary: "Ask somebody without an account about a submission, by a link", tag: "evidence",
		scope: tenants.WriteReviews}
	return endpoint(a, is, func(ctx context.Context, in *guestIn) (g guest, err error) {
		i := workflow.GuestInvitation{Name: in.Body.Name, Days: in.Body.Days, Language: a.Texts.Match(in.Body.Language)}
		if in.Body.Email != "" {
			if i.Address, err = tenants.Address(in.Body.Email); err != nil {
				return g, err
			}
		}
		l, secret, err := a.Engine.InviteGuest(ctx, in.ID, i)
		g = guestOf(l)
		if secret != "" {
			g.Link = pageURL(ctx) + laurel.GuestPath(l.ID, secret)
		}
		return g, err
	})
}

type guestPath struct {
	ID    laurel.SubmissionID `path:"id"`
	Guest laurel.GuestID      `path:"guest"`
}

// WithdrawGuest lets a link lead to nothing any more.
func (a *API) WithdrawGuest() Endpoint {
	is := about{id: "withdrawGuest", summary: "Withdraw a link; what was said by it stays", tag: "evidence", scope: tenants.WriteReviews}
	return endpoint(a, is, func(ctx context.Context, in *guestPath) (nothing, error) {
		return nothing{}, a.Engine.WithdrawGuest(ctx, in.ID, in.Guest)
	})
}
