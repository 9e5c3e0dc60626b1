package mail

import (
	_ "embed"
	"html/template"
	"net/url"
	"strings"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/locale"
)

//go:embed letter.html
var wrapper string

// page reads the wrapper, which is the same in every binary, so it cannot fail.
func page() *template.Template { return template.Must(template.New("letter").Parse(wrapper)) }

// Brand is in whose name a letter is written. The zero value is the platform.
type Brand struct {
	Name    string // of a city
	Logo    string // address of a picture, http or https; empty: none
	Colour  string // as "#0b6e4f"; empty: the platform's
	Support string // address for help
}

// Compose writes the letter in the name of the platform.
func Compose(texts *locale.Texts, lang, key string, args laurel.Args) Letter {
	return Brand{}.Compose(texts, lang, key, args)
}

// Compose writes the letter that goes by key in a language: its subject is the
// text key.subject, its words are key.text, where an empty line parts paragraphs.
// Where args has "Link", an http or https address, it follows the words: as it is
// in plain text, as a button in HTML, whose label is key.link or else
// "letter.open". To and ID are left to the caller.
func (brand Brand) Compose(texts *locale.Texts, lang, key string, args laurel.Args) Letter {
	words := strings.TrimSpace(texts.Say(lang, key+".text", args))
	link := webLink(args["Link"])
	label := "letter.open"
	if texts.Has(lang, key+".link") || texts.Has(locale.Fallback, key+".link") {
		label = key + ".link"
	}
	footer := texts.Say(lang, "letter.footer", args)
	if brand.Name != "" {
		footer = texts.Say(lang, "letter.footer-city", laurel.Args{"Site": brand.Name, "Support": brand.Support})
	}
	l := Letter{Subject: oneLine(texts.Say(lang, key+".subject", args)), Language: lang}
	l.Text = plain(brand.Name, words, link, footer)
	var b strings.Builder
	err := page().Execute(&b, map[string]any{
		"Language": lang, "Subject": l.Subject, "Paragraphs": paragraphs(words),
		"Brand": brand.Name, "Logo": webLink(brand.Logo), "Colour": brand.colour(),
		"Link": link, "Label": texts.Say(lang, label, args), "Footer": footer,
	})
	if err != nil {
		panic(err) // the page asks for what is not given, whatever the words are
	}
	l.HTML = b.String()
	return l
}

// colour is that of the button, on which the words are white: a city's, moved
// until they can be read, or the platform's.
func (brand Brand) colour() string {
	if c, ok := tenants.ParseColour(brand.Colour); ok {
		return c.Until(tenants.RGB{}, tenants.Readable(tenants.White())).String()
	}
	return "#1f5f3f"
}

func plain(brand, words, link, footer string) string {
	var parts []string
	if brand != "" {
		parts = append(parts, oneLine(brand))
	}
	parts = append(parts, words)
	if link != "" {
		parts = append(parts, link)
	}
	return strings.Join(append(parts, "-- \n"+footer), "\n\n") + "\n"
}

// paragraphs are lists of lines.
func paragraphs(words string) [][]string {
	var out [][]string
	for p := range strings.SplitSeq(words, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, strings.Split(p, "\n"))
		}
	}
	return out
}

// oneLine keeps what a stranger chose, as the name of a badge, from being more
// than part of a subject.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return hasControl(string(r)) }), " ")
}

// webLink is the address to be opened, or empty where it is none of the web.
func webLink(v any) string {
	s, _ := v.(string)
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return ""
	}
	return u.String()
}
