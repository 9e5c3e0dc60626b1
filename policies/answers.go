package policies

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	lru "github.com/hashicorp/golang-lru/v2"

	"example.org/laurel"
)

// powers is a set of actions: a bit for each, in the order of laurel.Actions.
type powers uint64

const maxActions = 64

// standing is all that Casbin's answers depend on, but the action. Everybody who
// stands alike is answered alike, in whichever tenant they are; so Casbin, which
// takes some 10 µs for an answer, is asked once for all of them.
type standing struct {
	place string // where lines of the built-in policy hold: "tenant" or "platform"
	base  string // the role that everybody of the kind has
	// The roles in the whole tenant, and those on the one object that is asked
	// about. A built-in one goes by its name, one of a tenant's own by what it
	// gives, so that tenants with equal roles share what was answered.
	whole, single []string
}

const (
	inTenant   = "tenant"
	inPlatform = "platform"
	ownPrefix  = "own:"
)

func placeOf(t laurel.TenantID) string {
	if t == laurel.Platform {
		return inPlatform
	}
	return inTenant
}

// ownRole names a role of a tenant's own by what it gives.
func ownRole(p powers) string { return ownPrefix + strconv.FormatUint(uint64(p), 16) }

// key has the roles in order and once each, as the order of assignments says nothing.
func (s *standing) key() string {
	for _, list := range []*[]string{&s.whole, &s.single} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return s.place + "|" + s.base + "|" + strings.Join(s.whole, ",") + "|" + strings.Join(s.single, ",")
}

// answer is what Casbin says to one standing, about every action. It is asked
// when somebody needs to know.
type answer struct {
	standing standing
	once     sync.Once
	allowed  powers
	err      error
}

// oracle asks Casbin and remembers what it said. An answer depends on nothing
// but what it is kept under and the policy in this binary, so it never grows stale.
type oracle struct {
	builtIn []line
	bits    map[laurel.Action]powers
	actions []laurel.Action
	kept    *lru.Cache[string, *answer]
}

func newOracle(builtIn []line, size int) (*oracle, error) {
	kept, err := lru.New[string, *answer](size)
	if err != nil {
		return nil, fmt.Errorf("policies: bound of answers: %w", err)
	}
	o := &oracle{builtIn: builtIn, bits: map[laurel.Action]powers{}, actions: laurel.Actions(), kept: kept}
	if len(o.actions) > maxActions {
		return nil, fmt.Errorf("policies: %d actions are more than %d", len(o.actions), maxActions)
	}
	for i, a := range o.actions {
		o.bits[a] = 1 << i
	}
	return o, nil
}

// about returns the place of the answer to a standing; Casbin is not asked yet.
func (o *oracle) about(s standing) *answer {
	key := s.key()
	if known, ok := o.kept.Get(key); ok {
		return known
	}
	fresh := &answer{standing: s}
	if earlier, ok, _ := o.kept.PeekOrAdd(key, fresh); ok {
		return earlier
	}
	return fresh
}

// allows reports whether the answer holds a, and asks Casbin first where nobody has.
func (o *oracle) allows(n *answer, a laurel.Action) (bool, error) {
	n.once.Do(func() { n.allowed, n.err = o.ask(n.standing) })
	return n.allowed&o.bits[a] != 0, n.err
}

// ask puts every action to an enforcer of its own, which holds the lines of the
// standing's roles. One for all roles would walk all their lines for each question.
func (o *oracle) ask(s standing) (allowed powers, err error) {
	const subject, object = "somebody", "thing"
	e, err := o.enforcer(s, subject, object)
	if err != nil {
		return 0, err
	}
	for _, a := range o.actions {
		ok, err := e.Enforce(subject, prefixed(s.base), s.place, object, string(a))
		if err != nil {
			return 0, fmt.Errorf("policies: asking Casbin: %w", err)
		}
		if ok {
			allowed |= o.bits[a]
		}
	}
	return allowed, nil
}

func (o *oracle) enforcer(s standing, subject, object string) (*casbin.Enforcer, error) {
	m, err := model.NewModelFromString(modelConf)
	if err != nil {
		return nil, fmt.Errorf("policies: model: %w", err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, fmt.Errorf("policies: %w", err)
	}
	roles := slices.Concat(s.whole, s.single, []string{s.base})
	if _, err := e.AddPoliciesEx(o.lines(s.place, roles)); err != nil {
		return nil, fmt.Errorf("policies: roles: %w", err)
	}
	var whole, single [][]string
	for _, role := range s.whole {
		whole = append(whole, []string{subject, prefixed(role), s.place})
	}
	for _, role := range s.single {
		single = append(single, []string{subject, prefixed(role), object})
	}
	if _, err := e.AddGroupingPoliciesEx(whole); err != nil {
		return nil, fmt.Errorf("policies: assignments: %w", err)
	}
	if _, err := e.AddNamedGroupingPoliciesEx("g2", single); err != nil {
		return nil, fmt.Errorf("policies: assignments: %w", err)
	}
	return e, nil
}

// lines are "role, place, action" of some roles.
func (o *oracle) lines(place string, roles []string) (lines [][]string) {
	for _, l := range o.builtIn {
		if l.place == place && slices.Contains(roles, l.role) {
			lines = append(lines, []string{prefixed(l.role), place, string(l.action)})
		}
	}
	for _, role := range roles {
		given, own := strings.CutPrefix(role, ownPrefix)
		if !own {
			continue
		}
		p, err := strconv.ParseUint(given, 16, 64)
		if err != nil {
			panic(err) // ownRole wrote it
		}
		for _, a := range o.actions {
			if powers(p)&o.bits[a] != 0 {
				lines = append(lines, []string{prefixed(role), place, string(a)})
			}
		}
	}
	return lines
}

// prefixed keeps the names of roles apart from those of persons, since Casbin
// takes a subject to have the role of its own name.
func prefixed(role string) string { return "role:" + role }
