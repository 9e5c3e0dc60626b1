package db

import "slices"

type owner uint8

const (
	shared      owner = iota // of the installation: host names, addresses, the public side of tenants
	tenantOwned              // every key begins with tenant_id
	personOwned              // every key begins with person_id
)

type table struct {
	name    string
	owner   owner
	relayed bool // read by the relay, across all tenants
	lasting bool // no row is ever taken away
}

// tables lists every table and whose it is. A migration that makes one adds it
// here; a test compares the list with the database.
func tables() []table {
	return []table{
		{name: "tenants"}, {name: "hosts"}, {name: "emails"}, {name: "sign_ins"}, {name: "challenges"},
		{name: "frameworks"}, {name: "skills"}, {name: "skill_labels"}, {name: "broader_skills"},
		{name: "approvers"},

		{name: "people", owner: personOwned}, {name: "sessions", owner: personOwned},
		{name: "api_tokens", owner: personOwned}, {name: "memberships", owner: personOwned},
		{name: "acceptances", owner: personOwned},
		{name: "passkeys", owner: personOwned}, {name: "crossings", owner: personOwned},
		{name: "portfolio_entries", owner: personOwned},
		{name: "address_links", owner: personOwned}, {name: "mergers", owner: personOwned},
		{name: "presences", owner: personOwned},

		{name: "members", owner: tenantOwned}, {name: "policy_versions", owner: tenantOwned},
		{name: "affiliations", owner: tenantOwned}, {name: "affiliated_cities", owner: tenantOwned},
		{name: "signing_keys", owner: tenantOwned},
		{name: "activities", owner: tenantOwned}, {name: "activity_drafts", owner: tenantOwned},
		{name: "activity_places", owner: tenantOwned}, {name: "listings", owner: tenantOwned},
		{name: "achievements", owner: tenantOwned}, {name: "badge_tasks", owner: tenantOwned},
		{name: "flows", owner: tenantOwned}, {name: "claims", owner: tenantOwned}, {name: "pass_codes", owner: tenantOwned},
		{name: "uploads", owner: tenantOwned}, {name: "upload_parts", owner: tenantOwned},
		{name: "evidence_drafts", owner: tenantOwned}, {name: "submissions", owner: tenantOwned},
		{name: "evidence", owner: tenantOwned}, {name: "opinions", owner: tenantOwned}, {name: "opinion_drafts", owner: tenantOwned},
		{name: "verdicts", owner: tenantOwned}, {name: "hearings", owner: tenantOwned},
		{name: "guest_links", owner: tenantOwned}, {name: "awards", owner: tenantOwned},
		{name: "credentials", owner: tenantOwned}, {name: "status_lists", owner: tenantOwned},
		{name: "participants", owner: tenantOwned}, {name: "rolls", owner: tenantOwned},
		{name: "part_invitations", owner: tenantOwned}, {name: "entry_codes", owner: tenantOwned},
		{name: "playlists", owner: tenantOwned}, {name: "playlist_items", owner: tenantOwned},
		{name: "playlist_drafts", owner: tenantOwned}, {name: "activity_playlists", owner: tenantOwned},
		{name: "terms", owner: tenantOwned},
		{name: "audit_entries", owner: tenantOwned, lasting: true}, {name: "audit_seals", owner: tenantOwned, lasting: true},
		{name: "audit_heads", owner: tenantOwned, lasting: true}, {name: "quotas", owner: tenantOwned},
		{name: "sign_on_providers", owner: tenantOwned}, {name: "sign_ons", owner: tenantOwned},
		{name: "identities", owner: tenantOwned}, {name: "identity_places", owner: personOwned},
		{name: "admissions", owner: tenantOwned}, {name: "affiliation_moves", owner: tenantOwned},
		{name: "affiliation_figures", owner: tenantOwned},
		{name: "invitations", owner: tenantOwned},
		{name: "roles", owner: tenantOwned}, {name: "join_requests", owner: tenantOwned}, {name: "join_settings", owner: tenantOwned},
		{name: "events", owner: tenantOwned, relayed: true}, {name: "deliveries", owner: tenantOwned, relayed: true},
	}
}

// OwnerColumns returns the names of the tables whose rows belong to somebody, by the
// column that says to whom.
func OwnerColumns() map[string]string {
	columns := map[string]string{}
	for _, t := range tables() {
		switch t.owner {
		case tenantOwned:
			columns[t.name] = "tenant_id"
		case personOwned:
			columns[t.name] = "person_id"
		case shared:
		}
	}
	return columns
}

// Tables returns the names of all tables, sorted.
func Tables() []string {
	all := tables()
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = t.name
	}
	slices.Sort(names)
	return names
}
