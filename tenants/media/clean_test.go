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

// clean is what is kept of a file, and of which sort it was found to be.
func clean(t testing.TB, b []byte) ([]byte, Sort) {
	t.Helper()
	s, err := sniff(b)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Clean(&out, bytes.NewReader(b), int64(len(b)), s); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), s
}

// mustStayClean holds for whatever can be cleaned, other than photos.
func mustStayClean(t *testing.T, b, cleaned []byte, s Sort) {
	t.Helper()
	if len(cleaned) != len(b) {
		t.Fatalf("got %d bytes of %d", len(cleaned), len(b))
	}
	again, same := clean(t, cleaned)
	if same != s {
		t.Errorf("it was %v, and cleaned it is %v", s, same)
	}
	if !bytes.Equal(again, cleaned) {
		t.Error("cleaned twice, it is not what it is cleaned once")
	}
}

func TestWhatIsCleanedTellsNoSecrets(t *testing.T) {
	t.Parallel()
	for name, b := range recordings(t) {
		if name == "film.mkv" {
			continue
		}
		if name != "sound.aac" && !bytes.Contains(b, []byte("secret")) {
			t.Errorf("%s has no secret to begin with", name)
		}
		cleaned, s := clean(t, b)
		mustStayClean(t, b, cleaned, s)
		for _, secret := range []string{"secret", "54.68", "25.27", "\xa9xyz", "loci", "udta", "ISO6709", "GPS(", "2026-01-02"} {
			if bytes.Contains(cleaned, []byte(secret)) {
				t.Errorf("%s still holds %q", name, secret)
			}
		}
	}
}

func TestPicturesAndSoundStayByteForByte(t *testing.T) {
	t.Parallel()
	files := recordings(t)
	for name, marks := range map[string][2]string{ // what they stand between
		"film.mp4": {"mdat", "moov"}, "film.webm": {"\x1f\x43\xb6\x75", "\x1c\x53\xbb\x6b"}, "sound.wav": {"data", ""},
	} {
		cleaned, _ := clean(t, files[name])
		before, after := between(t, files[name], marks), between(t, cleaned, marks)
		if len(before) < 1000 || !bytes.Equal(after, before) {
			t.Errorf("%s: %d bytes of media are not as they were", name, len(before))
		}
	}
}

func between(t *testing.T, b []byte, marks [2]string) []byte {
	t.Helper()
	_, rest, found := bytes.Cut(b, []byte(marks[0]))
	if !found {
		t.Fatalf("no %q", marks[0])
	}
	if marks[1] == "" {
		return rest
	}
	rest, _, _ = bytes.Cut(rest, []byte(marks[1]))
	return rest
}

func TestDocumentsAreKeptAsTheyAre(t *testing.T) {
	t.Parallel()
	for ext, b := range documents(t) {
		if cleaned, _ := clean(t, b); !bytes.Equal(cleaned, b) {
			t.Errorf("%s: it was changed", ext)
		}
	}
}

func TestAPhotoIsCleanedByMakingItAnew(t *testing.T) {
	t.Parallel()
	b := jpegOf(t, stored(quarters(64, 48), 6), exif(binary.LittleEndian, 6))
	cleaned, s := clean(t, b)
	if bytes.Contains(cleaned, []byte("GPS")) {
		t.Error("it still tells where it was taken")
	}
	if again, err := sniff(cleaned); err != nil || again != s {
		t.Errorf("got %v, %v, want %v", again, err, s)
	}
}

func TestPlacesAreFoundWhereverTheyAreNested(t *testing.T) {
	t.Parallel()
	const place = "+54.6872+25.2797/"
	xyz := boxOf("\xa9xyz", "\x00\x11\x15\xc7", place)
	xmp := boxOf("uuid", "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8\x9c\x71\x99\x94\x91\xe3\xaf\xac", place)
	media := boxOf("mdia", boxOf("minf", boxOf("stbl", boxOf("udta", xyz))), xmp)
	for name, b := range map[string]string{
		"of the movie":     film(boxOf("udta", xyz), trackOf("vide")),
		"of a track":       film(trackOf("vide", boxOf("meta", boxOf("ilst", xyz)))),
		"deep in a track":  film(trackOf("vide", media)),
		"of the file":      film(trackOf("vide")) + xmp + boxOf("meta", place),
		"of a fragment":    film(trackOf("soun")) + boxOf("moof", boxOf("udta", xyz), boxOf("traf", boxOf("meta", xyz), xmp)),
		"in what is free":  film(trackOf("vide")) + boxOf("free", place) + boxOf("skip", place),
		"of its own kind":  film(trackOf("vide"), boxOf("gps ", place), boxOf("loci", place)),
		"to the end":       film(trackOf("vide")) + "\x00\x00\x00\x00free" + place,
		"of large boxes":   film(trackOf("vide")) + "\x00\x00\x00\x01free\x00\x00\x00\x00\x00\x00\x00\x21" + place,
		"in another track": film(trackOf("vide"), trackOf("meta", boxOf("udta", xyz))),
	} {
		cleaned, s := clean(t, []byte(b))
		mustStayClean(t, []byte(b), cleaned, s)
		if bytes.Contains(cleaned, []byte("54.6872")) {
			t.Errorf("%s: %q", name, cleaned)
		}
	}
}

// TestATrackOfPlacesIsSilenced has three samples of it among the media: two in one
// chunk, one in another, and pictures before, between and behind.
func TestATrackOfPlacesIsSilenced(t *testing.T) {
	t.Parallel()
	const samples = "picture-PLACE1PLACE02-picture-PLACE003-picture"
	start := uint32(len(boxOf("ftyp", "isom\x00\x00\x00\x00isom")) + 8)
	numbers := func(list ...uint32) string {
		var b []byte
		for _, n := range list {
			b = binary.BigEndian.AppendUint32(b, n)
		}
		return string(b)
	}
	runs := boxOf("stsc", numbers(0, 2, 1, 2, 1, 2, 1, 1))
	first, second := start+uint32(strings.Index(samples, "PLACE1")), start+uint32(strings.Index(samples, "PLACE003"))
	for name, tables := range map[string]string{
		"sizes one by one": runs + boxOf("stsz", numbers(0, 0, 3, 6, 7, 8)) + boxOf("stco", numbers(0, 2, first, second)),
		"long places":      runs + boxOf("stsz", numbers(0, 0, 3, 6, 7, 8)) + boxOf("co64", numbers(0, 2, 0, first, 0, second)),
		"all of one size":  runs + boxOf("stsz", numbers(0, 7, 3)) + boxOf("stco", numbers(0, 2, first, second)),
	} {
		b := []byte(boxOf("ftyp", "isom\x00\x00\x00\x00isom") + boxOf("mdat", samples) +
			boxOf("moov", trackOf("vide"), trackOf("meta", boxOf("mdia", boxOf("minf", boxOf("stbl", tables))))))
		cleaned, s := clean(t, b)
		mustStayClean(t, b, cleaned, s)
		if bytes.Contains(cleaned, []byte("PLACE")) || bytes.Count(cleaned, []byte("picture")) != 3 {
			t.Errorf("%s: %q", name, cleaned)
		}
	}
}

func TestOnlyTheSortThatWasFoundIsCleaned(t *testing.T) {
	t.Parallel()
	b := recordings(t)["film.mp4"]
	var out bytes.Buffer
	err := Clean(&out, bytes.NewReader(b), int64(len(b)), sortOf(AudioFile, "mp3"))
	mustBe(t, err, laurel.Invalid)
	if out.Len() > 0 {
		t.Errorf("%d bytes were written nevertheless", out.Len())
	}
}

func TestAWriterThatFailsIsReported(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	for name, b := range recordings(t) {
		s, err := sniff(b)
		if err != nil {
			continue
		}
		for _, room := range []int{0, 100, len(b) - 1} {
			if err := Clean(&narrow{room, full}, bytes.NewReader(b), int64(len(b)), s); !errors.Is(err, full) {
				t.Errorf("%s, with room for %d: got %v, want %v", name, room, err, full)
			}
		}
	}
}

// narrow is a writer that has room for so many bytes.
type narrow struct {
	room int
	full error
}

func (n *narrow) Write(p []byte) (int, error) {
	if len(p) > n.room {
		return n.room, n.full
	}
	n.room -= len(p)
	return len(p), nil
}

func seeds(f *testing.F) {
	f.Helper()
	for _, b := range recordings(f) {
		f.Add(b)
	}
	for _, b := range documents(f) {
		f.Add(b)
	}
	f.Add(jpegOf(f, quarters(6, 4), nil))
	f.Add([]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"))
	f.Add([]byte("<svg/>"))
	f.Add([]byte(film(boxOf("mvhd", strings.Repeat("\x00", 100)), boxOf("udta", boxOf("\xa9xyz", "+54/")), trackOf("vide"))))
}

func FuzzRecognise(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := sniff(b)
		if err != nil {
			e, ok := errors.AsType[*laurel.Error](err)
			if !ok || e.Kind != laurel.Invalid && e.Kind != laurel.TooLarge || s != (Sort{}) {
				t.Errorf("got %v, %v, want it refused", s, err)
			}
			return
		}
		if s != sortOf(s.Kind, s.Extension) || !validExtension(s.Extension) || s.ContentType == "application/octet-stream" {
			t.Errorf("got %v", s)
		}
	})
}

func FuzzClean(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := sniff(b)
		if err != nil || s.Kind == PhotoFile { // FuzzPhoto has those
			return
		}
		cleaned, _ := clean(t, b)
		mustStayClean(t, b, cleaned, s)
		if s.Kind != DocumentFile && s.Extension != "mp3" && s.Extension != "aac" {
			mustHaveNoPlaces(t, cleaned)
		}
	})
}

// mustHaveNoPlaces walks the boxes of a movie in another way: wherever a container
// can be, none has a box of those that places are filed in.
func mustHaveNoPlaces(t *testing.T, b []byte) {
	t.Helper()
	if len(b) < 8 || string(b[4:8]) != "ftyp" {
		return
	}
	var walk func(b []byte)
	walk = func(b []byte) {
		for len(b) >= 8 {
			n, body := uint64(binary.BigEndian.Uint32(b)), uint64(8)
			switch n {
			case 0:
				n = uint64(len(b))
			case 1:
				n, body = binary.BigEndian.Uint64(b[8:]), 16
			}
			switch kind := string(b[4:8]); {
			case slices.Contains([]string{"udta", "meta", "uuid", "\xa9xyz", "loci", "gps ", "skip"}, kind):
				t.Fatalf("a box %q is left", kind)
			case kind == "free" && len(bytes.Trim(b[body:n], "\x00")) > 0:
				t.Fatal("what is free is not empty")
			case slices.Contains([]string{"moov", "trak", "mdia", "minf", "stbl", "moof", "traf", "mvex"}, kind):
				walk(b[body:n])
			}
			b = b[n:]
		}
	}
	walk(b)
}

// FuzzEachFormat leads straight to the parts that walk one format, since a change
// of the first bytes leads to none.
func FuzzEachFormat(f *testing.F) {
	heads := []string{
		"", film(trackOf("vide")), film(trackOf("vide"), trackOf("meta"))[:20], "OggS\x00\x02", "fLaC\x00\x00\x00\x22", "ID3\x04\x00\x00\x00\x00\x00\x02",
		"\x1a\x45\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\xff", "\xff\xf1\x50\x80", "\xff\xfb\x10\xc4", "PK\x03\x04",
	}
	for i := range heads {
		f.Add(byte(i), []byte("\x00\x00\x00\x08free"))
	}
	for name, b := range recordings(f) {
		if i := slices.IndexFunc(heads[1:], func(head string) bool { return bytes.HasPrefix(b, []byte(head)) }); i >= 0 {
			f.Add(byte(i+1), b[len(heads[i+1]):])
		} else {
			f.Add(byte(0), []byte(name))
		}
	}
	f.Fuzz(func(t *testing.T, i byte, rest []byte) {
		b := append([]byte(heads[int(i)%len(heads)]), rest...)
		s, err := sniff(b)
		if err != nil || s.Kind == PhotoFile {
			return
		}
		cleaned, _ := clean(t, b)
		mustStayClean(t, b, cleaned, s)
		mustHaveNoPlaces(t, cleaned)
	})
}

// largeFilm is a movie of that many bytes, nearly all of them media that are not there.
func largeFilm(size int64) (io.ReaderAt, int64) {
	head := boxOf("ftyp", "isom\x00\x00\x00\x00isom") +
		boxOf("moov", boxOf("udta", boxOf("\xa9xyz", strings.Repeat("+54.6872+25.2797/", 1000))), trackOf("vide"))
	mdat := binary.BigEndian.AppendUint64([]byte(head+"\x00\x00\x00\x01mdat"), uint64(size-int64(len(head))))
	return sparse{head: mdat}, size
}

func TestALargeVideoIsCleanedInLittleMemory(t *testing.T) { //nolint:paralleltest // measures what is allocated
	r, size := largeFilm(200 << 20)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := Recognise(r, size)
	if err != nil {
		t.Fatal(err)
	}
	if err := Clean(io.Discard, r, size, s); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > 4<<20 {
		t.Errorf("200 MiB took %d bytes of memory in all, want 4 MiB at most", got)
	}
}

func BenchmarkCleanAVideoOf200Megabytes(b *testing.B) {
	r, size := largeFilm(200 << 20)
	b.SetBytes(size)
	b.ReportAllocs()
	for b.Loop() {
		s, err := Recognise(r, size)
		if err != nil {
			b.Fatal(err)
		}
		if err := Clean(io.Discard, r, size, s); err != nil {
			b.Fatal(err)
		}
	}
}
