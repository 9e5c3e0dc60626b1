package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"example.org/laurel"
)

const hugeSide = 50_000

// hugeJPEG is one whose frame says that it is as large as that (ITU-T T.81, section B.2.2).
func hugeJPEG(t testing.TB) []byte {
	t.Helper()
	b := slices.Clone(jpegOf(t, quarters(8, 8), nil))
	at := bytes.Index(b, []byte{0xff, 0xc0, 0, 17, 8})
	if at < 0 {
		t.Fatal("the JPEG has no frame")
	}
	binary.BigEndian.PutUint16(b[at+5:], hugeSide)
	binary.BigEndian.PutUint16(b[at+7:], hugeSide)
	return b
}

// hugeWebP says it in its first chunk; the sides of one that is lossless have 14 bits
// (RFC 9649, section 3.4), so only an extended one can say as much.
func hugeWebP(longest int) []byte {
	side := []byte{byte(longest - 1), byte((longest - 1) >> 8), 0}
	chunk := slices.Concat([]byte("VP8X\x0a\x00\x00\x00\x10\x00\x00\x00"), side, side)
	chunk = append(chunk, "VP8 \x0a\x00\x00\x00\x30\x01\x00\x9d\x01\x2a\x08\x00\x08\x00"...)
	return slices.Concat([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(4+len(chunk))), []byte("WEBP"), chunk)
}

func hugeTIFF() []byte {
	return []byte("II*\x00\x08\x00\x00\x00\x02\x00" +
		"\x00\x01\x04\x00\x01\x00\x00\x00\x50\xc3\x00\x00" + "\x01\x01\x04\x00\x01\x00\x00\x00\x50\xc3\x00\x00" + "\x00\x00\x00\x00")
}

func TestAPictureThatSaysItIsHugeIsRefusedBeforeItIsDecoded(t *testing.T) { //nolint:paralleltest // it measures memory
	pictures := map[string]struct {
		b    []byte
		want string
	}{
		"PNG":                            {hugePNG(t, hugeSide, hugeSide), "photo.too-large"},
		"JPEG":                           {hugeJPEG(t), "photo.too-large"},
		"WebP":                           {hugeWebP(40_000), "photo.too-large"},
		"WebP of more than one may have": {hugeWebP(hugeSide), "photo.unknown"},
		"GIF":                            {[]byte("GIF89a\x50\xc3\x50\xc3\x00\x00\x00,\x00\x00\x00\x00\x50\xc3\x50\xc3\x00\x02\x00;"), "photo.unknown"},
		"TIFF":                           {hugeTIFF(), "photo.unknown"},
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for name, p := range pictures {
		if _, err := Photo(p.b); err == nil || textOf(err) != p.want {
			t.Errorf("%s as a photo: %v, want %s", name, err, p.want)
		}
		if _, err := sniff(p.b); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 8<<20 {
		t.Errorf("%d bytes were asked for, want few", used)
	}
}

// polyglots are files that are two things at a time.
func polyglots(t testing.TB) map[string][]byte {
	t.Helper()
	const page = "<html><script>alert(1)</script></html>"
	zip := archive(t, [2]string{"a.txt", "b"})
	picture := jpegOf(t, quarters(8, 8), nil)
	return map[string][]byte{
		"GIF and script": []byte("GIF89a/*\x01\x00\x01\x00\x00*/=1;alert(1)//;"),
		"PDF and ZIP":    slices.Concat([]byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"), zip),
		"ZIP and PDF":    slices.Concat(zip, []byte("%PDF-1.4\n%%EOF\n")),
		"JPEG and page":  slices.Concat(picture, []byte(page)),
		"JPEG of a page": slices.Concat(picture[:2], []byte("\xff\xfe\x00\x28"+page), picture[2:]),
		"PNG and ZIP":    slices.Concat(pngOf(t, quarters(8, 8), nil), zip),
		"PDF in a ZIP":   slices.Concat([]byte("%PDF-1.4\n"), zip[:len(zip)-2], []byte("\x11\x00\ntrailer<<>>%%EOF")),
		"page":           []byte(page),
	}
}

func TestNothingOfAPolyglotRemainsButOneThing(t *testing.T) {
	t.Parallel()
	for name, b := range polyglots(t) {
		sort, err := sniff(b)
		if err != nil {
			continue // refused
		}
		var kept bytes.Buffer
		if err := Clean(&kept, bytes.NewReader(b), int64(len(b)), sort); err != nil {
			continue
		}
		if sort.Kind != PhotoFile {
			t.Errorf("%s is taken for %s", name, sort.ContentType)
		}
		if s := kept.String(); strings.Contains(s, "<script") || strings.Contains(s, "PK\x03\x04") || strings.Contains(s, "%PDF") {
			t.Errorf("%s: the other thing is kept", name)
		}
	}
}

func TestAPictureThatIsCutShortIsNotTaken(t *testing.T) {
	t.Parallel()
	for name, b := range map[string][]byte{
		"JPEG": jpegOf(t, quarters(64, 64), nil), "PNG": pngOf(t, quarters(64, 64), nil), "WebP": webpOf(t, nil),
	} {
		for _, n := range []int{12, 20, len(b) / 4, len(b) / 2, len(b) * 3 / 4} {
			cut := b[:n]
			sort, err := sniff(cut)
			if err == nil {
				err = Clean(io.Discard, bytes.NewReader(cut), int64(n), sort)
			}
			if err == nil {
				t.Errorf("%s of %d bytes is taken at %d", name, len(b), n)
			}
		}
	}
}

func FuzzRecogniseAndClean(f *testing.F) {
	for _, b := range polyglots(f) {
		f.Add(b)
	}
	f.Add(hugePNG(f, hugeSide, hugeSide))
	f.Add(hugeJPEG(f))
	f.Add(hugeWebP(hugeSide))
	f.Add(hugeWebP(40_000))
	f.Add(hugeTIFF())
	f.Fuzz(func(t *testing.T, b []byte) {
		sort, err := sniff(b)
		if err != nil {
			return
		}
		var kept bytes.Buffer
		if Clean(&kept, bytes.NewReader(b), int64(len(b)), sort) != nil {
			return
		}
		if again, err := sniff(kept.Bytes()); err != nil || again.Kind != sort.Kind {
			t.Errorf("what is kept of %v is %v, %v", sort, again, err)
		}
	})
}

func textOf(err error) string {
	e, _ := errors.AsType[*laurel.Error](err)
	if e == nil {
		return ""
	}
	return e.Text
}
