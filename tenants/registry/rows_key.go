package registry

import (
	"context"
	"encoding/base64"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type keyRow struct {
	bun.BaseModel `bun:"table:signing_keys,alias:sk"`
	db.Owned
	ID        string    `bun:"id,pk"`
	Public    string    `bun:"public"`
	Sealed    string    `bun:"sealed"`
	MadeAt    time.Time `bun:"made_at"`
	RetiredAt time.Time `bun:"retired_at,nullzero"`
}

func insertKey(ctx context.Context, tx db.Tx, id string, public, sealed []byte) error {
	encode := base64.StdEncoding.EncodeToString
	return tx.Insert(ctx, &keyRow{ID: id, Public: encode(public), Sealed: encode(sealed), MadeAt: tx.Now()})
}

// signingKeys returns all keys of the tenant, the newest first, retired ones too:
// what they signed still has to verify.
func signingKeys(ctx context.Context, tx db.Tx) ([]tenants.SigningKey, error) {
	var rows []keyRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("made_at DESC", "id DESC")); err != nil {
		return nil, err
	}
	list := make([]tenants.SigningKey, len(rows))
	for i, r := range rows {
		public, err := base64.StdEncoding.DecodeString(r.Public)
		if err != nil {
			return nil, err
		}
		list[i] = tenants.SigningKey{ID: r.ID, Public: public}
	}
	return list, nil
}

// sealedKey returns the key in use.
func sealedKey(ctx context.Context, tx db.Tx) (id string, sealed []byte, err error) {
	var r keyRow
	if err := db.Scan(ctx, tx.Select(&r).Where("retired_at IS NULL").Order("made_at DESC", "id DESC").Limit(1)); err != nil {
		return "", nil, err
	}
	sealed, err = base64.StdEncoding.DecodeString(r.Sealed)
	return r.ID, sealed, err
}
