package tenants

import "example.org/laurel"

// SignInRequested is posted when somebody asks for a link to sign in. The link
// is made when the letter is written, so its secret is never stored.
type SignInRequested struct {
	Email    string
	Language string
	Next     string
	City     laurel.TenantID // on whose site it was asked for; empty: the platform's
	Browser  string          // sum of the secret of the browser that asked, which alone may use the code
}

// PasskeyAdded is posted when a person has a passkey more.
type PasskeyAdded struct {
	Person laurel.PersonID
	Name   string
}

// PasskeyRemoved is posted when a person has a passkey less.
type PasskeyRemoved struct {
	Person laurel.PersonID
	Name   string
}

// MemberAdded is posted when a person gets a role in a tenant.
type MemberAdded struct {
	Person laurel.PersonID
	Role   string
}

// CityFounded is posted by the platform when a city is made.
type CityFounded struct {
	City          laurel.TenantID
	Administrator laurel.PersonID // the first one
}

// EventName is part of what is stored.
func (SignInRequested) EventName() string { return "sign-in.requested" }

// EventName is part of what is stored.
func (PasskeyAdded) EventName() string { return "passkey.added" }

// EventName is part of what is stored.
func (PasskeyRemoved) EventName() string { return "passkey.removed" }

// EventName is part of what is stored.
func (MemberAdded) EventName() string { return "member.added" }

// EventName is part of what is stored.
func (CityFounded) EventName() string { return "city.founded" }

// AddressClaimed is posted when somebody says that an address is theirs. What the
// letter to it says is decided when it is written, so that who claims it learns
// nothing about whose it is.
type AddressClaimed struct {
	Person   laurel.PersonID
	Email    string
	Language string
}

// AddressAdded is posted when an address has become a person's.
type AddressAdded struct {
	Person laurel.PersonID
	Email  string
}

// AddressReplaced is posted when letters go to another address than before.
type AddressReplaced struct {
	Person laurel.PersonID
	Old    string
	New    string
}

// AddressRemoved is posted when an address has ceased to be a person's.
type AddressRemoved struct {
	Person laurel.PersonID
	Email  string
}

// AccountsMerged is posted when somebody has put two accounts of theirs together.
type AccountsMerged struct {
	From laurel.PersonID // goes into To, and is no account any more
	To   laurel.PersonID
}

// EventName is part of what is stored.
func (AddressClaimed) EventName() string { return "address.claimed" }

// EventName is part of what is stored.
func (AddressAdded) EventName() string { return "address.added" }

// EventName is part of what is stored.
func (AddressReplaced) EventName() string { return "address.replaced" }

// EventName is part of what is stored.
func (AddressRemoved) EventName() string { return "address.removed" }

// EventName is part of what is stored.
func (AccountsMerged) EventName() string { return "accounts.merged" }

// InvitationMade is posted when an invitation to an address is to be sent, for
// the first time or again. The link's secret is made when the letter is written.
type InvitationMade struct {
	Invitation laurel.InvitationID
}

// EventName is part of what is stored.
func (InvitationMade) EventName() string { return "invitation.made" }

// AffiliationMoved is posted in the tenant that is to be told of it: what a city
// does in the organisation, what an organisation does in the city.
type AffiliationMoved struct {
	City         laurel.TenantID
	Organisation laurel.TenantID
	Move         Move
	Reason       string
}

// EventName is part of what is stored.
func (AffiliationMoved) EventName() string { return "affiliation.moved" }

// Tenant is the one whose event it can be.
func (e AffiliationMoved) Tenant() laurel.TenantID {
	if e.Move.ByCity() {
		return e.Organisation
	}
	return e.City
}

// VerificationMoved is the same of a verification.
type VerificationMoved struct {
	City         laurel.TenantID
	Organisation laurel.TenantID
	To           Verification
	Reason       string
}

// EventName is part of what is stored.
func (VerificationMoved) EventName() string { return "verification.moved" }

// Tenant is the one whose event it can be.
func (e VerificationMoved) Tenant() laurel.TenantID {
	if e.To == VerificationRequested {
		return e.City
	}
	return e.Organisation
}

// MemberRemoved is posted when a person has lost a role in a tenant.
type MemberRemoved struct {
	Person laurel.PersonID
}

// EventName is part of what is stored.
func (MemberRemoved) EventName() string { return "member.removed" }

// JoinDecided is posted when somebody's request to join is approved or declined.
type JoinDecided struct {
	Person laurel.PersonID
}

// EventName is part of what is stored.
func (JoinDecided) EventName() string { return "join.decided" }
