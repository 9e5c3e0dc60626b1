// Package policies says who may do what: a Casbin model, the built-in roles, and
// for each tenant a table of who stands how in it. It knows no database: the
// tenant's own rules come from two functions that it is given. What a person may
// do with what is their own, such as reading their own submission, is a rule of
// workflow.
package policies

import (
	"context"
	_ "embed"
	"errors"
	"slices"

	"example.org/laurel"
)

//go:embed model.conf
var modelConf string

//go:embed built-in.csv
var builtInCSV string

// Names of the built-in roles, in the order of the matrix. The last three are
// never assigned: they are what a signed-in person, somebody who is not signed
// in, and background work are in every tenant.
const (
	Operator          = "operator"           // in laurel.Platform only
	CityAdministrator = "city-administrator" // in a city
	CityEditor        = "city-editor"        // in a city
	Administrator     = "administrator"      // in an organisation
	Organiser         = "organiser"          // in an organisation
	Reviewer          = "reviewer"           // in an organisation
	Member            = "member"             // in an organisation: a peer
	Learner           = "learner"
	Visitor           = "visitor"
	System            = "system"
)

// BuiltIn lists the built-in roles in the order of the matrix.
func BuiltIn() []string {
	return []string{
		Operator, CityAdministrator, CityEditor, Administrator, Organiser, Reviewer, Member, Learner, Visitor, System,
	}
}

// Grantable lists the actions that a tenant may give to roles of its own. What
// reaches beyond the tenant, and what only background work does, is not among them.
func Grantable() []laurel.Action {
	return []laurel.Action{
		laurel.ManageTenant, laurel.ManageMembers, laurel.ManageRoles, laurel.ManageOrganisations, laurel.ReadAudit,
		laurel.ListActivity, laurel.PublishActivity, laurel.WritePlaylist, laurel.ReadSubmission, laurel.ReviewAsPeer,
		laurel.ApproveEvidence,
	}
}

// Rules are what one tenant adds to the built-in policy.
type Rules struct {
	// Version grows with every change of the rest.
	Version     int64
	Assignments []Assignment
	// Roles are the tenant's own. One that bears a built-in name is left out,
	// and so are actions that are not Grantable: they give nothing.
	Roles []Role
}

// Assignment is a role that a person has in the tenant. A role that is neither
// built in nor among the tenant's own gives nothing.
type Assignment struct {
	Person laurel.PersonID
	Role   string
	Object string // "" for the whole tenant, or one thing's Object, as "activity:ID"
}

// Role is a role of the tenant's own.
type Role struct {
	Name    string
	Actions []laurel.Action
}

// Load reads all rules of one tenant, with the version that they have.
type Load func(context.Context, laurel.TenantID) (Rules, error)

// Version reads the version that the tenant's rules have now.
type Version func(context.Context, laurel.TenantID) (int64, error)

// Bounds limit what a Gate remembers, whatever the number of tenants.
type Bounds struct {
	Tenants     int // some 600 bytes each
	Assignments int // in all of them together, some 150 bytes each; zero: fifty a tenant
	Answers     int // one for each set of roles that somebody has, some 300 bytes each
}

// Gate answers whether the actor in a context may do something. It is safe for
// concurrent use.
type Gate struct {
	load    Load
	version Version
	oracle  *oracle
	rooms   *rooms
}

// New returns a gate that keeps the rules of up to 20,000 tenants with 400,000
// assignments: some 70 MB where that many are asked about.
func New(load Load, version Version) (*Gate, error) {
	return NewBounded(load, version, Bounds{Tenants: 20_000, Assignments: 400_000, Answers: 10_000})
}

// NewBounded returns a gate with bounds of its own.
func NewBounded(load Load, version Version, b Bounds) (*Gate, error) {
	if load == nil || version == nil {
		return nil, errors.New("policies: a gate needs a loader and a version")
	}
	if b.Assignments == 0 {
		b.Assignments = 50 * b.Tenants
	}
	lines, err := readBuiltIn(builtInCSV)
	if err != nil {
		return nil, err
	}
	g := &Gate{load: load, version: version}
	if g.oracle, err = newOracle(lines, b.Answers); err != nil {
		return nil, err
	}
	g.rooms, err = newRooms(b)
	return g, err
}

// May returns nil if the actor in ctx may do a to the thing. It does no I/O, so
// that it can be asked inside a transaction; Prepare comes before.
//
// Errors: Forbidden, for a visitor Unauthenticated, and Unready where the
// tenant was not prepared or has been pushed out by others since.
func (g *Gate) May(ctx context.Context, a laurel.Action, thing laurel.Thing) error {
	actor := laurel.ActorFrom(ctx)
	tenant := thing.Tenant()
	if !tenant.Valid() || actor.Reach != "" && actor.Reach != tenant {
		return refusal(actor)
	}
	rules := g.rooms.rules(tenant)
	if rules == nil {
		return laurel.E(laurel.Unready, "error.unready")
	}
	allowed, err := g.oracle.allows(rules.answer(actor, thing.Object()), a)
	if err != nil {
		return err
	}
	if !allowed {
		return refusal(actor)
	}
	return nil
}

// Grants lists what a built-in role allows where it can be held; of any other
// role it knows nothing.
func (g *Gate) Grants(role string) []laurel.Action {
	var allowed []laurel.Action
	for _, l := range g.oracle.builtIn {
		if l.role == role {
			allowed = append(allowed, l.action)
		}
	}
	return allowed
}

func refusal(a laurel.Actor) error {
	if base(a) == Visitor {
		return laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	return laurel.E(laurel.Forbidden, "error.forbidden")
}

// base is the role that an actor has everywhere.
func base(a laurel.Actor) string {
	switch {
	case a.System():
		return System
	case a.Person == "":
		return Visitor
	}
	return Learner
}

func isBuiltIn(role string) bool { return slices.Contains(BuiltIn(), role) }
