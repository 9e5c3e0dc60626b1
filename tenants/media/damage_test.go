package media

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

// replaced is a real recording in which one thing stands for another of its length.
func replaced(t *testing.T, name, old, now string) []byte {
	t.Helper()
	b := recordings(t)[name]
	if len(old) != len(now) || !bytes.Contains(b, []byte(old)) {
		t.Fatalf("%s has no %q", name, old)
	}
	return bytes.Replace(slices.Clone(b), []byte(old), []byte(now), 1)
}

const webmHead = "\x1a\x45\xdf\xa3\x87\x42\x82\x84webm"

// webmOf is a file of WebM with these elements, recorded live.
func webmOf(elements ...string) []byte {
	return []byte(webmHead + "\x18\x53\x80\x67\xff" + strings.Join(elements, ""))
}

func TestAWebMThatCannotBeWalkedIsRefused(t *testing.T) {
	t.Parallel()
	const (
		pictures  = "\x16\x54\xae\x6b\x85\xae\x83\x83\x81\x01"
		subtitles = "\x16\x54\xae\x6b\x85\xae\x83\x83\x81\x11"
		cluster   = "\x1f\x43\xb6\x75\xff\xe7\x81\x00\xa3\x81\x00"
	)
	if got, err := sniff(webmOf(pictures, cluster)); err != nil || got.Extension != "webm" {
		t.Fatalf("got %v, %v, want the smallest WebM taken", got, err)
	}
	for name, b := range map[string][]byte{
		"nothing but a head":        []byte(webmHead),
		"no tracks":                 webmOf(cluster),
		"no clusters":               webmOf(pictures),
		"tags without a length":     webmOf(pictures, cluster, "\x12\x54\xc3\x67\xff"),
		"tracks without a length":   webmOf("\x16\x54\xae\x6b\xff", pictures, cluster),
		"a track without a length":  webmOf("\x16\x54\xae\x6b\x82\xae\xff", pictures, cluster),
		"a block without a length":  webmOf(pictures, cluster, "\xa3\xff"),
		"an element beyond the end": webmOf(pictures, cluster, "\xec\x81"),
		"an id of five bytes":       webmOf(pictures, cluster, "\x08\x00\x00\x00\x00\x81\x00"),
		"half an id":                webmOf(pictures, cluster, "\x1f\x43"),
		"a strange block":           webmOf(pictures, cluster, "\x81\x81\x00"),
		"two segments":              []byte(webmHead + "\x18\x53\x80\x67\x80\x18\x53\x80\x67\xff" + pictures + cluster),
		"a head without a length":   []byte("\x1a\x45\xdf\xa3\xff" + pictures + cluster),
		"more than one reads":       webmOf(pictures, cluster, strings.Repeat("\xec\x80", elementsAtMost)),
	} {
		mustRefuse(t, name, b, "file.damaged")
	}
	mustRefuse(t, "subtitles", webmOf(pictures, subtitles, cluster), "file.tracks")
	mustRefuse(t, "no name of a format", []byte("\x1a\x45\xdf\xa3\x80"), "file.matroska")
}

func TestAnOggThatCannotBeWalkedIsRefused(t *testing.T) {
	t.Parallel()
	opus := recordings(t)["opus.ogg"]
	_, rest, _ := bytes.Cut(opus[4:], []byte("OggS"))
	second := append([]byte("OggS"), rest...)
	first := opus[:len(opus)-len(second)]
	for name, b := range map[string][]byte{
		"a stream that does not begin": second,
		"nothing but a beginning":      first,
		"a stream that begins twice":   slices.Concat(first, opus),
		"no comments":                  replaced(t, "opus.ogg", "OpusTags", "OpusTaps"),
		"another version of a page":    replaced(t, "vorbis.ogg", "OggS\x00\x02", "OggS\x01\x02"),
		"zeros behind":                 append(slices.Clone(opus), make([]byte, 300)...),
		"more streams than one reads":  bytes.Repeat(opus, streamsAtMost+1),
	} {
		mustRefuse(t, name, b, "file.damaged")
	}
	if _, err := sniff(slices.Concat(opus, opus)); err != nil {
		t.Errorf("one after the other: %v", err)
	}
}

// TestTheSumOfAPageIsThatOfOgg compares our sum with those that others wrote.
func TestTheSumOfAPageIsThatOfOgg(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"opus.ogg", "vorbis.ogg"} {
		b := recordings(t)[name]
		_, rest, _ := bytes.Cut(b[4:], []byte("OggS"))
		page := slices.Clone(b[:len(b)-len(rest)-4])
		want := binary.LittleEndian.Uint32(page[22:])
		binary.LittleEndian.PutUint32(page[22:], 0)
		if got := oggSum(page); got != want {
			t.Errorf("%s: got %x, want %x", name, got, want)
		}
	}
}

func TestSoundThatCannotBeWalkedIsRefused(t *testing.T) {
	t.Parallel()
	files := recordings(t)
	frame := "\xff\xfb\x10\xc4" + strings.Repeat("\x00", 100) // 32 kbit/s at 44.1 kHz
	for name, b := range map[string][]byte{
		"a wave without a format":    replaced(t, "sound.wav", "fmt ", "ftm "),
		"a wave without sound":       replaced(t, "sound.wav", "data", "date"),
		"a wave longer than it is":   append(slices.Clone(files["sound.wav"]), 0, 0),
		"FLAC without a format":      replaced(t, "sound.flac", "fLaC\x00", "fLaC\x01"),
		"FLAC without sound":         files["sound.flac"][:len("fLaC")+4+34],
		"one frame":                  []byte(frame),
		"a tag and nothing else":     []byte("ID3\x03\x00\x00\x00\x00\x00\x00"),
		"a tag beyond the end":       []byte("ID3\x03\x00\x00\x7f\x7f\x7f\x7f" + frame + frame),
		"tags without end":           []byte(strings.Repeat("ID3\x03\x00\x00\x00\x00\x00\x00", 9) + frame + frame),
		"more behind than sound":     append([]byte(frame+frame), make([]byte, 300)...),
		"frames of different rates":  []byte(frame + "\xff\xfb\x14\xc4" + strings.Repeat("\x00", 100)),
		"frames of a forbidden rate": []byte(strings.Repeat("\xff\xfb\x1c\xc4"+strings.Repeat("\x00", 100), 3)),
	} {
		if name == "frames of a forbidden rate" {
			mustRefuse(t, name, b, "file.kind")
			continue
		}
		mustRefuse(t, name, b, "file.damaged")
	}
	if got, err := sniff([]byte(frame + frame)); err != nil || got.Extension != "mp3" {
		t.Errorf("got %v, %v, want two frames taken", got, err)
	}
}

func TestATagOfID3IsEmptiedAtBothEnds(t *testing.T) {
	t.Parallel()
	frame := "\xff\xfb\x10\xc4" + strings.Repeat("\x00", 100)
	tag := "ID3\x04\x00\x10\x00\x00\x00\x06secret3DI\x04\x00\x10\x00\x00\x00\x06" // with a foot
	old := "TAG" + strings.Repeat("secret", 20) + "\x00\x00\x00\x00\x00"
	b := []byte(tag + "\x00\x00\x00" + frame + frame + frame + "APETAGEX secret" + old)
	cleaned, s := clean(t, b)
	mustStayClean(t, b, cleaned, s)
	if bytes.Contains(cleaned, []byte("secret")) || !bytes.Contains(cleaned, []byte(frame+frame+frame)) {
		t.Errorf("got %q", cleaned)
	}
}
