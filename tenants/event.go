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

// CityFounded is posted by the platform when a city is made.
type CityFounded struct {
	City          laurel.TenantID
	Administrator laurel.PersonID // the first one
}

// EventName is part of what is stored.
func (SignInRequested) EventName() string { return "sign-in.requested" }

// EventName is part of what is stored.
func (MemberAdded) EventName() string { return "member.added" }

// EventName is part of what is stored.
func (CityFounded) EventName() string { return "city.founded" }
