package media

import (
	"bytes"
	"encoding/binary"
)

// framesAtMost is how many frames a file may have: a day of them.
const framesAtMost = 4_000_000

// walkFrames goes through MP3 and AAC, which are frames one after the other with
// tags around them. Tags are blanked, and whatever comes after the last frame.
func walkFrames(f *file) (Sort, []blank, error) {
	blanks, at, err := leadingTags(f)
	if err != nil {
		return Sort{}, nil, err
	}
	var first []byte
	frames, sound := 0, at
	for ; at < f.size && frames < framesAtMost; frames++ {
		head, err := f.peek(at, int(min(10, f.size-at)))
		if err != nil {
			return Sort{}, nil, err
		}
		length := frameLength(head)
		if length == 0 || length > f.size-at || first != nil && !alike(first, head) {
			break
		}
		if first == nil {
			first = bytes.Clone(head)
		}
		at += length
	}
	if frames < 2 || f.size-at > at-sound {
		return Sort{}, nil, damaged("%d frames, and after them %d bytes", frames, f.size-at)
	}
	tail, err := emptyTail(f, at)
	if err != nil {
		return Sort{}, nil, err
	}
	if isADTS(first) {
		return sortOf(AudioFile, "aac"), append(blanks, tail...), nil
	}
	return sortOf(AudioFile, "mp3"), append(blanks, tail...), nil
}

// leadingTags blanks the tags before the sound, and says where that begins. Some
// leave zeros between them.
func leadingTags(f *file) (blanks []blank, at int64, err error) {
	const tagsAtMost, paddingAtMost = 8, 4096
	for zeros := 0; at < f.size; {
		head, err := f.peek(at, int(min(10, f.size-at)))
		if err != nil {
			return nil, 0, err
		}
		switch length := tagLength(head); {
		case length > f.size-at || len(blanks) == tagsAtMost:
			return nil, 0, damaged("tag %d at %d has %d bytes of %d", len(blanks), at, length, f.size-at)
		case length > 0:
			blanks = append(blanks, emptyTag(at, length))
			at += length
		case head[0] == 0 && zeros < paddingAtMost:
			zeros++
			at++
		default:
			return blanks, at, nil
		}
	}
	return blanks, at, nil
}

// tagLength is the length of an ID3v2 tag, or 0 for what is none. It does not
// count its head in its length, nor its foot (ID3v2.4.0, section 3.1).
func tagLength(b []byte) int64 {
	const foot = 0x10
	if len(b) < 10 || string(b[:3]) != "ID3" || b[3] == 0xff || b[4] == 0xff || (b[6]|b[7]|b[8]|b[9])&0x80 != 0 {
		return 0
	}
	length := 10 + int64(b[6])<<21 + int64(b[7])<<14 + int64(b[8])<<7 + int64(b[9])
	if b[5]&foot != 0 {
		length += 10
	}
	return min(length, 10+1<<28-1) // and no longer than the length of an empty one can say
}

// emptyTail blanks what comes after the last frame. Where that ends with a tag of
// ID3v1, it goes on doing so, or players would take it for sound.
func emptyTail(f *file, at int64) ([]blank, error) {
	const length, noGenre = 128, 0xff
	if at == f.size {
		return nil, nil
	}
	if f.size-at < length {
		return []blank{{at: at, length: f.size - at}}, nil
	}
	mark, err := f.peek(f.size-length, 3)
	if err != nil || string(mark) != "TAG" {
		return []blank{{at: at, length: f.size - at}}, err
	}
	tag := append([]byte("TAG"), make([]byte, length-3)...)
	tag[length-1] = noGenre
	return []blank{{at: at, length: f.size - length - at}, {at: f.size - length, length: length, head: tag}}, nil
}

// emptyTag is a tag of version 3 that is nothing but padding.
func emptyTag(at, length int64) blank {
	n := length - 10
	return blank{at: at, length: length, head: []byte{
		'I', 'D', '3', 3, 0, 0, byte(n >> 21 & 0x7f), byte(n >> 14 & 0x7f), byte(n >> 7 & 0x7f), byte(n & 0x7f),
	}}
}

// alike reports whether two frames can be of one file: version, layer and rate of
// samples do not change.
func alike(a, b []byte) bool {
	if isADTS(a) {
		return a[1] == b[1] && a[2]&0xfc == b[2]&0xfc
	}
	return a[1]&0xfe == b[1]&0xfe && a[2]&0x0c == b[2]&0x0c
}

// isADTS holds for a frame of AAC (ISO/IEC 13818-7, section 6.2), whose layer is zero.
func isADTS(b []byte) bool { return len(b) >= 2 && b[0] == 0xff && b[1]&0xf6 == 0xf0 }

// frameLength is the length of the frame that b begins with, in bytes, or 0 for
// what is none.
func frameLength(b []byte) int64 {
	if len(b) < 7 {
		return 0
	}
	if isADTS(b) {
		const noSuchRate = 13
		length := int64(binary.BigEndian.Uint32(b[2:])>>5) & 0x1fff // its last bits are in b[5]
		if length < 7 || b[2]>>2&0xf >= noSuchRate {
			return 0
		}
		return length
	}
	return mpegLength(b)
}

// mpegLength knows frames of layer III (ISO/IEC 11172-3, section 2.4.2.3, and 13818-3).
func mpegLength(b []byte) int64 {
	const layer3, version1, version2, version25 = 1, 3, 2, 0
	version, layer := b[1]>>3&3, b[1]>>1&3
	bitrate, rate := b[2]>>4, b[2]>>2&3
	if b[0] != 0xff || b[1]&0xe0 != 0xe0 || layer != layer3 || bitrate == 0 || bitrate == 15 || rate == 3 {
		return 0
	}
	hertz := [...]int64{44100, 48000, 32000}[rate]
	kilobits, slots := [...]int64{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}[bitrate], int64(72)
	switch version {
	case version1:
		kilobits = [...]int64{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}[bitrate]
		slots = 144
	case version2:
		hertz /= 2
	case version25:
		hertz /= 4
	default:
		return 0
	}
	return slots*kilobits*1000/hertz + int64(b[2]>>1&1)
}
