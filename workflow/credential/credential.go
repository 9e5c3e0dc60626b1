// Package credential builds the documents of Open Badges 3.0: the credential of
// an award, the achievement, the issuer's DID document and the status list. Same
// award, same document. It does not sign (package proof), bake (bake), draw
// (draw) or judge what others issued (verify).
package credential

import (
	"strconv"
	"time"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential/contexts"
)

// Issuer is the organisation that a credential is from (Open Badges 3.0, Profile).
type Issuer struct {
	Tenant      laurel.TenantID
	Name        string // required
	URL         string // of its own site, https or http; "" for its page with us
	Description string
	Email       string
}

// Achievement is what a badge is for, in one version of its wording.
type Achievement struct {
	ID           laurel.AchievementID
	Name         string // required
	Description  string // required
	Criteria     string // what has to be done, Markdown; required
	Language     string // of the texts, as in "en" or "pt-BR"; "" for unknown
	Version      string
	ImageCaption string // what the picture shows, for those who do not see it
	Tags         []string
	Skills       []workflow.Skill // that it attests; each is named in Language where it has a name there
	Kind         string           // an achievementType of the specification, as in "Badge"; "" for none
}

// Award is the decision that a person has earned an achievement, with all that
// its credential says.
type Award struct {
	ID          laurel.AwardID
	Issuer      Issuer
	Achievement Achievement
	Subject     string    // who earned it, as "urn:uuid:…", other for each award
	Recipient   string    // their e-mail address; it goes in as a salted hash
	Salt        string    // at least 8 characters, other for each award
	Awarded     time.Time // when it was earned; zero for not said
	ValidFrom   time.Time // required; not in the future when it is signed
	ValidUntil  time.Time // zero for no end
	StatusList  int       // number of the tenant's list that says whether it is revoked
	StatusIndex int       // place in that list, 0 to StatusEntries-1
}

const (
	schemaAddress  = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
	schemaType     = "1EdTechJsonSchemaValidator2019"
	timeForm       = "2006-01-02T15:04:05Z"
	statusRevoking = "revocation"
)

// Document is the award's unsigned credential (Open Badges 3.0, section 8.1;
// VCDM 2.0), ready for proof.Sign. Its texts are cleaned. The error is of kind
// Invalid and names the field at fault.
func (a Award) Document(site laurel.Site) (map[string]any, error) {
	if err := a.check(); err != nil {
		return nil, err
	}
	achievement := a.Achievement.object(site)
	list := site.StatusList(a.Issuer.Tenant, a.StatusList)
	doc := map[string]any{
		"@context": []any{contexts.Credentials, contexts.OpenBadges, contexts.OpenBadgeExtensions},
		"id":       site.Credential(a.ID),
		"type":     []any{"VerifiableCredential", "OpenBadgeCredential"},
		"name":     achievement["name"],
		"issuer":   a.Issuer.object(site),
		"image":    achievement["image"],
		"credentialSubject": map[string]any{
			"id":          a.Subject,
			"type":        []any{"AchievementSubject"},
			"identifier":  []any{identity(a.Recipient, a.Salt)},
			"achievement": achievement,
		},
		"credentialSchema": []any{map[string]any{"id": schemaAddress, "type": schemaType}},
		"credentialStatus": statusEntry(list, a.StatusIndex),
	}
	set(doc, "description", Clean(a.Achievement.Description))
	setTime(doc, "validFrom", a.ValidFrom)
	setTime(doc, "validUntil", a.ValidUntil)
	setTime(doc, "awardedDate", a.Awarded)
	return agreeable(doc)
}

// AchievementDocument is the public description of an achievement, as it is
// served at its id. It is not signed. The error is as that of Document.
func AchievementDocument(site laurel.Site, issuer Issuer, achievement Achievement) (map[string]any, error) {
	if err := issuer.check(); err != nil {
		return nil, err
	}
	if err := achievement.check(); err != nil {
		return nil, err
	}
	doc := achievement.object(site)
	doc["@context"] = []any{contexts.Credentials, contexts.OpenBadges}
	doc["creator"] = issuer.object(site)
	return doc, nil
}

func (i Issuer) object(site laurel.Site) map[string]any {
	profile := map[string]any{
		"id":   site.DID(i.Tenant),
		"type": []any{"Profile"},
		"name": Clean(i.Name),
		"url":  site.Issuer(i.Tenant),
	}
	set(profile, "url", i.URL)
	set(profile, "description", Clean(i.Description))
	set(profile, "email", Clean(i.Email))
	return profile
}

func (a Achievement) object(site laurel.Site) map[string]any {
	image := map[string]any{"id": site.AchievementPicture(a.ID), "type": "Image"}
	set(image, "caption", Clean(a.ImageCaption))
	object := map[string]any{
		"id":          site.Achievement(a.ID),
		"type":        []any{"Achievement"},
		"name":        Clean(a.Name),
		"description": Clean(a.Description),
		"criteria":    map[string]any{"id": site.Criteria(a.ID), "narrative": Clean(a.Criteria)},
		"image":       image,
	}
	set(object, "achievementType", a.Kind)
	set(object, "inLanguage", a.Language)
	set(object, "version", Clean(a.Version))
	var tags []any
	for _, tag := range a.Tags {
		if tag = Clean(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	if len(tags) > 0 {
		object["tag"] = tags
	}
	if len(a.Skills) > 0 {
		object["alignment"] = a.alignment(site)
	}
	return object
}

func statusEntry(list string, index int) map[string]any {
	place := strconv.Itoa(index)
	return map[string]any{
		"id":                   list + "#" + place,
		"type":                 "BitstringStatusListEntry",
		"statusPurpose":        statusRevoking,
		"statusListIndex":      place,
		"statusListCredential": list,
	}
}

// set enters a text that is not empty: a document says nothing rather than "".
func set(object map[string]any, name, text string) {
	if text != "" {
		object[name] = text
	}
}

func setTime(object map[string]any, name string, at time.Time) {
	if !at.IsZero() {
		object[name] = at.UTC().Format(timeForm)
	}
}
