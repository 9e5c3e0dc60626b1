package tenants

import (
	"slices"
	"strings"

	"example.org/laurel"
)

// Names of the built-in roles that can be given to a person. What each allows
// is said by package policies.
const (
	Operator          = "operator"           // of the installation, in laurel.Platform
	CityAdministrator = "city-administrator" // in a city
	CityEditor        = "city-editor"
	Administrator     = "administrator" // in an organisation
	Organiser         = "organiser"
	Reviewer          = "reviewer"
	MemberRole        = "member"
)

// Member is one role that a person has in a tenant.
type Member struct {
	Person laurel.PersonID
	Role   string
	Object string // "activity:ID" where the role holds for that alone; empty: in the whole tenant
}

// RolesIn lists the roles that can be given in a tenant of that kind.
func RolesIn(k Kind) []string {
	switch k {
	case City:
		return []string{CityAdministrator, CityEditor}
	case Organisation:
		return []string{Administrator, Organiser, Reviewer, MemberRole}
	}
	return []string{Operator}
}

// CheckRole refuses a role that a tenant of that kind does not have; own are
// those that it has made for itself.
func CheckRole(k Kind, role string, own []Role) error {
	if slices.Contains(RolesIn(k), role) || slices.ContainsFunc(own, func(o Role) bool { return o.Name == role }) {
		return nil
	}
	return laurel.E(laurel.Invalid, "role.unknown").With(laurel.Args{"Role": role}).At("role")
}

// CheckObject refuses what a role cannot be given on. Empty is the whole tenant;
// else it is an activity or a playlist of tenant t, and the role not one that
// runs the whole.
func CheckObject(t laurel.TenantID, m Member) error {
	if m.Object == "" {
		return nil
	}
	kind, id, _ := strings.Cut(m.Object, ":")
	if kind != "activity" && kind != "playlist" || laurel.TenantOf(id) != t {
		return laurel.E(laurel.Invalid, "role.object").At("object")
	}
	if m.Role == Administrator {
		return laurel.E(laurel.Invalid, "role.whole").At("object")
	}
	return nil
}
