package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// listApprovers prints the approvers that were added, and those built in with which
// there was trouble.
func listApprovers(ctx context.Context, args []string, out io.Writer) error {
	var w whose
	set := flag.NewFlagSet("approver list", flag.ContinueOnError)
	set.SetOutput(out)
	w.read(set)
	if err := set.Parse(args); err != nil {
		return wrongFlags(err)
	}
	if set.NArg() > 0 {
		return errArguments
	}
	return w.house(ctx, func(ctx context.Context, h *house, owner laurel.TenantID) error {
		list, err := h.registry.Approvers(ctx)
		if err != nil {
			return err
		}
		var ids []laurel.TenantID
		for _, a := range list {
			ids = append(ids, a.Owner)
		}
		byID, err := h.registry.Tenants(ctx, ids)
		if err != nil {
			return err
		}
		if owner != laurel.Platform {
			list = slices.DeleteFunc(list, func(a tenants.Approver) bool { return a.Owner != owner })
		}
		return printApprovers(out, list, byID)
	})
}

// printApprovers prints a table of approvers, and below it with which there was trouble.
func printApprovers(out io.Writer, list []tenants.Approver, owners map[laurel.TenantID]tenants.Tenant) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprint(table, "APPROVER\tFOR\tSTATE\tFLOWS\tUNDECIDED\tADDED\tDIGEST\n")
	for _, a := range list {
		of, digest := "all", a.Digest
		if a.Owner != laurel.Platform {
			of = owners[a.Owner].Slug
		}
		if a.BuiltIn() {
			digest = "built in"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n", a.Key, of, a.State, counted(a, a.Flows), counted(a, a.Submissions),
			a.AddedAt.Format(time.DateOnly), digest)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, a := range list {
		if a.Trouble != "" {
			fmt.Fprintf(out, "%s was retired at %s, and is put back by \"laurel approver revive\": %s\n",
				a.Key, a.TroubledAt.Format(time.RFC3339), a.Trouble)
		}
	}
	return nil
}

// counted is a number, once something was counted.
func counted(a tenants.Approver, n int) string {
	if a.CountedAt.IsZero() || a.BuiltIn() {
		return "-"
	}
	return strconv.Itoa(n)
}

// turnApprover disables an approver, offers it again, or puts it back into service
// after it was retired. Flags may stand before or behind the key.
func turnApprover(ctx context.Context, command string, args []string, out io.Writer) error {
	var w whose
	var reason string
	var now bool
	set := flag.NewFlagSet("approver "+command, flag.ContinueOnError)
	set.SetOutput(out)
	w.read(set)
	if command == "disable" {
		set.StringVar(&reason, "reason", "", "why, for those who run this site")
		set.BoolVar(&now, "now", false, "what began with it is not decided by it either, but waits until it is enabled")
	}
	if err := set.Parse(args); err != nil {
		return wrongFlags(err)
	}
	key := set.Arg(0)
	if set.NArg() > 0 {
		if err := set.Parse(set.Args()[1:]); err != nil {
			return wrongFlags(err)
		}
	}
	if key == "" || set.NArg() > 0 {
		return errArguments
	}
	return w.house(ctx, func(ctx context.Context, h *house, owner laurel.TenantID) error {
		said := key + " is offered to flows again"
		var err error
		switch {
		case command == "revive":
			said, err = key+" is put back into service", h.registry.ReviveApprover(ctx, owner, key)
		case command == "enable":
			err = h.registry.TurnApprover(ctx, owner, key, tenants.InService, "")
		case now:
			said = key + " decides nothing any more; what began with it waits"
			err = h.registry.TurnApprover(ctx, owner, key, tenants.Withdrawn, reason)
		default:
			said = key + " is not offered to flows any more; what began with it goes on"
			err = h.registry.TurnApprover(ctx, owner, key, tenants.Disabled, reason)
		}
		if laurel.KindOf(err) == laurel.NotFound {
			return fmt.Errorf("there is no approver %s; \"laurel approver list\" lists them", key)
		}
		if err != nil {
			return err
		}
		if err := h.changedApprovers(ctx); err != nil {
			return err
		}
		_, err = fmt.Fprintln(out, said)
		return err
	})
}
