// Package policies says who may do what: a Casbin model, the built-in roles, and
// a small enforcer for each tenant. It knows no database: the tenant's own rules
// come from two functions that it is given. What a person may do with what is
// their own, such as reading their own submission, is a rule of workflow.
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
		laurel.ListActivity, laurel.PublishActivity, laurel.ReadSubmission, laurel.ReviewAsPeer, laurel.ApproveEvidence,
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

// Bounds limit what a Gate remembers.
type Bounds struct {
	Tenants int // enforcers, some 25 KiB each
	Answers int // answers, some 800 bytes each
}

// Gate answers whether the actor in a context may do something. It is safe for
// concurrent use.
type Gate struct {
	load    Load
	version Version
	builtIn []line
	rooms   rooms
	answers answers
}

// New returns a gate that keeps the rules of up to 2,000 tenants and 50,000 answers.
func New(load Load, version Version) (*Gate, error) {
	return NewBounded(load, version, Bounds{Tenants: 2_000, Answers: 50_000})
}

// NewBounded returns a gate with bounds of its own; both must be positive.
func NewBounded(load Load, version Version, b Bounds) (*Gate, error) {
	if load == nil || version == nil {
		return nil, errors.New("policies: a gate needs a loader and a version")
	}
	lines, err := readBuiltIn(builtInCSV)
	if err != nil {
		return nil, err
	}
	g := &Gate{load: load, version: version, builtIn: lines}
	if g.rooms, err = newRooms(b.Tenants); err != nil {
		return nil, err
	}
	if g.answers, err = newAnswers(b.Answers); err != nil {
		return nil, err
	}
	return g, nil
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
	q := question{tenant: tenant, version: rules.version, subject: actor.Subject(), object: thing.Object(), action: a}
	allowed, known := g.answers.Get(q)
	if !known {
		var err error
		if allowed, err = rules.allow(q, base(actor)); err != nil {
			return err
		}
		g.answers.Add(q, allowed)
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
	for _, l := range g.builtIn {
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
