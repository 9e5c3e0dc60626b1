package registry

import (
	"bytes"
	"context"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// AskPasskey asks a browser for any passkey that it has for the site; whose it
// is, is known by the answer.
func (r *Registry) AskPasskey(ctx context.Context, site laurel.Site) (Challenge, error) {
	w, err := ceremonies(site)
	if err != nil {
		return Challenge{}, err
	}
	options, kept, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Challenge{}, err
	}
	asked, ceremony, err := challenged(options.Response, kept)
	if err != nil {
		return Challenge{}, err
	}
	browser, err := r.keepChallenge(ctx, forSignIn, ceremony)
	return Challenge{Options: asked, Browser: browser}, err
}

// SignInByPasskey opens a session for the person whose passkey has answered.
// Errors: Invalid, with one text for whatever is wrong with the answer, and
// another where the passkey's counter has gone back, so that there may be a copy.
func (r *Registry) SignInByPasskey(ctx context.Context, reply Reply, agent string) (session string, expires time.Time, err error) {
	kept, err := r.takeChallenge(ctx, reply.Browser, forSignIn)
	if err != nil {
		return "", time.Time{}, err
	}
	w, err := ceremonies(reply.Site)
	if err != nil {
		return "", time.Time{}, err
	}
	said, err := protocol.ParseCredentialRequestResponseBytes(reply.Answer)
	if err != nil {
		return "", time.Time{}, refused(err)
	}
	who, ok := tenants.ReadHandle(said.Response.UserHandle)
	if !ok {
		return "", time.Time{}, refused(nil)
	}
	secret := laurel.NewSecret()
	var pass tenants.Pass
	err = r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		if err := usePasskey(ctx, tx, w, kept, said); err != nil {
			return err
		}
		pass = tenants.OpenSession(who, agent, secret, tx.Now())
		return insertSession(ctx, tx, pass)
	})
	if laurel.KindOf(err) == laurel.NotFound { // a person that there is not
		err = refused(err)
	}
	return pass.Write(secret), pass.ExpiresAt, err
}

// usePasskey checks an answer against the passkeys of the transaction's person,
// and notes that one was used.
func usePasskey(
	ctx context.Context, tx db.PersonTx, w *webauthn.WebAuthn, kept webauthn.SessionData, said *protocol.ParsedCredentialAssertionData,
) error {
	who, rows, err := holder(ctx, tx)
	if err != nil {
		return err
	}
	_, key, err := w.ValidatePasskeyLogin(func(_, _ []byte) (webauthn.User, error) { return who, nil }, kept, said)
	if err != nil {
		return refused(err)
	}
	if key.Authenticator.CloneWarning {
		return laurel.E(laurel.Invalid, "passkey.copied")
	}
	for i := range rows {
		if bytes.Equal(who.keys[i].ID, key.ID) {
			return notePasskey(ctx, tx, &rows[i], key)
		}
	}
	return refused(nil)
}
