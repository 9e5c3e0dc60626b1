package engine

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// PublishActivity publishes an activity of organisation t, and with it its
// badge, its tasks and the claim code behind its QR code. The organisation has to be
// active in a city at least.
func (e *Engine) PublishActivity(ctx context.Context, t laurel.TenantID, d workflow.Draft) (workflow.Publication, error) {
	if err := e.prepare(ctx, t); err != nil {
		return workflow.Publication{}, err
	}
	if err := e.gate.May(ctx, laurel.PublishActivity, laurel.Whole(t)); err != nil {
		return workflow.Publication{}, err
	}
	if err := e.askApprovers(ctx, &d); err != nil {
		return workflow.Publication{}, err
	}
	var p workflow.Publication
	err := e.db.InTx(ctx, t, func(tx db.Tx) (err error) {
		if err := mayAct(ctx, tx, ""); err != nil {
			return err
		}
		if d.Cover != "" {
			up, err := uploadByID(ctx, tx, laurel.UploadID(d.Cover))
			if err != nil || up.PersonID != laurel.ActorFrom(ctx).Person {
				return laurel.E(laurel.Invalid, "evidence.no-upload").Because(err).At("cover")
			}
			d.Cover = up.Media
		}
		if p, err = d.Publish(t, tx.Now()); err != nil {
			return err
		}
		if err := room(ctx, tx, tenants.ActivitiesQuota, 1); err != nil {
			return err
		}
		if err := insertPublication(ctx, tx, p); err != nil {
			return err
		}
		return tx.Post(ctx, workflow.ActivityPublished{Activity: p.Activity.ID, Achievement: p.Achievement.ID})
	})
	return p, err
}

// askApprovers notes in each step whose opinions its approver waits for, and
// refuses an approver that nobody knows. What the caller holds is not written to.
func (e *Engine) askApprovers(ctx context.Context, d *workflow.Draft) error {
	d.Tasks = slices.Clone(d.Tasks)
	for i := range d.Tasks {
		d.Tasks[i].Steps = slices.Clone(d.Tasks[i].Steps)
		for j := range d.Tasks[i].Steps {
			step := &d.Tasks[i].Steps[j]
			if !e.approvers.Knows(step.Approver) {
				return laurel.E(laurel.Invalid, "approver.unknown").With(laurel.Args{"Approver": step.Approver}).
					At("tasks[" + strconv.Itoa(i) + "].steps[" + strconv.Itoa(j) + "].approver")
			}
			about, err := e.approvers.Describe(ctx, step.Approver)
			if err != nil {
				return err
			}
			step.Reviewers = about.Reviewers
			if err := e.try(ctx, *step); err != nil {
				return refusedAt(err, "tasks["+strconv.Itoa(i)+"].steps["+strconv.Itoa(j)+"].settings")
			}
		}
	}
	return nil
}

// try asks the approver about a case with nothing in it: settings that it cannot
// work with are refused now, and not with every learner's submission.
func (e *Engine) try(ctx context.Context, s workflow.Step) error {
	now := time.Now().UTC()
	_, err := e.approvers.Decide(ctx, s.Approver, approval.Case{Settings: s.Settings, Attempt: 1, SubmittedAt: now, Now: now})
	return err
}

func refusedAt(err error, field string) error {
	if e, ok := errors.AsType[*laurel.Error](err); ok && e.Kind == laurel.Invalid {
		return e.At(field)
	}
	return err
}

func insertPublication(ctx context.Context, tx db.Tx, p workflow.Publication) error {
	if err := insertActivity(ctx, tx, p.Activity); err != nil {
		return err
	}
	if err := insertAchievement(ctx, tx, p.Achievement); err != nil {
		return err
	}
	for i, t := range p.Tasks {
		if err := insertFlow(ctx, tx, p.Flows[i]); err != nil {
			return err
		}
		if err := insertTask(ctx, tx, t); err != nil {
			return err
		}
	}
	return insertClaim(ctx, tx, p.Claim)
}

// ListActivity enters a published activity in the catalogue of a city.
func (e *Engine) ListActivity(ctx context.Context, city laurel.TenantID, id laurel.ActivityID) error {
	var a workflow.Activity
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) { a, err = activityByID(ctx, tx, id); return err })
	if err != nil {
		return err
	}
	return e.inTx(ctx, city, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.ListActivity, laurel.Whole(city)); err != nil {
			return err
		}
		if ok, err := mayStand(ctx, tx, a); err != nil || !ok {
			return orInvalid(err, "listing.not-affiliated")
		}
		if added, err := insertListing(ctx, tx, a); err != nil || !added {
			return err
		}
		return tx.Post(ctx, workflow.ActivityListed{City: city, Activity: a.ID})
	})
}

// MakePlaylist puts activities of organisation t in an order under a name.
func (e *Engine) MakePlaylist(
	ctx context.Context, t laurel.TenantID, name string, activities []laurel.ActivityID,
) (workflow.Playlist, error) {
	var p workflow.Playlist
	err := e.inTx(ctx, t, func(tx db.Tx) (err error) {
		if err := e.gate.May(ctx, laurel.PublishActivity, laurel.Whole(t)); err != nil {
			return err
		}
		if p, err = workflow.NewPlaylist(t, name, activities, tx.Now()); err != nil {
			return err
		}
		for _, a := range activities {
			if _, err := activityByID(ctx, tx, a); err != nil {
				return err
			}
		}
		return insertPlaylist(ctx, tx, p)
	})
	return p, err
}

// orInvalid is err, or a refusal where there is none.
func orInvalid(err error, text string) error {
	if err != nil {
		return err
	}
	return laurel.E(laurel.Invalid, text)
}
