package api

import (
	"context"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow/engine"
)

// reviewsShown are so many at once.
const reviewsShown = 200

type review struct {
	ID          laurel.SubmissionID `json:"id" doc:"Of the submission."`
	SubmittedAt time.Time           `json:"submittedAt"`
	Since       time.Time           `json:"since" doc:"When it began to wait: the step that it is at began then."`
	Role        approval.Role       `json:"role" enum:"peer,organiser" doc:"In which you would speak."`
	Attempt     int                 `json:"attempt"`
	Task        laurel.TaskID       `json:"task"`
	Prompt      string              `json:"prompt" doc:"Of the task."`
	Activity    named               `json:"activity"`
	URL         string              `json:"url" format:"uri" doc:"Of its page."`
}

type reviewsIn struct {
	Activity laurel.ActivityID `query:"activity" doc:"Only what was handed in for it."`
	Task     laurel.TaskID     `query:"task" doc:"Only what was handed in for it."`
	Role     approval.Role     `query:"role" enum:"peer,organiser" doc:"Only where you would speak in it."`
	Before   time.Time         `query:"before" doc:"Only what waits since then, or for longer."`
	Cursor   string            `query:"cursor" doc:"From the answer before, to go on behind it."`
}

type reviews struct {
	Items []review `json:"items" nullable:"false" doc:"What waits longest, first; at most 200."`
	Found int      `json:"found" doc:"How many there are in all."`
	Next  string   `json:"next,omitempty" doc:"The cursor of those behind; left out: there are none."`
}

// Reviews lists what waits for the asker's opinion, in all tenants with a role
// of theirs.
func (a *API) Reviews() Endpoint {
	is := about{id: "listReviews", summary: "What waits for my opinion", tag: "me", scope: tenants.ReadReviews}
	return endpoint(a, is, func(ctx context.Context, in *reviewsIn) (reviews, error) {
		all, err := a.waiting(ctx)
		if err != nil {
			return reviews{}, err
		}
		engine.SortReviews(all)
		all = engine.Wanted{Activity: in.Activity, Task: in.Task, Role: in.Role, Before: in.Before}.Keep(all)
		shown := engine.After(all, in.Cursor)
		out := reviews{Items: []review{}, Found: len(all)}
		if len(shown) > reviewsShown {
			shown = shown[:reviewsShown]
			out.Next = shown[len(shown)-1].Cursor()
		}
		organisations := list(shown, func(r engine.Review) laurel.TenantID { return r.Submission.Tenant() })
		slices.Sort(organisations)
		for _, t := range slices.Compact(organisations) {
			if err := a.Engine.Illustrate(ctx, t, shown); err != nil {
				return reviews{}, err
			}
		}
		out.Items = append(out.Items, list(shown, func(r engine.Review) review {
			return review{ID: r.Submission.ID, SubmittedAt: r.Submission.SubmittedAt, Since: r.Since(), Role: r.Role, Attempt: r.Submission.Attempt,
				Task: r.Task.ID, Prompt: r.Task.Prompt, Activity: named{ID: string(r.Activity.ID), Name: r.Activity.Title},
				URL: pageURL(ctx) + "/submissions/" + string(r.Submission.ID)}
		})...)
		return out, nil
	})
}

// waiting is what waits in all tenants where the asker has a role.
func (a *API) waiting(ctx context.Context) (all []engine.Review, err error) {
	roles, err := a.Registry.Memberships(ctx)
	if err != nil {
		return nil, err
	}
	asked := map[laurel.TenantID]bool{}
	for _, m := range roles {
		if asked[m.Tenant] {
			continue
		}
		asked[m.Tenant] = true
		list, err := a.Engine.Reviews(ctx, m.Tenant)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}
