package laurel

import (
	"net/url"
	"strconv"
	"strings"
)

// Site builds every public address of an installation. It is the origin that
// stands in signed documents: scheme and host, no path, as in
// "https://badges.example".
type Site string

// Origin is the site as a prefix for a path.
func (s Site) Origin() string { return strings.TrimSuffix(string(s), "/") }

// Host is the site's host name, with its port if there is one.
func (s Site) Host() string {
	_, host, _ := strings.Cut(s.Origin(), "://")
	return host
}

// DID is a tenant's issuer identity by the did:web method; a port is
// percent-encoded, as the method asks.
func (s Site) DID(t TenantID) string {
	return "did:web:" + strings.ReplaceAll(url.PathEscape(s.Host()), ":", "%3A") + ":t:" + string(t)
}

// Issuer is the page about a tenant.
func (s Site) Issuer(t TenantID) string { return s.Origin() + IssuerPath(t) }

// Credential is a credential's own id; the page for people stands beside it, without ".json".
func (s Site) Credential(id AwardID) string { return s.Origin() + CredentialPath(id) + ".json" }

// Achievement is an achievement's own id; the page for people stands beside it, without ".json".
func (s Site) Achievement(id AchievementID) string {
	return s.Origin() + AchievementPath(id) + ".json"
}

// AchievementPicture is the unbaked picture of a badge, as PNG.
func (s Site) AchievementPicture(id AchievementID) string {
	return s.Origin() + AchievementPath(id) + ".png"
}

// Criteria is the page that tells what has to be done for a badge.
func (s Site) Criteria(id AchievementID) string { return s.Origin() + AchievementPath(id) }

// StatusList is the list that says which of a tenant's credentials are revoked.
func (s Site) StatusList(t TenantID, number int) string {
	return s.Origin() + IssuerPath(t) + "/status/" + strconv.Itoa(number)
}

// IssuerPath is the path of all that a tenant publishes under its DID.
func IssuerPath(t TenantID) string { return "/t/" + string(t) }

// CredentialPath is the path of a credential's page, and without its ending that of its documents.
func CredentialPath(id AwardID) string { return owned(id, "credentials") }

// AchievementPath is the path of a badge's page, and without its ending that of its documents.
func AchievementPath(id AchievementID) string { return owned(id, "achievements") }

// Framework is the address of a framework of skills with us.
func (s Site) Framework(id FrameworkID) string { return s.Origin() + FrameworkPath(id) }

// Skill is the address of a skill with us. It is also what names a skill of the
// platform's own framework to others.
func (s Site) Skill(id SkillID) string { return s.Origin() + SkillPath(id) }

// FrameworkPath is the path of a framework of skills.
func FrameworkPath(id FrameworkID) string { return "/frameworks/" + string(id) }

// SkillPath is the path of a skill.
func SkillPath(id SkillID) string { return FrameworkPath(id.Framework()) + "/" + id.Key() }

// CityPath is the path of a city's site on the platform's host, which leads to
// the reader's language.
func CityPath(slug string) string { return "/c/" + slug }

// Place is a site in one language: a city's on the platform's host, or the
// platform's own where City is empty. On a city's own host City is empty, too.
type Place struct {
	Language string // as in "de"
	City     string // slug
}

// Base stands before each of the place's paths: "/de", or "/de/c/campania".
func (p Place) Base() string {
	if p.City == "" {
		return "/" + p.Language
	}
	return "/" + p.Language + CityPath(p.City)
}

// Path is the path of a page there; page begins with a slash.
func (p Place) Path(page string) string { return p.Base() + page }

// Page is the address of a page at a place.
func (s Site) Page(p Place, page string) string { return s.Origin() + p.Path(page) }

// LogoPath is the path of a tenant's logo. Name is the file's, so what the path
// stands for never changes.
func LogoPath(t TenantID, name string) string { return "/logos/" + string(t) + "/" + name }

// ClaimPath is the path behind a QR code; the door adds the language.
func ClaimPath(id ClaimID) string { return "/claim/" + string(id) }

// PassPath is the path behind the code that passes a task; the door adds the language.
func PassPath(id PassID) string { return "/pass/" + string(id) }

// EntryPath is the path behind the link by which people take part in an activity.
func EntryPath(id EntryID) string { return "/entry/" + string(id) }

// SignOnPath is where a tenant's provider sends a browser back to. Each tenant has
// its own, so that what one provider answers is never taken for another's (RFC
// 9700, section 4.4.2).
func SignOnPath(t TenantID) string { return "/sign-on/" + string(t) + "/callback" }

// InvitationPath is the path behind an invitation's link; the door adds the language.
func InvitationPath(id InvitationID, secret string) string {
	return "/invitations/" + string(id) + "." + secret
}

// ReadInvitation takes the last part of an invitation's path apart.
func ReadInvitation(part string) (id InvitationID, secret string, ok bool) {
	written, secret, ok := strings.Cut(part, ".")
	id = InvitationID(written)
	return id, secret, ok && id.Tenant() != ""
}

// GuestPath is the path behind the link of a reviewer without an account.
func GuestPath(id GuestID, secret string) string { return "/guest/" + string(id) + "." + secret }

// ReadGuest takes the last part of such a path apart.
func ReadGuest(part string) (id GuestID, secret string, ok bool) {
	written, secret, ok := strings.Cut(part, ".")
	id = GuestID(written)
	return id, secret, ok && id.Tenant() != ""
}

func owned[T ~string](id T, kind string) string {
	code, uuid, _ := strings.Cut(string(id), "-")
	return "/t/" + code + "/" + kind + "/" + uuid
}
