package media

import (
	"encoding/binary"
	"slices"
	"sort"

	"example.org/laurel"
)

const (
	chunksAtMost  = 200_000
	samplesAtMost = 2_000_000
)

// track is one of a movie: "vide", "soun", or anything else that a camera writes
// beside them, as where it was at each moment.
type track struct {
	handler string
	tables  [3]box // stsc, stsz, and stco or co64
}

// The tables of a track, ISO/IEC 14496-12, sections 8.7.3 to 8.7.5.
const (
	samplesInChunks = iota
	sizesOfSamples
	placesOfChunks
)

// note keeps of a box, inside one of kind in, what is needed of it later. In
// "minf" QuickTime has a second "hdlr", about something else.
func (t *track) note(f *file, in string, b box) error {
	switch b.kind {
	case "hdlr":
		if in != "mdia" {
			return nil
		}
		name, err := f.peek(b.body+8, 4)
		if err != nil {
			return err
		}
		t.handler = string(name)
	case "stsc":
		t.tables[samplesInChunks] = b
	case "stsz":
		t.tables[sizesOfSamples] = b
	case "stco", "co64":
		t.tables[placesOfChunks] = b
	}
	return nil
}

// track keeps one of pictures or sound, and blanks any other as a whole.
func (m *movie) track(b box) error {
	t := &track{}
	before := len(m.blanks)
	if err := m.walk("trak", b.body, b.end, t); err != nil {
		return err
	}
	if t.handler == "vide" || t.handler == "soun" {
		m.handlers = append(m.handlers, t.handler)
		return nil
	}
	m.blanks = m.blanks[:before]
	m.silenced = append(m.silenced, *t)
	return m.blank(b)
}

// silence blanks what the tracks that are not kept have filed among the media. In
// a movie of fragments that stands elsewhere, and it is refused.
func (m *movie) silence() error {
	if m.pieces > 0 && len(m.silenced) > 0 {
		return laurel.E(laurel.Invalid, "file.tracks")
	}
	for _, t := range m.silenced {
		if err := m.silenceTrack(t); err != nil {
			return err
		}
	}
	return nil
}

func (m *movie) silenceTrack(t track) error {
	places := t.tables[placesOfChunks]
	if places.kind == "" {
		return nil // it has no samples
	}
	width := int64(4)
	if places.kind == "co64" {
		width = 8
	}
	chunks, err := m.entries(places, 4, width)
	if err != nil {
		return err
	}
	if chunks > chunksAtMost {
		return damaged("a track of %d chunks", chunks)
	}
	s, err := m.sizes(t)
	if err != nil {
		return err
	}
	for i := range chunks {
		entry, err := m.f.peek(places.body+8+i*width, int(width))
		if err != nil {
			return err
		}
		at := int64(binary.BigEndian.Uint64(append(make([]byte, 8-width, 8), entry...)))
		length, err := s.chunk(i)
		if err != nil {
			return err
		}
		if !m.amongMedia(at, length) {
			return damaged("a chunk of %d bytes at %d is not among the media", length, at)
		}
		if length > 0 {
			m.blanks = append(m.blanks, blank{at: at, length: length})
		}
	}
	return nil
}

// amongMedia reports whether a stretch lies in one box of media.
func (m *movie) amongMedia(at, length int64) bool {
	i := sort.Search(len(m.media), func(i int) bool { return m.media[i].end > at })
	return i < len(m.media) && at >= m.media[i].body && length >= 0 && length <= m.media[i].end-at
}

// entries reads how many entries a table has, which count stands skip bytes from
// its payload's beginning on, and makes sure that they are there.
func (m *movie) entries(b box, skip, width int64) (int64, error) {
	if b.end-b.body < skip+4 {
		return 0, damaged("table %q at %d is short", b.kind, b.at)
	}
	count, err := m.f.peek(b.body+skip, 4)
	if err != nil {
		return 0, err
	}
	n := int64(binary.BigEndian.Uint32(count))
	if n*width > b.end-b.body-skip-4 {
		return 0, damaged("table %q at %d has no room for %d entries", b.kind, b.at, n)
	}
	return n, nil
}

// sizes tells of one chunk after the other how many bytes it has.
type sizes struct {
	runs    []run
	samples *file // of the same movie, with its own place to look at
	table   int64 // where the sizes stand one by one, unless each is same
	same    int64
	left    int64
	next    int64
}

// run is an entry of "stsc": from a chunk on, counted from one, each has so many samples.
type run struct{ first, samples int64 }

func (m *movie) sizes(t track) (*sizes, error) {
	table := t.tables[sizesOfSamples]
	left, err := m.entries(table, 8, 0)
	if err != nil {
		return nil, err
	}
	same, err := m.f.peek(table.body+4, 4)
	if err != nil {
		return nil, err
	}
	s := &sizes{
		samples: &file{r: m.f.r, size: m.f.size}, table: table.body + 12,
		same: int64(binary.BigEndian.Uint32(same)), left: left,
	}
	if s.same == 0 && (left > samplesAtMost || left*4 > table.end-s.table) {
		return nil, damaged("a track of %d samples", left)
	}
	chunks := t.tables[samplesInChunks]
	n, err := m.entries(chunks, 4, 12)
	if err != nil {
		return nil, err
	}
	if n > chunksAtMost {
		return nil, damaged("a track of %d runs of chunks", n)
	}
	for i := range n {
		entry, err := m.f.peek(chunks.body+8+i*12, 8)
		if err != nil {
			return nil, err
		}
		s.runs = append(s.runs, run{int64(binary.BigEndian.Uint32(entry)), int64(binary.BigEndian.Uint32(entry[4:]))})
	}
	if !slices.IsSortedFunc(s.runs, func(a, b run) int { return int(a.first - b.first) }) {
		return nil, damaged("runs of chunks are not in order")
	}
	return s, nil
}

// chunk is asked for each chunk in turn, from zero on.
func (s *sizes) chunk(i int64) (int64, error) {
	for len(s.runs) > 1 && s.runs[1].first <= i+1 {
		s.runs = s.runs[1:]
	}
	if len(s.runs) == 0 {
		return 0, damaged("no samples are in chunk %d", i)
	}
	n := min(s.runs[0].samples, s.left)
	s.left -= n
	if s.same != 0 {
		return n * s.same, nil
	}
	total := int64(0)
	for range n {
		size, err := s.samples.peek(s.table+s.next*4, 4)
		if err != nil {
			return 0, err
		}
		total += int64(binary.BigEndian.Uint32(size))
		s.next++
	}
	return total, nil
}
