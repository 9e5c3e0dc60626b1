package api

import (
	"context"
	"strconv"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/workflow"
)

type evidenceIn struct {
	Kind   approval.Kind   `json:"kind" doc:"text, photo, video, audio, file or link: what the task asks for."`
	Text   string          `json:"text,omitempty" doc:"What was written; of a link the address; else a caption."`
	Upload laurel.UploadID `json:"upload,omitempty" doc:"Of a file that was uploaded before."`
}

type submitIn struct {
	ID   laurel.TaskID `path:"id"`
	Body struct {
		Evidence []evidenceIn `json:"evidence" nullable:"false"`
	}
}

// submitted is a submission right after it was filed.
type submitted struct {
	ID      laurel.SubmissionID `json:"id"`
	State   workflow.State      `json:"state"`
	Attempt int                 `json:"attempt" doc:"From 1; after being asked to improve, the next."`
	URL     string              `json:"url" format:"uri" doc:"Of its page."`
}

// SubmitEvidence files what a learner shows.
func (a *API) SubmitEvidence() Endpoint {
	return endpoint(a, about{id: "submitEvidence", summary: "Hand in evidence for a task", tag: "evidence", scope: tenants.WriteEvidence},
		func(ctx context.Context, in *submitIn) (submitted, error) {
			evidence, err := evidenceOf(in.Body.Evidence)
			if err != nil {
				return submitted{}, err
			}
			s, err := a.Engine.SubmitEvidence(ctx, in.ID, evidence)
			return submittedOf(ctx, s), err
		})
}

func evidenceOf(given []evidenceIn) ([]workflow.Evidence, error) {
	evidence := make([]workflow.Evidence, len(given))
	for i, e := range given {
		if e.Upload != "" && e.Upload.Tenant() == "" {
			return nil, laurel.E(laurel.Invalid, "evidence.no-upload").At("evidence[" + strconv.Itoa(i) + "].upload")
		}
		evidence[i] = workflow.Evidence{Kind: e.Kind, Text: e.Text, Upload: e.Upload}
	}
	return evidence, nil
}
