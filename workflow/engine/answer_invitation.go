package engine

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// Invited is an invitation that the actor has, and to what.
type Invited struct {
	Activity   workflow.Activity
	Invitation workflow.PartInvitation
	Joined     bool // they take part already
}

// MyInvitation is the actor's to an activity: of several the one that is good. Who has
// none is told the same whether there is such an activity or not.
func (e *Engine) MyInvitation(ctx context.Context, id laurel.ActivityID) (v Invited, err error) {
	who, err := person(ctx)
	if err != nil {
		return v, err
	}
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		row, err := myInvitation(ctx, tx, id, who)
		if err != nil {
			return err
		}
		v.Invitation = row.invitation()
		if v.Activity, err = activityByID(ctx, tx, id); err != nil {
			return err
		}
		p, err := participantOf(ctx, tx, id, who)
		v.Joined = err == nil && p.participation().Takes()
		return err
	})
	return v, err
}

func myInvitation(ctx context.Context, tx db.Tx, id laurel.ActivityID, who laurel.PersonID) (*partInvitationRow, error) {
	rows, err := invitationsOfPerson(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	var found *partInvitationRow
	for i := range rows {
		if rows[i].ActivityID != id {
			continue
		}
		if found == nil || found.invitation().Good(tx.Now()) != nil && rows[i].invitation().Good(tx.Now()) == nil {
			found = &rows[i]
		}
	}
	if found == nil {
		return nil, laurel.E(laurel.NotFound, "part-invitation.none")
	}
	return found, nil
}

// MyInvitations lists those that the actor can accept, of some tenants.
func (e *Engine) MyInvitations(ctx context.Context, of []laurel.TenantID) ([]Invited, error) {
	who, err := person(ctx)
	if err != nil {
		return nil, err
	}
	list := []Invited{}
	for _, t := range of {
		err := e.db.Read(ctx, t, func(tx db.Tx) error {
			own, err := openInvitations(ctx, tx, who)
			list = append(list, own...)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

func openInvitations(ctx context.Context, tx db.Tx, who laurel.PersonID) (list []Invited, err error) {
	rows, err := invitationsOfPerson(ctx, tx, who)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		one := Invited{Invitation: rows[i].invitation()}
		if one.Invitation.State != workflow.InvitationPending || one.Invitation.Expired(tx.Now()) {
			continue
		}
		part, err := participantOf(ctx, tx, one.Invitation.Activity, who)
		if err != nil {
			return nil, err
		}
		if part.participation().Takes() {
			continue
		}
		if one.Activity, err = activityByID(ctx, tx, one.Invitation.Activity); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// AnswerInvitation accepts or declines the actor's invitation to an activity.
func (e *Engine) AnswerInvitation(ctx context.Context, id laurel.ActivityID, a workflow.Answer) (p workflow.Participation, err error) {
	who, err := person(ctx)
	if err != nil {
		return p, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := mayAct(ctx, tx, laurel.ActorFrom(ctx).City); err != nil {
			return err
		}
		row, err := myInvitation(ctx, tx, id, who)
		if err != nil {
			return err
		}
		i := row.invitation()
		was := i.State
		if err := i.Answered(a, tx.Now()); err != nil {
			return err
		}
		if was == i.State { // answered so before
			r, err := participantOf(ctx, tx, id, who)
			if err == nil {
				p = r.participation()
			}
			return err
		}
		if err := row.save(ctx, tx, i); err != nil || a != workflow.Accept {
			return err
		}
		activity, err := activityByID(ctx, tx, id)
		if err == nil {
			p, err = join(ctx, tx, activity, who, workflow.ByInvitation)
		}
		return err
	})
	return p, err
}

// MakeEntryCode makes the link by which people take part in an activity. One that was
// there lets nobody in from here on.
func (e *Engine) MakeEntryCode(ctx context.Context, id laurel.ActivityID, life time.Duration) (code workflow.EntryCode, err error) {
	actor, err := person(ctx)
	if err != nil {
		return code, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.mayInvite(ctx, tx, id); err != nil {
			return err
		}
		if code, err = workflow.NewEntryCode(id, actor, life, tx.Now()); err != nil {
			return err
		}
		if _, err := endEntryCodes(ctx, tx, id); err != nil {
			return err
		}
		if err := insertEntryCode(ctx, tx, code); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "entry.made", Object: workflow.Activity{ID: id}.Object(),
			To: map[string]any{"until": code.ExpiresAt}})
	})
	return code, err
}

// EndEntryCode lets the link of an activity let nobody in any more; without one it is done.
func (e *Engine) EndEntryCode(ctx context.Context, id laurel.ActivityID) error {
	return e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		if _, err := e.organised(ctx, tx, id); err != nil {
			return err
		}
		if n, err := endEntryCodes(ctx, tx, id); err != nil || n == 0 {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "entry.ended", Object: workflow.Activity{ID: id}.Object()})
	})
}

// ScannedEntry says to which activity a link leads. One that lets nobody in any more is
// not found, as is one that never was.
func (e *Engine) ScannedEntry(ctx context.Context, id laurel.EntryID) (a workflow.Activity, err error) {
	err = e.db.Read(ctx, id.Tenant(), func(tx db.Tx) error {
		code, err := entryCodeByID(ctx, tx, id)
		if err == nil {
			a, err = activityByID(ctx, tx, code.Activity)
		}
		return err
	})
	return a, err
}

// TakeEntry lets the actor take part in the activity whose link they have.
func (e *Engine) TakeEntry(ctx context.Context, id laurel.EntryID) (p workflow.Participation, err error) {
	who, err := person(ctx)
	if err != nil {
		return p, err
	}
	err = e.inTx(ctx, id.Tenant(), func(tx db.Tx) error {
		code, err := entryCodeByID(ctx, tx, id)
		if err != nil {
			return err
		}
		a, err := activityByID(ctx, tx, code.Activity)
		if err != nil {
			return err
		}
		if err := e.gate.May(ctx, laurel.SubmitEvidence, a); err != nil {
			return err
		}
		if err := mayAct(ctx, tx, laurel.ActorFrom(ctx).City); err != nil {
			return err
		}
		p, err = join(ctx, tx, a, who, workflow.ByLink)
		return err
	})
	return p, err
}
