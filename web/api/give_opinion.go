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
		Marks   []mark           `json:"marks,omitempty" doc:"Where the submission shows a rubric: one for each of its criteria."`
		Attempt int              `json:"attempt,omitempty" doc:"That you looked at; refused with 409 when there is a newer one."`
	}
}

// mark is how well one criterion of a rubric is met.
type mark struct {
	Criterion int    `json:"criterion" doc:"Its number in the rubric, from 1."`
	Level     int    `json:"level" doc:"From 0 to the criterion's levels."`
	Comment   string `json:"comment,omitempty" doc:"For the learner; at most 1000 characters."`
}

func (m mark) mark() approval.Mark {
	return approval.Mark{Criterion: m.Criterion, Level: m.Level, Comment: m.Comment}
}

func markOf(m approval.Mark) mark {
	return mark{Criterion: m.Criterion, Level: m.Level, Comment: m.Comment}
}

// criterion is a line of a rubric.
type criterion struct {
	Title   string `json:"title"`
	Levels  int    `json:"levels" doc:"The highest mark."`
	Minimum int    `json:"minimum" doc:"The lowest mark that is good enough."`
}

func criterionOf(c approval.Criterion) criterion {
	return criterion{Title: c.Title, Levels: c.Levels, Minimum: c.Minimum}
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
			err := a.Engine.GiveOpinion(ctx, in.ID, engine.Said{Advice: in.Body.Advice, Comment: in.Body.Comment,
				Marks: list(in.Body.Marks, mark.mark), Attempt: in.Body.Attempt})
			return opinionGiven{Submission: in.ID, Advice: in.Body.Advice}, err
		})
}
