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
	ID    string `bun:"id,pk"`
	Title string `bun:"title"`
}

type playlistRow struct {
	bun.BaseModel `bun:"table:playlists,alias:pl"`
	db.Owned
	ID   string `bun:"id,pk"`
	Name string `bun:"name"`
}

type playlistItemRow struct {
	bun.BaseModel `bun:"table:playlist_items,alias:pi"`
	db.Owned
	PlaylistID string `bun:"playlist_id,pk"`
	ActivityID string `bun:"activity_id,pk"`
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

// objects lists the tenant's playlists and activities.
func objects(ctx context.Context, tx db.Tx) (list []Object, err error) {
	var playlists []playlistRow
	if err := db.Scan(ctx, tx.Select(&playlists).Order("name", "id")); err != nil {
		return nil, err
	}
	for _, p := range playlists {
		list = append(list, Object{onPlaylist + p.ID, p.Name})
	}
	var activities []activityRow
	if err := db.Scan(ctx, tx.Select(&activities).Where("state <> 'playlist'").Order("title", "id")); err != nil {
		return nil, err
	}
	for _, a := range activities {
		list = append(list, Object{onActivity + a.ID, a.Title})
	}
	return list, nil
}

const (
	onActivity = "activity:"
	onPlaylist = "playlist:"
)

// spread adds to roles on a playlist the same on each of its activities.
func spread(ctx context.Context, tx db.Tx, held []tenants.Member) ([]tenants.Member, error) {
	within := map[string][]tenants.Member{}
	var ids []string
	for _, m := range held {
		if id, ok := strings.CutPrefix(m.Object, onPlaylist); ok {
			ids = append(ids, id)
			within[id] = append(within[id], m)
		}
	}
	if len(ids) == 0 {
		return held, nil
	}
	var rows []playlistItemRow
	if err := db.Scan(ctx, tx.Select(&rows).Where("playlist_id IN (?)", bun.List(ids)).Order("playlist_id", "activity_id")); err != nil {
		return nil, err
	}
	for _, row := range rows {
		for _, m := range within[row.PlaylistID] {
			m.Object = onActivity + row.ActivityID
			held = append(held, m)
		}
	}
	return held, nil
}
