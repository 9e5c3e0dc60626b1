package registry

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Wish is what somebody says who wants to sign in.
type Wish struct {
	Email   string
	Next    string // path to go on with
	Browser string // the secret that the browser keeps which asks; empty: the letter has no code
}

// RequestSignIn asks for a letter with a link and a code. The answer is the same
// whether somebody has that address here or not.
func (r *Registry) RequestSignIn(ctx context.Context, w Wish) error {
	email, err := tenants.Address(w.Email)
	if err != nil {
		return err
	}
	who := laurel.ActorFrom(ctx)
	e := tenants.SignInRequested{Email: email, Language: who.Language, Next: tenants.LocalPath(w.Next), City: who.City}
	if w.Browser != "" {
		e.Browser = tenants.Sum(w.Browser)
	}
	return r.db.Shared(ctx, func(tx db.SharedTx) error { return tx.Post(ctx, e) })
}

// linksKept is how long a link that has ended is told from one that never was.
const linksKept = 24 * time.Hour

// MakeSignIn makes the link for a letter and returns its secret; see OfferSignIn.
func (r *Registry) MakeSignIn(ctx context.Context, e tenants.SignInRequested) (secret string, err error) {
	o, err := r.OfferSignIn(ctx, e)
	return o.Secret, err
}

// Offer is what a letter to sign in holds, and nothing else does.
type Offer struct {
	Secret string // of the link
	Code   string // empty where no browser is known that may use it
}

// OfferSignIn makes link and code for a letter. Each call makes others, so of a
// letter that is sent twice both links and both codes are good.
func (r *Registry) OfferSignIn(ctx context.Context, e tenants.SignInRequested) (Offer, error) {
	o := Offer{Secret: laurel.NewSecret()}
	if e.Browser != "" {
		o.Code = tenants.Code(laurel.NewSecret())
	}
	return o, r.db.Shared(ctx, func(tx db.SharedTx) error {
		if err := forgetSignIns(ctx, tx, tx.Now().Add(-linksKept)); err != nil {
			return err
		}
		s := tenants.OfferSignIn(e.Email, e.Language, e.Next, o.Secret, tx.Now())
		return insertSignIn(ctx, tx, s.WithCode(o.Code, e.Browser))
	})
}

// CheckSignIn says whether a link would still be good, without using it up:
// programs that look at letters follow links, too.
func (r *Registry) CheckSignIn(ctx context.Context, secret string) (tenants.SignIn, error) {
	var s tenants.SignIn
	err := r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) {
		if s, err = signInBySum(ctx, tx, tenants.Sum(secret)); err != nil {
			return unknownLink(err)
		}
		return s.Check(tx.Now())
	})
	return s, err
}

func unknownLink(err error) error {
	if laurel.KindOf(err) == laurel.NotFound {
		return laurel.E(laurel.NotFound, "sign-in.unknown").Because(err)
	}
	return err
}

// FollowSignIn uses the link up and opens a session for its person, who is new
// here if nobody has that address. The session is returned as its browser
// keeps it, with the path to go on with.
func (r *Registry) FollowSignIn(ctx context.Context, secret, agent string) (session, next string, expires time.Time, err error) {
	var s tenants.SignIn
	err = r.db.Shared(ctx, func(tx db.SharedTx) (err error) {
		if s, err = signInBySum(ctx, tx, tenants.Sum(secret)); err != nil {
			return unknownLink(err)
		}
		if err := s.Check(tx.Now()); err != nil {
			return err
		}
		if first, err := useSignIn(ctx, tx, s); err != nil || !first {
			s.UsedAt = tx.Now()
			return oneOf(err, s.Check(tx.Now()))
		}
		return nil
	})
	if err != nil {
		return "", "", time.Time{}, err
	}
	session, expires, err = r.welcome(ctx, s, agent)
	return session, s.Next, expires, err
}

// welcome opens a session for whose address a sign-in was sent to.
func (r *Registry) welcome(ctx context.Context, s tenants.SignIn, agent string) (session string, expires time.Time, err error) {
	who, err := r.personByEmail(ctx, s.Email, s.Language)
	if err != nil {
		return "", time.Time{}, err
	}
	key := laurel.NewSecret()
	var pass tenants.Pass
	err = r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		pass = tenants.OpenSession(who, agent, key, tx.Now())
		return insertSession(ctx, tx, pass)
	})
	return pass.Write(key), pass.ExpiresAt, err
}

func oneOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

// personByEmail returns whose address it is, and gives an account to who has none.
func (r *Registry) personByEmail(ctx context.Context, email, language string) (laurel.PersonID, error) {
	return r.account(ctx, email, language, func(db.SharedTx) error { return nil })
}

// personQuietly is personByEmail for who asks about somebody else: as much is
// written for an address that is known here as for one that is not, so it takes
// as long.
func (r *Registry) personQuietly(ctx context.Context, email, language string) (laurel.PersonID, error) {
	var nobody laurel.PersonID
	who, err := r.account(ctx, email, language, func(tx db.SharedTx) error {
		nobody = laurel.NewPersonalID[laurel.PersonID](tx.Now())
		return pretendEmail(ctx, tx, string(nobody)+"@nobody.invalid", nobody)
	})
	if err != nil || nobody == "" {
		return who, err
	}
	return who, r.db.InPerson(ctx, nobody, func(tx db.PersonTx) error { return pretendPerson(ctx, tx, language) })
}

// account returns whose address it is; who has no account is given one. Known is
// what else is done where somebody has it.
func (r *Registry) account(ctx context.Context, email, language string, known func(db.SharedTx) error) (laurel.PersonID, error) {
	var who laurel.PersonID
	err := r.db.Shared(ctx, func(tx db.SharedTx) (err error) {
		if who, err = personOf(ctx, tx, email); err != nil {
			return err
		}
		if who != "" {
			return known(tx)
		}
		who = laurel.NewPersonalID[laurel.PersonID](tx.Now())
		return insertEmail(ctx, tx, email, who)
	})
	if laurel.KindOf(err) == laurel.Conflict { // somebody was faster
		err = r.db.ReadShared(ctx, func(tx db.SharedTx) (err error) { who, err = personOf(ctx, tx, email); return err })
	}
	if err != nil {
		return "", err
	}
	var account tenants.Person
	err = r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		if err := insertPerson(ctx, tx, tenants.Person{Email: email, Language: language}); err != nil {
			return err
		}
		_, account, err = person(ctx, tx)
		return err
	})
	if err == nil && account.MergedInto != "" { // since the address was looked up
		account, err = r.Person(ctx, account.MergedInto)
		who = account.ID
	}
	return who, err
}
