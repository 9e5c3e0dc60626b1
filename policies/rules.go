package policies

import (
	"encoding/csv"
	"fmt"
	"slices"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"

	"example.org/laurel"
)

// line is one line of the built-in policy.
type line struct {
	role     string
	platform bool // held in laurel.Platform, or else in every other tenant
	action   laurel.Action
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
		l := line{role: f[0], platform: f[1] == "platform", action: laurel.Action(f[2])}
		if !isBuiltIn(l.role) || !slices.Contains(laurel.Actions(), l.action) || !l.platform && f[1] != "tenant" {
			return nil, fmt.Errorf("policies: built-in.csv: %q is not role, place, action", f)
		}
		lines = append(lines, l)
	}
	return lines, nil
}

// enforcer holds one version of one tenant's rules. It is never changed, so many
// may ask it at once.
type enforcer struct {
	version int64
	casbin  *casbin.Enforcer
}

// allow asks Casbin, which takes some 20 µs.
func (e *enforcer) allow(q question, base string) (bool, error) {
	ok, err := e.casbin.Enforce(q.subject, prefixed(base), string(q.tenant), q.object, string(q.action))
	if err != nil {
		return false, fmt.Errorf("policies: tenant %s: %w", q.tenant, err)
	}
	return ok, nil
}

// prefixed keeps the names of roles apart from those of persons, since Casbin
// takes a subject to have the role of its own name.
func prefixed(role string) string { return "role:" + role }

func newEnforcer(tenant laurel.TenantID, builtIn []line, r Rules) (*enforcer, error) {
	m, err := model.NewModelFromString(modelConf)
	if err != nil {
		return nil, fmt.Errorf("policies: model: %w", err)
	}
	e, err := casbin.NewEnforcer(m)
	if err != nil {
		return nil, fmt.Errorf("policies: %w", err)
	}
	if _, err := e.AddPoliciesEx(grants(tenant, builtIn, r.Roles)); err != nil {
		return nil, fmt.Errorf("policies: tenant %s: roles: %w", tenant, err)
	}
	whole, single := assignments(tenant, r.Assignments)
	if _, err := e.AddGroupingPoliciesEx(whole); err != nil {
		return nil, fmt.Errorf("policies: tenant %s: assignments: %w", tenant, err)
	}
	if _, err := e.AddNamedGroupingPoliciesEx("g2", single); err != nil {
		return nil, fmt.Errorf("policies: tenant %s: assignments: %w", tenant, err)
	}
	return &enforcer{version: r.Version, casbin: e}, nil
}

// grants are the lines "role, tenant, action" of one tenant. The platform has
// no roles of its own.
func grants(tenant laurel.TenantID, builtIn []line, own []Role) [][]string {
	var lines [][]string
	for _, l := range builtIn {
		if l.platform == (tenant == laurel.Platform) {
			lines = append(lines, []string{prefixed(l.role), string(tenant), string(l.action)})
		}
	}
	if tenant == laurel.Platform {
		return lines
	}
	for _, role := range own {
		for _, a := range role.Actions {
			if !isBuiltIn(role.Name) && slices.Contains(Grantable(), a) {
				lines = append(lines, []string{prefixed(role.Name), string(tenant), string(a)})
			}
		}
	}
	return lines
}

// assignments are the lines "person, role, tenant" and "person, role, object".
// What everybody has by nature cannot be assigned, nor can anybody but a person
// be given a role.
func assignments(tenant laurel.TenantID, all []Assignment) (whole, single [][]string) {
	for _, a := range all {
		subject := string(a.Person)
		if subject == "" || subject == System || subject == Visitor || strings.Contains(subject, ":") {
			continue
		}
		if a.Role == Learner || a.Role == Visitor || a.Role == System {
			continue
		}
		if a.Object == "" {
			whole = append(whole, []string{subject, prefixed(a.Role), string(tenant)})
		} else {
			single = append(single, []string{subject, prefixed(a.Role), a.Object})
		}
	}
	return whole, single
}
