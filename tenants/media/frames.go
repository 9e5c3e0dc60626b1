package media

import (
	"encoding/binary"
)

// framesAtMost is how many frames a file may have: a day of them.
const framesAtMost = 4_000_000

// walkFrames goes through MP3 and AAC, which are frames one after the other with
// tags around them. Tags are blanked, and whatever comes after the last frame.
func walkFrames(f *file) (Sort, []blank, error) {
	var blanks []blank
	at, first, frames := int64(0), []byte(nil), 0
	for at < f.size {
		head, err := f.peek(at, int(min(10, f.size-at)))
		if err != nil {
			return Sort{}, nil, err
		}
		if length := tagLength(head); length > 0 && length <= f.size-at && len(blanks) < blocksAtMost {
			blanks = append(blanks, emptyTag(at, length))
			at += length
			continue
		}
		length := frameLength(head)
		if length == 0 || length > f.size-at || first != nil && !alike(first, head) || frames == framesAtMost {
			break
		}
		if first == nil {
			first = []byte{head[0], head[1], head[2]}
		}
		frames, at = frames+1, at+length
	}
	if frames < 2 || f.size-at > at {
		return Sort{}, nil, damaged("%d frames, and after them %d bytes", frames, f.size-at)
	}
	if at < f.size {
		blanks = append(blanks, blank{at: at, length: f.size - at})
	}
	if isADTS(first) {
		return sortOf(AudioFile, "aac"), blanks, nil
	}
	return sortOf(AudioFile, "mp3"), blanks, nil
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
	return length
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
