package tenants

import (
	"time"

	"example.org/laurel"
)

// MaxAddresses is how many addresses a person can have.
const MaxAddresses = 20

// AddressLink is a one-time link that was sent to an address which a person says
// is theirs. Its secret is only in the letter, and it is good for that person alone.
type AddressLink struct {
	SecretSum string
	Email     string
	MadeAt    time.Time
	ExpiresAt time.Time
	UsedAt    time.Time
}

// OfferAddress makes a link that is good for half an hour and one use.
func OfferAddress(email, secret string, now time.Time) AddressLink {
	return AddressLink{SecretSum: Sum(secret), Email: email, MadeAt: now, ExpiresAt: now.Add(linkLife)}
}

// Check refuses a link that is used up or too old.
func (l AddressLink) Check(now time.Time) error {
	return SignIn{ExpiresAt: l.ExpiresAt, UsedAt: l.UsedAt}.Check(now)
}

// CheckRemoval refuses to take away the address to which letters go; primary is
// that one.
func CheckRemoval(email, primary string) error {
	if email == primary {
		return laurel.E(laurel.Conflict, "address.primary").At("email")
	}
	return nil
}

// Merger is what happens to an account that is taken into another.
type Merger struct {
	From      laurel.PersonID
	Name      string
	Addresses []string
	Badges    int // that move
	Roles     int // that move
	Tokens    int // that end
	Sessions  int // that end
}
