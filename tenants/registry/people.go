package registry

import (
	"context"
	"slices"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// PeopleFilter says which of a tenant's people are looked for.
type PeopleFilter struct {
	Words string          // in the name or the address; empty: any
	Role  string          // empty: any
	After laurel.PersonID // only those who come after; empty: from the first
}

// Colleague is one of a tenant's people with the roles that they have there.
type Colleague struct {
	Person tenants.Person
	Roles  []tenants.Member
}

// People lists at most that many of those who have a role in a tenant, for who may manage
// them, in the order in which they came to the platform; more says whether there
// are further ones.
func (r *Registry) People(ctx context.Context, t laurel.TenantID, f PeopleFilter, most int) (list []Colleague, more bool, err error) {
	var all []memberRow
	err = r.read(ctx, t, laurel.ManageMembers, func(tx db.Tx) (err error) { all, err = memberRows(ctx, tx); return err })
	if err != nil {
		return nil, false, err
	}
	for len(all) > 0 {
		n := slices.IndexFunc(all, func(m memberRow) bool { return m.PersonID != all[0].PersonID })
		if n < 0 {
			n = len(all)
		}
		roles := all[:n]
		all = all[n:]
		if roles[0].PersonID <= f.After || !f.fitsRoles(roles) {
			continue
		}
		c, err := r.colleague(ctx, roles)
		if err != nil {
			return nil, false, err
		}
		if !f.fits(c.Person) {
			continue
		}
		if len(list) == most {
			return list, true, nil
		}
		list = append(list, c)
	}
	return list, false, nil
}

// Colleague is one of a tenant's people, for who may manage them.
func (r *Registry) Colleague(ctx context.Context, t laurel.TenantID, p laurel.PersonID) (c Colleague, err error) {
	var roles []memberRow
	err = r.read(ctx, t, laurel.ManageMembers, func(tx db.Tx) (err error) { roles, err = membersOf(ctx, tx, p); return err })
	if err != nil {
		return c, err
	}
	if len(roles) == 0 {
		return c, laurel.E(laurel.NotFound, "error.not-found")
	}
	return r.colleague(ctx, roles)
}

// colleague looks up whose these roles are. Who has no account any more has no
// name either, but still the roles. The address that is shown is the one under
// which the person came, whatever others they have.
func (r *Registry) colleague(ctx context.Context, roles []memberRow) (Colleague, error) {
	p, err := r.Person(ctx, roles[0].PersonID)
	if laurel.KindOf(err) == laurel.NotFound {
		p, err = tenants.Person{}, nil
	}
	p.ID = roles[0].PersonID
	for _, row := range roles {
		if row.Address != "" {
			p.Email = row.Address
			break
		}
	}
	return Colleague{Person: p, Roles: membersIn(roles)}, err
}

func (f PeopleFilter) fitsRoles(roles []memberRow) bool {
	return f.Role == "" || slices.ContainsFunc(roles, func(m memberRow) bool { return m.Role == f.Role })
}

func (f PeopleFilter) fits(p tenants.Person) bool {
	words := strings.ToLower(strings.TrimSpace(f.Words))
	return strings.Contains(strings.ToLower(p.Name), words) || strings.Contains(p.Email, words)
}

// Object is something in a tenant that a role can be given on alone.
type Object struct {
	Name  string // "activity:ID" or "playlist:ID", as in tenants.Member
	Title string
}

// Objects lists on what roles can be given in a tenant besides the whole of it,
// for who may manage its people: its playlists, then its activities, each by title.
func (r *Registry) Objects(ctx context.Context, t laurel.TenantID) (list []Object, err error) {
	err = r.read(ctx, t, laurel.ManageMembers, func(tx db.Tx) (err error) { list, err = objects(ctx, tx); return err })
	return list, err
}

// RolesHeld lists the roles that the actor has in a tenant, as the tenant says it.
func (r *Registry) RolesHeld(ctx context.Context, t laurel.TenantID) (list []tenants.Member, err error) {
	who := laurel.ActorFrom(ctx)
	if who.Person == "" || who.Reach != "" && who.Reach != t {
		return nil, nil
	}
	err = r.db.Read(ctx, t, func(tx db.Tx) (err error) { list, err = membersWhere(ctx, tx, who.Person); return err })
	return list, err
}

// OwnRoles are the roles of tenants' own making that the actor has, by name.
func (r *Registry) OwnRoles(ctx context.Context) (map[string]tenants.Role, error) {
	held, err := r.Memberships(ctx)
	if err != nil {
		return nil, err
	}
	found := map[string]tenants.Role{}
	for _, m := range held {
		if _, known := found[m.Role]; known || !tenants.IsOwn(m.Role) {
			continue
		}
		err := r.db.Read(ctx, m.Tenant, func(tx db.Tx) error {
			own, err := rolesOf(ctx, tx)
			for _, o := range own {
				found[o.Name] = o
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}
