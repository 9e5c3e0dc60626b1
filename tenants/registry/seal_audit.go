package registry

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// sealedAtOnce is how many entries one seal holds at most.
const sealedAtOnce = 1000

// SealAudit seals all entries of a tenant's audit trail that are in no seal yet,
// for background work. It may run twice. Of two at the same time one is
// refused with laurel.Conflict; the other one has done the work.
//
// An entry whose transaction took long, and that has an earlier time than what
// is sealed already, comes into the next seal: Record asks for each.
func (r *Registry) SealAudit(ctx context.Context, t laurel.TenantID) error {
	mark, err := r.vault.Marker(t)
	if err != nil {
		return err
	}
	for {
		sealed := 0
		err := r.db.InTx(ctx, t, func(tx db.Tx) (err error) { sealed, err = sealAudit(ctx, tx, mark); return err })
		if err != nil || sealed < sealedAtOnce {
			return err
		}
	}
}

func sealAudit(ctx context.Context, tx db.Tx, mark tenants.AuditMark) (int, error) {
	head, row, err := auditHead(ctx, tx)
	if err != nil {
		return 0, err
	}
	rows, err := unsealedRows(ctx, tx, sealedAtOnce)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	entries := make([]tenants.AuditEntry, len(rows))
	for i := range rows {
		entries[i] = auditEntry(rows[i])
	}
	seal, head := head.Seal(entries, mark, tx.Now())
	if err := moveAuditHead(ctx, tx, row, head); err != nil {
		return 0, err
	}
	for i, e := range entries {
		rows[i].Seal, rows[i].Place, rows[i].Mark = e.Seal, e.Place, e.Mark
	}
	if _, err := rewrite(ctx, tx, rows); err != nil {
		return 0, err
	}
	return len(rows), insertAuditSeal(ctx, tx, seal)
}
