package registry_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"slices"
	"testing"

	"github.com/go-webauthn/webauthn/protocol/webauthncbor"
	"github.com/go-webauthn/webauthn/protocol/webauthncose"

	"example.org/laurel"
)

// device is an authenticator of the test's own, of which every answer can be
// spoilt. Flags of its data: 1 somebody is there, 4 it is the right one, 64 a key
// comes along (Web Authentication, section 6.1).
type device struct {
	t       *testing.T
	key     *ecdsa.PrivateKey
	id      []byte
	handle  string
	origin  string
	party   string
	flags   byte
	counter uint32
}

func newDevice(t *testing.T, who laurel.PersonID) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	id := make([]byte, 20)
	rand.Read(id)
	return &device{t: t, key: key, id: id, handle: string(who), origin: "https://badges.example", party: "badges.example", flags: 5}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func (d *device) client(kind string, options []byte) []byte {
	d.t.Helper()
	var asked struct{ Challenge string }
	must(d.t, json.Unmarshal(options, &asked))
	b, err := json.Marshal(map[string]any{"type": kind, "challenge": asked.Challenge, "origin": d.origin, "crossOrigin": false})
	must(d.t, err)
	return b
}

func (d *device) data(flags byte) []byte {
	party := sha256.Sum256([]byte(d.party))
	return binary.BigEndian.AppendUint32(append(party[:], flags), d.counter)
}

// create answers to who asks for a new passkey.
func (d *device) create(options []byte) []byte {
	d.t.Helper()
	public, err := d.key.PublicKey.Bytes()
	must(d.t, err)
	cose, err := webauthncbor.Marshal(webauthncose.EC2PublicKeyData{
		PublicKeyData: webauthncose.PublicKeyData{KeyType: 2, Algorithm: -7}, Curve: 1, XCoord: public[1:33], YCoord: public[33:]})
	must(d.t, err)
	data := append(d.data(d.flags|64), make([]byte, 16)...) // of no make
	data = binary.BigEndian.AppendUint16(data, uint16(len(d.id)))
	data = append(append(data, d.id...), cose...)
	object, err := webauthncbor.Marshal(map[string]any{"fmt": "none", "attStmt": map[string]any{}, "authData": data})
	must(d.t, err)
	return d.answer(map[string]any{"clientDataJSON": b64(d.client("webauthn.create", options)), "attestationObject": b64(object),
		"transports": []string{"internal", "by pigeon"}})
}

// get answers to who asks for a passkey to sign in.
func (d *device) get(options []byte) []byte {
	d.t.Helper()
	client, data := d.client("webauthn.get", options), d.data(d.flags)
	sum := sha256.Sum256(client)
	digest := sha256.Sum256(slices.Concat(data, sum[:]))
	signature, err := ecdsa.SignASN1(rand.Reader, d.key, digest[:])
	must(d.t, err)
	return d.answer(map[string]any{"clientDataJSON": b64(client), "authenticatorData": b64(data), "signature": b64(signature),
		"userHandle": b64([]byte(d.handle))})
}

func (d *device) answer(response map[string]any) []byte {
	d.t.Helper()
	b, err := json.Marshal(map[string]any{"id": b64(d.id), "rawId": b64(d.id), "type": "public-key", "response": response,
		"clientExtensionResults": map[string]any{}})
	must(d.t, err)
	return b
}
