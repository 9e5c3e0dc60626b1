package draw

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"
)

// photograph is a cover as uploads come: 1600 by 900 in the JPEG colour model.
func photograph(tb testing.TB) image.Image {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Cover("photograph", coverWidth, coverHeight), nil); err != nil {
		tb.Fatal(err)
	}
	m, err := jpeg.Decode(&b)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func openBadge() Design {
	return Design{
		Title: "What is an Open Badge?", Issuer: "Lithuanian Association of Non-formal Education",
		City: "Campania", Language: "en", Level: 3,
	}
}

func composed(tb testing.TB) *Picture {
	tb.Helper()
	p, err := Compose(openBadge(), photograph(tb))
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// BenchmarkCompose512 is all that a job does for one picture after decoding the
// cover: laying out, painting and encoding at 512 pixels.
func BenchmarkCompose512(b *testing.B) {
	cover := photograph(b)
	for b.Loop() {
		p, err := Compose(openBadge(), cover)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := p.PNG(512); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPNG512(b *testing.B) {
	p := composed(b)
	for b.Loop() {
		if _, err := p.PNG(512); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPNG1024(b *testing.B) {
	p := composed(b)
	for b.Loop() {
		if _, err := p.PNG(1024); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSVG(b *testing.B) {
	p := composed(b)
	for b.Loop() {
		if _, err := p.SVG(); err != nil {
			b.Fatal(err)
		}
	}
}
