package main

import (
	"context"
	"database/sql"
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// laurelSays runs laurel with arguments in a folder, until it ends.
func laurelSays(t *testing.T, data string, args ...string) (said string, status int) {
	t.Helper()
	secret := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", 32)))
	cmd, err := command(t.Context(), []string{"LAUREL_DATA=" + data, "LAUREL_SECRET=" + secret, "LAUREL_PUBLIC_URL=https://badges.example",
		"LAUREL_SMTP_HOST=mail.example", "LAUREL_SMTP_FROM=laurel@badges.example", "LAUREL_LOG_LEVEL=error"}, args...)
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

// fillTrails founds a city and seals what was recorded, as a worker would.
func fillTrails(t *testing.T, data string) (city laurel.TenantID) {
	t.Helper()
	c := Config{Data: data, Secret: base64.StdEncoding.EncodeToString([]byte(strings.Repeat("s", 32))), PublicURL: "https://badges.example", LogLevel: "error"}
	c.SMTP.Host, c.SMTP.Port, c.SMTP.From, c.SMTP.TLS = "mail.example", 587, "laurel@badges.example", "starttls"
	if err := c.check(parts{}); err != nil {
		t.Fatal(err)
	}
	h, err := build(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.close(); err != nil {
			t.Error(err)
		}
	}()
	operator, err := h.registry.AppointOperator(t.Context(), "olga@example.org")
	if err != nil {
		t.Fatal(err)
	}
	ctx := laurel.WithActor(t.Context(), laurel.Actor{Person: operator})
	campania, err := h.registry.FoundCity(ctx, tenants.Tenant{Slug: "campania", Name: "Campania", Email: "c@example.org", Language: "en"}, "", "mayor@example.org")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []laurel.TenantID{laurel.Platform, campania.ID} {
		if err := h.registry.SealAudit(context.WithoutCancel(ctx), id); err != nil {
			t.Fatal(err)
		}
	}
	return campania.ID
}

func TestAuditVerifyNamesTheEntryThatWasChanged(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	city := fillTrails(t, data)
	if said, status := laurelSays(t, data, "audit", "verify"); status != 0 || !strings.Contains(said, "ok   "+string(city)+" Campania: 2 entries in 1 seals") ||
		!strings.Contains(said, "ok   0000000000 Laurel: 1 entries") {
		t.Fatalf("before anything was changed: %d\n%s", status, said)
	}
	pool, err := sql.Open("sqlite", filepath.Join(data, "laurel.db"))
	if err != nil {
		t.Fatal(err)
	}
	var id string
	if err := pool.QueryRowContext(t.Context(), "SELECT id FROM audit_entries WHERE tenant_id = ? AND what = 'role.given'", city).Scan(&id); err != nil {
		t.Fatal(err)
	}
	if _, err := pool.ExecContext(t.Context(), "UPDATE audit_entries SET change = replace(change, 'administrator', 'editor') WHERE id = ?", id); err != nil {
		t.Fatal(err)
	}
	if err := pool.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"audit", "verify"}, {"audit", "verify", "campania"}, {"audit", "verify", string(city)}} {
		said, status := laurelSays(t, data, args...)
		if status != 1 || !strings.Contains(said, "FAIL "+string(city)) || !strings.Contains(said, "entry "+id+": role.given") ||
			!strings.Contains(said, "Somebody changed what this entry says") || !strings.Contains(said, "an audit trail was changed") {
			t.Errorf("%v: %d\n%s", args, status, said)
		}
	}
	if said, status := laurelSays(t, data, "audit", "verify", string(laurel.Platform)); status != 0 {
		t.Errorf("another tenant's trail: %d\n%s", status, said)
	}
}

func TestAuditEraseLeavesTheChainWhole(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	fillTrails(t, data)
	if said, status := laurelSays(t, data, "audit", "erase", "campania", "mayor@example.org"); status != 0 || !strings.Contains(said, "the values of 1 entries") {
		t.Errorf("erased: %d\n%s", status, said)
	}
	if said, status := laurelSays(t, data, "audit", "erase", "campania", "olga@example.org"); status != 0 || !strings.Contains(said, "the actor of 2") {
		t.Errorf("erased: %d\n%s", status, said)
	}
	if said, status := laurelSays(t, data, "audit", "verify", "campania"); status != 0 || !strings.Contains(said, "2 erased, 2 not sealed yet") {
		t.Errorf("verified: %d\n%s", status, said)
	}
	for _, args := range [][]string{{"audit"}, {"audit", "erase", "campania"}, {"audit", "erase", "nowhere", "mayor@example.org"},
		{"audit", "erase", "campania", "nobody@example.org"}, {"audit", "verify", "nowhere"}, {"audit", "edit", "a", "b"}} {
		if said, status := laurelSays(t, data, args...); status != 1 {
			t.Errorf("%v: %d, want 1\n%s", args, status, said)
		}
	}
}
