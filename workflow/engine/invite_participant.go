package engine

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// InviteParticipant invites who has an address to take part in an activity; of i the
// activity, the person, the address and the language are taken. An address that was
// invited before gets another letter where its invitation was withdrawn or has
// expired, and is a Conflict otherwise. What the answer is does not hang on whether
// somebody takes part already.
func (e *Engine) InviteParticipant(ctx context.Context, i workflow.PartInvitation) (workflow.PartInvitation, error) {
	err := e.inTx(ctx, i.Activity.Tenant(), func(tx db.Tx) error {
		if err := e.mayInvite(ctx, tx, i.Activity); err != nil {
			return err
		}
		if _, err := heldRoll(ctx, tx, i.Activity); err != nil { // of two who invite the same address one does
			return err
		}
		before, err := partInvitationsTo(ctx, tx, i.Activity, i.Address)
		if err != nil {
			return err
		}
		if len(before) > 0 {
			was := before[0].invitation()
			if was.State == workflow.InvitationPending && !was.Expired(tx.Now()) {
				return laurel.E(laurel.Conflict, "invitation.pending").At("email")
			}
			was.Person, was.Language = i.Person, i.Language
			i = was
			return send(ctx, tx, &before[0], &i)
		}
		if n, err := countPartInvitations(ctx, tx, i.Activity); err != nil || n >= workflow.MostInvited {
			return orTooMany(err)
		}
		i.ID = laurel.NewID[laurel.InvitationID](tx.Tenant(), tx.Now())
		return send(ctx, tx, nil, &i)
	})
	return i, err
}

func orTooMany(err error) error {
	if err != nil {
		return err
	}
	return laurel.E(laurel.Conflict, "part-invitation.too-many").With(laurel.Args{"Max": workflow.MostInvited}).At("email")
}

// mayInvite refuses where the actor may not, and where nobody can take part.
func (e *Engine) mayInvite(ctx context.Context, tx db.Tx, id laurel.ActivityID) error {
	a, err := e.organised(ctx, tx, id)
	if err != nil {
		return err
	}
	if a.Stage != workflow.Published {
		return laurel.E(laurel.Conflict, "activity.stage-"+string(a.Stage))
	}
	return mayAct(ctx, tx, laurel.ActorFrom(ctx).City)
}

// send lets an invitation be sent; without a row it is a new one.
func send(ctx context.Context, tx db.Tx, row *partInvitationRow, i *workflow.PartInvitation) error {
	if err := i.Send(laurel.ActorFrom(ctx).Person, tx.Now()); err != nil {
		return err
	}
	var err error
	if row == nil {
		err = insertPartInvitation(ctx, tx, *i)
	} else {
		err = row.save(ctx, tx, *i)
	}
	if err != nil {
		return err
	}
	object := workflow.Activity{ID: i.Activity}.Object()
	if err := tx.Record(ctx, laurel.Change{What: "participant.invited", Object: object, To: map[string]any{"invitation": i.ID}}); err != nil {
		return err
	}
	return tx.Post(ctx, workflow.ParticipantInvited{Invitation: i.ID, Person: i.Person})
}

// ResendPartInvitation sends the letter of an invitation again, for who may invite.
func (e *Engine) ResendPartInvitation(ctx context.Context, of laurel.ActivityID, id laurel.InvitationID) (workflow.PartInvitation, error) {
	return e.changePartInvitation(ctx, of, id, func(tx db.Tx, row *partInvitationRow, i *workflow.PartInvitation) error {
		if err := e.mayInvite(ctx, tx, of); err != nil {
			return err
		}
		return send(ctx, tx, row, i)
	})
}

// WithdrawPartInvitation ends an invitation that is not answered.
func (e *Engine) WithdrawPartInvitation(
	ctx context.Context, of laurel.ActivityID, id laurel.InvitationID,
) (workflow.PartInvitation, error) {
	return e.changePartInvitation(ctx, of, id, func(tx db.Tx, row *partInvitationRow, i *workflow.PartInvitation) error {
		was := i.State
		if err := i.Withdraw(); err != nil || was == i.State {
			return err
		}
		if err := row.save(ctx, tx, *i); err != nil {
			return err
		}
		return tx.Record(ctx, laurel.Change{What: "participant.uninvited", Object: workflow.Activity{ID: of}.Object(),
			To: map[string]any{"invitation": id}})
	})
}

func (e *Engine) changePartInvitation(
	ctx context.Context, of laurel.ActivityID, id laurel.InvitationID, do func(db.Tx, *partInvitationRow, *workflow.PartInvitation) error,
) (i workflow.PartInvitation, err error) {
	err = e.inTx(ctx, of.Tenant(), func(tx db.Tx) error {
		if _, err := e.organised(ctx, tx, of); err != nil {
			return err
		}
		if _, err := heldRoll(ctx, tx, of); err != nil {
			return err
		}
		row, err := partInvitationByID(ctx, tx, id)
		if err != nil {
			return err
		}
		if row.ActivityID != of {
			return laurel.E(laurel.NotFound, "error.not-found")
		}
		i = row.invitation()
		return do(tx, row, &i)
	})
	return i, err
}

// Inviting is whom an activity has invited, and the link that it shows.
type Inviting struct {
	Activity workflow.Activity
	List     []workflow.PartInvitation // the newest first
	More     bool
	Code     *workflow.EntryCode // nil: there is no valid one
}

// PartInvitations lists a part of an activity's invitations, those older than one of
// them or from the newest on, for its organisers.
func (e *Engine) PartInvitations(ctx context.Context, id laurel.ActivityID, before laurel.InvitationID, most int) (v Inviting, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) (err error) {
		if v.Activity, err = e.organised(ctx, tx, id); err != nil {
			return err
		}
		rows, err := partInvitationsOf(ctx, tx, id, before, most+1)
		if err != nil {
			return err
		}
		if v.More = len(rows) > most; v.More {
			rows = rows[:most]
		}
		for i := range rows {
			v.List = append(v.List, rows[i].invitation())
		}
		codes, err := entryCodesOf(ctx, tx, id)
		if err == nil && len(codes) > 0 && !codes[0].code().Expired(tx.Now()) {
			code := codes[0].code()
			v.Code = &code
		}
		return err
	})
	return v, err
}

// PartInvitation returns an invitation that is good, for the letter about it; one that
// is not any more is a Conflict. It is for background work.
func (e *Engine) PartInvitation(ctx context.Context, id laurel.InvitationID) (i workflow.PartInvitation, err error) {
	err = e.read(ctx, id.Tenant(), func(tx db.Tx) error {
		if err := e.gate.May(ctx, laurel.RecordVerdict, laurel.Whole(id.Tenant())); err != nil {
			return err
		}
		row, err := partInvitationByID(ctx, tx, id)
		if err != nil {
			return err
		}
		i = row.invitation()
		return i.Good(tx.Now())
	})
	return i, err
}

// moveInvitations lets the invitations of one person be another's.
func moveInvitations(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	rows, err := invitationsOfPerson(ctx, tx, from)
	for i := range rows {
		rows[i].PersonID = to
		if err := tx.Update(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return err
}
