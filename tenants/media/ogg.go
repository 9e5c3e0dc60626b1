package media

import (
	"encoding/binary"
	"io"
	"strings"

	"example.org/laurel"
)

const (
	oggHead       = 27
	oggPage       = oggHead + 255 + 255*255
	streamsAtMost = 16
)

// stream is one of an Ogg file. Its second packet holds comments.
type stream struct {
	comments string // what a packet of comments begins with, in this codec
	packet   int    // how many have ended; more than two is not counted
	at       int    // how much of the present one has been seen
}

// ogg is what has been seen of an Ogg file (RFC 3533).
type ogg struct {
	f       *file
	w       io.Writer // may be nil
	page    []byte
	streams map[uint32]*stream
	pages   int // that begin a stream
}

// walkOgg goes through the pages of an Ogg file of Vorbis or Opus, and, where w is
// given, writes them to it with comments that say nothing.
func walkOgg(f *file, w io.Writer) (Sort, error) {
	o := &ogg{f: f, w: w, page: make([]byte, oggPage), streams: map[uint32]*stream{}}
	for at := int64(0); at < f.size; {
		n, err := o.turn(at)
		if err != nil {
			return Sort{}, err
		}
		at += n
	}
	for _, s := range o.streams {
		if s.packet < 2 {
			return Sort{}, damaged("a stream ends before its comments do")
		}
	}
	return sortOf(AudioFile, "ogg"), nil
}

// turn goes through the page at at, and returns its length.
func (o *ogg) turn(at int64) (int64, error) {
	head, err := o.f.peek(at, int(min(oggHead+255, o.f.size-at)))
	if err != nil {
		return 0, err
	}
	if len(head) < oggHead || string(head[:5]) != "OggS\x00" || len(head) < oggHead+int(head[26]) {
		return 0, damaged("no page at %d", at)
	}
	lengths := head[oggHead : oggHead+int(head[26])]
	size := oggHead + len(lengths)
	for _, n := range lengths {
		size += int(n)
	}
	if int64(size) > o.f.size-at {
		return 0, damaged("half a page at %d", at)
	}
	s, begins := o.streams[binary.LittleEndian.Uint32(head[14:])], head[5]&2 != 0
	if !begins && s == nil {
		return 0, damaged("the page at %d is of no stream", at)
	}
	if !begins && s.packet > 1 && o.w == nil {
		return int64(size), nil
	}
	page := o.page[:size]
	if err := o.f.read(page, at); err != nil {
		return 0, err
	}
	if begins {
		if s, err = o.begin(page); err != nil {
			return 0, err
		}
	}
	if err := s.forget(page); err != nil {
		return 0, err
	}
	if o.w != nil {
		_, err = o.w.Write(page)
	}
	return int64(size), err
}

func (o *ogg) begin(page []byte) (*stream, error) {
	if o.pages++; o.pages > streamsAtMost {
		return nil, damaged("more than %d streams", streamsAtMost)
	}
	s := &stream{}
	switch first := string(page[oggHead+int(page[26]):]); {
	case strings.HasPrefix(first, "\x01vorbis"):
		s.comments = "\x03vorbis"
	case strings.HasPrefix(first, "OpusHead"):
		s.comments = "OpusTags"
	default:
		return nil, laurel.E(laurel.Invalid, "file.kind")
	}
	serial := binary.LittleEndian.Uint32(page[14:])
	if old := o.streams[serial]; old != nil && old.packet < 2 {
		return nil, damaged("stream %d begins twice", serial)
	}
	o.streams[serial] = s
	return s, nil
}

// forget takes the comments out of a page of the stream.
func (s *stream) forget(page []byte) error {
	lengths := page[oggHead : oggHead+int(page[26])]
	body := page[oggHead+len(lengths):]
	changed := false
	for _, n := range lengths {
		part := body[:n]
		body = body[n:]
		if s.packet == 1 {
			if err := s.forgetPart(part); err != nil {
				return err
			}
			changed = true
		}
		s.at += int(n)
		if n == 255 || s.packet > 1 {
			continue
		}
		if s.packet == 1 && s.at < len(s.empty()) {
			return damaged("%d bytes of comments", s.at)
		}
		s.packet, s.at = s.packet+1, 0
	}
	if changed {
		binary.LittleEndian.PutUint32(page[22:], 0)
		binary.LittleEndian.PutUint32(page[22:], oggSum(page))
	}
	return nil
}

func (s *stream) forgetPart(part []byte) error {
	empty := s.empty()
	for i := range part {
		at := s.at + i
		if at < len(s.comments) && part[i] != s.comments[at] {
			return damaged("no comments where they should be")
		}
		part[i] = 0
		if at < len(empty) {
			part[i] = empty[at]
		}
	}
	return nil
}

// empty is a packet of comments that says nothing, but for the zeros behind it:
// no vendor, no comments, and in Vorbis a last bit (RFC 7845, section 5.2;
// Vorbis I, section 5.2).
func (s *stream) empty() string {
	const none = "\x00\x00\x00\x00\x00\x00\x00\x00"
	if s.comments == "OpusTags" {
		return s.comments + none
	}
	return s.comments + none + "\x01"
}

// oggSum is the checksum of a page (RFC 3533, section 6), which no package of the
// standard library computes: bits are not reflected, and it begins with zero.
func oggSum(page []byte) uint32 {
	sum := uint32(0)
	for _, b := range page {
		sum ^= uint32(b) << 24
		for range 8 {
			high := sum >> 31
			sum = sum<<1 ^ 0x04c11db7*high
		}
	}
	return sum
}
