package registry

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// EnterCode uses up the sign-in of which the code was typed, in the browser that
// asked for it, and opens a session as FollowSignIn does. Whatever is wrong, the
// error is one and the same, and each try counts against all sign-ins that the
// browser has asked for.
func (r *Registry) EnterCode(ctx context.Context, browser, typed, agent string) (session, next string, expires time.Time, err error) {
	var s tenants.SignIn
	found := false
	err = r.db.Shared(ctx, func(tx db.SharedTx) (err error) {
		// Counted first: of several tries at the same moment none goes uncounted.
		if err := countTry(ctx, tx, tenants.Sum(browser)); err != nil {
			return err
		}
		if s, found, err = signInByCode(ctx, tx, tenants.Sum(browser), typed); err != nil || !found {
			return err
		}
		found, err = useSignIn(ctx, tx, s)
		return err
	})
	if err == nil && !found {
		err = laurel.E(laurel.Invalid, "sign-in.code").At("code")
	}
	if err != nil {
		return "", "", time.Time{}, err
	}
	session, expires, err = r.welcome(ctx, s, agent)
	return session, s.Next, expires, err
}

func signInByCode(ctx context.Context, tx db.SharedTx, browserSum, typed string) (tenants.SignIn, bool, error) {
	open, err := openSignIns(ctx, tx, browserSum)
	if err != nil {
		return tenants.SignIn{}, false, err
	}
	for _, s := range open {
		if s.Fits(typed) {
			return s, true, nil
		}
	}
	return tenants.SignIn{}, false, nil
}
