package db

import (
	"context"
	"encoding/json"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
)

// AuditRow is one entry of a tenant's audit trail. Who did it and the values are
// each committed to by a sum with a salt of its own: where they are erased
// together with their salt, the sums still hold the entry's place. Seal, Place
// and Mark are given by a job; what they mean is said by tenants.AuditSeal.
type AuditRow struct {
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
	Values    string          `bun:"change"`
	Salt      string          `bun:"salt"`
	Sum       string          `bun:"sum"`
	Seal      int64           `bun:"seal,nullzero"`
	Place     int64           `bun:"place,nullzero"`
	Mark      string          `bun:"mark"`
}

// ChangeRecorded is posted when an entry was made in a tenant's audit trail, so
// that it is sealed.
type ChangeRecorded struct{}

// EventName is part of what is stored.
func (ChangeRecorded) EventName() string { return "change.recorded" }

// sealedAfter is how long entries wait for others, to be sealed together.
const sealedAfter = 5 * time.Second

type auditValues struct {
	From any `json:"from"`
	To   any `json:"to"`
}

// Record enters c in the tenant's audit trail, in the transaction that makes the
// change, with the actor in ctx as the one who did it. Entries are not chained
// here, or all changes of a tenant would wait for each other.
//
// Each What has a text "audit." + What in the message files, which the page of
// the trail shows; a test compares them with the sources.
func (tx Tx) Record(ctx context.Context, c laurel.Change) error {
	values, err := json.Marshal(auditValues{From: c.From, To: c.To})
	if err != nil {
		return err
	}
	// Ids of one millisecond are in no order, and entries of one transaction are.
	moment := tx.now.Add(time.Duration(*tx.recorded) * time.Millisecond)
	r := AuditRow{ID: string(laurel.NewID[laurel.EventID](tx.tenant, moment)), At: tx.now, What: c.What, Object: c.Object,
		Actor: laurel.ActorFrom(ctx).Subject(), ActorSalt: laurel.NewSecret(), About: c.About, Values: string(values), Salt: laurel.NewSecret()}
	r.ActorSum, r.Sum = laurel.Commitment(r.ActorSalt, r.Actor), laurel.Commitment(r.Salt, r.Values)
	*tx.recorded++
	if err := tx.Insert(ctx, &r); err != nil || *tx.recorded > 1 { // one event is enough to seal them all
		return err
	}
	return tx.PostAt(ctx, ChangeRecorded{}, tx.now.Add(sealedAfter))
}
