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

// PublishActivity publishes an activity of organisation t in one go, and with it its
// badge, its tasks and the claim code behind its QR code. The organisation has to be
// active in a city at least. The draft's cover is an upload of the actor's.
func (e *Engine) PublishActivity(ctx context.Context, t laurel.TenantID, d workflow.Draft) (workflow.Publication, error) {
	if err := e.mayPublish(ctx, laurel.Whole(t), &d); err != nil {
		return workflow.Publication{}, err
	}
	known, err := e.knownSkills(ctx, d.Skills)
	if err == nil {
		err = workflow.MayChoose(d.Skills, nil, known)
	}
	if err != nil {
		return workflow.Publication{}, err
	}
	var p workflow.Publication
	err = e.db.InTx(ctx, t, func(tx db.Tx) (err error) {
		if err := mayAct(ctx, tx, ""); err != nil {
			return err
		}
		if d.Cover, err = coverFrom(ctx, tx, laurel.UploadID(d.Cover)); err != nil {
			return err
		}
		id := laurel.NewID[laurel.ActivityID](t, tx.Now())
		if d.Attachments, err = attach(ctx, tx, id, d.Attachments); err != nil { // there are none yet: files are a draft's
			return err
		}
		p, err = publishFirst(ctx, tx, d, id)
		return err
	})
	return p, err
}

// PublishDraft publishes what stands in an activity's draft: the activity for the
// first time, or its next revision. The draft is gone then. Where somebody has
// changed it since the given version, it is a Conflict.
func (e *Engine) PublishDraft(ctx context.Context, id laurel.ActivityID, version int) (workflow.Publication, error) {
	v, err := e.Draft(ctx, id)
	if err != nil {
		return workflow.Publication{}, err
	}
	d := v.Draft
	if err := e.mayPublish(ctx, workflow.Activity{ID: id}, &d); err != nil {
		return workflow.Publication{}, err
	}
	var p workflow.Publication
	err = e.db.InTx(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := draftOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if row == nil || row.written() != version || v.Version != version {
			return changedMeanwhile()
		}
		if err := mayAct(ctx, tx, ""); err != nil {
			return err
		}
		if err := tx.Delete(ctx, row); err != nil {
			return err
		}
		if v.Activity == nil {
			p, err = publishFirst(ctx, tx, d, id)
			return err
		}
		p, err = publishAgain(ctx, tx, d, id)
		return err
	})
	return p, err
}

func changedMeanwhile() error { return laurel.E(laurel.Conflict, "error.changed-meanwhile") }

// mayPublish asks the gate, and the approvers about the flows of the draft.
func (e *Engine) mayPublish(ctx context.Context, what laurel.Thing, d *workflow.Draft) error {
	if err := e.prepare(ctx, what.Tenant()); err != nil {
		return err
	}
	if err := e.gate.May(ctx, laurel.PublishActivity, what); err != nil {
		return err
	}
	return e.askApprovers(ctx, what, d)
}

func publishFirst(ctx context.Context, tx db.Tx, d workflow.Draft, id laurel.ActivityID) (workflow.Publication, error) {
	d = d.Numbered(id, 1)
	if err := mayRequire(ctx, tx, id, &d); err != nil {
		return workflow.Publication{}, err
	}
	p, err := d.Publish(id, tx.Now())
	if err != nil {
		return p, err
	}
	if err := mayChoose(ctx, tx, p.Activity); err != nil {
		return p, err
	}
	if err := room(ctx, tx, tenants.ActivitiesQuota, 1); err != nil {
		return p, err
	}
	if err := insertActivity(ctx, tx, p.Activity); err != nil {
		return p, err
	}
	if err := keepBadges(ctx, tx, p); err != nil {
		return p, err
	}
	if err := insertClaim(ctx, tx, p.Claim); err != nil {
		return p, err
	}
	return p, published(ctx, tx, p, "")
}

func publishAgain(ctx context.Context, tx db.Tx, d workflow.Draft, id laurel.ActivityID) (workflow.Publication, error) {
	row, was, err := activityRowByID(ctx, tx, id)
	if err != nil {
		return workflow.Publication{}, err
	}
	badges, err := badgesOf(ctx, tx, was)
	if err != nil {
		return workflow.Publication{}, err
	}
	d = d.Numbered(id, workflow.MostNumber(badges))
	if err := mayRequire(ctx, tx, id, &d); err != nil {
		return workflow.Publication{}, err
	}
	p, err := d.Republish(was, badges, tx.Now())
	if err != nil {
		return p, err
	}
	if err := mayChoose(ctx, tx, p.Activity); err != nil {
		return p, err
	}
	row.take(p.Activity)
	if err := tx.Update(ctx, row); err != nil {
		return p, err
	}
	if err := detach(ctx, tx, workflow.Unattached(was.Attachments, p.Activity.Attachments)); err != nil {
		return p, err
	}
	if err := keepBadges(ctx, tx, p); err != nil {
		return p, err
	}
	return p, published(ctx, tx, p, was.Title)
}

// mayChoose refuses a city in which the organisation is not active.
func mayChoose(ctx context.Context, tx db.Tx, a workflow.Activity) error {
	byCity, err := standings(ctx, tx)
	if err != nil {
		return err
	}
	for _, city := range a.Cities {
		if byCity[city] != tenants.StandsActive {
			return laurel.E(laurel.Invalid, "listing.not-affiliated").At("cities")
		}
	}
	return nil
}

// published notes and tells that a publication is in force. was is the title of the
// revision before.
func published(ctx context.Context, tx db.Tx, p workflow.Publication, was string) error {
	change := laurel.Change{What: "activity.published", Object: p.Activity.Object(), To: shownActivity(p.Activity)}
	if was != "" {
		change.From = map[string]any{"title": was, "revision": p.Activity.Revision - 1}
	}
	if err := tx.Record(ctx, change); err != nil {
		return err
	}
	for _, b := range p.All() {
		if !b.New {
			continue
		}
		if err := tx.Post(ctx, workflow.ActivityPublished{Activity: p.Activity.ID, Achievement: b.Achievement.ID}); err != nil {
			return err
		}
	}
	return tx.Post(ctx, workflow.ActivityChanged{Activity: p.Activity.ID, Revision: p.Activity.Revision})
}

// shownActivity is an activity as the audit trail shows it.
func shownActivity(a workflow.Activity) map[string]any {
	return map[string]any{"title": a.Title, "revision": a.Revision}
}

// coverFrom is the picture in an upload of the actor's own; of none it is none.
func coverFrom(ctx context.Context, tx db.Tx, id laurel.UploadID) (string, error) {
	if id == "" {
		return "", nil
	}
	up, err := uploadByID(ctx, tx, id)
	if err != nil || up.PersonID != laurel.ActorFrom(ctx).Person {
		return "", laurel.E(laurel.Invalid, "evidence.no-upload").Because(err).At("cover")
	}
	return up.Media, nil
}

// askApprovers notes in each step whose opinions its approver waits for, and
// refuses an approver that nobody knows and a flow that can get stuck. What the
// caller holds is not written to.
func (e *Engine) askApprovers(ctx context.Context, about laurel.Thing, d *workflow.Draft) (err error) {
	if d.Tasks, err = e.checkedTasks(ctx, about, d.Tasks, ""); err != nil {
		return err
	}
	d.Badges = slices.Clone(d.Badges)
	for i := range d.Badges {
		if d.Badges[i].Tasks, err = e.checkedTasks(ctx, about, d.Badges[i].Tasks, "badges["+strconv.Itoa(i)+"]."); err != nil {
			return err
		}
	}
	return nil
}

// checkedTasks are tasks with what their approvers say; path leads to them.
func (e *Engine) checkedTasks(
	ctx context.Context, about laurel.Thing, tasks []workflow.TaskDraft, path string,
) (_ []workflow.TaskDraft, err error) {
	tasks = slices.Clone(tasks)
	for i := range tasks {
		if tasks[i], err = e.withReviewers(ctx, tasks[i], path+"tasks["+strconv.Itoa(i)+"]."); err != nil {
			return nil, err
		}
	}
	for i, t := range tasks {
		if err := e.checkFlow(ctx, about, t, path+"tasks["+strconv.Itoa(i)+"]."); err != nil {
			return nil, err
		}
	}
	return tasks, nil
}

// withReviewers is a task with what its approvers say; path leads to it.
func (e *Engine) withReviewers(ctx context.Context, t workflow.TaskDraft, path string) (_ workflow.TaskDraft, err error) {
	t.Steps = slices.Clone(t.Steps)
	for i := range t.Steps {
		at := path + "steps[" + strconv.Itoa(i) + "]."
		if t.Steps[i], err = t.Steps[i].Each(func(to string, c *workflow.Choice) error { return e.describe(ctx, c, at+to) }); err != nil {
			return t, err
		}
		if err := t.Steps[i].CheckRubrics(at); err != nil {
			return t, err
		}
	}
	return t, nil
}

// describe notes in a choice whose opinions its approver waits for, and what its
// settings need; path leads to it.
func (e *Engine) describe(ctx context.Context, c *workflow.Choice, path string) error {
	if !e.approvers.Knows(c.Approver) {
		return laurel.E(laurel.Invalid, "approver.unknown").With(laurel.Args{"Approver": c.Approver}).At(path + "approver")
	}
	about, err := e.approvers.Describe(ctx, c.Approver)
	if err != nil {
		return err
	}
	if err := refusedAt(e.try(ctx, *c), path+"settings"); err != nil {
		return err
	}
	c.Reviewers = about.Reviewers
	if c.Needs, err = about.Needs(c.Settings); err != nil { // the approver takes them, and its schema does not
		return laurel.E(laurel.Invalid, "approver.settings.malformed").At(path + "settings").Because(err)
	}
	return nil
}

// try asks the approver about a case with nothing in it: settings that it cannot
// work with are refused now, and not with every learner's submission.
func (e *Engine) try(ctx context.Context, c workflow.Choice) error {
	now := time.Now().UTC()
	_, err := e.approvers.Decide(ctx, c.Approver, approval.Case{Settings: c.Settings, Attempt: 1, SubmittedAt: now, Now: now})
	return err
}

func refusedAt(err error, field string) error {
	if e, ok := errors.AsType[*laurel.Error](err); ok && e.Kind == laurel.Invalid {
		return e.At(field)
	}
	return err
}

// keepBadges writes down what a publication has made of the activity's badges.
func keepBadges(ctx context.Context, tx db.Tx, p workflow.Publication) error {
	for _, b := range p.All() {
		keep := replaceFlows
		if b.New {
			if err := insertAchievement(ctx, tx, b.Achievement); err != nil {
				return err
			}
			keep = insertFlows
		}
		if err := keep(ctx, tx, b.Flows); err != nil {
			return err
		}
		for _, t := range b.Tasks {
			if err := insertTask(ctx, tx, t); err != nil {
				return err
			}
		}
	}
	return nil
}

func insertFlows(ctx context.Context, tx db.Tx, flows []workflow.Flow) error {
	for _, f := range flows {
		if err := insertFlow(ctx, tx, f); err != nil {
			return err
		}
	}
	return nil
}

// replaceFlows puts new editions of flows in force. Submissions that are under way
// stay with the edition that they began with.
func replaceFlows(ctx context.Context, tx db.Tx, flows []workflow.Flow) error {
	for _, f := range flows {
		if err := insertFlow(ctx, tx, f); err != nil {
			return err
		}
		row, err := taskRowByID(ctx, tx, f.Task)
		if err != nil {
			return err
		}
		row.FlowID = f.ID
		if err := tx.Update(ctx, row); err != nil {
			return err
		}
	}
	return nil
}

// ListActivity enters a published activity in the catalogue of a city.
func (e *Engine) ListActivity(ctx context.Context, city laurel.TenantID, id laurel.ActivityID) error {
	var a workflow.Activity
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) (err error) { a, err = activityByID(ctx, tx, id); return err })
	if err != nil {
		return err
	}
	if a.Access == workflow.Restricted { // in no catalogue, and who lists may not know of it
		return laurel.E(laurel.NotFound, "error.not-found")
	}
	if a.Stage != workflow.Published {
		return laurel.E(laurel.Conflict, "activity.stage-"+string(a.Stage))
	}
	k, err := e.skillWords(ctx, a.Skills)
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
		if added, err := insertListing(ctx, tx, a, k, byCity); err != nil || !added {
			return err
		}
		return tx.Post(ctx, workflow.ActivityListed{City: city, Activity: a.ID})
	})
}

// orInvalid is err, or a refusal where there is none.
func orInvalid(err error, text string) error {
	if err != nil {
		return err
	}
	return laurel.E(laurel.Invalid, text)
}
