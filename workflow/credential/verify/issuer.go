package verify

import (
	"crypto/ed25519"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"

	"example.org/laurel/workflow/credential/proof"
)

// identity is an issuer, with the document that its id leads to.
type identity struct {
	id       string
	document map[string]any
}

// issuerKey is a key that an issuer signs with.
type issuerKey struct{ public ed25519.PublicKey }

// issuer finds the document of whom a credential names as its issuer.
func (e *examination) issuer(doc map[string]any) (identity, error) {
	id := issuerID(doc)
	address, err := Address(id)
	if err != nil {
		return identity{id: id}, fault{"verify.issuer-unsupported", err.Error()}
	}
	text, err := e.resolve(e.ctx, address)
	if err != nil {
		return identity{id: id}, fault{"verify.issuer-unreachable", err.Error()}
	}
	document, err := proof.Parse(text)
	if err != nil {
		return identity{id: id}, fault{"verify.issuer-bad", address + ": " + err.Error()}
	}
	found := identity{id, document}
	if named := str(document, "id"); named != id && !found.isKeyDocument() {
		return found, fault{"verify.issuer-bad", fmt.Sprintf("%s calls itself %q, not %q", address, named, id)}
	}
	return found, nil
}

// issuerID is the id in a credential's issuer, which is an address or a profile.
func issuerID(doc map[string]any) string {
	if id := str(doc, "issuer"); id != "" {
		return id
	}
	profile, _ := doc["issuer"].(map[string]any)
	return str(profile, "id")
}

// isKeyDocument reports whether the document at an https issuer's address is its
// key itself, as verifiers of 1EdTech read it.
func (i identity) isKeyDocument() bool {
	return strings.HasPrefix(i.id, "https://") && str(i.document, "publicKeyMultibase") != "" && str(i.document, "controller") == i.id
}

// key finds the issuer's key by its id. It must be controlled by the issuer,
// listed for assertions, and neither revoked nor expired.
func (i identity) key(method string, now time.Time) (issuerKey, error) {
	if owner, _, _ := strings.Cut(method, "#"); owner != i.id {
		return issuerKey{}, fault{"verify.key-foreign", fmt.Sprintf("%s is not a key of %s", method, i.id)}
	}
	if i.isKeyDocument() {
		if named := str(i.document, "id"); named != "" && named != method && named != i.id {
			return issuerKey{}, fault{"verify.key-unknown", method}
		}
		return usable(i.document, now)
	}
	listed := false
	var entry map[string]any
	for _, each := range list(i.document["assertionMethod"]) {
		if each == method {
			listed = true
		}
		if object, ok := each.(map[string]any); ok && str(object, "id") == method {
			listed, entry = true, object
		}
	}
	for _, each := range list(i.document["verificationMethod"]) {
		if object, ok := each.(map[string]any); ok && str(object, "id") == method && entry == nil {
			entry = object
		}
	}
	switch {
	case entry == nil:
		return issuerKey{}, fault{"verify.key-unknown", method}
	case !listed:
		return issuerKey{}, fault{"verify.key-purpose", method}
	case str(entry, "controller") != i.id:
		return issuerKey{}, fault{"verify.key-foreign", fmt.Sprintf("%s is controlled by %q", method, str(entry, "controller"))}
	}
	return usable(entry, now)
}

func usable(entry map[string]any, now time.Time) (issuerKey, error) {
	for _, end := range [...]string{"revoked", "expires"} {
		written := str(entry, end)
		if written == "" && entry[end] == nil {
			continue
		}
		at, err := time.Parse(time.RFC3339, written)
		if err != nil || !now.Before(at) {
			return issuerKey{}, fault{"verify.key-ended", end + " " + written}
		}
	}
	public, err := proof.ParseMultikey(str(entry, "publicKeyMultibase"))
	if err != nil {
		return issuerKey{}, fault{"verify.key-unsupported", err.Error()}
	}
	return issuerKey{public}, nil
}

var (
	webHost    = regexp.MustCompile(`^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?$`)
	webSegment = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._~-]*$`)
)

// Address returns where the document of an issuer is found: the https address
// itself, or that of a did:web identifier (did:web method, section 3.2), in which
// a port is written with %3A. Other identifiers are an error.
func Address(id string) (string, error) {
	if strings.HasPrefix(id, "https://") {
		address, err := url.Parse(id)
		if err != nil || address.User != nil || address.Fragment != "" || !webHost.MatchString(address.Host) {
			return "", fmt.Errorf("%q is no address of an issuer", id)
		}
		return id, nil
	}
	rest, ok := strings.CutPrefix(id, "did:web:")
	if !ok {
		return "", fmt.Errorf("%q is neither did:web nor https", id)
	}
	segments := strings.Split(rest, ":")
	host := strings.ReplaceAll(strings.ReplaceAll(segments[0], "%3A", ":"), "%3a", ":")
	if !webHost.MatchString(host) {
		return "", fmt.Errorf("%q names no host", id)
	}
	for _, segment := range segments[1:] {
		if !webSegment.MatchString(segment) {
			return "", fmt.Errorf("%q has the path segment %q", id, segment)
		}
	}
	if len(segments) == 1 {
		return "https://" + host + "/.well-known/did.json", nil
	}
	return "https://" + host + "/" + strings.Join(segments[1:], "/") + "/did.json", nil
}

func str(object map[string]any, name string) string {
	text, _ := object[name].(string)
	return text
}

// list returns the elements of an array; a single value is an array of one.
func list(value any) []any {
	if value == nil {
		return nil
	}
	if all, ok := value.([]any); ok {
		return all
	}
	return []any{value}
}
