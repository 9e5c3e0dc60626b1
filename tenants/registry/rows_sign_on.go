package registry

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type providerRow struct {
	bun.BaseModel `bun:"table:sign_on_providers,alias:sp"`
	db.Owned
	Issuer   string    `bun:"issuer"`
	ClientID string    `bun:"client_id"`
	Label    string    `bun:"label"`
	State    string    `bun:"state"`
	Sealed   string    `bun:"sealed"`
	Since    time.Time `bun:"since"`
}

func (r *providerRow) provider() tenants.Provider {
	return tenants.Provider{Issuer: r.Issuer, ClientID: r.ClientID, Label: r.Label, On: r.State == "on",
		Since: r.Since.UTC(), Version: r.Version}
}

func (r *providerRow) sealed() ([]byte, error) { return base64.StdEncoding.DecodeString(r.Sealed) }

func providerOf(ctx context.Context, tx db.Tx) (*providerRow, error) {
	var r providerRow
	if err := db.Scan(ctx, tx.Select(&r)); err != nil {
		return nil, err
	}
	return &r, nil
}

// saveProvider writes p over what was there; sealed is the secret, or nil where it stays.
func saveProvider(ctx context.Context, tx db.Tx, r *providerRow, p tenants.Provider, sealed []byte) error {
	fresh := r.Version == 0
	r.Issuer, r.ClientID, r.Label, r.Since, r.State = p.Issuer, p.ClientID, p.Label, p.Since, "off"
	if p.On {
		r.State = "on"
	}
	if sealed != nil {
		r.Sealed = base64.StdEncoding.EncodeToString(sealed)
	}
	if fresh {
		r.Version = 1
		return tx.Insert(ctx, r)
	}
	return tx.Update(ctx, r)
}

func deleteProvider(ctx context.Context, tx db.Tx, r *providerRow) error { return tx.Delete(ctx, r) }

type signOnRow struct {
	bun.BaseModel `bun:"table:sign_ons,alias:so"`
	db.Owned
	SecretSum string    `bun:"secret_sum,pk"`
	Issuer    string    `bun:"issuer"`
	Base      string    `bun:"base"`
	Next      string    `bun:"next"`
	Identity  string    `bun:"identity"`
	MadeAt    time.Time `bun:"made_at"`
	ExpiresAt time.Time `bun:"expires_at"`
	SpentAt   time.Time `bun:"spent_at,nullzero"`
	LinkedAt  time.Time `bun:"linked_at,nullzero"`
}

func (r *signOnRow) signOn() tenants.SignOn {
	return tenants.SignOn{Issuer: r.Issuer, Base: r.Base, Next: r.Next, Identity: r.Identity, MadeAt: r.MadeAt.UTC(),
		ExpiresAt: r.ExpiresAt.UTC(), SpentAt: r.SpentAt, LinkedAt: r.LinkedAt}
}

func insertSignOn(ctx context.Context, tx db.Tx, secret string, s tenants.SignOn) error {
	return tx.Insert(ctx, &signOnRow{SecretSum: tenants.Sum(secret), Issuer: s.Issuer, Base: s.Base, Next: s.Next,
		MadeAt: s.MadeAt, ExpiresAt: s.ExpiresAt})
}

func signOnBySecret(ctx context.Context, tx db.Tx, secret string) (*signOnRow, error) {
	var r signOnRow
	if err := db.Scan(ctx, tx.Select(&r).Where("secret_sum = ?", tenants.Sum(secret))); err != nil {
		return nil, err
	}
	return &r, nil
}

func updateSignOn(ctx context.Context, tx db.Tx, r *signOnRow, s tenants.SignOn) error {
	r.SpentAt, r.Identity, r.LinkedAt = s.SpentAt, s.Identity, s.LinkedAt
	return tx.Update(ctx, r)
}

// forgetSignOns takes some of those away that ended before a moment: more than
// are made meanwhile.
func forgetSignOns(ctx context.Context, tx db.Tx, before time.Time) error {
	var rows []signOnRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("expires_at < ?", before).Order("expires_at").Limit(20)); err != nil {
		return err
	}
	for i := range rows {
		if err := tx.Delete(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

type identityRow struct {
	bun.BaseModel `bun:"table:identities,alias:id"`
	db.Owned
	Sum      string          `bun:"sum,pk"`
	Issuer   string          `bun:"issuer"`
	PersonID laurel.PersonID `bun:"person_id"`
	LinkedAt time.Time       `bun:"linked_at"`
}

func (r *identityRow) identity() tenants.Identity {
	return tenants.Identity{Tenant: r.TenantID, Sum: r.Sum, Issuer: r.Issuer, Person: r.PersonID, LinkedAt: r.LinkedAt.UTC()}
}

func identityBySum(ctx context.Context, tx db.Tx, sum string) (*identityRow, error) {
	var r identityRow
	if err := db.Scan(ctx, tx.Select(&r).Where("sum = ?", sum)); err != nil {
		return nil, err
	}
	return &r, nil
}

func identitiesOf(ctx context.Context, tx db.Tx, p laurel.PersonID) ([]tenants.Identity, error) {
	var rows []identityRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", p).Order("linked_at", "sum")); err != nil {
		return nil, err
	}
	list := make([]tenants.Identity, len(rows))
	for i := range rows {
		list[i] = rows[i].identity()
	}
	return list, nil
}

// insertIdentity links an identity unless somebody has it, and reports whether it did.
func insertIdentity(ctx context.Context, tx db.Tx, i tenants.Identity) (bool, error) {
	return tx.InsertMissing(ctx, &identityRow{Sum: i.Sum, Issuer: i.Issuer, PersonID: i.Person, LinkedAt: tx.Now()})
}

func deleteIdentity(ctx context.Context, tx db.Tx, r *identityRow) error { return tx.Delete(ctx, r) }

type identityPlaceRow struct {
	bun.BaseModel `bun:"table:identity_places,alias:ip"`
	db.Personal
	TenantID laurel.TenantID `bun:"tenant_id,pk"`
}

func insertIdentityPlace(ctx context.Context, tx db.PersonTx, t laurel.TenantID) error {
	_, err := tx.InsertMissing(ctx, &identityPlaceRow{TenantID: t})
	return err
}

func identityPlaces(ctx context.Context, tx db.PersonTx) ([]laurel.TenantID, error) {
	var rows []identityPlaceRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("tenant_id")); err != nil {
		return nil, err
	}
	list := make([]laurel.TenantID, len(rows))
	for i, r := range rows {
		list[i] = r.TenantID
	}
	return list, nil
}

// moveIdentities lets the identities that lead to one person lead to another.
func moveIdentities(ctx context.Context, tx db.Tx, from, to laurel.PersonID) error {
	var rows []identityRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", from).Order("sum")); err != nil {
		return err
	}
	for i := range rows {
		rows[i].PersonID = to
		if err := tx.Update(ctx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}
