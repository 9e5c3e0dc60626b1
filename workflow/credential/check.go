package credential

import (
	"net/url"
	"regexp"
	"strings"

	"example.org/laurel"
)

var (
	languageCode = regexp.MustCompile(`^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`) // Open Badges 3.0, LanguageCode
	subjectID    = regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	extension    = regexp.MustCompile(`^ext:[a-zA-Z0-9._-]+$`)
)

// saltLength is the least number of characters of a salt.
const saltLength = 8

func (a Award) check() error {
	if err := a.Issuer.check(); err != nil {
		return err
	}
	if err := a.Achievement.check(); err != nil {
		return err
	}
	switch {
	case a.ID.Tenant() != a.Issuer.Tenant || a.ID.Tenant() == "":
		return fault("credential.id-bad", "id")
	case !subjectID.MatchString(a.Subject):
		return fault("credential.subject-bad", "subject")
	case !strings.Contains(a.Recipient, "@"):
		return fault("credential.email-bad", "recipient")
	case len(a.Salt) < saltLength || Clean(a.Salt) != a.Salt:
		return fault("credential.salt-bad", "salt")
	case a.ValidFrom.IsZero(), !a.ValidUntil.IsZero() && a.ValidUntil.Before(a.ValidFrom):
		return fault("credential.dates-bad", "validFrom")
	case a.StatusList < 0, a.StatusIndex < 0, a.StatusIndex >= StatusEntries:
		return fault("credential.status-bad", "statusIndex")
	}
	return nil
}

func (i Issuer) check() error {
	switch {
	case !i.Tenant.Valid():
		return fault("credential.id-bad", "issuer.tenant")
	case Clean(i.Name) == "":
		return fault("credential.text-missing", "issuer.name")
	case i.URL != "" && !webAddress(i.URL):
		return fault("credential.address-bad", "issuer.url")
	}
	return nil
}

func (a Achievement) check() error {
	switch {
	case Clean(a.Name) == "":
		return fault("credential.text-missing", "achievement.name")
	case Clean(a.Description) == "":
		return fault("credential.text-missing", "achievement.description")
	case Clean(a.Criteria) == "":
		return fault("credential.text-missing", "achievement.criteria")
	case a.ID.Tenant() == "":
		return fault("credential.id-bad", "achievement.id")
	case a.Language != "" && !languageCode.MatchString(a.Language):
		return fault("credential.language-bad", "achievement.language")
	case a.Kind != "" && !knownKind(a.Kind):
		return fault("credential.kind-bad", "achievement.kind")
	}
	return nil
}

func fault(text, field string) error { return laurel.E(laurel.Invalid, text).At(field) }

// webAddress reports whether text is an absolute address of the web in ASCII, as
// every reader of a document takes it.
func webAddress(text string) bool {
	for i := range len(text) {
		if c := text[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("<>\"{}|\\^`", c) >= 0 {
			return false
		}
	}
	address, err := url.Parse(text)
	return err == nil && (address.Scheme == "https" || address.Scheme == "http") && address.Hostname() != "" && address.User == nil
}

// knownKind is the enumeration AchievementType of Open Badges 3.0.
func knownKind(kind string) bool {
	switch kind {
	case "Achievement", "ApprenticeshipCertificate", "Assessment", "Assignment", "AssociateDegree", "Award", "Badge",
		"BachelorDegree", "Certificate", "CertificateOfCompletion", "Certification", "CommunityService", "Competency",
		"Course", "CoCurricular", "Degree", "Diploma", "DoctoralDegree", "Fieldwork", "GeneralEducationDevelopment",
		"JourneymanCertificate", "LearningProgram", "License", "Membership", "ProfessionalDoctorate",
		"QualityAssuranceCredential", "MasterCertificate", "MasterDegree", "MicroCredential", "ResearchDoctorate",
		"SecondarySchoolDiploma":
		return true
	}
	return extension.MatchString(kind)
}
