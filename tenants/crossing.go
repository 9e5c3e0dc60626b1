package tenants

import (
	"time"

	"example.org/laurel"
)

// crossingLife is how long a browser may take from one host to the other.
const crossingLife = time.Minute

// Crossing takes somebody who is signed in on the platform's host to a city's own
// host: a one-time code, bound to the person, the session, that host, and the
// browser that set out from there.
type Crossing struct {
	ID        string
	Person    laurel.PersonID
	Session   string // id of the one on the platform's host
	Host      string
	State     string // sum of the secret that the browser holds on the city's host
	SecretSum string
	Next      string // path on the city's host
	ExpiresAt time.Time
	UsedAt    time.Time
}

// Cross makes a crossing for who holds from.
func Cross(from Pass, to Crossing, secret string, now time.Time) (Crossing, error) {
	if from.Host != "" || to.Host == "" || !IsSum(to.State) {
		return Crossing{}, laurel.E(laurel.Invalid, "crossing.refused")
	}
	to.ID, to.Person, to.Session = string(laurel.NewPersonalID[laurel.SessionID](now)), from.Person, from.ID
	to.SecretSum, to.Next, to.ExpiresAt, to.UsedAt = Sum(secret), LocalPath(to.Next), now.Add(crossingLife), time.Time{}
	return to, nil
}

// Write returns the code as the browser carries it; ReadPass takes it apart.
func (c Crossing) Write(secret string) string {
	return Pass{Person: c.Person, ID: c.ID}.Write(secret)
}

// Arrive refuses a code that is used up, too old, another browser's or another
// host's. All of these are one answer: whoever has come honestly begins anew.
func (c Crossing) Arrive(secret, state, host string, now time.Time) error {
	if !c.UsedAt.IsZero() || !now.Before(c.ExpiresAt) || c.Host != host || !sameSum(c.SecretSum, secret) || !sameSum(c.State, state) {
		return laurel.E(laurel.Conflict, "crossing.over")
	}
	return nil
}

// Open makes the session that the crossing leads to: it admits on the city's host
// alone, and no longer than the one it came from.
func (c Crossing) Open(from Pass, agent, secret string, now time.Time) Pass {
	p := OpenSession(c.Person, agent, secret, now)
	p.Host, p.Parent, p.Reach, p.Identity = c.Host, from.ID, from.Reach, from.Identity
	if from.ExpiresAt.Before(p.ExpiresAt) {
		p.ExpiresAt = from.ExpiresAt
	}
	return p
}
