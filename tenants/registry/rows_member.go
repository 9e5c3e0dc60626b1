package registry

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type memberRow struct {
	bun.BaseModel `bun:"table:members,alias:me"`
	db.Owned
	PersonID laurel.PersonID `bun:"person_id,pk"`
	Role     string          `bun:"role,pk"`
	Object   string          `bun:"object,pk"`
	Since    time.Time       `bun:"since"`
	Address  string          `bun:"address"` // under which the person came here; empty: not kept
}

type policyVersionRow struct {
	bun.BaseModel `bun:"table:policy_versions,alias:pv"`
	TenantID      laurel.TenantID `bun:"tenant_id,pk"`
	Number        int64           `bun:"number"`
}

// insertMember gives a role, and reports whether it is new. Whoever is here
// already keeps the address under which they came.
func insertMember(ctx context.Context, tx db.Tx, m tenants.Member, address string) (bool, error) {
	rows, err := membersOf(ctx, tx, m.Person)
	if err != nil {
		return false, err
	}
	if len(rows) > 0 {
		address = rows[0].Address
	}
	return tx.InsertMissing(ctx, &memberRow{PersonID: m.Person, Role: m.Role, Object: m.Object, Since: tx.Now(), Address: address})
}

func members(ctx context.Context, tx db.Tx) ([]tenants.Member, error) {
	rows, err := memberRows(ctx, tx)
	return membersIn(rows), err
}

// memberRows are all of the tenant's, those of one person together.
func memberRows(ctx context.Context, tx db.Tx) (rows []memberRow, err error) {
	err = db.Scan(ctx, tx.Select(&rows).Order("person_id", "role", "object"))
	return rows, err
}

func membersWhere(ctx context.Context, tx db.Tx, p laurel.PersonID) ([]tenants.Member, error) {
	rows, err := membersOf(ctx, tx, p)
	return membersIn(rows), err
}

func membersIn(rows []memberRow) []tenants.Member {
	list := make([]tenants.Member, len(rows))
	for i, r := range rows {
		list[i] = tenants.Member{Person: r.PersonID, Role: r.Role, Object: r.Object}
	}
	return list
}

// membersOf lists the roles of one person.
func membersOf(ctx context.Context, tx db.Tx, p laurel.PersonID) ([]memberRow, error) {
	var rows []memberRow
	err := db.Scan(ctx, tx.Select(&rows).Where("person_id = ?", p).Order("role", "object"))
	return rows, err
}

// moveMember gives a role to somebody else, who may have it already.
func moveMember(ctx context.Context, tx db.Tx, row *memberRow, to laurel.PersonID) error {
	if err := tx.Delete(ctx, row); err != nil {
		return err
	}
	row.PersonID = to
	if _, err := tx.InsertMissing(ctx, row); err != nil {
		return err
	}
	return raisePolicy(ctx, tx)
}

// policyVersion is zero where nobody has a role yet.
func policyVersion(ctx context.Context, tx db.Tx) (int64, error) {
	var rows []policyVersionRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("number")); err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0].Number, nil
}

type membershipRow struct {
	bun.BaseModel `bun:"table:memberships,alias:ms"`
	db.Personal
	TenantID laurel.TenantID `bun:"tenant_id,pk"`
	Role     string          `bun:"role,pk"`
}

// replaceMemberships leaves these roles in the tenant with the person, and no others.
func replaceMemberships(ctx context.Context, tx db.PersonTx, t laurel.TenantID, roles []string) error {
	all, err := memberships(ctx, tx)
	if err != nil {
		return err
	}
	for _, m := range all {
		if m.Tenant == t && !slices.Contains(roles, m.Role) {
			if err := tx.Delete(ctx, &membershipRow{TenantID: t, Role: m.Role}); err != nil {
				return err
			}
		}
	}
	for _, role := range roles {
		if _, err := tx.InsertMissing(ctx, &membershipRow{TenantID: t, Role: role}); err != nil {
			return err
		}
	}
	return nil
}

func memberships(ctx context.Context, tx db.PersonTx) ([]tenants.Membership, error) {
	var rows []membershipRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("tenant_id", "role")); err != nil {
		return nil, err
	}
	list := make([]tenants.Membership, len(rows))
	for i, r := range rows {
		list[i] = tenants.Membership{Tenant: r.TenantID, Role: r.Role}
	}
	return list, nil
}
