package policies

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"sort"
	"strings"

	"example.org/laurel"
)

// line is one line of the built-in policy.
type line struct {
	role   string
	place  string // inPlatform, or inTenant for every other tenant
	action laurel.Action
}

func readBuiltIn(text string) ([]line, error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comment = '#'
	r.FieldsPerRecord = 3
	records, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("policies: built-in.csv: %w", err)
	}
	lines := make([]line, 0, len(records))
	for _, f := range records {
		l := line{role: f[0], place: f[1], action: laurel.Action(f[2])}
		if !isBuiltIn(l.role) || !slices.Contains(laurel.Actions(), l.action) || l.place != inPlatform && l.place != inTenant {
			return nil, fmt.Errorf("policies: built-in.csv: %q is not role, place, action", f)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// table holds one version of one tenant's rules: who stands how. It is never
// changed, so many may look at once.
type table struct {
	version int64
	size    int // assignments
	// Who has no role here: a signed-in person, a visitor, background work.
	learner, visitor, system *answer
	seats                    []seat // by person
}

// personKey is a person's id without a string around it; see tenantKey.
type personKey [26]byte

// personKeyOf has no key for what is no person's id.
func personKeyOf(p laurel.PersonID) (k personKey, ok bool) {
	if len(p) != len(k) {
		return k, false
	}
	copy(k[:], p)
	return k, true
}

// seat is how one person stands: in the whole tenant, and on those objects on
// which they have a role besides.
type seat struct {
	person personKey
	whole  *answer
	on     map[string]*answer
}

// answer is the one that an actor is given about an object.
func (t *table) answer(actor laurel.Actor, object string) *answer {
	switch base(actor) {
	case System:
		return t.system
	case Visitor:
		return t.visitor
	}
	key, ok := personKeyOf(actor.Person)
	if !ok {
		return t.learner
	}
	i, ok := sort.Find(len(t.seats), func(i int) int { return bytes.Compare(key[:], t.seats[i].person[:]) })
	if !ok {
		return t.learner
	}
	return t.seats[i].answer(object)
}

// tabulate notes how everybody with a role in the tenant stands. Casbin is asked
// about it later, and only about standings that it was not asked about before.
func (o *oracle) tabulate(tenant laurel.TenantID, r Rules) *table {
	place := placeOf(tenant)
	about := func(base string, whole, single []string) *answer {
		return o.about(standing{place: place, base: base, whole: whole, single: single})
	}
	t := &table{
		version: r.Version,
		learner: about(Learner, nil, nil), visitor: about(Visitor, nil, nil), system: about(System, nil, nil),
	}
	all := assigned(r.Assignments, o.namesIn(tenant, r.Roles))
	t.seats = make([]seat, 0, len(all))
	for person, roles := range all {
		s := seat{person: person, whole: about(Learner, roles[""], nil)}
		for object, single := range roles {
			if object == "" {
				continue
			}
			if s.on == nil {
				s.on = make(map[string]*answer, len(roles))
			}
			s.on[object] = about(Learner, slices.Clone(roles[""]), single)
		}
		t.seats = append(t.seats, s)
		for _, list := range roles {
			t.size += len(list)
		}
	}
	slices.SortFunc(t.seats, func(a, b seat) int { return bytes.Compare(a.person[:], b.person[:]) })
	return t
}

// namesIn is how the roles that can be assigned in a tenant are called in a
// standing. The platform has none of its own.
func (o *oracle) namesIn(tenant laurel.TenantID, own []Role) map[string]string {
	names := map[string]string{}
	for _, role := range BuiltIn() {
		names[role] = role
	}
	for _, nobodys := range []string{Learner, Visitor, System} { // what everybody has by nature
		delete(names, nobodys)
	}
	if tenant == laurel.Platform {
		return names
	}
	gives := map[string]powers{}
	for _, role := range own {
		for _, a := range role.Actions {
			if !isBuiltIn(role.Name) && slices.Contains(Grantable(), a) {
				gives[role.Name] |= o.bits[a]
			}
		}
	}
	for name, p := range gives {
		names[name] = ownRole(p)
	}
	return names
}

// assigned are the roles of each person, by their object; "" for the whole
// tenant. Nobody but a person can be given a role.
func assigned(all []Assignment, names map[string]string) map[personKey]map[string][]string {
	roles := map[personKey]map[string][]string{}
	for _, a := range all {
		name, known := names[a.Role]
		who, person := personKeyOf(a.Person)
		if !known || !person {
			continue
		}
		if roles[who] == nil {
			roles[who] = map[string][]string{}
		}
		roles[who][a.Object] = append(roles[who][a.Object], name)
	}
	return roles
}
