package policies

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"example.org/laurel"
)

// Matrix is the built-in policy as a table of actions and roles for people to
// read: a cell says "yes" where a gate allows the action to somebody with that
// role in the whole tenant. What it says beyond a role's own lines is what
// everybody signed in may do.
func Matrix(ctx context.Context) (string, error) {
	const anyTenant, person laurel.TenantID = "1111111111", "00000000000000000000000000"
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "action\t%s\n", strings.Join(BuiltIn(), "\t"))
	for _, a := range laurel.Actions() {
		cells := []string{string(a)}
		for _, role := range BuiltIn() {
			tenant := anyTenant
			if role == Operator {
				tenant = laurel.Platform
			}
			cell, err := cell(ctx, role, laurel.PersonID(person), laurel.Whole(tenant), a)
			if err != nil {
				return "", err
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

func cell(ctx context.Context, role string, person laurel.PersonID, where laurel.Whole, a laurel.Action) (string, error) {
	g, err := NewBounded(func(context.Context, laurel.TenantID) (Rules, error) {
		return Rules{Assignments: []Assignment{{Person: person, Role: role}}}, nil
	}, func(context.Context, laurel.TenantID) (int64, error) { return 0, nil }, Bounds{Tenants: 1, Answers: 1})
	if err != nil {
		return "", err
	}
	if err := g.Prepare(ctx, where.Tenant()); err != nil {
		return "", err
	}
	actor := laurel.Actor{Person: person}
	switch role {
	case System:
		actor = laurel.SystemActor()
	case Visitor:
		actor = laurel.Actor{}
	}
	switch err := g.May(laurel.WithActor(ctx, actor), a, where); laurel.KindOf(err) {
	case laurel.Forbidden, laurel.Unauthenticated:
		return "-", nil
	default:
		if err != nil {
			return "", err
		}
		return "yes", nil
	}
}
