package tenants

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"example.org/laurel"
)

// ownRole is how the name of a tenant's own role begins, so that it can never be
// that of a built-in one, now or later.
const ownRole = "own-"

// IsOwn reports whether a role's name is that of one that a tenant has made.
func IsOwn(role string) bool { return strings.HasPrefix(role, ownRole) }

const (
	mostRoles    = 100
	maxRoleAbout = 500
)

// Role is one that a tenant has made for itself, out of permissions.
type Role struct {
	Name    string // in policies; drawn once, never changes
	Title   string // as people call it
	About   string // what it is for; may be empty
	Actions []laurel.Action
	MadeAt  time.Time
	Version int // of the row that it was read from
}

// GrantableIn lists the permissions that roles of a tenant's own can be made of,
// in the order in which they are shown.
func GrantableIn(k Kind) []laurel.Action {
	common := []laurel.Action{laurel.ManageTenant, laurel.ManageMembers, laurel.ManageRoles, laurel.ReadAudit}
	if k == City {
		return append(common, laurel.ManageOrganisations, laurel.ListActivity, laurel.WritePlaylist)
	}
	return append(common, laurel.PublishActivity, laurel.WritePlaylist, laurel.ReadSubmission, laurel.ReviewAsPeer, laurel.ApproveEvidence)
}

// MakeRole checks what a role of a tenant of kind k is to be and gives it its
// name. Of draft it takes Title, About and Actions; others are the roles that
// the tenant has.
func MakeRole(k Kind, draft Role, others []Role, now time.Time) (Role, error) {
	if len(others) >= mostRoles {
		return Role{}, laurel.E(laurel.Invalid, "role.too-many").With(laurel.Args{"Max": mostRoles})
	}
	r, err := Role{Name: ownRole + laurel.NewSecret()[:12], MadeAt: now}.Change(k, draft, others)
	return r, err
}

// Change returns the role with the title, the description and the permissions of
// draft.
func (r Role) Change(k Kind, draft Role, others []Role) (Role, error) {
	r.Title, r.About = strings.TrimSpace(draft.Title), strings.TrimSpace(draft.About)
	switch {
	case !isLine(r.Title, maxName):
		return Role{}, laurel.E(laurel.Invalid, "role.title").With(laurel.Args{"Max": maxName}).At("title")
	case slices.ContainsFunc(others, func(o Role) bool { return o.Name != r.Name && strings.EqualFold(o.Title, r.Title) }):
		return Role{}, laurel.E(laurel.Conflict, "role.same-title").At("title")
	case utf8.RuneCountInString(r.About) > maxRoleAbout || !utf8.ValidString(r.About) || strings.ContainsRune(r.About, 0):
		return Role{}, laurel.E(laurel.Invalid, "error.too-long").With(laurel.Args{"Max": maxRoleAbout}).At("about")
	case len(draft.Actions) == 0:
		return Role{}, laurel.E(laurel.Invalid, "role.nothing").At("actions")
	}
	for _, a := range draft.Actions {
		if !slices.Contains(GrantableIn(k), a) {
			return Role{}, laurel.E(laurel.Invalid, "role.no-such-action").With(laurel.Args{"Action": string(a)}).At("actions")
		}
	}
	r.Actions = nil
	for _, a := range GrantableIn(k) { // in one order, each once
		if slices.Contains(draft.Actions, a) {
			r.Actions = append(r.Actions, a)
		}
	}
	return r, nil
}

// AdministratorIn is the role whose last holder cannot give it up.
func AdministratorIn(k Kind) string {
	switch k {
	case City:
		return CityAdministrator
	case Organisation:
		return Administrator
	}
	return Operator
}

// KeepAdministrator refuses to leave a tenant of kind k, with these members,
// without anybody who administers the whole of it.
func KeepAdministrator(k Kind, left []Member) error {
	if slices.ContainsFunc(left, func(m Member) bool { return m.Role == AdministratorIn(k) && m.Object == "" }) {
		return nil
	}
	return laurel.E(laurel.Conflict, "member.last-administrator")
}
