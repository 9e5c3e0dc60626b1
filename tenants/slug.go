package tenants

import (
	"slices"
	"strings"

	"example.org/laurel"
)

// reserved are names that stand, or may stand one day, for something of the
// platform's in an address.
func reserved() []string {
	return []string{
		"account", "admin", "administrator", "api", "app", "assets", "blog", "c", "cities", "city", "claim", "contact", "covers", "docs",
		"favicon", "ftp", "health", "healthz", "help", "home", "laurel", "localhost", "login", "logos", "logout", "mail", "mailbox", "metrics",
		"official", "operator", "platform", "portfolio", "privacy", "readyz", "reviews", "root", "security", "settings", "sign-in", "sign-out",
		"smtp", "static", "status", "support", "system", "t", "tenant", "tenants", "terms", "verify", "webmail", "well-known", "www",
	}
}

// CheckSlug refuses what cannot stand in an address: the wrong letters, a name
// of the platform's, or one that programs would take for another alphabet's.
func CheckSlug(slug string) error {
	switch {
	case !slugShape.MatchString(slug) || len(slug) > 3 && slug[2:4] == "--":
		return laurel.E(laurel.Invalid, "tenant.slug").At("slug")
	case slices.ContainsFunc(reserved(), func(r string) bool { return Look(r) == Look(slug) }):
		return laurel.E(laurel.Invalid, "tenant.slug-reserved").At("slug")
	}
	return nil
}

// Look is what a slug looks like at a glance: two slugs with the same look are
// taken for each other, so only one of them is given out.
func Look(slug string) string {
	letters := strings.NewReplacer("0", "o", "1", "l", "i", "l", "j", "l", "5", "s", "2", "z").Replace(slug)
	return strings.NewReplacer("rn", "m", "vv", "w", "cl", "d").Replace(letters)
}

// ProposeSlug makes a short name for addresses out of a name: its letters of
// a to z, its digits, and hyphens between words. It is empty where there are none.
func ProposeSlug(name string) string {
	const most = 48
	spelled := strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "à", "a", "á", "a", "â", "a", "ã", "a", "å", "a", "ā", "a",
		"ç", "c", "č", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ē", "e", "ė", "e", "ì", "i", "í", "i", "î", "i", "ī", "i", "ļ", "l",
		"ł", "l", "ñ", "n", "ņ", "n", "ò", "o", "ó", "o", "ô", "o", "ø", "o", "š", "s", "ù", "u", "ú", "u", "ū", "u", "ž", "z").
		Replace(strings.ToLower(name))
	words := strings.FieldsFunc(spelled, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	slug := strings.Join(words, "-")
	return strings.Trim(slug[:min(len(slug), most)], "-")
}
