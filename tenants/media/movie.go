package media

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strings"

	"example.org/laurel"
)

// boxesAtMost is how many boxes a movie may have: two hours of fragments of a
// second each.
const boxesAtMost = 100_000

// box is a part of an ISO base media file (ISO/IEC 14496-12, section 4.2): four
// bytes of length, four of kind, eight of length if the first were 1, a payload.
type box struct {
	kind          string
	at, body, end int64
}

// nothing makes of the box one of its length that says nothing: "free" (section
// 8.1.2). Its length stands as it is written, before the kind or behind it.
func (b box) nothing(f *file) (blank, error) {
	head, err := f.peek(b.at+4, int(b.body-b.at-4))
	if err != nil {
		return blank{}, err
	}
	return blank{at: b.at + 4, length: b.end - b.at - 4, head: append([]byte("free"), head[4:]...)}, nil
}

// movie is what has been seen of a file made of boxes.
type movie struct {
	f        *file
	boxes    int
	blanks   []blank
	media    []box    // "mdat", in the order of the file
	handlers []string // of the tracks that are kept
	silenced []track  // and the others
	indexes  int      // boxes "moov"
	pieces   int      // boxes "moof"
}

// walkMovie goes through MP4, QuickTime and 3GP. Boxes that a player needs are on
// a list (within); any other is blanked where it stands, such as "udta" and "meta",
// in which phones file places, "uuid" with XMP, and "free", which may hide things.
func walkMovie(f *file) (Sort, []blank, error) {
	m := &movie{f: f}
	first, err := m.next(0, f.size)
	if err != nil {
		return Sort{}, nil, err
	}
	brands, err := m.brands(first)
	if err != nil {
		return Sort{}, nil, err
	}
	if err := m.walk("", 0, f.size, nil); err != nil {
		return Sort{}, nil, err
	}
	if m.indexes != 1 || len(m.media) == 0 || len(m.handlers) == 0 {
		return Sort{}, nil, damaged("a movie of %d indexes, %d tracks, %d stretches of media", m.indexes, len(m.handlers), len(m.media))
	}
	if err := m.silence(); err != nil {
		return Sort{}, nil, err
	}
	blanks, err := inOrder(m.blanks)
	return m.sort(brands[0]), blanks, err
}

func (m *movie) sort(brand string) Sort {
	switch {
	case !slices.Contains(m.handlers, "vide"):
		return sortOf(AudioFile, "m4a")
	case brand == "qt  ":
		return sortOf(VideoFile, "mov")
	case strings.HasPrefix(brand, "3g"):
		return sortOf(VideoFile, "3gp")
	}
	return sortOf(VideoFile, "mp4")
}

// brands reads from "ftyp" which specifications a file follows, the first being
// the one that it follows best. At least one of them is about video or audio.
func (m *movie) brands(b box) ([]string, error) {
	const longest = 512
	size := b.end - b.body
	if size < 8 || size > longest || size%4 != 0 {
		return nil, damaged("a list of brands of %d bytes", size)
	}
	list, err := m.f.peek(b.body, int(size))
	if err != nil {
		return nil, err
	}
	brands := []string{string(list[:4])}
	for rest := list[8:]; len(rest) > 0; rest = rest[4:] {
		brands = append(brands, string(rest[:4]))
	}
	if text := stillPicture(brands); text != "" {
		return nil, laurel.E(laurel.Invalid, text)
	}
	if !slices.ContainsFunc(brands, playable) {
		return nil, laurel.E(laurel.Invalid, "file.kind").Because(fmt.Errorf("brands %q", brands))
	}
	return brands, nil
}

// playable knows the brands of films and sound that phones and browsers write.
func playable(brand string) bool {
	switch brand {
	case "isom", "mp41", "mp42", "avc1", "qt  ", "dash", "msdh", "MSNV", "XAVC", "f4v ":
		return true
	}
	family := brand[:3]
	return family == "iso" || family == "M4V" || family == "M4A" || family == "M4B" || family == "3gp" || family == "3g2"
}

// next reads the head of the box at at, which ends at end or before.
func (m *movie) next(at, end int64) (box, error) {
	if m.boxes++; m.boxes > boxesAtMost {
		return box{}, damaged("more than %d boxes", boxesAtMost)
	}
	if end-at < 8 {
		return box{}, damaged("%d bytes at %d are no box", end-at, at)
	}
	head, err := m.f.peek(at, 8)
	if err != nil {
		return box{}, err
	}
	b := box{kind: string(head[4:8]), at: at, body: at + 8}
	length := int64(binary.BigEndian.Uint32(head))
	switch {
	case length == 0 && end == m.f.size: // to the end of the file; only a box of the file itself may
		length = end - at
	case length == 1:
		head, err := m.f.peek(at, 16)
		if err != nil {
			return box{}, err
		}
		length, b.body = int64(binary.BigEndian.Uint64(head[8:])), at+16
	}
	if length < b.body-at || length > end-at {
		return box{}, damaged("box %q at %d has %d bytes of %d", b.kind, at, length, end-at)
	}
	b.end = at + length
	return b, nil
}

// walk goes through the boxes between at and end, inside one of kind in, "" being
// the file. Of the track that it is in, if any, it notes where things are.
func (m *movie) walk(in string, at, end int64, t *track) error {
	for at < end {
		b, err := m.next(at, end)
		if err != nil {
			return err
		}
		if err := m.visit(in, b, t); err != nil {
			return err
		}
		at = b.end
	}
	return nil
}

func (m *movie) visit(in string, b box, t *track) error {
	if !strings.Contains(within(in), " "+b.kind+",") {
		return m.blank(b)
	}
	switch b.kind {
	case "mdat":
		m.media = append(m.media, b)
	case "moov":
		m.indexes++
	case "moof":
		m.pieces++
	case "trak":
		return m.track(b)
	case "mvhd", "tkhd", "mdhd":
		return m.timeless(b)
	}
	if t != nil {
		if err := t.note(m.f, in, b); err != nil {
			return err
		}
	}
	if within(b.kind) == "" {
		return nil
	}
	return m.walk(b.kind, b.body, b.end, t)
}

func (m *movie) blank(b box) error {
	nothing, err := b.nothing(m.f)
	m.blanks = append(m.blanks, nothing)
	return err
}

// timeless takes from a header when it was made and changed, in seconds of four
// bytes, or eight in version 1.
func (m *movie) timeless(b box) error {
	version, err := m.f.peek(b.body, 1)
	if err != nil {
		return err
	}
	times := blank{at: b.body + 4, length: 8}
	if version[0] == 1 {
		times.length = 16
	}
	if times.at+times.length > b.end {
		return damaged("box %q at %d is short", b.kind, b.at)
	}
	m.blanks = append(m.blanks, times)
	return nil
}

// within lists the boxes that are kept inside one of that kind, " kind," each;
// a kind that it does not know holds none.
func within(kind string) string {
	switch kind {
	case "":
		return " ftyp, styp, moov, mdat, moof, mfra, sidx, ssix,"
	case "moov":
		return " mvhd, trak, mvex, iods,"
	case "trak":
		return " tkhd, edts, mdia, tapt,"
	case "edts":
		return " elst,"
	case "tapt":
		return " clef, prof, enof,"
	case "mdia":
		return " mdhd, hdlr, minf, elng,"
	case "minf":
		return " vmhd, smhd, nmhd, hdlr, dinf, stbl,"
	case "dinf":
		return " dref,"
	case "stbl":
		return " stsd, stts, ctts, cslg, stsc, stsz, stz2, stco, co64, stss, stps, stsh, sdtp, sbgp, sgpd, subs,"
	case "mvex":
		return " mehd, trex,"
	case "moof":
		return " mfhd, traf,"
	case "traf":
		return " tfhd, tfdt, trun, sdtp, sbgp, sgpd, subs,"
	case "mfra":
		return " tfra, mfro,"
	}
	return ""
}
