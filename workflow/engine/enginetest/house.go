// Package enginetest gives a test a filled house: a city, an organisation with
// people in it, and all requests on them, on a database of its own.
package enginetest

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"example.org/laurel"
	"example.org/laurel/plugins/approval"
	"example.org/laurel/plugins/organiser"
	"example.org/laurel/plugins/peer"
	"example.org/laurel/plugins/self"
	"example.org/laurel/policies"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/tenants/keys"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// Approvers are asked without a process between.
type Approvers map[string]approval.Approver

// Keys lists them, which are every tenant's.
func (a Approvers) Keys(laurel.TenantID) []string { return slices.Sorted(maps.Keys(a)) }

// Stands is an approver that is not in service.
type Stands struct {
	approval.Approver
	State tenants.ApproverState
}

// State says whether there is an approver of that key.
func (a Approvers) State(_ context.Context, _ laurel.TenantID, key string) tenants.ApproverState {
	if s, ok := a[key].(Stands); ok {
		return s.State
	}
	if a[key] == nil {
		return ""
	}
	return tenants.InService
}

// Describe asks it for its business card.
func (a Approvers) Describe(ctx context.Context, _ laurel.TenantID, key string) (approval.Description, error) {
	return a[key].Describe(ctx)
}

// Decide asks it about a case.
func (a Approvers) Decide(ctx context.Context, _ laurel.TenantID, key string, c approval.Case) (approval.Verdict, error) {
	return a[key].Decide(ctx, c)
}

// House is a city and an organisation with people in it.
type House struct {
	T         testing.TB
	DB        *db.DB
	Registry  *registry.Registry
	Engine    *engine.Engine
	Gate      *policies.Gate
	Approvers Approvers
	City, Org laurel.TenantID

	Ada  laurel.PersonID // a learner
	Ben  laurel.PersonID // a member of the organisation: a peer
	Cleo laurel.PersonID // an organiser of it
	Dora laurel.PersonID // a stranger
}

// New fills a house on d.
func New(t testing.TB, d *db.DB) *House {
	t.Helper()
	secret, err := keys.ParseSecret("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	must(t, err)
	vault, err := keys.NewVault(secret)
	must(t, err)
	approvers := Approvers{"self@1": self.Approver{}, "peer@1": peer.Approver{},
		"organiser@1": organiser.Approver{}, "organiser@2": organiser.V2{}}
	s := &House{T: t, DB: d, Registry: registry.New(d, vault), Approvers: approvers}
	s.Gate, err = policies.New(s.Rules, s.Registry.PolicyVersion)
	must(t, err)
	s.Registry.Guard(s.Gate)
	s.Engine = engine.New(d, s.Gate, s.Approvers)
	s.fill()
	return s
}

// Rules tells the gate who has which role.
func (s *House) Rules(ctx context.Context, t laurel.TenantID) (policies.Rules, error) {
	list, own, version, err := s.Registry.Policy(ctx, t)
	r := policies.Rules{Version: version}
	for _, m := range list {
		r.Assignments = append(r.Assignments, policies.Assignment{Person: m.Person, Role: m.Role, Object: m.Object})
	}
	for _, o := range own {
		r.Roles = append(r.Roles, policies.Role{Name: o.Name, Actions: o.Actions})
	}
	return r, err
}

func (s *House) fill() {
	s.T.Helper()
	operator, err := s.Registry.AppointOperator(s.T.Context(), "operator@example.org")
	must(s.T, err)
	campania := tenants.Tenant{Slug: "campania", Name: "Campania", Email: "help@example.org", Language: "en"}
	city, err := s.Registry.FoundCity(s.As(operator), campania, "", "mayor@example.org")
	must(s.T, err)
	mayor := s.SignIn("mayor@example.org")
	lane := tenants.Tenant{Slug: "lane", Name: "LANE", Email: "lane@example.org", Language: "en"}
	org, err := s.Registry.FoundOrganisation(s.As(mayor), city.ID, lane, "head@example.org")
	must(s.T, err)
	s.City, s.Org = city.ID, org.ID
	head := s.SignIn("head@example.org")
	s.Ben, err = s.Registry.AddMember(s.As(head), s.Org, "ben@example.org", tenants.MemberRole)
	must(s.T, err)
	s.Cleo, err = s.Registry.AddMember(s.As(head), s.Org, "cleo@example.org", tenants.Organiser)
	must(s.T, err)
	s.Ada, s.Dora = s.SignIn("ada@example.org"), s.SignIn("dora@example.org")
}

// SignIn signs somebody in and returns who it is.
func (s *House) SignIn(email string) laurel.PersonID {
	s.T.Helper()
	secret, err := s.Registry.MakeSignIn(s.T.Context(), tenants.SignInRequested{Email: email, Language: "en"})
	must(s.T, err)
	session, _, _, err := s.Registry.FollowSignIn(s.T.Context(), secret, "test")
	must(s.T, err)
	p, err := s.Registry.BySession(s.T.Context(), session)
	must(s.T, err)
	return p.ID
}

// As is a context in which somebody acts on the city's site.
func (s *House) As(p laurel.PersonID) context.Context {
	return laurel.WithActor(s.T.Context(), laurel.Actor{Person: p, City: s.City, Language: "en"})
}

// System is a context of background work.
func (s *House) System() context.Context {
	return laurel.WithActor(s.T.Context(), laurel.SystemActor())
}

// Publish makes an activity with one task for each flow.
func (s *House) Publish(flows ...[]workflow.Step) workflow.Publication {
	s.T.Helper()
	d := workflow.Draft{Title: "What is an Open Badge?", Description: "About badges.", Language: "en", Kind: workflow.Online, Minutes: 20}
	for _, steps := range flows {
		d.Tasks = append(d.Tasks, workflow.TaskDraft{Prompt: "What was new to you?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: steps})
	}
	p, err := s.Engine.PublishActivity(s.As(s.Cleo), s.Org, d)
	must(s.T, err)
	return p
}

// Step is a step with an approver's defaults.
func Step(approver string) workflow.Step { return workflow.Step{Approver: approver} }

// Events takes what has been posted of one name, and marks it as relayed.
func (s *House) Events(name string) []db.Delivery {
	s.T.Helper()
	var found []db.Delivery
	for {
		n, err := s.DB.RelayEvents(s.T.Context(), func(event string) []string { return []string{event} })
		must(s.T, err)
		if n == 0 {
			break
		}
	}
	due, _, err := s.DB.RelayDue(s.T.Context())
	must(s.T, err)
	for _, d := range due {
		if d.Route == name {
			found = append(found, d)
		}
	}
	return found
}

// Work does what background work does, until nothing is left to be done.
func (s *House) Work() {
	s.T.Helper()
	for {
		done := 0
		for _, name := range []string{"evidence.submitted", "opinion.given", "step.passed", "term.reached"} {
			for _, d := range s.Events(name) {
				s.decide(d)
				done++
			}
		}
		for _, d := range s.Events("task.passed") {
			must(s.T, s.Engine.GrantAward(s.System(), d, s.body(d).Submission))
			done++
		}
		if done == 0 {
			return
		}
	}
}

type subject struct {
	Submission laurel.SubmissionID
	Award      laurel.AwardID
}

func (s *House) body(d db.Delivery) (b subject) {
	s.T.Helper()
	must(s.T, s.DB.Read(s.T.Context(), d.TenantID, func(tx db.Tx) error {
		due, err := tx.Delivery(s.T.Context(), d.EventID, d.Route)
		if err != nil {
			return err
		}
		return json.Unmarshal(due.Body, &b)
	}))
	return b
}

func (s *House) decide(d db.Delivery) {
	s.T.Helper()
	id := s.body(d).Submission
	q, err := s.Engine.Inquiry(s.System(), id)
	must(s.T, err)
	if q == nil {
		must(s.T, s.DB.InTx(s.T.Context(), d.TenantID, func(tx db.Tx) error { _, err := tx.Finish(s.T.Context(), d); return err }))
		return
	}
	said, err := q.Ask(s.T.Context(), func(ctx context.Context, key string, c approval.Case) (approval.Verdict, error) {
		return s.Approvers.Decide(ctx, id.Tenant(), key, c)
	})
	must(s.T, err)
	must(s.T, s.Engine.RecordVerdict(s.System(), d, engine.Answer{Submission: id, Hearing: said}))
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
