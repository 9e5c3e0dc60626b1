package engine

import (
	"context"
	"slices"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// NoCover in the place of an upload takes a draft's cover away.
const NoCover laurel.UploadID = "none"

// DraftView is what an organiser finds in the editor.
type DraftView struct {
	ID        laurel.ActivityID
	Draft     workflow.Draft
	Version   int                // of the draft, from 1; 0: nothing was written since the publication
	Activity  *workflow.Activity // as it is published; nil: it is not
	ChangedBy laurel.PersonID
	ChangedAt time.Time
}

// Change is what an organiser has written in the editor.
type Change struct {
	Draft   workflow.Draft  // but its Cover, which stays as it is
	Cover   laurel.UploadID // an upload of the actor's, NoCover, or nothing: the cover stays
	Version int             // that the change was made to
}

// Draft returns what is being written of an activity, or what is published of it
// where nothing is.
func (e *Engine) Draft(ctx context.Context, id laurel.ActivityID) (v DraftView, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		v, err = draftView(ctx, tx, id)
		return err
	})
	return v, err
}

func draftView(ctx context.Context, tx db.Tx, id laurel.ActivityID) (DraftView, error) {
	v, _, err := draftRead(ctx, tx, id)
	return v, err
}

// draftRead returns the row as well, which is nil where nothing was written since the
// publication.
func draftRead(ctx context.Context, tx db.Tx, id laurel.ActivityID) (DraftView, *draftRow, error) {
	v := DraftView{ID: id}
	a, err := activityByID(ctx, tx, id)
	switch {
	case err == nil:
		v.Activity = &a
	case laurel.KindOf(err) != laurel.NotFound:
		return v, nil, err
	}
	row, draftErr := draftOf(ctx, tx, id)
	switch {
	case draftErr != nil:
		return v, nil, draftErr
	case row != nil:
		v.Draft, v.Version, v.ChangedBy, v.ChangedAt = row.Content, row.written(), row.ChangedBy, row.ChangedAt.UTC()
		return v, row, nil
	case v.Activity == nil:
		return v, nil, err
	}
	badges, err := badgesOf(ctx, tx, a)
	v.Draft = workflow.DraftOf(a, badges)
	return v, nil, err
}

// Preview is the activity as a visitor would see it if its draft were published as
// it stands. It has neither a claim code nor a picture of its badge.
func (e *Engine) Preview(ctx context.Context, id laurel.ActivityID) (ActivityView, error) {
	d, err := e.Draft(ctx, id)
	if err != nil {
		return ActivityView{}, err
	}
	p := d.Draft.Preview(id, time.Now().UTC())
	v := ActivityView{Activity: p.Activity, BadgeView: previewOf(p.PublishedBadge)}
	for _, b := range p.More {
		v.More = append(v.More, previewOf(b))
	}
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error { return requirements(ctx, tx, &v) })
	return v, err
}

func previewOf(p workflow.PublishedBadge) BadgeView {
	v := BadgeView{Achievement: p.Achievement}
	for i, t := range p.Tasks {
		v.Tasks = append(v.Tasks, TaskView{Task: t, Flow: p.Flows[i]})
	}
	return v
}

// skills are those that were chosen so far, in the draft or as it is published.
func (v DraftView) skills() []laurel.SkillID {
	if v.Activity == nil {
		return v.Draft.Skills
	}
	return slices.Concat(v.Draft.Skills, v.Activity.Skills)
}

// attachments are those of the activity as it is published.
func (v DraftView) attachments() []workflow.Attachment {
	if v.Activity == nil {
		return nil
	}
	return v.Activity.Attachments
}

// MayEdit reports whether the actor may change an activity.
func (e *Engine) MayEdit(ctx context.Context, id laurel.ActivityID) bool {
	return e.prepare(ctx, id.Tenant()) == nil && e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}) == nil
}

// BeginDraft begins an activity of an organisation. Nobody but its organisers sees
// it before it is published.
func (e *Engine) BeginDraft(ctx context.Context, t laurel.TenantID, c Change) (v DraftView, err error) {
	known, err := e.knownSkills(ctx, c.Draft.Skills)
	if err != nil {
		return v, err
	}
	err = e.inTx(ctx, t, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, laurel.Whole(t)); err != nil {
			return err
		}
		if err := workflow.MayChoose(c.Draft.Skills, nil, known); err != nil {
			return err
		}
		c.Draft.Cover = ""
		v, err = insertDraft(ctx, tx, laurel.NewID[laurel.ActivityID](t, tx.Now()), c)
		return err
	})
	return v, err
}

func insertDraft(ctx context.Context, tx db.Tx, id laurel.ActivityID, c Change) (DraftView, error) {
	row := draftRow{ActivityID: id}
	if err := row.take(ctx, tx, c); err != nil {
		return DraftView{}, err
	}
	if err := tx.Insert(ctx, &row); err != nil {
		return DraftView{}, quicker(err)
	}
	return draftView(ctx, tx, id)
}

// written is the draft's version, from 1.
func (r *draftRow) written() int { return r.Version + 1 }

// take enters a change in the row, whose Content holds the cover so far.
func (r *draftRow) take(ctx context.Context, tx db.Tx, c Change) error {
	if err := c.Draft.Fits(); err != nil {
		return err
	}
	switch c.Cover {
	case "":
	case NoCover:
		c.Draft.Cover = ""
	default:
		cover, err := coverFrom(ctx, tx, c.Cover)
		if err != nil {
			return err
		}
		c.Draft.Cover = cover
	}
	most, err := mostNumber(ctx, tx, r.ActivityID)
	if err != nil {
		return err
	}
	c.Draft = c.Draft.Numbered(r.ActivityID, most)
	if c.Draft.Attachments, err = attach(ctx, tx, r.ActivityID, c.Draft.Attachments); err != nil {
		return err
	}
	r.Content, r.ChangedBy, r.ChangedAt = c.Draft, laurel.ActorFrom(ctx).Person, tx.Now()
	return nil
}

// SaveDraft keeps what an organiser has written so far; it may be unfinished. Where
// somebody else has changed the draft since, it is a Conflict, and nothing is kept.
// With what is refused comes the draft as it stands, if it was read: its ID says so.
func (e *Engine) SaveDraft(ctx context.Context, id laurel.ActivityID, c Change) (v DraftView, err error) {
	known, err := e.knownSkills(ctx, c.Draft.Skills)
	if err != nil {
		return v, err
	}
	var was DraftView
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		was = DraftView{}
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		var row *draftRow
		if was, row, err = draftRead(ctx, tx, id); err != nil {
			return err
		}
		if err := was.mayBecome(c); err != nil {
			return err
		}
		if err := workflow.MayChoose(c.Draft.Skills, was.skills(), known); err != nil {
			return err
		}
		c.Draft.Cover = was.Draft.Cover
		if err := detach(ctx, tx, workflow.Unattached(was.Draft.Attachments, c.Draft.Attachments, was.attachments())); err != nil {
			return err
		}
		write := tx.Update
		if row == nil {
			row, write = &draftRow{ActivityID: id}, tx.Insert
		}
		if err := row.take(ctx, tx, c); err != nil {
			return err
		}
		was = DraftView{} // who is quicker now wrote what was not read
		if err := write(ctx, row); err != nil {
			return quicker(err)
		}
		v, err = draftView(ctx, tx, id)
		return err
	})
	if err != nil {
		return was, err
	}
	return v, nil
}

// quicker says of a draft that could not be written that somebody else was, if so.
func quicker(err error) error {
	if laurel.KindOf(err) == laurel.Conflict {
		return changedMeanwhile()
	}
	return err
}

// mayBecome refuses a change to another version than this, and to what is archived.
func (v DraftView) mayBecome(c Change) error {
	if v.Version != c.Version {
		return changedMeanwhile()
	}
	if v.Activity != nil && v.Activity.Stage == workflow.Archived {
		return laurel.E(laurel.Conflict, "activity.stage-archived")
	}
	return nil
}

// DiscardDraft throws away what was written since the publication, or an activity
// that never was published. With what is refused comes the draft as it stands, if it
// was read: its ID says so.
func (e *Engine) DiscardDraft(ctx context.Context, id laurel.ActivityID, version int) (v DraftView, err error) {
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		v = DraftView{}
		if err := e.gate.May(ctx, laurel.PublishActivity, workflow.Activity{ID: id}); err != nil {
			return err
		}
		was, row, err := draftRead(ctx, tx, id)
		switch {
		case err != nil:
			return err
		case row == nil:
			return laurel.E(laurel.NotFound, "error.not-found")
		case was.Version != version:
			v = was
			return changedMeanwhile()
		}
		if err := tx.Record(ctx, laurel.Change{What: "activity.discarded", Object: workflow.Activity{ID: id}.Object(),
			From: map[string]any{"title": row.Content.Title}}); err != nil {
			return err
		}
		if err := detach(ctx, tx, workflow.Unattached(row.Content.Attachments, was.attachments())); err != nil {
			return err
		}
		return tx.Delete(ctx, row)
	})
	return v, err
}

// DuplicateActivity begins an activity that says what another says, also what of it
// is not published yet. It has no dates: those were the other's.
func (e *Engine) DuplicateActivity(ctx context.Context, id laurel.ActivityID) (v DraftView, err error) {
	t := id.Tenant()
	err = e.inTx(ctx, t, func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.PublishActivity, laurel.Whole(t)); err != nil {
			return err
		}
		from, err := draftView(ctx, tx, id)
		if err != nil {
			return err
		}
		d := from.Draft
		d.Occasion.Starts, d.Occasion.Ends = time.Time{}, time.Time{}
		copied := laurel.NewID[laurel.ActivityID](t, tx.Now())
		if d.Attachments, err = attachCopies(ctx, tx, copied, d.Attachments); err != nil {
			return err
		}
		v, err = insertDraft(ctx, tx, copied, Change{Draft: d.Moved(id, copied)})
		return err
	})
	return v, err
}
