package api

import (
	"cmp"
	"context"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// happening is one entry in a submission's history.
type happening struct {
	At       time.Time        `json:"at,omitzero"`
	What     string           `json:"what" enum:"submitted,opinion,verdict,added" doc:"added: an item that came after the award."`
	Attempt  int              `json:"attempt"`
	Step     *int             `json:"step,omitempty" doc:"Of a verdict: which approver in the order of the task, from 0."`
	Approver string           `json:"approver,omitempty" doc:"Of a verdict, as in \"peer@1\"."`
	Role     approval.Role    `json:"role,omitempty" doc:"Of an opinion: peer or organiser."`
	Outcome  approval.Outcome `json:"outcome,omitempty" doc:"approve, reject or improve."`
	Reason   string           `json:"reason,omitempty" doc:"What was said about it."`
	Guest    string           `json:"guest,omitempty" doc:"Of an opinion by a link: the name of who gave it, or to the learner \"guest\"."`
	Marks    []mark           `json:"marks,omitempty" doc:"Of an opinion: how the criteria of the step's rubric were marked."`
	Rubric   []criterion      `json:"rubric,omitempty" doc:"What was marked."`
}

type shown struct {
	Kind      approval.Kind `json:"kind"`
	Text      string        `json:"text,omitempty"`
	Upload    string        `json:"upload,omitempty"`
	MediaType string        `json:"mediaType,omitempty"`
	Size      int64         `json:"size,omitempty"`
	Position  int           `json:"position" doc:"In its attempt, from 1."`
	At        time.Time     `json:"at" doc:"When it was handed in, or added after the award."`
	Public    bool          `json:"public" doc:"Its holder lets it be seen on the credential's page."`
}

// Award says where an issued credential is found.
type Award struct {
	ID         laurel.AwardID `json:"id"`
	Credential string         `json:"credential" format:"uri"`
	Page       string         `json:"page" format:"uri"`
	PNG        string         `json:"png" format:"uri"`
	SVG        string         `json:"svg" format:"uri"`
}

type submission struct {
	ID          laurel.SubmissionID `json:"id"`
	State       workflow.State      `json:"state" enum:"open,returned,approved,rejected"`
	Reason      string              `json:"reason" doc:"Of the last verdict."`
	Attempt     int                 `json:"attempt"`
	Step        int                 `json:"step" doc:"Which approver it is with, from 0."`
	Pending     *pending            `json:"pending,omitempty" doc:"Whom it waits for, while it is open."`
	SubmittedAt time.Time           `json:"submittedAt"`
	Task        laurel.TaskID       `json:"task"`
	Activity    named               `json:"activity"`
	Evidence    []shown             `json:"evidence" nullable:"false" doc:"Of this attempt."`
	History     []happening         `json:"history" nullable:"false" doc:"The oldest first."`
	Award       *Award              `json:"award,omitempty" doc:"Once the badge is earned and its credential is issued."`
	MayJudge    bool                `json:"mayJudge" doc:"The asker may give an opinion now."`
	Rubric      []criterion         `json:"rubric,omitempty" doc:"What the asker marks with their opinion, if anything."`
	URL         string              `json:"url" format:"uri" doc:"Of its page."`
}

type submissionIn struct {
	ID laurel.SubmissionID `path:"id"`
}

// Submission tells how far a submission has come.
func (a *API) Submission() Endpoint {
	return endpoint(a, about{id: "readSubmission", summary: "A submission with its history", tag: "evidence", scope: tenants.ReadEvidence},
		func(ctx context.Context, in *submissionIn) (submission, error) {
			return a.readSubmission(ctx, in.ID)
		})
}

func (a *API) submission(ctx context.Context, v engine.SubmissionView) submission {
	s := submission{
		ID: v.Submission.ID, State: v.Submission.State, Reason: a.reason(ctx, v.Submission.Reason), Attempt: v.Submission.Attempt,
		Step: v.Submission.Step, SubmittedAt: v.Submission.SubmittedAt, Task: v.Task.ID,
		Activity: named{ID: string(v.Activity.ID), Name: v.Activity.Title},
		Evidence: []shown{}, History: a.history(ctx, v), MayJudge: v.MayJudge, Rubric: list(v.Rubric, criterionOf),
		URL: pageURL(ctx) + "/submissions/" + string(v.Submission.ID),
	}
	if len(v.Attempts) > 0 {
		s.Evidence = list(v.Attempts[len(v.Attempts)-1].Evidence, shownOf)
	}
	if p, ok := v.Submission.Pending(v.Flow, v.Now); ok {
		s.Pending = pendingOf(p)
	}
	if v.Issued {
		s.Award = awardOf(ctx, v.Award)
	}
	return s
}

func awardOf(ctx context.Context, id laurel.AwardID) *Award {
	path := origin(ctx) + laurel.CredentialPath(id)
	return &Award{ID: id, Credential: path + ".json", Page: path, PNG: path + ".png", SVG: path + ".svg"}
}

func shownOf(e workflow.Evidence) shown {
	return shown{Kind: e.Kind, Text: e.Text, Upload: string(e.Upload), MediaType: e.MediaType, Size: e.Size, Position: e.Position, At: e.At,
		Public: e.ShownAs != ""}
}

// reason is what an approver said, in the asker's language where it speaks by key.
func (a *API) reason(ctx context.Context, said string) string {
	if key, ok := approval.ReasonKey(said); ok && a.Texts.Has(laurel.ActorFrom(ctx).Language, key) {
		return a.Texts.Say(laurel.ActorFrom(ctx).Language, key, nil)
	}
	return said
}

// history puts what happened in order: attempt by attempt, first what was
// handed in, then what was said about it.
func (a *API) history(ctx context.Context, v engine.SubmissionView) []happening {
	all := []happening{}
	for _, attempt := range v.Attempts {
		all = append(all, happening{What: "submitted", Attempt: attempt.Number, At: attempt.At})
		said := list(attempt.Opinions, func(o workflow.Opinion) happening {
			said := happening{At: o.At, What: "opinion", Attempt: attempt.Number, Role: o.Role, Outcome: o.Advice, Reason: o.Comment}
			if o.Guest != nil {
				said.Guest = cmp.Or(o.Guest.Name, "guest")
			}
			if len(o.Marks) > 0 {
				said.Marks, said.Rubric = list(o.Marks, markOf), list(v.Flow.Rubric(o.Step, o.Role), criterionOf)
			}
			return said
		})
		for _, d := range v.Decisions {
			if d.Attempt == attempt.Number {
				said = append(said, happening{At: d.At, What: "verdict", Attempt: d.Attempt, Step: &d.Step, Approver: d.Approver,
					Outcome: d.Outcome, Reason: a.reason(ctx, d.Reason)})
			}
		}
		for _, e := range attempt.Evidence {
			if e.At.After(attempt.At) {
				said = append(said, happening{At: e.At, What: "added", Attempt: attempt.Number})
			}
		}
		slices.SortStableFunc(said, func(x, y happening) int { return cmp.Compare(x.At.UnixMicro(), y.At.UnixMicro()) })
		all = append(all, said...)
	}
	return all
}
