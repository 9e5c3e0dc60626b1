package registry

import (
	"encoding/json"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// ceremonies are those of Web Authentication for the host of a site, which is
// the only origin that they take. The person has to be verified by the device,
// by a finger or a PIN: who finds a key has not found the account. A site under
// a number has no passkeys.
func ceremonies(site laurel.Site) (*webauthn.WebAuthn, error) {
	host, _, _ := strings.Cut(site.Host(), ":")
	here := protocol.ResidentKeyRequirementRequired
	w, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Laurel", RPOrigins: []string{site.Origin()},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: here, RequireResidentKey: protocol.ResidentKeyRequired(), UserVerification: protocol.VerificationRequired,
		},
	})
	if err != nil {
		return nil, refused(err)
	}
	return w, nil
}

// keyholder is a person with passkeys, as the library asks for one.
type keyholder struct {
	person tenants.Person
	keys   []webauthn.Credential
}

func (k keyholder) WebAuthnID() []byte                         { return tenants.Handle(k.person.ID) }
func (k keyholder) WebAuthnName() string                       { return k.person.Email }
func (k keyholder) WebAuthnDisplayName() string                { return k.person.CallName() }
func (k keyholder) WebAuthnCredentials() []webauthn.Credential { return k.keys }

// challenged is what a browser is asked, and what is kept of it.
func challenged(options any, kept *webauthn.SessionData) (asked, ceremony []byte, err error) {
	if asked, err = json.Marshal(options); err != nil {
		return nil, nil, err
	}
	ceremony, err = json.Marshal(kept)
	return asked, ceremony, err
}

// refused is the one answer to whatever is wrong with what a browser says about
// a passkey; why stays with us.
func refused(why error) error { return laurel.E(laurel.Invalid, "passkey.refused").Because(why) }
