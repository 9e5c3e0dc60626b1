package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// InviteGuest lets somebody without an account give one opinion on a submission, by a
// link. Without an address the link's secret is returned, this once; with one a letter
// brings it, and nobody here has seen it.
func (e *Engine) InviteGuest(
	ctx context.Context, id laurel.SubmissionID, i workflow.GuestInvitation,
) (l workflow.GuestLink, secret string, err error) {
	who, err := person(ctx)
	if err != nil {
		return l, "", err
	}
	if err := e.notOwn(ctx, id, who); err != nil {
		return l, "", err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := holdSubmission(ctx, tx, id); err != nil {
			return err
		}
		sub, flow, err := e.toInvite(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := mayAct(ctx, tx, sub.City); err != nil {
			return err
		}
		if l, err = sub.InviteGuest(flow, who, i, tx.Now()); err != nil {
			return err
		}
		if err := roomForGuest(ctx, tx, l); err != nil {
			return err
		}
		if l.Address == "" {
			secret = laurel.NewSecret()
			l.Seal(secret)
		}
		if err := insertGuest(ctx, tx, l); err != nil {
			return err
		}
		if err := tx.Record(ctx, guestChange("guest.invited", sub, l)); err != nil || l.Address == "" {
			return err
		}
		return tx.Post(ctx, workflow.GuestInvited{Guest: l.ID})
	})
	return l, secret, err
}

// roomForGuest refuses a link where there are enough at its turn.
func roomForGuest(ctx context.Context, tx db.Tx, l workflow.GuestLink) error {
	rows, err := guestsOf(ctx, tx, l.Submission)
	if err != nil {
		return err
	}
	there := 0
	for _, r := range rows {
		if r.link().Turn == l.Turn {
			there++
		}
	}
	if there >= workflow.MostGuests {
		return laurel.E(laurel.Conflict, "guest.too-many").With(laurel.Args{"Max": workflow.MostGuests})
	}
	return nil
}

// guestChange names a link in the audit trail, and not whom it is for.
func guestChange(what string, s workflow.Submission, l workflow.GuestLink) laurel.Change {
	return laurel.Change{What: what, Object: s.Object(), To: map[string]any{"submission": s.ID, "link": l.ID, "until": l.ExpiresAt}}
}

// toInvite loads a submission for who may approve it.
func (e *Engine) toInvite(ctx context.Context, tx db.Tx, id laurel.SubmissionID) (sub workflow.Submission, flow workflow.Flow, err error) {
	if _, sub, err = submissionByID(ctx, tx, id); err != nil {
		return sub, flow, err
	}
	if err := e.gate.May(ctx, laurel.ApproveEvidence, sub); err != nil {
		if e.gate.May(ctx, laurel.ReadSubmission, sub) != nil && sub.Person != laurel.ActorFrom(ctx).Person {
			return sub, flow, hide(err)
		}
		return sub, flow, err
	}
	flow, err = flowByID(ctx, tx, sub.Flow)
	return sub, flow, err
}

// InvitedGuest is a link with how it stands.
type InvitedGuest struct {
	Link    workflow.GuestLink
	Spoke   bool
	Decided bool  // what it was for
	Good    error // why it leads to nothing any more; nil: it does
}

// Guests lists the links to a submission, the oldest first, for who may approve it;
// open says whether another can be made now.
func (e *Engine) Guests(ctx context.Context, id laurel.SubmissionID) (list []InvitedGuest, open bool, err error) {
	who, err := person(ctx)
	if err != nil {
		return nil, false, err
	}
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		sub, flow, err := e.toInvite(ctx, tx, id)
		if err != nil {
			return err
		}
		_, refused := sub.InviteGuest(flow, who, workflow.GuestInvitation{Name: "A"}, tx.Now())
		open = refused == nil
		rows, err := guestsOf(ctx, tx, id)
		for _, r := range rows {
			l := r.link()
			list = append(list, InvitedGuest{Link: l, Spoke: r.Spoke == 1, Decided: sub.State != workflow.Open || sub.Turn() != l.Turn,
				Good: l.Good(sub, tx.Now())})
		}
		return err
	})
	return list, open, err
}

// WithdrawGuest lets a link lead to nothing any more. What was said by it stays.
func (e *Engine) WithdrawGuest(ctx context.Context, of laurel.SubmissionID, id laurel.GuestID) error {
	if of.Tenant() != id.Tenant() {
		return laurel.E(laurel.NotFound, "guest.unknown")
	}
	return e.inTx(ctx, of.Tenant(), func(tx db.Tx) error {
		sub, _, err := e.toInvite(ctx, tx, of)
		if err != nil {
			return err
		}
		row, err := guestByID(ctx, tx, id)
		if err != nil || row.SubmissionID != of {
			return unknownGuest(err)
		}
		l := row.link()
		if !l.WithdrawnAt.IsZero() {
			return nil
		}
		l.Withdraw(tx.Now())
		if err := row.save(ctx, tx, l); err != nil {
			return err
		}
		return tx.Record(ctx, guestChange("guest.withdrawn", sub, l))
	})
}

// SealGuest gives a link the secret that its letter brings; one that it had before
// opens nothing any more. A link that leads to nothing is a Conflict.
func (e *Engine) SealGuest(ctx context.Context, id laurel.GuestID) (l workflow.GuestLink, a workflow.Activity, secret string, err error) {
	secret = laurel.NewSecret()
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := guestByID(ctx, tx, id)
		if err != nil {
			return err
		}
		_, sub, err := submissionByID(ctx, tx, row.SubmissionID)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.RecordVerdict, sub); err != nil {
			return err
		}
		if l = row.link(); l.Good(sub, tx.Now()) != nil {
			return l.Good(sub, tx.Now())
		}
		if a, err = activityByID(ctx, tx, sub.Activity); err != nil {
			return err
		}
		l.Seal(secret)
		return row.save(ctx, tx, l)
	})
	return l, a, secret, err
}

// unknownGuest tells a link that is another submission's from none in no way.
func unknownGuest(err error) error {
	if err == nil || laurel.KindOf(err) == laurel.NotFound {
		return laurel.E(laurel.NotFound, "guest.unknown").Because(err)
	}
	return err
}
