package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type addressLinkRow struct {
	bun.BaseModel `bun:"table:address_links,alias:al"`
	db.Personal
	SecretSum string    `bun:"secret_sum,pk"`
	Email     string    `bun:"email"`
	MadeAt    time.Time `bun:"made_at"`
	ExpiresAt time.Time `bun:"expires_at"`
	UsedAt    time.Time `bun:"used_at,nullzero"`
}

func (r addressLinkRow) link() tenants.AddressLink {
	return tenants.AddressLink{SecretSum: r.SecretSum, Email: r.Email, MadeAt: r.MadeAt.UTC(), ExpiresAt: r.ExpiresAt.UTC(), UsedAt: r.UsedAt}
}

func insertAddressLink(ctx context.Context, tx db.PersonTx, l tenants.AddressLink) error {
	return tx.Insert(ctx, &addressLinkRow{SecretSum: l.SecretSum, Email: l.Email, MadeAt: l.MadeAt, ExpiresAt: l.ExpiresAt})
}

// addressLink finds a link of the person's; somebody else's does not exist here.
func addressLink(ctx context.Context, tx db.PersonTx, secret string) (*addressLinkRow, error) {
	var r addressLinkRow
	err := db.Scan(ctx, tx.Select(&r).Where("secret_sum = ?", tenants.Sum(secret)))
	if laurel.KindOf(err) == laurel.NotFound {
		err = laurel.E(laurel.NotFound, "address.unknown-link").Because(err)
	}
	return &r, err
}

// forgetAddressLinks takes away the links that ended before a moment.
func forgetAddressLinks(ctx context.Context, tx db.PersonTx, before time.Time) error {
	var rows []addressLinkRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("expires_at < ?", before).Order("secret_sum")); err != nil {
		return err
	}
	for i := range rows {
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// handOver lets all addresses that lead to from lead to another person, and
// returns how many. With the same person twice it changes nothing and keeps
// everybody else from changing them until the transaction ends.
func handOver(ctx context.Context, tx db.SharedTx, from, to laurel.PersonID) (int64, error) {
	res, err := tx.Update((*emailRow)(nil)).Set("person_id = ?", to).Where("person_id = ?", from).Exec(ctx)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

func deleteEmail(ctx context.Context, tx db.SharedTx, email string, p laurel.PersonID) error {
	_, err := tx.Delete((*emailRow)(nil)).Where("email = ?", email).Where("person_id = ?", p).Exec(ctx)
	return err
}

type mergerRow struct {
	bun.BaseModel `bun:"table:mergers,alias:mg"`
	db.Personal
	From    laurel.PersonID `bun:"from_person,pk"`
	BegunAt time.Time       `bun:"begun_at"`
	DoneAt  time.Time       `bun:"done_at,nullzero"`
}

func insertMerger(ctx context.Context, tx db.PersonTx, from laurel.PersonID) error {
	return tx.Insert(ctx, &mergerRow{From: from, BegunAt: tx.Now()})
}

// takesIn reports whether the person's account is still taking in another.
func takesIn(ctx context.Context, tx db.PersonTx) (bool, error) {
	return tx.Select((*mergerRow)(nil)).Where("done_at IS NULL").Exists(ctx)
}

// endMerger notes that all of an account has been taken in.
func endMerger(ctx context.Context, tx db.PersonTx, from laurel.PersonID) error {
	var r mergerRow
	if err := db.Scan(ctx, tx.Select(&r).Where("from_person = ?", from)); err != nil {
		return err
	}
	if !r.DoneAt.IsZero() {
		return nil
	}
	r.DoneAt = tx.Now()
	return tx.Update(ctx, &r)
}

type presenceRow struct {
	bun.BaseModel `bun:"table:presences,alias:pr"`
	db.Personal
	TenantID laurel.TenantID `bun:"tenant_id,pk"`
}

func insertPresence(ctx context.Context, tx db.PersonTx, t laurel.TenantID) error {
	_, err := tx.InsertMissing(ctx, &presenceRow{TenantID: t})
	return err
}

// heldRow is an award in the person's portfolio.
type heldRow struct {
	bun.BaseModel `bun:"table:portfolio_entries,alias:he"`
	db.Personal
	AwardID  laurel.AwardID  `bun:"award_id,pk"`
	TenantID laurel.TenantID `bun:"tenant_id"`
}

func countHeld(ctx context.Context, tx db.PersonTx) (int, error) {
	n, err := tx.Select((*heldRow)(nil)).Count(ctx)
	return int(n), err
}

// traces lists the tenants in which something of the person's may lie.
func traces(ctx context.Context, tx db.PersonTx) (ids []laurel.TenantID, err error) {
	for _, model := range []any{(*membershipRow)(nil), (*presenceRow)(nil), (*heldRow)(nil), (*identityPlaceRow)(nil)} {
		var found []laurel.TenantID
		if err := db.Scan(ctx, tx.Select(model).Column("tenant_id").Distinct().Order("tenant_id"), &found); err != nil {
			return nil, err
		}
		ids = append(ids, found...)
	}
	return ids, nil
}
