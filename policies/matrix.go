package policies

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"example.org/laurel"
)

// Column is a role with what a gate allows to somebody who has it in the whole
// tenant: what the role itself allows, and what everybody signed in may do.
type Column struct {
	Role    string
	Allowed []laurel.Action
}

// Columns asks a gate about roles in a tenant, built-in ones and those of its
// own. The matrix and the page that shows it both come from here.
func Columns(ctx context.Context, where laurel.TenantID, own []Role, roles []string) ([]Column, error) {
	rules := Rules{Roles: own}
	for i, role := range roles {
		rules.Assignments = append(rules.Assignments, Assignment{Person: holder(i), Role: role})
	}
	g, err := NewBounded(func(context.Context, laurel.TenantID) (Rules, error) { return rules, nil },
		func(context.Context, laurel.TenantID) (int64, error) { return rules.Version, nil }, Bounds{Tenants: 1, Answers: 1_000})
	if err != nil {
		return nil, err
	}
	if err := g.Prepare(ctx, where); err != nil {
		return nil, err
	}
	columns := make([]Column, len(roles))
	for i, role := range roles {
		columns[i].Role = role
		if columns[i].Allowed, err = g.allowed(laurel.WithActor(ctx, actorWith(role, holder(i))), laurel.Whole(where)); err != nil {
			return nil, err
		}
	}
	return columns, nil
}

// holder stands for somebody with the role in that place of a list.
func holder(place int) laurel.PersonID { return laurel.PersonID(fmt.Sprintf("%026d", place)) }

func actorWith(role string, p laurel.PersonID) laurel.Actor {
	switch role {
	case System:
		return laurel.SystemActor()
	case Visitor:
		return laurel.Actor{}
	}
	return laurel.Actor{Person: p}
}

func (g *Gate) allowed(ctx context.Context, where laurel.Whole) ([]laurel.Action, error) {
	var list []laurel.Action
	for _, a := range laurel.Actions() {
		switch err := g.May(ctx, a, where); laurel.KindOf(err) {
		case laurel.Forbidden, laurel.Unauthenticated:
		default:
			if err != nil {
				return nil, err
			}
			list = append(list, a)
		}
	}
	return list, nil
}

// Matrix is the built-in policy as a table of actions and roles for people to
// read. The operator's column is about the platform, all others about a tenant.
func Matrix(ctx context.Context) (string, error) {
	const anyTenant laurel.TenantID = "1111111111"
	columns, err := Columns(ctx, laurel.Platform, nil, []string{Operator})
	if err != nil {
		return "", err
	}
	others, err := Columns(ctx, anyTenant, nil, BuiltIn()[1:])
	if err != nil {
		return "", err
	}
	columns = append(columns, others...)
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "action\t%s\n", strings.Join(BuiltIn(), "\t"))
	for _, a := range laurel.Actions() {
		cells := []string{string(a)}
		for _, c := range columns {
			cell := "-"
			if slices.Contains(c.Allowed, a) {
				cell = "yes"
			}
			cells = append(cells, cell)
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return "", err
	}
	return b.String(), nil
}
