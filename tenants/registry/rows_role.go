package registry

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type roleRow struct {
	bun.BaseModel `bun:"table:roles,alias:ro"`
	db.Owned
	Name    string    `bun:"name,pk"`
	Title   string    `bun:"title"`
	About   string    `bun:"about"`
	Actions string    `bun:"actions"` // parted by commas
	MadeAt  time.Time `bun:"made_at"`
}

func (r roleRow) role() tenants.Role {
	out := tenants.Role{Name: r.Name, Title: r.Title, About: r.About, MadeAt: r.MadeAt.UTC(), Version: r.Version}
	for name := range strings.SplitSeq(r.Actions, ",") {
		out.Actions = append(out.Actions, laurel.Action(name))
	}
	return out
}

func rowOfRole(r tenants.Role) *roleRow {
	names := make([]string, len(r.Actions))
	for i, a := range r.Actions {
		names[i] = string(a)
	}
	row := &roleRow{Name: r.Name, Title: r.Title, About: r.About, Actions: strings.Join(names, ","), MadeAt: r.MadeAt}
	row.Version = r.Version
	return row
}

// rolesOf lists the tenant's own roles by title.
func rolesOf(ctx context.Context, tx db.Tx) ([]tenants.Role, error) {
	var rows []roleRow
	if err := db.Scan(ctx, tx.Select(&rows).Order("title", "name")); err != nil {
		return nil, err
	}
	list := make([]tenants.Role, len(rows))
	for i, r := range rows {
		list[i] = r.role()
	}
	return list, nil
}

// insertRole, updateRole and deleteRole raise the policy version: what anybody
// may do is asked anew from then on.
func insertRole(ctx context.Context, tx db.Tx, r tenants.Role) error {
	if err := tx.Insert(ctx, rowOfRole(r)); err != nil {
		return sameTitle(err)
	}
	return raisePolicy(ctx, tx)
}

func updateRole(ctx context.Context, tx db.Tx, r tenants.Role) error {
	if err := tx.Update(ctx, rowOfRole(r)); err != nil {
		return err
	}
	return raisePolicy(ctx, tx)
}

func deleteRole(ctx context.Context, tx db.Tx, name string) error {
	if err := tx.Delete(ctx, &roleRow{Name: name}); err != nil {
		return err
	}
	return raisePolicy(ctx, tx)
}

func sameTitle(err error) error {
	if laurel.KindOf(err) == laurel.Conflict {
		return laurel.E(laurel.Conflict, "role.same-title").Because(err).At("title")
	}
	return err
}

// raisePolicy also makes those who change the same tenant's roles at the same
// moment wait for each other.
func raisePolicy(ctx context.Context, tx db.Tx) error {
	return tx.Raise(ctx, "policy_versions", "number")
}

func deleteMember(ctx context.Context, tx db.Tx, m tenants.Member) error {
	return tx.Delete(ctx, &memberRow{PersonID: m.Person, Role: m.Role, Object: m.Object})
}

func isMember(ctx context.Context, tx db.Tx, p laurel.PersonID) (bool, error) {
	return tx.Select((*memberRow)(nil)).Where("person_id = ?", p).Exists(ctx)
}

type activityRow struct {
	bun.BaseModel `bun:"table:activities,alias:ay"`
	db.Owned
}

type playlistRow struct {
	bun.BaseModel `bun:"table:playlists,alias:pl"`
	db.Owned
}

// isThere reports whether the tenant has what a role is to be given on.
func isThere(ctx context.Context, tx db.Tx, object string) (bool, error) {
	kind, id, _ := strings.Cut(object, ":")
	switch kind {
	case "":
		return true, nil
	case "activity":
		return tx.Select((*activityRow)(nil)).Where("id = ?", id).Exists(ctx)
	case "playlist":
		return tx.Select((*playlistRow)(nil)).Where("id = ?", id).Exists(ctx)
	}
	return false, nil
}
