package tenants

import "strings"

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
