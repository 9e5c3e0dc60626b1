package workflow

import (
	"time"

	"example.org/laurel"
)

// StatusListLength is how many credentials one status list tells about
// (Bitstring Status List 1.0, section 6.1: 131,072 at least).
const StatusListLength = 131_072

// Award is the decision that a person has earned a badge. Its credential
// follows a moment later, and says where in which status list it stands.
type Award struct {
	ID          laurel.AwardID
	Achievement laurel.AchievementID
	Person      laurel.PersonID
	City        laurel.TenantID // where it was earned; empty: on the platform's site
	Salt        string          // of the recipient's hashed address
	StatusList  int             // from 1
	StatusIndex int             // 0 to StatusListLength-1, drawn at random
	GrantedAt   time.Time
	RevokedAt   time.Time
}

// Object names the award for policies.
func (a Award) Object() string { return "award:" + string(a.ID) }

// Tenant is the organisation that granted it.
func (a Award) Tenant() laurel.TenantID { return a.ID.Tenant() }

// Grant makes the award of an edition of a badge for who has earned it. It stands at
// index of the status list, both chosen by the caller.
func Grant(badge laurel.AchievementID, who laurel.PersonID, list, index int, now time.Time) Award {
	return Award{ID: laurel.NewID[laurel.AwardID](badge.Tenant(), now), Achievement: badge, Person: who,
		Salt: laurel.NewSecret()[:16], StatusList: list, StatusIndex: index, GrantedAt: now}
}

// Entry is an award as it stands in its holder's portfolio.
type Entry struct {
	Award       laurel.AwardID
	Achievement laurel.AchievementID
	City        laurel.TenantID
	Name        string // of the badge
	Issuer      string // name of the organisation
	GrantedAt   time.Time
	IssuedAt    time.Time
}
