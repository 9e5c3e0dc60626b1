package page

import (
	"fmt"
	"math"
	"net/url"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
)

// Of a sketch in its own units: the longer side, and the margin around it.
const (
	sketchSide   = 200.0
	sketchMargin = 12.0
)

// sketch shows where in a city a pin is. Nothing is loaded from a map's maker.
func (v *view) sketch(pin tenants.Point, city tenants.Tenant) g.Node {
	b := city.Bounds
	if b == (tenants.Bounds{}) || !b.Holds(pin) {
		return nil
	}
	// A degree of longitude is shorter the farther it is from the equator.
	width, height := (b.East-b.West)*math.Cos((b.South+b.North)/2*math.Pi/180), b.North-b.South
	scale := sketchSide / max(width, height)
	width, height = max(width*scale, 1), max(height*scale, 1)
	x := sketchMargin + (pin.Longitude-b.West)/(b.East-b.West)*width
	y := sketchMargin + (b.North-pin.Latitude)/(b.North-b.South)*height
	return h.Figure(h.Class("sketch"),
		g.Raw(fmt.Sprintf(`<svg viewBox="0 0 %.1f %.1f" width="%.0f" height="%.0f" aria-hidden="true" focusable="false">`+
			`<rect x="%.0f" y="%.0f" width="%.1f" height="%.1f" rx="6" fill="none" stroke="currentColor" stroke-opacity=".45"/>`+
			`<path d="M%.1f %.1fh%.1fM%.1f %.1fv%.1f" stroke="currentColor" stroke-opacity=".25" stroke-dasharray="3 4"/>`+
			`<circle cx="%.1f" cy="%.1f" r="6" fill="currentColor"/></svg>`,
			width+2*sketchMargin, height+2*sketchMargin, width+2*sketchMargin, height+2*sketchMargin,
			sketchMargin, sketchMargin, width, height, sketchMargin, y, width, x, sketchMargin, height, x, y)), // numbers
		h.FigCaption(h.Class("small"), g.Text(v.fill("page.issuer.within", laurel.Args{"City": city.Name}))))
}

// onMap is the address of the pin on a map that everybody may use.
func onMap(p tenants.Point) string {
	lat, lon := degrees(p.Latitude), degrees(p.Longitude)
	return "https://www.openstreetmap.org/?" + url.Values{"mlat": {lat}, "mlon": {lon}}.Encode() + "#map=16/" + lat + "/" + lon
}
