package page

import (
	"cmp"
	"fmt"
	"regexp"

	"example.org/laurel/tenants"
)

var brandName = regexp.MustCompile(`^brand-([0-9a-f]{6})(?:-([0-9a-f]{6}))?\.css$`)

// platformBrand is the colour of who has an accent alone.
const platformBrand = "#14614a"

// brandSheet is the address of the style sheet with a tenant's colours.
func brandSheet(t tenants.Tenant) string {
	name := cmp.Or(t.Colour, platformBrand)
	if t.Accent != "" {
		name += "-" + t.Accent[1:]
	}
	return "/static/brand-" + name[1:] + ".css"
}

// brandFile is that style sheet. The colours are moved until text on them, and
// text in them, can be read, on a light page and on a dark one.
func brandFile(name string) (file, bool) {
	m := brandName.FindStringSubmatch(name)
	if m == nil {
		return file{}, false
	}
	brand, ok := tenants.ParseColour("#" + m[1])
	if !ok {
		return file{}, false
	}
	white, black, dark := tenants.White(), tenants.RGB{}, tenants.RGB{R: 24, G: 32, B: 28}
	fill := brand.Until(black, tenants.Readable(white))
	light, bright := fill, brand // of the words
	if accent, ok := tenants.ParseColour("#" + m[2]); ok {
		light, bright = accent, accent
	}
	const names = ":root{--brand:%s;--accent:%s;--brand-soft:%s}"
	css := fmt.Sprintf(names+"\n@media (prefers-color-scheme:dark){"+names+"}\n",
		fill, light.Until(black, tenants.Readable(tenants.Paper())), brand.Mix(white, .88),
		fill, bright.Until(white, tenants.Readable(dark.Mix(white, .06))), brand.Mix(dark, .78))
	return file{kind: "text/css; charset=utf-8", plain: []byte(css)}, true
}
