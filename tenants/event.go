package tenants

import "example.org/laurel"

// SignInRequested is posted when somebody asks for a link to sign in. The link
// is made when the letter is written, so its secret is never stored.
type SignInRequested struct {
	Email    string
	Language string
	Next     string
	City     laurel.TenantID // on whose site it was asked for; empty: the platform's
}

// MemberAdded is posted when a person gets a role in a tenant.
type MemberAdded struct {
	Person laurel.PersonID
	Role   string
}

// EventName is part of what is stored.
func (SignInRequested) EventName() string { return "sign-in.requested" }

// EventName is part of what is stored.
func (MemberAdded) EventName() string { return "member.added" }

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

// VerificationMoved is the same of a verification.
type VerificationMoved struct {
	City         laurel.TenantID
	Organisation laurel.TenantID
	To           Verification
	Reason       string
}

// EventName is part of what is stored.
func (VerificationMoved) EventName() string { return "verification.moved" }
