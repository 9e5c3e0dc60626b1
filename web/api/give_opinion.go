package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/engine"
)

type opinionIn struct {
	ID   laurel.SubmissionID `path:"id"`
	Body struct {
		Advice  approval.Outcome `json:"advice" doc:"approve, reject or improve."`
		Comment string           `json:"comment,omitempty" doc:"For the learner; needed unless it is approve."`
		Attempt int              `json:"attempt,omitempty" doc:"That you looked at; refused with 409 when there is a newer one."`
	}
}

// opinionGiven is filed; the approver decides a moment later.
type opinionGiven struct {
	Submission laurel.SubmissionID `json:"submission"`
	Advice     approval.Outcome    `json:"advice"`
}

// GiveOpinion files what a reviewer says.
func (a *API) GiveOpinion() Endpoint {
	return endpoint(a, about{id: "giveOpinion", summary: "Say what you think of a submission", tag: "evidence", scope: tenants.WriteReviews},
		func(ctx context.Context, in *opinionIn) (opinionGiven, error) {
			err := a.Engine.GiveOpinion(ctx, in.ID, engine.Said{Advice: in.Body.Advice, Comment: in.Body.Comment, Attempt: in.Body.Attempt})
			return opinionGiven{Submission: in.ID, Advice: in.Body.Advice}, err
		})
}
