package draw

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var embedded = regexp.MustCompile(`base64,[^"]*`)

// The outlines and colours of the documents; the photo within depends on the
// JPEG encoder.
func TestDocumentsAreTheGoldenOnes(t *testing.T) {
	t.Parallel()
	const file = "testdata/svg.sha256"
	var got strings.Builder
	all := designs()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		b, err := compose(t, all[name], Cover(name, 480, 270)).SVG()
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%x  %s\n", sha256.Sum256(embedded.ReplaceAll(b, nil)), name)
	}
	if updating() {
		if err := os.WriteFile(file, []byte(got.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("documents differ (-want +got):\n%s", diff)
	}
}

func TestSVGIsOneDocumentWithoutScriptOrReference(t *testing.T) {
	t.Parallel()
	for name, d := range designs() {
		d.Title += ` <script>alert("1")</script> & ]]>`
		d.Language = `de" onload="alert(1)`
		b, err := compose(t, d, noise()).SVG()
		if err != nil {
			t.Fatal(err)
		}
		for _, fault := range svgFaults(b) {
			t.Errorf("%s: %s", name, fault)
		}
		if len(b) > 400<<10 {
			t.Errorf("%s: %d bytes", name, len(b))
		}
	}
}

// svgFaults says what is wrong with an SVG document that is to stand alone.
func svgFaults(b []byte) []string {
	var faults []string
	known := map[string]bool{}
	for name := range strings.FieldsSeq("svg title defs linearGradient radialGradient stop clipPath filter feGaussianBlur g path image") {
		known[name] = true
	}
	depth, titles := 0, 0
	for d := xml.NewDecoder(bytes.NewReader(b)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return append(faults, "not well-formed: "+err.Error())
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			if e.Name.Local == "title" && depth == 2 {
				titles++
			}
			if !known[e.Name.Local] {
				faults = append(faults, "has a <"+e.Name.Local+">")
			}
			for _, a := range e.Attr {
				if f := attributeFault(a); f != "" {
					faults = append(faults, f)
				}
			}
		case xml.EndElement:
			depth--
		}
	}
	if titles != 1 {
		faults = append(faults, fmt.Sprintf("has %d titles", titles))
	}
	return faults
}

func attributeFault(a xml.Attr) string {
	name := strings.ToLower(a.Name.Local)
	refers := strings.Contains(a.Value, "url(") && !strings.HasPrefix(a.Value, "url(#")
	switch {
	case strings.HasPrefix(name, "on"):
		return "has a handler " + name
	case name == "href" && !strings.HasPrefix(a.Value, "data:image/jpeg;base64,"), name == "src", name == "style", refers:
		return fmt.Sprintf("refers to %.60q", a.Value)
	}
	return ""
}
