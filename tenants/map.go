package tenants

import (
	"math"
	"strconv"
	"strings"

	"example.org/laurel"
)

// Point is a place on earth in degrees (WGS 84). The zero value is none: there
// the sea is five kilometres deep.
type Point struct {
	Latitude  float64 `json:"latitude"`
	Longitude float64 `json:"longitude"`
}

// Bounds are the four sides within which a city lies; the zero value is none.
// They do not cross the date line.
type Bounds struct {
	South float64 `json:"south"`
	West  float64 `json:"west"`
	North float64 `json:"north"`
	East  float64 `json:"east"`
}

// Holds reports whether a point lies within.
func (b Bounds) Holds(p Point) bool {
	return p.Latitude >= b.South && p.Latitude <= b.North && p.Longitude >= b.West && p.Longitude <= b.East
}

// Check refuses what is no place on earth, with field "latitude" or "longitude".
func (p Point) Check() error {
	switch {
	case math.Abs(p.Latitude) > 90 || math.IsNaN(p.Latitude):
		return laurel.E(laurel.Invalid, "tenant.latitude").At("latitude")
	case math.Abs(p.Longitude) > 180 || math.IsNaN(p.Longitude):
		return laurel.E(laurel.Invalid, "tenant.longitude").At("longitude")
	}
	return nil
}

// Check refuses what bounds nothing on earth, with the field of the side; the zero
// value is fine.
func (b Bounds) Check() error {
	for field, p := range map[string]Point{"south": {b.South, b.West}, "north": {b.North, b.East}} {
		if p.Check() != nil {
			return laurel.E(laurel.Invalid, "tenant.bounds").At(field)
		}
	}
	if b != (Bounds{}) && (b.South >= b.North || b.West >= b.East) {
		return laurel.E(laurel.Invalid, "tenant.bounds").At("south")
	}
	return nil
}

// Within refuses a pin that lies outside of a city in which the organisation is
// active.
func (t Tenant) Within(cities []Tenant) error {
	if t.Pin == (Point{}) {
		return nil
	}
	for _, c := range cities {
		if c.Bounds != (Bounds{}) && !c.Bounds.Holds(t.Pin) {
			return laurel.E(laurel.Invalid, "tenant.pin-outside").With(laurel.Args{"City": c.Name}).At("latitude")
		}
	}
	return nil
}

// Text is the point as it is kept, "40.85,14.27"; none is empty.
func (p Point) Text() string {
	if p == (Point{}) {
		return ""
	}
	return degrees(p.Latitude, p.Longitude)
}

// Text are the bounds as they are kept: south, west, north, east; none is empty.
func (b Bounds) Text() string {
	if b == (Bounds{}) {
		return ""
	}
	return degrees(b.South, b.West, b.North, b.East)
}

// ReadPoint reads a point that was kept; what is none is the zero value.
func ReadPoint(s string) Point {
	n := numbers(s, 2)
	return Point{n[0], n[1]}
}

// ReadBounds reads bounds that were kept; what are none is the zero value.
func ReadBounds(s string) Bounds {
	n := numbers(s, 4)
	return Bounds{South: n[0], West: n[1], North: n[2], East: n[3]}
}

func degrees(list ...float64) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = strconv.FormatFloat(n, 'f', -1, 64)
	}
	return strings.Join(parts, ",")
}

func numbers(s string, many int) []float64 {
	list := make([]float64, many)
	parts := strings.Split(s, ",")
	if len(parts) != many {
		return list
	}
	for i, part := range parts {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return make([]float64, many)
		}
		list[i] = n
	}
	return list
}
