package registry

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type approverRow struct {
	bun.BaseModel `bun:"table:approvers,alias:ap"`
	OwnerID       laurel.TenantID       `bun:"owner_id,pk"`
	Key           string                `bun:"key,pk"`
	Title         string                `bun:"title"`
	Executable    string                `bun:"executable"`
	Args          []string              `bun:"args,type:text"`
	Digest        string                `bun:"digest"`
	Archive       string                `bun:"archive"`
	State         tenants.ApproverState `bun:"state"`
	Reason        string                `bun:"reason"`
	ChangedAt     time.Time             `bun:"changed_at"`
	AddedBy       laurel.PersonID       `bun:"added_by"`
	AddedAt       time.Time             `bun:"added_at"`
	Trouble       string                `bun:"trouble"`
	TroubledAt    time.Time             `bun:"troubled_at,nullzero"`
	Revivals      int                   `bun:"revivals"`
	Flows         int                   `bun:"flows"`
	Submissions   int                   `bun:"submissions"`
	CountedAt     time.Time             `bun:"counted_at,nullzero"`
}

func (r approverRow) approver() tenants.Approver {
	return tenants.Approver{Owner: r.OwnerID, Key: r.Key, Title: r.Title, Executable: r.Executable, Args: r.Args, Digest: r.Digest,
		Archive: r.Archive, State: r.State, Reason: r.Reason, ChangedAt: r.ChangedAt.UTC(), AddedBy: r.AddedBy, AddedAt: r.AddedAt.UTC(),
		Trouble: r.Trouble, TroubledAt: r.TroubledAt.UTC(), Revivals: r.Revivals,
		Flows: r.Flows, Submissions: r.Submissions, CountedAt: r.CountedAt.UTC()}
}

func rowOfApprover(a tenants.Approver) approverRow {
	args := a.Args
	if args == nil {
		args = []string{}
	}
	return approverRow{OwnerID: a.Owner, Key: a.Key, Title: a.Title, Executable: a.Executable, Args: args, Digest: a.Digest,
		Archive: a.Archive, State: a.State, Reason: a.Reason, ChangedAt: a.ChangedAt, AddedBy: a.AddedBy, AddedAt: a.AddedAt,
		Trouble: a.Trouble, TroubledAt: a.TroubledAt, Revivals: a.Revivals,
		Flows: a.Flows, Submissions: a.Submissions, CountedAt: a.CountedAt}
}

// everyApprover lists all.
func everyApprover(ctx context.Context, tx db.SharedTx) ([]tenants.Approver, error) {
	var rows []approverRow
	err := db.Scan(ctx, tx.Select(&rows).Order("key", "owner_id"))
	return approversOf(rows), err
}

// approversCalled lists those of a key, whosever they are.
func approversCalled(ctx context.Context, tx db.SharedTx, key string) ([]tenants.Approver, error) {
	var rows []approverRow
	err := db.Scan(ctx, tx.Select(&rows).Where("key = ?", key).Order("owner_id"))
	return approversOf(rows), err
}

func approversOf(rows []approverRow) []tenants.Approver {
	list := make([]tenants.Approver, len(rows))
	for i, r := range rows {
		list[i] = r.approver()
	}
	return list
}

func approverBy(ctx context.Context, tx db.SharedTx, owner laurel.TenantID, key string) (tenants.Approver, error) {
	var r approverRow
	err := db.Scan(ctx, tx.Select(&r).Where("owner_id = ?", owner).Where("key = ?", key))
	return r.approver(), err
}

func insertApprover(ctx context.Context, tx db.SharedTx, a tenants.Approver) error {
	row := rowOfApprover(a)
	return tx.Insert(ctx, &row)
}

// turnApprover writes what an operator decides about, and nothing that hosts and counters write.
func turnApprover(ctx context.Context, tx db.SharedTx, a tenants.Approver) error {
	return changeApprover(ctx, tx, a.Owner, a.Key, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("state = ?", a.State).Set("reason = ?", a.Reason).Set("changed_at = ?", a.ChangedAt)
	})
}

// reviveApprover has every host put it back into service.
func reviveApprover(ctx context.Context, tx db.SharedTx, owner laurel.TenantID, key string) error {
	return changeApprover(ctx, tx, owner, key, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("trouble = ''").Set("troubled_at = NULL").Set("revivals = revivals + 1")
	})
}

func troubleApprover(ctx context.Context, tx db.SharedTx, owner laurel.TenantID, key, why string) error {
	return changeApprover(ctx, tx, owner, key, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("trouble = ?", why).Set("troubled_at = ?", tx.Now())
	})
}

func countApprover(ctx context.Context, tx db.SharedTx, a tenants.Approver) error {
	return changeApprover(ctx, tx, a.Owner, a.Key, func(q *bun.UpdateQuery) *bun.UpdateQuery {
		return q.Set("flows = ?", a.Flows).Set("submissions = ?", a.Submissions).Set("counted_at = ?", a.CountedAt)
	})
}

func changeApprover(
	ctx context.Context, tx db.SharedTx, owner laurel.TenantID, key string, change func(*bun.UpdateQuery) *bun.UpdateQuery,
) error {
	res, err := change(tx.Update((*approverRow)(nil))).Where("owner_id = ?", owner).Where("key = ?", key).Exec(ctx)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 1 {
		return err
	}
	return laurel.E(laurel.NotFound, "error.not-found")
}
