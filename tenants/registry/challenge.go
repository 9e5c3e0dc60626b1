package registry

import (
	"context"
	"encoding/json"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// challengeLife is how long somebody may take to find their key.
const challengeLife = 5 * time.Minute

// What a challenge is for. One to add a passkey is one person's.
const forSignIn = "sign-in"

func forAdding(p laurel.PersonID) string { return "add:" + string(p) }

// keepChallenge keeps what a browser was asked, and returns the secret by which
// that browser is known when it answers.
func (r *Registry) keepChallenge(ctx context.Context, purpose string, ceremony []byte) (browser string, err error) {
	browser = laurel.NewSecret()
	return browser, r.db.Shared(ctx, func(tx db.SharedTx) error {
		if err := forgetChallenges(ctx, tx); err != nil {
			return err
		}
		return insertChallenge(ctx, tx, challengeRow{BrowserSum: tenants.Sum(browser), Purpose: purpose, Ceremony: string(ceremony),
			ExpiresAt: tx.Now().Add(challengeLife)})
	})
}

// takeChallenge returns what the browser was asked, once, whatever comes of it.
func (r *Registry) takeChallenge(ctx context.Context, browser, purpose string) (kept webauthn.SessionData, err error) {
	var row challengeRow
	err = r.db.Shared(ctx, func(tx db.SharedTx) (err error) {
		row, err = takeChallenge(ctx, tx, tenants.Sum(browser))
		return err
	})
	if laurel.KindOf(err) == laurel.NotFound || err == nil && row.Purpose != purpose {
		return kept, laurel.E(laurel.Invalid, "passkey.over").Because(err)
	}
	if err != nil {
		return kept, err
	}
	return kept, json.Unmarshal([]byte(row.Ceremony), &kept)
}
