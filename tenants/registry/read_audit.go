package registry

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AuditFilter says which entries of a trail are asked for; what is empty is not
// asked for.
type AuditFilter struct {
	What   string
	Actor  string    // as laurel.Actor's Subject
	From   time.Time // at or after
	Until  time.Time // before
	Before string    // id of the last entry that has been seen
}

const (
	maxAudit   = 200  // entries at a time
	auditKnown = 5000 // entries that are looked through for what can be asked for
)

// Audit returns the newest entries of a tenant's audit trail that fit, 200 at
// most, and whether there are more.
func (r *Registry) Audit(
	ctx context.Context, t laurel.TenantID, f AuditFilter, limit int64,
) (list []tenants.AuditEntry, more bool, err error) {
	limit = min(max(limit, 1), maxAudit)
	err = r.read(ctx, t, laurel.ReadAudit, func(tx db.Tx) (err error) {
		list, err = newestEntries(ctx, tx, f, limit+1)
		return err
	})
	if int64(len(list)) > limit {
		list, more = list[:limit], true
	}
	return list, more, err
}

// Recorded hands out all entries of a kind, the newest first, for the one who starts
// the program. No door leads here.
func (r *Registry) Recorded(ctx context.Context, t laurel.TenantID, what string, tell func(tenants.AuditEntry) error) error {
	f := AuditFilter{What: what}
	for {
		var list []tenants.AuditEntry
		err := r.db.Read(ctx, t, func(tx db.Tx) (err error) { list, err = newestEntries(ctx, tx, f, maxAudit); return err })
		if err != nil {
			return err
		}
		for _, e := range list {
			if err := tell(e); err != nil {
				return err
			}
		}
		if len(list) < maxAudit {
			return nil
		}
		f.Before = list[len(list)-1].ID
	}
}

// AuditKnown lists what can be asked for: the kinds of changes and the actors of
// the newest 5,000 entries.
func (r *Registry) AuditKnown(ctx context.Context, t laurel.TenantID) (whats, actors []string, err error) {
	err = r.read(ctx, t, laurel.ReadAudit, func(tx db.Tx) (err error) {
		if whats, err = recently(ctx, tx, "what"); err != nil {
			return err
		}
		actors, err = recently(ctx, tx, "actor")
		return err
	})
	return whats, actors, err
}

// ExportAudit hands out the whole trail: its seals one by one with their entries,
// and last the entries that are in none yet.
func (r *Registry) ExportAudit(
	ctx context.Context, t laurel.TenantID,
	seal func(tenants.AuditSeal, []tenants.AuditEntry) error, unsealed func([]tenants.AuditEntry) error,
) error {
	if err := r.may(ctx, laurel.ReadAudit, t); err != nil {
		return err
	}
	return r.walkAudit(ctx, t, seal, func(e auditEnd) error { return unsealed(append(e.stray, e.unsealed...)) })
}
