package registry

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// Cross makes the one-time code with which the holder of a session on the
// platform's host gets another on a city's own: to says which host, which
// browser, and where to go on. The host has to be the city's; the caller has
// looked it up.
func (r *Registry) Cross(ctx context.Context, session string, to tenants.Crossing) (code string, err error) {
	who, id, key, ok := tenants.ReadPass(session)
	if !ok {
		return "", laurel.E(laurel.Unauthenticated, "error.sign-in")
	}
	if laurel.ActorFrom(ctx).Reach != "" { // the session there would reach everything
		return "", laurel.E(laurel.Forbidden, "error.forbidden")
	}
	secret := laurel.NewSecret()
	var c tenants.Crossing
	err = r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		from, err := sessionOn(ctx, tx, "", id)
		if laurel.KindOf(err) == laurel.NotFound || err == nil && !from.pass().Admits(key, tx.Now()) {
			return laurel.E(laurel.Unauthenticated, "error.sign-in").Because(err)
		}
		if err != nil {
			return err
		}
		if c, err = tenants.Cross(from.pass(), to, secret, tx.Now()); err != nil {
			return err
		}
		if err := forgetCrossings(ctx, tx); err != nil {
			return err
		}
		return insertCrossing(ctx, tx, c)
	})
	return c.Write(secret), err
}

// Arrival is somebody who comes to a city's own host with a code.
type Arrival struct {
	Code  string
	Host  string // as the table of hosts has it
	State string // the secret that the browser holds there
	Agent string
}

// Arrive uses the code up and opens a session on the host alone; it ends with
// the one on the platform's host. Whatever is wrong with the code, the error is
// one and the same.
func (r *Registry) Arrive(ctx context.Context, a Arrival) (session, next string, expires time.Time, err error) {
	over := laurel.E(laurel.Conflict, "crossing.over")
	who, id, secret, ok := tenants.ReadPass(a.Code)
	if !ok || !tenants.IsSecret(a.State) {
		return "", "", time.Time{}, over
	}
	key := laurel.NewSecret()
	var pass tenants.Pass
	err = r.db.InPerson(ctx, who, func(tx db.PersonTx) error {
		row, err := crossingByID(ctx, tx, id)
		if err != nil {
			return err
		}
		c := row.crossing()
		if err := c.Arrive(secret, a.State, a.Host, tx.Now()); err != nil {
			return err
		}
		from, err := sessionOn(ctx, tx, "", c.Session)
		if err != nil {
			return err
		}
		if !from.pass().Good(tx.Now()) {
			return over
		}
		row.UsedAt = tx.Now()
		if err := tx.Update(ctx, row); err != nil { // somebody else's update in between is a conflict
			return err
		}
		pass, next = c.Open(from.pass(), a.Agent, key, tx.Now()), c.Next
		return insertSession(ctx, tx, pass)
	})
	if kind := laurel.KindOf(err); kind == laurel.NotFound || kind == laurel.Conflict {
		return "", "", time.Time{}, over.Because(err)
	}
	return pass.Write(key), next, pass.ExpiresAt, err
}
