package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// AddEvidence takes what the holder of a badge shows more of one of its tasks. The
// signed document stays as it is.
func (e *Engine) AddEvidence(ctx context.Context, id laurel.SubmissionID, evidence []workflow.Evidence) error {
	return e.ofHolder(ctx, id, func(tx db.Tx, sub workflow.Submission) error {
		task, err := taskByID(ctx, tx, sub.Task)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.SubmitEvidence, task); err != nil {
			return err
		}
		if err := mayAct(ctx, tx, sub.City); err != nil {
			return err
		}
		if evidence, err = withUploads(ctx, tx, sub.Person, evidence); err != nil {
			return err
		}
		if err := sub.Add(task, evidence); err != nil {
			return err
		}
		if err := addEvidence(ctx, tx, sub, evidence); err != nil {
			return err
		}
		return endUnsent(ctx, tx, task.ID, sub.Person)
	})
}

// ShowEvidence chooses what of the evidence for a badge is to be seen on the
// credential's page: the items at these positions, and no others. What is taken back
// is not found any more under the address that it had.
func (e *Engine) ShowEvidence(ctx context.Context, id laurel.SubmissionID, positions []int) error {
	return e.ofHolder(ctx, id, func(tx db.Tx, sub workflow.Submission) error {
		if err := sub.MayShow(positions); err != nil {
			return err
		}
		return showEvidence(ctx, tx, sub, positions)
	})
}

// ofHolder runs fn on a submission of the actor's for whose badge there is an award
// that was not revoked. To others it does not exist.
func (e *Engine) ofHolder(ctx context.Context, id laurel.SubmissionID, fn func(db.Tx, workflow.Submission) error) error {
	who, err := person(ctx)
	if err != nil {
		return err
	}
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		_, sub, err := submissionByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if sub.Person != who {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		award, err := awardOf(ctx, tx, sub.Achievement, who)
		if err != nil {
			return err
		}
		if award == nil || !award.RevokedAt.IsZero() {
			return laurel.E(laurel.Conflict, "evidence.no-award")
		}
		return fn(tx, sub)
	})
}

// Shown lists what the holder of an award lets everybody see who sees its credential.
func (e *Engine) Shown(ctx context.Context, id laurel.AwardID) (list []workflow.Evidence, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		award, err := awardByID(ctx, tx, id)
		if err != nil || !award.RevokedAt.IsZero() {
			return err
		}
		list, err = shownEvidence(ctx, tx, award)
		return err
	})
	return list, err
}

// ShownFile is the file that is shown under an address, as long as it is.
func (e *Engine) ShownFile(ctx context.Context, id laurel.AwardID, as string) (workflow.Evidence, error) {
	list, err := e.Shown(ctx, id)
	if err != nil {
		return workflow.Evidence{}, err
	}
	for _, ev := range list {
		if ev.ShownAs == as && workflow.IsFile(ev.Kind) {
			ev.Previews, err = e.previewsOf(ctx, ev)
			return ev, err
		}
	}
	return workflow.Evidence{}, laurel.E(laurel.NotFound, "error.not-found")
}
