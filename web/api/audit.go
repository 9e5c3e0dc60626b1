package api

import (
	"context"
	"encoding/json"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/registry"
)

type auditIn struct {
	ID     laurel.TenantID `path:"id"`
	What   string          `query:"what" doc:"Only changes of this kind, as in \"role.given\"."`
	Actor  string          `query:"actor" doc:"Only what this person did: an id, or \"system\"."`
	From   time.Time       `query:"from" doc:"Only at this time or later."`
	Until  time.Time       `query:"until" doc:"Only before this time."`
	Before string          `query:"before" doc:"The field next of an answer: what is older than that."`
	Limit  int64           `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

type auditEntry struct {
	ID     string          `json:"id"`
	At     time.Time       `json:"at"`
	What   string          `json:"what" doc:"As in \"role.given\"."`
	Object string          `json:"object" doc:"What it happened to, as in \"person:ID\"."`
	Actor  string          `json:"actor" doc:"Id of the person who did it, or \"system\"; empty where it was erased."`
	Change json.RawMessage `json:"change" doc:"An object with from and to, or null where it was erased."`
	Seal   int64           `json:"seal" doc:"Number of its seal; 0 where it is not sealed yet."`
	Place  int64           `json:"place" doc:"In its seal, from 1."`
}

type auditPage struct {
	Items []auditEntry `json:"items" nullable:"false" doc:"The newest first."`
	Next  string       `json:"next" doc:"For the parameter before; empty where there are no more."`
}

// Audit lists what was done to a tenant.
func (a *API) Audit() Endpoint {
	return endpoint(a, about{id: "readAudit", summary: "Who changed what in a tenant, and when", tag: "tenants", scope: tenants.ReadTenants},
		func(ctx context.Context, in *auditIn) (auditPage, error) {
			f := registry.AuditFilter{What: in.What, Actor: in.Actor, From: in.From, Until: in.Until, Before: in.Before}
			found, more, err := a.Registry.Audit(ctx, in.ID, f, in.Limit)
			page := auditPage{Items: list(found, auditEntryOf)}
			if more {
				page.Next = found[len(found)-1].ID
			}
			return page, err
		})
}

func auditEntryOf(e tenants.AuditEntry) auditEntry {
	change := json.RawMessage(e.Values)
	if !json.Valid(change) { // erased, or somebody has changed it
		change = json.RawMessage("null")
	}
	return auditEntry{ID: e.ID, At: e.At, What: e.What, Object: e.Object, Actor: e.Actor, Change: change, Seal: e.Seal, Place: e.Place}
}
