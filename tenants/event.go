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

// InvitationMade is posted when an invitation to an address is to be sent, for
// the first time or again. The link's secret is made when the letter is written.
type InvitationMade struct {
	Invitation laurel.InvitationID
}

// EventName is part of what is stored.
func (InvitationMade) EventName() string { return "invitation.made" }

// MemberRemoved is posted when a person has lost a role in a tenant.
type MemberRemoved struct {
	Person laurel.PersonID
}

// EventName is part of what is stored.
func (MemberRemoved) EventName() string { return "member.removed" }
