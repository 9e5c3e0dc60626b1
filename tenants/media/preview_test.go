package media

import (
	"bytes"
	"image"
	"image/jpeg"
	"testing"

	"example.org/laurel"
)

func TestAPreviewIsSmallerAndShowsTheSame(t *testing.T) {
	t.Parallel()
	photo := jpegOf(t, quarters(800, 600), nil)
	for longest, want := range map[int]image.Point{320: {320, 240}, 100: {100, 75}, 799: {799, 599}} {
		b, err := Preview(photo, longest)
		if err != nil {
			t.Fatal(err)
		}
		m, err := jpeg.Decode(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Bounds().Size(); got != want {
			t.Errorf("got %v, want %v", got, want)
		}
		mustShowQuarters(t, m)
	}
}

func TestAPreviewOfWhatIsSmallIsTheSame(t *testing.T) {
	t.Parallel()
	photo := jpegOf(t, quarters(80, 60), nil)
	if b, err := Preview(photo, 80); err != nil || !bytes.Equal(b, photo) {
		t.Errorf("got %d bytes, %v, want the %d of the photo", len(b), err, len(photo))
	}
}

func TestAPreviewOfNoPictureIsRefused(t *testing.T) {
	t.Parallel()
	_, err := Preview([]byte("photo.jpg"), 80)
	mustBe(t, err, laurel.Invalid)
	_, err = Preview(hugePNG(t, 50_000, 50_000), 80)
	mustBe(t, err, laurel.Invalid)
	if _, err := Preview(jpegOf(t, quarters(2, 2), nil), 0); err == nil {
		t.Error("a preview of no pixels was made")
	}
}
