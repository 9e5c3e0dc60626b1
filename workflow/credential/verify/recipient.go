package verify

import (
	"strings"

	"example.org/laurel/workflow/credential"
)

// EarnedBy reports whether a credential says that the person with this e-mail
// address earned it (Open Badges 3.0, section 9.4): by the address itself, or by
// its SHA-256 with the salt that is given. It says nothing where the credential
// has not been verified.
func EarnedBy(doc map[string]any, email string) bool {
	subject, _ := doc["credentialSubject"].(map[string]any)
	email = strings.TrimSpace(email)
	for _, each := range list(subject["identifier"]) {
		entry, _ := each.(map[string]any)
		kind := str(entry, "identityType")
		if kind != "emailAddress" && kind != "email" {
			continue
		}
		want := str(entry, "identityHash")
		if hashed, _ := entry["hashed"].(bool); !hashed {
			if email != "" && strings.EqualFold(want, email) {
				return true
			}
			continue
		}
		salt := str(entry, "salt")
		if email != "" && (strings.EqualFold(want, credential.HashIdentity(email, salt)) ||
			strings.EqualFold(want, credential.HashIdentityAsGiven(email, salt))) {
			return true
		}
	}
	return false
}
