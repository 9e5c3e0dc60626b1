package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// GuestView is what somebody sees by a link: what was asked, and what was handed in
// at this attempt. It names nobody but them.
type GuestView struct {
	Link        workflow.GuestLink
	Submission  laurel.SubmissionID
	Attempt     int
	Task        workflow.Task
	Activity    workflow.Activity
	Achievement workflow.Achievement
	Evidence    []workflow.Evidence
	Rubric      []approval.Criterion
	Said        *workflow.Opinion // what they have said; nil: nothing yet
}

// SeeAsGuest returns what a link leads to. A wrong secret is NotFound, as no link is;
// one that leads to nothing any more is a Conflict that says why.
func (e *Engine) SeeAsGuest(ctx context.Context, id laurel.GuestID, secret string) (v GuestView, err error) {
	err = e.asGuest(ctx, id, secret, e.read, func(tx db.Tx, g guest) error {
		v = GuestView{Link: g.link, Submission: g.sub.ID, Attempt: g.sub.Attempt, Evidence: g.sub.Evidence,
			Rubric: g.sub.Rubric(g.flow, approval.Organiser, tx.Now())}
		for _, o := range g.sub.Opinions {
			if o.Person == g.link.Voice() {
				v.Said = &o
			}
		}
		if v.Task, err = taskByID(ctx, tx, g.sub.Task); err != nil {
			return err
		}
		if _, v.Achievement, err = achievementByID(ctx, tx, g.sub.Achievement); err != nil {
			return err
		}
		v.Activity, err = activityByID(ctx, tx, g.sub.Activity)
		return err
	})
	return v, err
}

// GuestFile names the stored file of an upload to whom a link shows it.
func (e *Engine) GuestFile(
	ctx context.Context, id laurel.GuestID, secret string, upload laurel.UploadID,
) (ev workflow.Evidence, err error) {
	v, err := e.SeeAsGuest(ctx, id, secret)
	if err != nil {
		return ev, err
	}
	for _, ev := range v.Evidence {
		if ev.Upload == upload && workflow.IsFile(ev.Kind) {
			ev.Previews, err = e.previewsOf(ctx, ev)
			return ev, err
		}
	}
	return ev, laurel.E(laurel.NotFound, "error.not-found")
}

// SpeakAsGuest files what somebody says by a link, in the place of what they said
// before, and posts it to the approver.
func (e *Engine) SpeakAsGuest(ctx context.Context, id laurel.GuestID, secret string, said Said) error {
	who := laurel.ActorFrom(ctx).Person
	return e.asGuest(ctx, id, secret, e.inTx, func(tx db.Tx, g guest) error {
		if err := holdSubmission(ctx, tx, g.sub.ID); err != nil {
			return err
		}
		row, sub, err := submissionByID(ctx, tx, g.sub.ID) // as it is held
		if err != nil {
			return err
		}
		if err := sub.Seen(said.Attempt); err != nil {
			return err
		}
		opinion := workflow.Opinion{Advice: said.Advice, Comment: said.Comment, Marks: said.Marks, At: tx.Now()}
		if err := sub.HearGuest(g.flow, g.link, who, opinion); err != nil {
			return err
		}
		if err := mayAct(ctx, tx, sub.City); err != nil {
			return err
		}
		if err := putOpinion(ctx, tx, sub, sub.Opinions[len(sub.Opinions)-1]); err != nil {
			return err
		}
		if err := updateSubmission(ctx, tx, row, sub); err != nil {
			return err
		}
		if err := tx.Record(ctx, guestChange("guest.spoke", sub, g.link)); err != nil {
			return err
		}
		return tx.Post(ctx, workflow.OpinionGiven{Submission: sub.ID})
	})
}

// guest is who came by a link, and to what.
type guest struct {
	link workflow.GuestLink
	sub  workflow.Submission
	flow workflow.Flow
}

// asGuest opens a link, within a transaction of its tenant. The link is the whole
// permission: the gate is not asked, since a guest is nobody to it.
func (e *Engine) asGuest(
	ctx context.Context, id laurel.GuestID, secret string,
	within func(context.Context, laurel.TenantID, func(db.Tx) error) error, do func(db.Tx, guest) error,
) error {
	if err := e.ownLink(ctx, id); err != nil {
		return err
	}
	return within(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := guestByID(ctx, tx, id)
		if err != nil {
			return unknownGuest(err)
		}
		g := guest{link: row.link()}
		if err := g.link.Opens(secret); err != nil {
			return err
		}
		if _, g.sub, err = submissionByID(ctx, tx, row.SubmissionID); err != nil {
			return err
		}
		if err := g.link.Good(g.sub, tx.Now()); err != nil {
			return err
		}
		if err := g.sub.MayBeGuest(g.link, laurel.ActorFrom(ctx).Person); laurel.KindOf(err) == laurel.Forbidden {
			return err
		}
		if g.flow, err = flowByID(ctx, tx, g.sub.Flow); err != nil {
			return err
		}
		return do(tx, g)
	})
}

// ownLink refuses who is signed in with the account into which the learner's goes.
func (e *Engine) ownLink(ctx context.Context, id laurel.GuestID) error {
	who := laurel.ActorFrom(ctx).Person
	if who == "" || !id.Tenant().Valid() {
		return nil
	}
	var of laurel.SubmissionID
	err := e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := guestByID(ctx, tx, id)
		if err == nil {
			of = row.SubmissionID
		}
		return err
	})
	if err != nil {
		return unknownGuest(err)
	}
	return e.notOwn(ctx, of, who)
}
