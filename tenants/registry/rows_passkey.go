package registry

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

type passkeyRow struct {
	bun.BaseModel `bun:"table:passkeys,alias:pk"`
	db.Personal
	ID           string    `bun:"id,pk"`
	Name         string    `bun:"name"`
	CredentialID string    `bun:"credential_id"` // base64url, as the public key
	PublicKey    string    `bun:"public_key"`
	Counter      int64     `bun:"counter"`
	Flags        int64     `bun:"flags"` // of the authenticator data, when it was last used
	Transports   string    `bun:"transports"`
	MadeAt       time.Time `bun:"made_at"`
	UsedAt       time.Time `bun:"used_at,nullzero"`
}

func (r passkeyRow) passkey() tenants.Passkey {
	return tenants.Passkey{ID: r.ID, Name: r.Name, MadeAt: r.MadeAt.UTC(), UsedAt: r.UsedAt}
}

func (r passkeyRow) credential() (webauthn.Credential, error) {
	id, err := base64.RawURLEncoding.DecodeString(r.CredentialID)
	if err != nil {
		return webauthn.Credential{}, err
	}
	key, err := base64.RawURLEncoding.DecodeString(r.PublicKey)
	if err != nil {
		return webauthn.Credential{}, err
	}
	c := webauthn.Credential{ID: id, PublicKey: key, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(r.Flags))}
	c.Authenticator.SignCount = uint32(r.Counter)
	for t := range strings.FieldsSeq(r.Transports) {
		c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
	}
	return c, nil
}

func passkeys(ctx context.Context, tx db.PersonTx) (rows []passkeyRow, err error) {
	err = db.Scan(ctx, tx.Select(&rows).Order("made_at", "id"))
	return rows, err
}

func insertPasskey(ctx context.Context, tx db.PersonTx, name string, c *webauthn.Credential) error {
	return tx.Insert(ctx, &passkeyRow{ID: laurel.NewPersonalID[string](tx.Now()), Name: name,
		CredentialID: base64.RawURLEncoding.EncodeToString(c.ID), PublicKey: base64.RawURLEncoding.EncodeToString(c.PublicKey),
		Counter: int64(c.Authenticator.SignCount), Flags: int64(c.Flags.ProtocolValue()), Transports: transports(c), MadeAt: tx.Now()})
}

// transports are the ways to reach a passkey, of those that the browser has named
// and that there are.
func transports(c *webauthn.Credential) string {
	known := []protocol.AuthenticatorTransport{
		protocol.USB, protocol.NFC, protocol.BLE, protocol.SmartCard, protocol.Hybrid, protocol.Internal,
	}
	var ways []string
	for _, t := range known {
		if slices.Contains(c.Transport, t) {
			ways = append(ways, string(t))
		}
	}
	return strings.Join(ways, " ")
}

// notePasskey writes down that a passkey was used, and how far its counter is.
func notePasskey(ctx context.Context, tx db.PersonTx, row *passkeyRow, c *webauthn.Credential) error {
	row.Counter, row.Flags, row.UsedAt = int64(c.Authenticator.SignCount), int64(c.Flags.ProtocolValue()), tx.Now()
	return tx.Update(ctx, row)
}

type challengeRow struct {
	bun.BaseModel `bun:"table:challenges,alias:ch"`
	BrowserSum    string    `bun:"browser_sum,pk"`
	Purpose       string    `bun:"purpose"`
	Ceremony      string    `bun:"ceremony"`
	ExpiresAt     time.Time `bun:"expires_at"`
}

func insertChallenge(ctx context.Context, tx db.SharedTx, r challengeRow) error {
	return tx.Insert(ctx, &r)
}

func forgetChallenges(ctx context.Context, tx db.SharedTx) error {
	_, err := tx.Delete((*challengeRow)(nil)).Where("expires_at < ?", tx.Now()).Exec(ctx)
	return err
}

// takeChallenge reads a challenge and takes it away; of two who come at the same
// moment one gets NotFound.
func takeChallenge(ctx context.Context, tx db.SharedTx, browserSum string) (challengeRow, error) {
	var r challengeRow
	if err := db.Scan(ctx, tx.Select(&r).Where("browser_sum = ?", browserSum).Where("expires_at > ?", tx.Now())); err != nil {
		return r, err
	}
	res, err := tx.Delete((*challengeRow)(nil)).Where("browser_sum = ?", browserSum).Exec(ctx)
	if err != nil {
		return r, err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return r, laurel.E(laurel.NotFound, "error.not-found").Because(err)
	}
	return r, nil
}
