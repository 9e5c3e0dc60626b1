// Package contexts holds the JSON-LD contexts that credentials are read and
// signed with, as published. Nothing here or elsewhere fetches a context: a
// published one never changes under its address, and a document that names
// another is refused. Sources and licences stand in NOTICE.md.
package contexts

import (
	"embed"
	"encoding/json"
	"sync"
)

// The addresses that our own documents name (Open Badges 3.0, appendix B; DID
// Core, section 8).
const (
	Credentials         = "https://www.w3.org/ns/credentials/v2"
	OpenBadges          = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
	OpenBadgeExtensions = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
	DID                 = "https://www.w3.org/ns/did/v1"
	Multikey            = "https://w3id.org/security/multikey/v1"
)

//go:embed files/*.json
var files embed.FS

// index is the table of files/index.json: an address and the name of its file.
var index = sync.OnceValue(func() map[string]string {
	text, err := files.ReadFile("files/index.json")
	if err != nil {
		panic(err) // the file is part of the binary
	}
	var table map[string]string
	if err := json.Unmarshal(text, &table); err != nil {
		panic(err)
	}
	return table
})

// Document returns the context published at address, as the bytes of a JSON
// document; ok is false where it is not among the bundled ones.
func Document(address string) (document []byte, ok bool) {
	name, ok := index()[address]
	if !ok {
		return nil, false
	}
	document, err := files.ReadFile("files/" + name)
	return document, err == nil
}
