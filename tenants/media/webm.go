package media

import (
	"math/bits"
	"slices"

	"example.org/laurel"
)

// elementsAtMost is how many elements a WebM file may have: three hours of frames.
const elementsAtMost = 1_000_000

// The elements of Matroska (RFC 9559, section 5) that are looked at or kept.
const (
	idHeader, idDocType               = 0x1a45dfa3, 0x4282
	idSegment, idCluster              = 0x18538067, 0x1f43b675
	idSeekHead, idInfo, idTracks      = 0x114d9b74, 0x1549a966, 0x1654ae6b
	idCues, idTags, idVoid            = 0x1c53bb6b, 0x1254c367, 0xec
	idChapters, idAttachments         = 0x1043a770, 0x1941a469
	idTimestampScale, idDuration      = 0x2ad7b1, 0x4489
	idMuxingApp, idWritingApp         = 0x4d80, 0x5741
	idTrackEntry, idTrackType         = 0xae, 0x83
	idTrackName, idChecksum           = 0x536e, 0xbf
	idTimestamp, idPosition, idBefore = 0xe7, 0xa7, 0xab
	idBlock, idGroup                  = 0xa3, 0xa0
)

// element is a part of an EBML document (RFC 8794, section 3): an id, a length, a
// payload. endless ones say no length; whoever records live cannot know it.
type element struct {
	id            uint32
	at, body, end int64
	endless       bool
}

// nothing makes of the element one of its length that says nothing: "Void"
// (RFC 8794, section 11.3.2).
func (e element) nothing() blank {
	length := e.end - e.at
	if length-2 < 0x7f {
		return blank{at: e.at, length: length, head: []byte{idVoid, 0x80 | byte(length-2)}}
	}
	head := []byte{idVoid, 1, 0, 0, 0, 0, 0, 0, 0}
	for i, left := 8, length-9; left > 0; i, left = i-1, left>>8 {
		head[i] = byte(left)
	}
	return blank{at: e.at, length: length, head: head}
}

// webm is what has been seen of a WebM file.
type webm struct {
	f        *file
	elements int
	blanks   []blank
	pictures int // tracks of them
	sounds   int
	clusters int
}

// walkWebM goes through WebM, and refuses Matroska of other kinds. Elements that a
// player needs are on a list; any other becomes void, such as the tags.
func walkWebM(f *file) (Sort, []blank, error) {
	w := &webm{f: f}
	header, err := w.next(0, f.size)
	if err != nil {
		return Sort{}, nil, err
	}
	if err := w.header(header); err != nil {
		return Sort{}, nil, err
	}
	segment, err := w.next(header.end, f.size)
	if err != nil {
		return Sort{}, nil, err
	}
	if segment.id != idSegment || segment.end != f.size {
		return Sort{}, nil, damaged("element %x at %d ends at %d", segment.id, segment.at, segment.end)
	}
	if err := w.segment(segment); err != nil {
		return Sort{}, nil, err
	}
	switch {
	case w.clusters == 0 || w.pictures+w.sounds == 0:
		return Sort{}, nil, damaged("%d clusters of %d tracks", w.clusters, w.pictures+w.sounds)
	case w.pictures > 0:
		return sortOf(VideoFile, "webm"), w.blanks, nil
	}
	return sortOf(AudioFile, "weba"), w.blanks, nil
}

func (w *webm) header(header element) error {
	if header.id != idHeader || header.endless {
		return damaged("it begins with element %x", header.id)
	}
	for at := header.body; at < header.end; {
		e, err := w.next(at, header.end)
		if err != nil {
			return err
		}
		if e.id == idDocType && e.end-e.body <= 16 {
			name, err := w.f.peek(e.body, int(e.end-e.body))
			if err != nil {
				return err
			}
			if string(name) == "webm" {
				return nil
			}
		}
		at = e.end
	}
	return laurel.E(laurel.Invalid, "file.matroska")
}

func (w *webm) segment(segment element) error {
	for at := segment.body; at < segment.end; {
		e, err := w.next(at, segment.end)
		if err != nil {
			return err
		}
		switch e.id {
		case idCluster:
			w.clusters++
			if e.endless {
				e.end, err = w.cluster(e)
			}
		case idInfo:
			err = w.keep(e, idTimestampScale, idDuration, idMuxingApp, idWritingApp)
		case idTracks:
			err = w.tracks(e)
		case idSeekHead, idCues:
		default:
			w.blanks = append(w.blanks, e.nothing())
		}
		if err != nil {
			return err
		}
		if e.endless && e.id != idCluster {
			return damaged("element %x at %d has no length", e.id, e.at)
		}
		at = e.end
	}
	return nil
}

// cluster returns where one ends that does not say it: where an element begins
// that is of the segment.
func (w *webm) cluster(cluster element) (int64, error) {
	at := cluster.body
	for at < cluster.end {
		e, err := w.next(at, cluster.end)
		if err != nil {
			return 0, err
		}
		switch e.id {
		case idCluster, idSeekHead, idInfo, idTracks, idCues, idTags, idChapters, idAttachments:
			return at, nil
		case idTimestamp, idPosition, idBefore, idBlock, idGroup, idVoid:
		default:
			return 0, damaged("element %x at %d is of no cluster", e.id, e.at)
		}
		if e.endless {
			return 0, damaged("element %x at %d has no length", e.id, e.at)
		}
		at = e.end
	}
	return at, nil
}

// keep makes void whatever in an element is not among ids.
func (w *webm) keep(in element, ids ...uint32) error {
	return w.each(in, func(e element) error {
		if !slices.Contains(ids, e.id) {
			w.blanks = append(w.blanks, e.nothing())
		}
		return nil
	})
}

func (w *webm) each(in element, visit func(element) error) error {
	for at := in.body; at < in.end; {
		e, err := w.next(at, in.end)
		if err != nil {
			return err
		}
		if e.endless {
			return damaged("element %x at %d has no length", e.id, e.at)
		}
		if err := visit(e); err != nil {
			return err
		}
		at = e.end
	}
	return nil
}

func (w *webm) tracks(in element) error {
	return w.each(in, func(e element) error {
		if e.id != idTrackEntry {
			w.blanks = append(w.blanks, e.nothing())
			return nil
		}
		return w.each(e, w.track)
	})
}

// track counts what a track is of; what is said of it besides is for players.
func (w *webm) track(e element) error {
	switch e.id {
	case idTrackName, idChecksum: // a sum of what is changed by this
		w.blanks = append(w.blanks, e.nothing())
	case idTrackType:
		kind, err := w.f.peek(e.end-1, 1)
		if err != nil {
			return err
		}
		switch {
		case e.end-e.body == 1 && kind[0] == 1:
			w.pictures++
		case e.end-e.body == 1 && kind[0] == 2:
			w.sounds++
		default:
			return laurel.E(laurel.Invalid, "file.tracks")
		}
	}
	return nil
}

// next reads the head of the element at at, which ends at end or before.
func (w *webm) next(at, end int64) (element, error) {
	if w.elements++; w.elements > elementsAtMost {
		return element{}, damaged("more than %d elements", elementsAtMost)
	}
	id, idLength, err := w.number(at, end, 4)
	if err != nil {
		return element{}, err
	}
	length, lengthLength, err := w.number(at+idLength, end, 8)
	if err != nil {
		return element{}, err
	}
	e := element{id: uint32(id), at: at, body: at + idLength + lengthLength, end: end}
	unmarked := uint64(1)<<(7*lengthLength) - 1
	if length &= unmarked; length == unmarked {
		e.endless = true
		return e, nil
	}
	if length > uint64(end-e.body) {
		return element{}, damaged("element %x at %d has %d bytes of %d", id, at, length, end-e.body)
	}
	e.end = e.body + int64(length)
	return e, nil
}

// number reads one of variable length (RFC 8794, section 4), with the bit that
// marks how long it is.
func (w *webm) number(at, end int64, longest int) (n uint64, length int64, err error) {
	first, err := w.f.peek(at, int(min(1, end-at)))
	if err != nil {
		return 0, 0, err
	}
	if len(first) == 0 || bits.LeadingZeros8(first[0]) >= longest {
		return 0, 0, damaged("no number at %d", at)
	}
	length = int64(bits.LeadingZeros8(first[0])) + 1
	if length > end-at {
		return 0, 0, damaged("half a number at %d", at)
	}
	b, err := w.f.peek(at, int(length))
	for _, digit := range b {
		n = n<<8 | uint64(digit)
	}
	return n, length, err
}
