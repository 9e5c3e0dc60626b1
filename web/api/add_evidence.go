package api

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

type addIn struct {
	ID   laurel.SubmissionID `path:"id"`
	Body struct {
		Evidence []evidenceIn `json:"evidence" nullable:"false"`
	}
}

// AddEvidence takes what the holder of a badge shows more.
func (a *API) AddEvidence() Endpoint {
	return endpoint(a, about{id: "addEvidence", summary: "Add evidence after the badge was awarded; the credential stays as it is",
		tag: "evidence", scope: tenants.WriteEvidence},
		func(ctx context.Context, in *addIn) (submission, error) {
			evidence, err := evidenceOf(in.Body.Evidence)
			if err != nil {
				return submission{}, err
			}
			if err := a.Engine.AddEvidence(ctx, in.ID, evidence); err != nil {
				return submission{}, err
			}
			return a.readSubmission(ctx, in.ID)
		})
}

type showIn struct {
	ID   laurel.SubmissionID `path:"id"`
	Body struct {
		Items []int `json:"items" nullable:"false" doc:"Positions of the items that are to be seen; all others are not."`
	}
}

// ShowEvidence chooses what is to be seen on the credential's page.
func (a *API) ShowEvidence() Endpoint {
	return endpoint(a, about{id: "showEvidence", summary: "Choose which evidence is seen on the credential's page", tag: "evidence",
		scope: tenants.WriteEvidence},
		func(ctx context.Context, in *showIn) (submission, error) {
			if err := a.Engine.ShowEvidence(ctx, in.ID, in.Body.Items); err != nil {
				return submission{}, err
			}
			return a.readSubmission(ctx, in.ID)
		})
}

func (a *API) readSubmission(ctx context.Context, id laurel.SubmissionID) (submission, error) {
	v, err := a.Engine.Submission(ctx, id)
	if err != nil {
		return submission{}, err
	}
	return a.submission(ctx, v), nil
}
