package draw

import (
	"bytes"
	"fmt"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/dejavu/dejavusans"
)

// pdf writes a certificate: outlines as they are, and the words a second time in
// letters that are not painted, for whoever searches, copies or listens.
func (s *leaf) pdf(c Certificate) ([]byte, error) {
	f := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: pageWidth, Ht: pageHeight}})
	f.SetCatalogSort(true) // or one certificate has many forms
	f.SetCreationDate(c.At.UTC())
	f.SetModificationDate(c.At.UTC())
	f.SetProducer("Laurel", true)
	f.SetTitle(s.text.title, true)
	f.SetAuthor(s.design.Issuer, true)
	f.SetLang(s.design.Language)
	f.SetAutoPageBreak(false, 0)
	f.SetMargins(0, 0, 0)
	f.AddPage()
	for _, it := range s.scene.items {
		fillPDF(f, it)
	}
	if err := s.badgeOn(f); err != nil {
		return nil, err
	}
	s.wordsOn(f)
	var b bytes.Buffer
	if err := f.Output(&b); err != nil {
		return nil, fmt.Errorf("draw: pdf: %w", err)
	}
	return b.Bytes(), nil
}

// fillPDF paints a path in one colour; there are no others on a certificate.
func fillPDF(f *fpdf.Fpdf, it item) {
	c := it.paint.stops[0].colour
	f.SetFillColor(int(c.R), int(c.G), int(c.B))
	f.SetAlpha(float64(c.A)/255, "Normal")
	var at point
	for _, s := range it.path {
		a := s.at
		switch s.op {
		case moveTo:
			f.MoveTo(a[0].x, a[0].y)
		case lineTo:
			f.LineTo(a[0].x, a[0].y)
		case quadTo: // raised to the third degree
			f.CurveBezierCubicTo(at.x+(a[0].x-at.x)*2/3, at.y+(a[0].y-at.y)*2/3,
				a[1].x+(a[0].x-a[1].x)*2/3, a[1].y+(a[0].y-a[1].y)*2/3, a[1].x, a[1].y)
		case cubeTo:
			f.CurveBezierCubicTo(a[0].x, a[0].y, a[1].x, a[1].y, a[2].x, a[2].y)
		case closing:
			f.ClosePath()
		}
		if s.n > 0 {
			at = a[s.n-1]
		}
	}
	f.DrawPath("F")
}

// badgeOn puts the badge in the middle of its place.
func (s *leaf) badgeOn(f *fpdf.Fpdf) error {
	b, err := s.PNG(printPixels)
	if err != nil {
		return err
	}
	f.SetAlpha(1, "Normal")
	kind := fpdf.ImageOptions{ImageType: "PNG"}
	f.RegisterImageOptionsReader("badge", kind, bytes.NewReader(b))
	f.ImageOptions("badge", (pageWidth-pageBadge)/2, badgeTop, pageBadge, pageBadge, false, kind, 0, "")
	return nil
}

const unpainted = 3 // text rendering mode (ISO 32000-1, table 106)

func (s *leaf) wordsOn(f *fpdf.Fpdf) {
	f.AddUTF8FontFromBytes("words", "", bytes.Clone(dejavusans.TTF))
	f.SetTextRenderingMode(unpainted)
	for _, w := range s.words {
		f.SetFont("words", "", w.size)
		f.Text(w.x, w.y, w.text)
		if w.address != "" {
			f.LinkString(w.x, w.y-w.size, f.GetStringWidth(w.text), w.size*lineFeed, w.address)
		}
	}
}
