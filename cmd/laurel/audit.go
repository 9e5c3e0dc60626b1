package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// errAuditChanged means that a trail is not what was sealed; which one is said
// above it.
var errAuditChanged = errors.New("an audit trail was changed")

// audit checks the audit trails of tenants, or erases a person from one.
func audit(ctx context.Context, args []string, out io.Writer) error {
	if len(args) == 0 {
		return errArguments
	}
	switch command, rest := args[0], args[1:]; {
	case command == "verify":
		return inHouse(ctx, func(h *house) error { return h.verifyAudits(ctx, rest, out) })
	case command == "erase" && len(rest) == 2:
		return inHouse(ctx, func(h *house) error { return h.eraseFromAudit(ctx, rest[0], rest[1], out) })
	}
	return errArguments
}

// verifyAudits says a line for each tenant that is named, or for all there are.
func (h *house) verifyAudits(ctx context.Context, names []string, out io.Writer) error {
	sound := true
	verify := func(t tenants.Tenant) error {
		r, err := h.registry.CheckAudit(ctx, t.ID)
		if err != nil {
			return err
		}
		sound = sound && r.Fault == nil
		_, err = io.WriteString(out, h.auditLine(t, r))
		return err
	}
	if err := h.eachCalled(ctx, names, verify); err != nil {
		return err
	}
	if !sound {
		return errAuditChanged
	}
	return nil
}

// eachCalled does something for each tenant that is named, or for all there are.
func (h *house) eachCalled(ctx context.Context, names []string, do func(tenants.Tenant) error) error {
	for _, name := range names {
		t, err := h.tenantCalled(ctx, name)
		if err == nil {
			err = do(t)
		}
		if err != nil {
			return err
		}
	}
	if len(names) > 0 {
		return nil
	}
	return errors.Join(do(platformItself()), h.registry.EachTenant(ctx, do))
}

// auditLine names the entry that was changed, if there is one, and the sum of the
// last seal: who notes it elsewhere can see later that the chain still holds it.
func (h *house) auditLine(t tenants.Tenant, r tenants.AuditReport) string {
	var b strings.Builder
	mark := "ok  "
	if r.Fault != nil {
		mark = "FAIL"
	}
	fmt.Fprintf(&b, "%s %s %s: %d entries in %d seals, %d erased, %d not sealed yet",
		mark, t.ID, t.Name, r.Sealed, r.Seals, r.Erased, r.Unsealed)
	if r.Last != "" {
		fmt.Fprintf(&b, "; last seal %s", r.Last)
	}
	b.WriteByte('\n')
	f := r.Fault
	if f == nil {
		return b.String()
	}
	wrong := h.texts.Say(h.texts.Match(language()), "audit-wrong."+string(f.Wrong), nil)
	fmt.Fprintf(&b, "     seal %d, place %d: %s\n", f.Seal, f.Place, wrong)
	if f.Entry.ID != "" {
		fmt.Fprintf(&b, "     entry %s: %s, %s\n", f.Entry.ID, f.Entry.What, f.Entry.At.Format("2006-01-02 15:04:05 MST"))
	}
	return b.String()
}

func platformItself() tenants.Tenant { return tenants.Tenant{ID: laurel.Platform, Name: "Laurel"} }

// tenantCalled finds a tenant by its code or by its name in addresses.
func (h *house) tenantCalled(ctx context.Context, name string) (tenants.Tenant, error) {
	if name == string(laurel.Platform) {
		return platformItself(), nil
	}
	t, err := h.registry.TenantBySlug(ctx, name)
	if laurel.KindOf(err) == laurel.NotFound {
		t, err = h.registry.Tenant(ctx, laurel.TenantID(name))
	}
	if laurel.KindOf(err) == laurel.NotFound {
		err = fmt.Errorf("there is no tenant %q", name)
	}
	return t, err
}

// eraseFromAudit erases the person behind an id or an address.
func (h *house) eraseFromAudit(ctx context.Context, tenant, person string, out io.Writer) error {
	t, err := h.tenantCalled(ctx, tenant)
	if err != nil {
		return err
	}
	who := laurel.PersonID(person)
	if strings.Contains(person, "@") {
		if who, err = h.registry.PersonCalled(ctx, person); err != nil {
			return err
		}
	}
	ctx = laurel.WithActor(ctx, laurel.SystemActor())
	gone, err := h.registry.EraseFromAudit(ctx, t.ID, who)
	if err != nil {
		return err
	}
	hearings, err := h.engine.EraseHearings(ctx, t.ID, who)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "erased from %s: the values of %d entries about the person, the actor of %d, "+
		"and what %d decisions were made by\n", t.Name, gone.Values, gone.Actors, hearings)
	return err
}
