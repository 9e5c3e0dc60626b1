package engine

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

type partInvitationRow struct {
	bun.BaseModel `bun:"table:part_invitations,alias:pi"`
	db.Owned
	ID         laurel.InvitationID      `bun:"id,pk"`
	ActivityID laurel.ActivityID        `bun:"activity_id"`
	PersonID   laurel.PersonID          `bun:"person_id"`
	Address    string                   `bun:"address"`
	Language   string                   `bun:"language"`
	MadeBy     laurel.PersonID          `bun:"made_by"`
	MadeAt     time.Time                `bun:"made_at"`
	SentAt     time.Time                `bun:"sent_at"`
	ExpiresAt  time.Time                `bun:"expires_at"`
	State      workflow.InvitationState `bun:"state"`
}

func (r *partInvitationRow) invitation() workflow.PartInvitation {
	return workflow.PartInvitation{ID: r.ID, Activity: r.ActivityID, Person: r.PersonID, Address: r.Address, Language: r.Language,
		MadeBy: r.MadeBy, MadeAt: r.MadeAt.UTC(), SentAt: r.SentAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), State: r.State}
}

func (r *partInvitationRow) take(i workflow.PartInvitation) {
	r.ID, r.ActivityID, r.PersonID, r.Address, r.Language = i.ID, i.Activity, i.Person, i.Address, i.Language
	r.MadeBy, r.MadeAt, r.SentAt, r.ExpiresAt, r.State = i.MadeBy, i.MadeAt, i.SentAt, i.ExpiresAt, i.State
}

func insertPartInvitation(ctx context.Context, tx db.Tx, i workflow.PartInvitation) error {
	var r partInvitationRow
	r.take(i)
	return tx.Insert(ctx, &r)
}

func (r *partInvitationRow) save(ctx context.Context, tx db.Tx, i workflow.PartInvitation) error {
	r.take(i)
	return tx.Update(ctx, r)
}

func partInvitationByID(ctx context.Context, tx db.Tx, id laurel.InvitationID) (*partInvitationRow, error) {
	var r partInvitationRow
	err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id))
	return &r, err
}

// partInvitationsTo lists the invitations of an activity to an address: one or none.
func partInvitationsTo(ctx context.Context, tx db.Tx, id laurel.ActivityID, address string) ([]partInvitationRow, error) {
	var rows []partInvitationRow
	err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", id).Where("address = ?", address).Order("id"))
	return rows, err
}

// partInvitationsOf lists the invitations of an activity, the newest first.
func partInvitationsOf(
	ctx context.Context, tx db.Tx, id laurel.ActivityID, before laurel.InvitationID, most int,
) ([]partInvitationRow, error) {
	var rows []partInvitationRow
	q := tx.Select(&rows).Where("activity_id = ?", id)
	if before != "" {
		q = q.Where("id < ?", before)
	}
	err := db.Scan(ctx, q.Order("id DESC").Limit(int64(most)))
	return rows, err
}

func countPartInvitations(ctx context.Context, tx db.Tx, id laurel.ActivityID) (n int, err error) {
	err = db.Scan(ctx, tx.Select((*partInvitationRow)(nil)).ColumnExpr("COUNT(*)").Where("activity_id = ?", id), &n)
	return n, err
}

// invitationsOfPerson lists those that somebody has, the newest letter first.
func invitationsOfPerson(ctx context.Context, tx db.Tx, who laurel.PersonID) ([]partInvitationRow, error) {
	var rows []partInvitationRow
	err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", who).Order("sent_at DESC", "id"))
	return rows, err
}

// isInvited reports whether somebody can accept an invitation to an activity.
func isInvited(ctx context.Context, tx db.Tx, id laurel.ActivityID, who laurel.PersonID) (bool, error) {
	return tx.Select((*partInvitationRow)(nil)).Where("activity_id = ?", id).Where("person_id = ?", who).
		Where("state = ?", workflow.InvitationPending).Where("expires_at > ?", tx.Now()).Exists(ctx)
}

type entryCodeRow struct {
	bun.BaseModel `bun:"table:entry_codes,alias:en"`
	db.Owned
	ID         laurel.EntryID    `bun:"id,pk"`
	ActivityID laurel.ActivityID `bun:"activity_id"`
	MadeBy     laurel.PersonID   `bun:"made_by"`
	MadeAt     time.Time         `bun:"made_at"`
	ExpiresAt  time.Time         `bun:"expires_at"`
}

func (r entryCodeRow) code() workflow.EntryCode {
	return workflow.EntryCode{ID: r.ID, Activity: r.ActivityID, MadeBy: r.MadeBy, MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC()}
}

func insertEntryCode(ctx context.Context, tx db.Tx, c workflow.EntryCode) error {
	return tx.Insert(ctx, &entryCodeRow{ID: c.ID, ActivityID: c.Activity, MadeBy: c.MadeBy, MadeAt: c.MadeAt, ExpiresAt: c.ExpiresAt})
}

// entryCodesOf lists the codes of an activity, the newest first.
func entryCodesOf(ctx context.Context, tx db.Tx, id laurel.ActivityID) ([]entryCodeRow, error) {
	var rows []entryCodeRow
	err := db.Scan(ctx, tx.Select(&rows).Where("activity_id = ?", id).Order("id DESC"))
	return rows, err
}

// entryCodeByID loads a code that is valid.
func entryCodeByID(ctx context.Context, tx db.Tx, id laurel.EntryID) (workflow.EntryCode, error) {
	var r entryCodeRow
	err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id))
	if laurel.KindOf(err) == laurel.NotFound || err == nil && r.code().Expired(tx.Now()) {
		return workflow.EntryCode{}, laurel.E(laurel.NotFound, "entry.ended")
	}
	return r.code(), err
}

func endEntryCodes(ctx context.Context, tx db.Tx, id laurel.ActivityID) (ended int, err error) {
	rows, err := entryCodesOf(ctx, tx, id)
	for i := range rows {
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return 0, err
		}
	}
	return len(rows), err
}
