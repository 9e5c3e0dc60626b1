package api

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

type markIn struct {
	ID   laurel.TaskID `path:"id"`
	Body struct {
		Email string `json:"email" maxLength:"254" doc:"Of who has passed. Somebody without an account gets one."`
	}
}

// marked says that somebody is through, and nothing about who it is.
type marked struct {
	Task   laurel.TaskID `json:"task"`
	Passed bool          `json:"passed"`
}

// PassTask marks somebody as through a task that nobody judges.
func (a *API) PassTask() Endpoint {
	return endpoint(a, about{id: "passTask", summary: "Confirm that somebody has passed a task that nobody judges", tag: "evidence",
		scope: tenants.WriteReviews},
		func(ctx context.Context, in *markIn) (marked, error) {
			v, err := a.Engine.TaskActivity(ctx, in.ID)
			if err != nil {
				return marked{}, err
			}
			who, err := a.Registry.Learner(ctx, v.Activity, in.Body.Email)
			if err != nil {
				return marked{}, err
			}
			_, err = a.Engine.PassTask(ctx, in.ID, who)
			return marked{Task: in.ID, Passed: err == nil}, err
		})
}

type passCodeIn struct {
	ID   laurel.TaskID `path:"id"`
	Body struct {
		Hours int `json:"hours" minimum:"1" maximum:"8784" doc:"For how long it is valid."`
	}
}

type passCode struct {
	ID        laurel.PassID `json:"id"`
	Code      string        `json:"code" format:"uri" doc:"What its QR code says."`
	ExpiresAt time.Time     `json:"expiresAt"`
}

// MakePassCode makes the code of a task that nobody judges.
func (a *API) MakePassCode() Endpoint {
	return endpoint(a, about{id: "makePassCode", summary: "Make the code of a task that nobody judges; one before it ends", tag: "evidence",
		scope: tenants.WriteReviews},
		func(ctx context.Context, in *passCodeIn) (passCode, error) {
			code, err := a.Engine.MakePassCode(ctx, in.ID, time.Duration(in.Body.Hours)*time.Hour)
			return passCode{ID: code.ID, Code: origin(ctx) + laurel.PassPath(code.ID), ExpiresAt: code.ExpiresAt}, err
		})
}

type taskIn struct {
	ID laurel.TaskID `path:"id"`
}

// EndPassCode ends the code of a task.
func (a *API) EndPassCode() Endpoint {
	return endpoint(a, about{id: "endPassCode", summary: "End the code of a task", tag: "evidence", scope: tenants.WriteReviews},
		func(ctx context.Context, in *taskIn) (nothing, error) {
			return nothing{}, a.Engine.EndPassCode(ctx, in.ID)
		})
}

type scanIn struct {
	ID laurel.PassID `path:"id"`
}

// ScanPass passes the asker through the task of a code.
func (a *API) ScanPass() Endpoint {
	return endpoint(a, about{id: "scanPass", summary: "Pass the task whose code was scanned", tag: "evidence", scope: tenants.WriteEvidence},
		func(ctx context.Context, in *scanIn) (submitted, error) {
			s, err := a.Engine.ScanPass(ctx, in.ID)
			return submittedOf(ctx, s), err
		})
}

func submittedOf(ctx context.Context, s workflow.Submission) submitted {
	return submitted{ID: s.ID, State: s.State, Attempt: s.Attempt, URL: pageURL(ctx) + "/submissions/" + string(s.ID)}
}
