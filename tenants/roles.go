package tenants

import (
	"slices"

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
	if k == City {
		return []string{CityAdministrator, CityEditor}
	}
	return []string{Administrator, Organiser, Reviewer, MemberRole}
}

// CheckRole refuses a role that a tenant of that kind does not have.
func CheckRole(k Kind, role string) error {
	if !slices.Contains(RolesIn(k), role) {
		return laurel.E(laurel.Invalid, "role.unknown").With(laurel.Args{"Role": role}).At("role")
	}
	return nil
}
