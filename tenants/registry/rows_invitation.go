package registry

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// maxInvitations is how many of a tenant's are listed, the newest.
const maxInvitations = 1000

type invitationRow struct {
	bun.BaseModel `bun:"table:invitations,alias:iv"`
	db.Owned
	ID        laurel.InvitationID     `bun:"id,pk"`
	Kind      tenants.InvitationKind  `bun:"kind"`
	Email     string                  `bun:"email"`
	Role      string                  `bun:"role"`
	Object    string                  `bun:"object"`
	Language  string                  `bun:"language"`
	Name      string                  `bun:"name"`
	SecretSum string                  `bun:"secret_sum"`
	MadeBy    laurel.PersonID         `bun:"made_by"`
	MadeAt    time.Time               `bun:"made_at"`
	SentAt    time.Time               `bun:"sent_at,nullzero"`
	ExpiresAt time.Time               `bun:"expires_at"`
	State     tenants.InvitationState `bun:"state"`
	Uses      int                     `bun:"uses"`
	Most      int                     `bun:"most"`
}

func (r invitationRow) invitation() tenants.Invitation {
	return tenants.Invitation{ID: r.ID, Kind: r.Kind, Email: r.Email, Role: r.Role, Object: r.Object, Language: r.Language,
		Name: r.Name, SecretSum: r.SecretSum, MadeBy: r.MadeBy, MadeAt: r.MadeAt.UTC(), SentAt: r.SentAt, ExpiresAt: r.ExpiresAt.UTC(),
		State: r.State, Uses: r.Uses, Most: r.Most}
}

func (r *invitationRow) take(i tenants.Invitation) {
	r.ID, r.Kind, r.Email, r.Role, r.Object, r.Language = i.ID, i.Kind, i.Email, i.Role, i.Object, i.Language
	r.Name, r.SecretSum, r.MadeBy, r.MadeAt, r.SentAt, r.ExpiresAt = i.Name, i.SecretSum, i.MadeBy, i.MadeAt, i.SentAt, i.ExpiresAt
	r.State, r.Uses, r.Most = i.State, i.Uses, i.Most
}

func insertInvitation(ctx context.Context, tx db.Tx, i tenants.Invitation) error {
	var r invitationRow
	r.take(i)
	return tx.Insert(ctx, &r)
}

func invitationByID(ctx context.Context, tx db.Tx, id laurel.InvitationID) (*invitationRow, tenants.Invitation, error) {
	var r invitationRow
	if err := db.Scan(ctx, tx.Select(&r).Where("id = ?", id)); err != nil {
		return nil, tenants.Invitation{}, err
	}
	return &r, r.invitation(), nil
}

// updateInvitation writes i back into the row that it came from.
func updateInvitation(ctx context.Context, tx db.Tx, row *invitationRow, i tenants.Invitation) error {
	row.take(i)
	return tx.Update(ctx, row)
}

// invitationsOf lists the invitations of one kind, the newest first.
func invitationsOf(ctx context.Context, tx db.Tx, kind tenants.InvitationKind, limit int64) ([]tenants.Invitation, error) {
	var rows []invitationRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("kind = ?", kind).Order("id DESC").Limit(limit)); err != nil {
		return nil, err
	}
	list := make([]tenants.Invitation, len(rows))
	for i, r := range rows {
		list[i] = r.invitation()
	}
	return list, nil
}

// pendingFor are the organisations' invitations that were not answered yet, with
// search in the address or the name.
func pendingFor(q *bun.SelectQuery, search string) *bun.SelectQuery {
	q = q.Where("kind = ?", tenants.InviteOrganisation).Where("state = ?", tenants.InvitationPending)
	if s := strings.ToLower(strings.TrimSpace(search)); s != "" {
		q = q.Where(`(LOWER(email) LIKE ? ESCAPE '!' OR LOWER(name) LIKE ? ESCAPE '!')`, within(s), within(s))
	}
	return q
}

func invited(ctx context.Context, city db.Tx, f PartnerFilter, limit int) ([]tenants.Invitation, error) {
	var rows []invitationRow
	q := pendingFor(city.Select(&rows), f.Search).Order("made_at DESC", "email", "id").Limit(int64(limit))
	if err := db.Scan(ctx, q.Offset(int64((max(f.Page, 1)-1)*limit))); err != nil {
		return nil, err
	}
	list := make([]tenants.Invitation, len(rows))
	for i, r := range rows {
		list[i] = r.invitation()
	}
	return list, nil
}

func invitedFound(ctx context.Context, city db.Tx, search string) (n int, err error) {
	err = db.Scan(ctx, pendingFor(city.Select((*invitationRow)(nil)).ColumnExpr("COUNT(*)"), search), &n)
	return n, err
}

// insertNewInvitation adds an invitation unless one to the same address and for
// the same is pending, and reports whether it did.
func insertNewInvitation(ctx context.Context, tx db.Tx, i tenants.Invitation) (bool, error) {
	var r invitationRow
	r.take(i)
	return tx.InsertMissing(ctx, &r)
}

// knownAddresses are those of organisations that are in the transaction's city
// or were invited to it.
func knownAddresses(ctx context.Context, tx db.Tx) (addressBook, error) {
	b := addressBook{active: map[string]bool{}, pending: map[string]tenants.Invitation{}}
	var rows []invitationRow
	err := db.Scan(ctx, tx.Select(&rows).Where("kind = ?", tenants.InviteOrganisation).Where("email <> ''").
		Where("state <> ?", tenants.InvitationCancelled).Order("id"))
	if err != nil {
		return b, err
	}
	for _, r := range rows {
		if r.State == tenants.InvitationAccepted {
			b.active[r.Email] = true
		} else {
			b.pending[r.Email] = r.invitation()
		}
	}
	emails := []string{}
	err = db.Scan(ctx, tx.Select((*affiliationRow)(nil)).Column("email").Where("state IN (?)",
		bun.List([]tenants.Standing{tenants.StandsActive, tenants.StandsSuspended})).Where("email <> ''").Order("email"), &emails)
	for _, e := range emails {
		b.active[e] = true
	}
	return b, err
}

// lastCancelled is the newest invitation to an address that was withdrawn; without
// one it is empty.
func lastCancelled(ctx context.Context, tx db.Tx, email string) (tenants.Invitation, error) {
	var rows []invitationRow
	withdrawn := tx.Select(&rows).Where("email = ?", email).Where("state = ?", tenants.InvitationCancelled)
	if err := db.Scan(ctx, withdrawn.Order("id DESC").Limit(1)); err != nil || len(rows) == 0 {
		return tenants.Invitation{}, err
	}
	return rows[0].invitation(), nil
}

// cancelOffers withdraws the pending invitations that offer a role.
func cancelOffers(ctx context.Context, tx db.Tx, role string) error {
	var rows []invitationRow
	pending := tx.Select(&rows).Where("role = ?", role).Where("state = ?", tenants.InvitationPending)
	if err := db.Scan(ctx, pending.Order("id")); err != nil {
		return err
	}
	for _, r := range rows {
		r.State = tenants.InvitationCancelled
		if err := tx.Update(ctx, &r); err != nil {
			return err
		}
		if err := tx.Record(ctx, laurel.Change{What: "invitation.cancelled", Object: "invitation:" + string(r.ID)}); err != nil {
			return err
		}
	}
	return nil
}
