package credential

import (
	"crypto/ed25519"

	"example.org/laurel"
	"example.org/laurel/workflow/credential/contexts"
	"example.org/laurel/workflow/credential/proof"
)

// Key is a public signing key of an issuer.
type Key struct {
	// Fragment names the key within the DID document, as in "key-2026-01". A
	// name that is itself a Multikey misleads verifiers.
	Fragment string
	Public   ed25519.PublicKey
}

// DIDDocument says which keys sign for a tenant (did:web; DID Core, section 5;
// Controlled Identifiers, section 2.2.2). Retired keys stay in it for as long as
// credentials that they signed are to hold.
func DIDDocument(site laurel.Site, tenant laurel.TenantID, keys []Key) map[string]any {
	did := site.DID(tenant)
	methods, ids := make([]any, len(keys)), make([]any, len(keys))
	for i, key := range keys {
		id := did + "#" + key.Fragment
		ids[i] = id
		methods[i] = map[string]any{
			"id":                 id,
			"type":               "Multikey",
			"controller":         did,
			"publicKeyMultibase": proof.Multikey(key.Public),
		}
	}
	return map[string]any{
		"@context":           []any{contexts.DID, contexts.Multikey},
		"id":                 did,
		"verificationMethod": methods,
		"assertionMethod":    ids,
	}
}
