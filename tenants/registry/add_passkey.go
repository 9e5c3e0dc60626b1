package registry

import (
	"context"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Challenge is what a browser is asked: Options as JSON for its script, and the
// secret that it has to keep and show with the answer.
type Challenge struct {
	Options []byte
	Browser string
}

// Reply is what a browser answers to a Challenge.
type Reply struct {
	Site    laurel.Site // the one host on which it counts
	Browser string
	Answer  []byte // JSON
}

// AskForPasskey begins to add a passkey to the actor's account.
func (r *Registry) AskForPasskey(ctx context.Context, site laurel.Site) (Challenge, error) {
	who, err := r.keyholder(ctx)
	if err != nil {
		return Challenge{}, err
	}
	if len(who.keys) >= tenants.MaxPasskeys {
		return Challenge{}, tooManyPasskeys()
	}
	w, err := ceremonies(site)
	if err != nil {
		return Challenge{}, err
	}
	options, kept, err := w.BeginRegistration(who, webauthn.WithExclusions(webauthn.Credentials(who.keys).CredentialDescriptors()))
	if err != nil {
		return Challenge{}, err
	}
	asked, ceremony, err := challenged(options.Response, kept)
	if err != nil {
		return Challenge{}, err
	}
	browser, err := r.keepChallenge(ctx, forAdding(who.person.ID), ceremony)
	return Challenge{Options: asked, Browser: browser}, err
}

// longestCredential is how many bytes the id of one may have (Web Authentication,
// section 7.1).
const longestCredential = 1023

// AddPasskey adds the passkey that a device has made to the actor's account.
// Errors: Invalid for a name or an answer that is refused, Conflict for one
// passkey too many or one that is there already.
func (r *Registry) AddPasskey(ctx context.Context, name string, reply Reply) error {
	who, err := r.keyholder(ctx)
	if err != nil {
		return err
	}
	if name, err = tenants.CheckPasskeyName(name); err != nil {
		return err
	}
	kept, err := r.takeChallenge(ctx, reply.Browser, forAdding(who.person.ID))
	if err != nil {
		return err
	}
	w, err := ceremonies(reply.Site)
	if err != nil {
		return err
	}
	said, err := protocol.ParseCredentialCreationResponseBytes(reply.Answer)
	if err != nil {
		return refused(err)
	}
	key, err := w.CreateCredential(who, kept, said)
	if err != nil || len(key.ID) > longestCredential {
		return refused(err)
	}
	return r.db.InPerson(ctx, who.person.ID, func(tx db.PersonTx) error {
		have, err := passkeys(ctx, tx)
		if err != nil {
			return err
		}
		if len(have) >= tenants.MaxPasskeys {
			return tooManyPasskeys()
		}
		if err := insertPasskey(ctx, tx, name, key); err != nil {
			return err
		}
		return tx.Post(ctx, tenants.PasskeyAdded{Person: who.person.ID, Name: name})
	})
}

func tooManyPasskeys() error {
	return laurel.E(laurel.Conflict, "passkey.too-many").With(laurel.Args{"Max": tenants.MaxPasskeys})
}

// passkeyOwner is the person whose passkeys the actor may change. A passkey opens
// the whole account, so a session that reaches one tenant only does not lead to one.
func passkeyOwner(ctx context.Context) (laurel.PersonID, error) {
	switch a := laurel.ActorFrom(ctx); {
	case a.Person == "":
		return "", laurel.E(laurel.Unauthenticated, "error.sign-in")
	case a.Reach != "":
		return "", laurel.E(laurel.Forbidden, "error.forbidden")
	default:
		return a.Person, nil
	}
}

// keyholder is the actor with all passkeys.
func (r *Registry) keyholder(ctx context.Context) (k keyholder, err error) {
	who, err := passkeyOwner(ctx)
	if err != nil {
		return k, err
	}
	err = r.db.ReadPerson(ctx, who, func(tx db.PersonTx) error {
		k, _, err = holder(ctx, tx)
		return err
	})
	return k, err
}

func holder(ctx context.Context, tx db.PersonTx) (k keyholder, rows []passkeyRow, err error) {
	if _, k.person, err = person(ctx, tx); err != nil {
		return k, nil, err
	}
	if rows, err = passkeys(ctx, tx); err != nil {
		return k, nil, err
	}
	for _, row := range rows {
		key, err := row.credential()
		if err != nil {
			return k, nil, err
		}
		k.keys = append(k.keys, key)
	}
	return k, rows, nil
}
