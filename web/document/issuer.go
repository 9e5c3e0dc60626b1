package document

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/workflow/credential"
)

// DID answers GET /t/:code/did.json: who the issuer is, and with which keys it
// signs (did:web, section 3.2).
func (d *Documents) DID(c *fiber.Ctx) error {
	open(c)
	tenant := laurel.TenantID(c.Params("code"))
	keys, err := d.Registry.SigningKeys(c.UserContext(), tenant)
	if err != nil {
		return err
	}
	list := make([]credential.Key, len(keys))
	for i, k := range keys {
		list[i] = credential.Key{Fragment: k.ID, Public: ed25519.PublicKey(k.Public)}
	}
	b, err := encode(credential.DIDDocument(d.Site, tenant, list))
	if err != nil {
		return err
	}
	return send(c, negotiate(c, "application/did+json", "application/did+ld+json", fiber.MIMEApplicationJSON), freshSlow, b)
}

// StatusList answers GET /t/:code/status/:number: which of the issuer's
// credentials are revoked (Bitstring Status List 1.0, section 3.2).
func (d *Documents) StatusList(c *fiber.Ctx) error {
	open(c)
	number, err := strconv.Atoi(c.Params("number"))
	if err != nil || number < 1 || strconv.Itoa(number) != c.Params("number") {
		return notFound()
	}
	b, err := d.Engine.StatusList(c.UserContext(), laurel.TenantID(c.Params("code")), number)
	if err != nil {
		return err
	}
	return send(c, negotiate(c, signedTypes()...), freshSlow, b)
}

// signedTypes are the media types of a signed document, the one of Open Badges
// 3.0 (section 6.2) first.
func signedTypes() []string {
	return []string{"application/vc+ld+json", "application/vc", "application/ld+json", fiber.MIMEApplicationJSON}
}

func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return trimmed(b.Bytes()), err
}
