package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
)

// auditRow is one entry of a tenant's audit trail. Who did it and the values are
// each committed to by a sum with a salt of its own: where they are erased
// together with their salt, the sums still hold the entry's place.
type auditRow struct {
	bun.BaseModel `bun:"table:audit_entries,alias:au"`
	Owned
	ID        string          `bun:"id,pk"`
	At        time.Time       `bun:"at"`
	What      string          `bun:"what"`
	Object    string          `bun:"object"`
	Actor     string          `bun:"actor"`
	ActorSalt string          `bun:"actor_salt"`
	ActorSum  string          `bun:"actor_sum"`
	About     laurel.PersonID `bun:"about"`
	Values    json.RawMessage `bun:"change,type:text"`
	Salt      string          `bun:"salt"`
	Sum       string          `bun:"sum"`
	Seal      int64           `bun:"seal,nullzero"`
	Place     int64           `bun:"place,nullzero"`
}

type auditValues struct {
	From any `json:"from"`
	To   any `json:"to"`
}

// Record enters c in the tenant's audit trail, in the transaction that makes the
// change, with the actor in ctx as the one who did it.
func (tx Tx) Record(ctx context.Context, c laurel.Change) error {
	values, err := json.Marshal(auditValues{From: c.From, To: c.To})
	if err != nil {
		return err
	}
	r := auditRow{ID: string(laurel.NewID[laurel.EventID](tx.tenant, tx.now)), At: tx.now, What: c.What, Object: c.Object,
		Actor: laurel.ActorFrom(ctx).Subject(), ActorSalt: laurel.NewSecret(), About: c.About, Values: values, Salt: laurel.NewSecret()}
	r.ActorSum, r.Sum = commitment(r.ActorSalt, []byte(r.Actor)), commitment(r.Salt, r.Values)
	return tx.Insert(ctx, &r)
}

// commitment is a SHA-256 over a salt of fixed length and what it hides.
func commitment(salt string, hidden []byte) string {
	s := sha256.New()
	s.Write([]byte(salt))
	s.Write(hidden)
	return hex.EncodeToString(s.Sum(nil))
}
