package registry

import (
	"context"
	"math"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// VerifyAudit checks a tenant's audit trail from its beginning, for who may read
// it.
func (r *Registry) VerifyAudit(ctx context.Context, t laurel.TenantID) (tenants.AuditReport, error) {
	if err := r.may(ctx, laurel.ReadAudit, t); err != nil {
		return tenants.AuditReport{}, err
	}
	return r.CheckAudit(ctx, t)
}

// CheckAudit is VerifyAudit for the one who starts the program. No door leads
// here.
func (r *Registry) CheckAudit(ctx context.Context, t laurel.TenantID) (tenants.AuditReport, error) {
	mark, err := r.vault.Marker(t)
	if err != nil {
		return tenants.AuditReport{}, err
	}
	check := tenants.NewAuditCheck(mark)
	var end auditEnd
	err = r.walkAudit(ctx, t, func(s tenants.AuditSeal, entries []tenants.AuditEntry) error {
		check.Add(s, entries)
		return nil
	}, func(e auditEnd) error { end = e; return nil })
	return check.End(end.head, end.stray, end.unsealed), err
}

// auditEnd is what there is of a trail besides its seals, at the moment in which
// the last of them was read.
type auditEnd struct {
	head            tenants.AuditHead
	stray, unsealed []tenants.AuditEntry
}

// walkedAtOnce is how many seals are in memory at a time.
const walkedAtOnce = 20

// walkAudit goes through a trail in the order of its seals, and calls end once.
// Each step has a transaction of its own, so that whoever reads slowly holds
// nothing up: what is sealed does not change, and the last seals are read in one
// moment with what comes behind them.
func (r *Registry) walkAudit(
	ctx context.Context, t laurel.TenantID, seal func(tenants.AuditSeal, []tenants.AuditEntry) error, end func(auditEnd) error,
) error {
	for last := int64(math.MinInt64); ; { // what has a number below 1 is seen, too
		seals, entries, rest, err := r.auditStep(ctx, t, last)
		if err != nil {
			return err
		}
		for _, s := range seals {
			if err := seal(s, entriesOf(s.Number, &entries)); err != nil {
				return err
			}
		}
		if len(seals) < walkedAtOnce {
			return end(rest)
		}
		last = seals[len(seals)-1].Number
	}
}

// auditStep reads the seals behind one of them, with their entries, and at the
// end what comes behind the last.
func (r *Registry) auditStep(
	ctx context.Context, t laurel.TenantID, last int64,
) (seals []tenants.AuditSeal, entries []tenants.AuditEntry, rest auditEnd, err error) {
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) {
		if seals, err = auditSeals(ctx, tx, last, walkedAtOnce); err != nil {
			return err
		}
		if len(seals) < walkedAtOnce {
			if rest, err = auditRest(ctx, tx); err != nil {
				return err
			}
		}
		if len(seals) > 0 {
			entries, err = sealedEntries(ctx, tx, seals[0].Number, seals[len(seals)-1].Number)
		}
		return err
	})
	return seals, entries, rest, err
}

func auditRest(ctx context.Context, tx db.Tx) (e auditEnd, err error) {
	if e.head, _, err = auditHead(ctx, tx); err != nil {
		return e, err
	}
	if e.stray, err = strayEntries(ctx, tx); err != nil {
		return e, err
	}
	e.unsealed, err = unsealedEntries(ctx, tx)
	return e, err
}

// entriesOf takes those of one seal from the front of a list; those of a seal
// that does not exist are left out.
func entriesOf(seal int64, list *[]tenants.AuditEntry) []tenants.AuditEntry {
	from := 0
	for from < len(*list) && (*list)[from].Seal < seal {
		from++
	}
	to := from
	for to < len(*list) && (*list)[to].Seal == seal {
		to++
	}
	taken := (*list)[from:to]
	*list = (*list)[to:]
	return taken
}
