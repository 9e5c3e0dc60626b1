package engine_test

import (
	"context"
	"encoding/json"
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

// approvers are the built-in ones, asked without a process between.
type approvers map[string]approval.Approver

func (a approvers) Knows(key string) bool { return a[key] != nil }

func (a approvers) Describe(ctx context.Context, key string) (approval.Description, error) {
	return a[key].Describe(ctx)
}

// stack is a city and an organisation with people in it.
type stack struct {
	t         *testing.T
	db        *db.DB
	registry  *registry.Registry
	engine    *engine.Engine
	approvers approvers
	city, org laurel.TenantID

	ada, ben, cleo, dora laurel.PersonID // learner, peer, organiser, a stranger
}

func newStack(t *testing.T, d *db.DB) *stack {
	t.Helper()
	secret, err := keys.ParseSecret("MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=")
	must(t, err)
	vault, err := keys.NewVault(secret)
	must(t, err)
	s := &stack{t: t, db: d, registry: registry.New(d, vault),
		approvers: approvers{"self@1": self.Approver{}, "peer@1": peer.Approver{}, "organiser@1": organiser.Approver{}}}
	gate, err := policies.New(s.rules, s.registry.PolicyVersion)
	must(t, err)
	s.registry.Guard(gate)
	s.engine = engine.New(d, gate, s.approvers)
	s.fill()
	return s
}

func (s *stack) rules(ctx context.Context, t laurel.TenantID) (policies.Rules, error) {
	list, version, err := s.registry.Members(ctx, t)
	r := policies.Rules{Version: version}
	for _, m := range list {
		r.Assignments = append(r.Assignments, policies.Assignment{Person: m.Person, Role: m.Role, Object: m.Object})
	}
	return r, err
}

func (s *stack) fill() {
	s.t.Helper()
	operator, err := s.registry.AppointOperator(s.t.Context(), "operator@example.org")
	must(s.t, err)
	city, err := s.registry.FoundCity(s.as(operator), tenants.Tenant{Slug: "campania", Name: "Campania", Email: "help@example.org", Language: "en"}, "", "mayor@example.org")
	must(s.t, err)
	mayor := s.person("mayor@example.org")
	org, err := s.registry.FoundOrganisation(s.as(mayor), city.ID, tenants.Tenant{Slug: "lane", Name: "LANE", Email: "lane@example.org", Language: "en"}, "head@example.org")
	must(s.t, err)
	s.city, s.org = city.ID, org.ID
	head := s.person("head@example.org")
	s.ben, err = s.registry.AddMember(s.as(head), s.org, "ben@example.org", tenants.MemberRole)
	must(s.t, err)
	s.cleo, err = s.registry.AddMember(s.as(head), s.org, "cleo@example.org", tenants.Organiser)
	must(s.t, err)
	s.ada, s.dora = s.person("ada@example.org"), s.person("dora@example.org")
}

// person signs somebody in and returns who it is.
func (s *stack) person(email string) laurel.PersonID {
	s.t.Helper()
	secret, err := s.registry.MakeSignIn(s.t.Context(), tenants.SignInRequested{Email: email, Language: "en"})
	must(s.t, err)
	session, _, _, err := s.registry.FollowSignIn(s.t.Context(), secret, "test")
	must(s.t, err)
	p, err := s.registry.BySession(s.t.Context(), session)
	must(s.t, err)
	return p.ID
}

func (s *stack) as(p laurel.PersonID) context.Context {
	return laurel.WithActor(s.t.Context(), laurel.Actor{Person: p, City: s.city, Language: "en"})
}

func (s *stack) system() context.Context {
	return laurel.WithActor(s.t.Context(), laurel.SystemActor())
}

// publish makes an activity with one task for each flow.
func (s *stack) publish(flows ...[]workflow.Step) workflow.Publication {
	s.t.Helper()
	d := workflow.Draft{Title: "What is an Open Badge?", Description: "About badges.", Language: "en", Kind: workflow.Online, Minutes: 20}
	for _, steps := range flows {
		d.Tasks = append(d.Tasks, workflow.TaskDraft{Prompt: "What was new to you?", Asks: []workflow.Ask{{Kind: approval.Text}}, Steps: steps})
	}
	p, err := s.engine.PublishActivity(s.as(s.cleo), s.org, d)
	must(s.t, err)
	return p
}

func step(approver string) workflow.Step { return workflow.Step{Approver: approver} }

// events takes what has been posted of one name, and marks it as relayed.
func (s *stack) events(name string) []db.Delivery {
	s.t.Helper()
	var found []db.Delivery
	for {
		n, err := s.db.RelayEvents(s.t.Context(), func(event string) []string { return []string{event} })
		must(s.t, err)
		if n == 0 {
			break
		}
	}
	due, err := s.db.RelayDue(s.t.Context())
	must(s.t, err)
	for _, d := range due {
		if d.Route == name {
			found = append(found, d)
		}
	}
	return found
}

// work does what background work does, until nothing is left to be done.
func (s *stack) work() {
	s.t.Helper()
	for {
		done := 0
		for _, name := range []string{"evidence.submitted", "opinion.given", "step.passed", "term.reached"} {
			for _, d := range s.events(name) {
				s.decide(d)
				done++
			}
		}
		for _, d := range s.events("task.passed") {
			must(s.t, s.engine.GrantAward(s.system(), d, s.body(d).Submission))
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

func (s *stack) body(d db.Delivery) (b subject) {
	s.t.Helper()
	must(s.t, s.db.Read(s.t.Context(), d.TenantID, func(tx db.Tx) error {
		due, err := tx.Delivery(s.t.Context(), d.EventID, d.Route)
		if err != nil {
			return err
		}
		return json.Unmarshal(due.Body, &b)
	}))
	return b
}

func (s *stack) decide(d db.Delivery) {
	s.t.Helper()
	id := s.body(d).Submission
	q, err := s.engine.Question(s.system(), id)
	must(s.t, err)
	if q == nil {
		must(s.t, s.db.InTx(s.t.Context(), d.TenantID, func(tx db.Tx) error { _, err := tx.Finish(s.t.Context(), d); return err }))
		return
	}
	v, err := s.approvers[q.Approver].Decide(s.t.Context(), q.Case)
	must(s.t, err)
	must(s.t, s.engine.RecordVerdict(s.system(), d, engine.Answer{Submission: id, Turn: q.Turn, Approver: q.Approver, Verdict: v}))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
