package media

import (
	"encoding/binary"
)

// blocksAtMost is how many chunks a WAV file may have, or blocks one of FLAC
// before its sound.
const blocksAtMost = 1000

// walkWave goes through the chunks of a WAV file (RIFF). Only those of the sound
// itself are kept; any other is blanked, such as "LIST", "bext" and "id3 ".
func walkWave(f *file) (Sort, []blank, error) {
	head, err := f.peek(0, 12)
	if err != nil {
		return Sort{}, nil, err
	}
	if end := 8 + int64(binary.LittleEndian.Uint32(head[4:])); end != f.size && end+end%2 != f.size {
		return Sort{}, nil, damaged("a wave of %d bytes says it has %d", f.size, end)
	}
	var blanks []blank
	seen := map[string]int{}
	for at := int64(12); at < f.size; {
		c, err := waveChunk(f, at)
		if err != nil {
			return Sort{}, nil, err
		}
		switch c.kind {
		case "fmt ", "fact", "data":
		default:
			length := binary.LittleEndian.AppendUint32([]byte("JUNK"), uint32(c.end-c.body))
			blanks = append(blanks, blank{at: c.at, length: c.end - c.at, head: length})
		}
		if seen[c.kind]++; len(blanks) > blocksAtMost || seen[c.kind] > blocksAtMost {
			return Sort{}, nil, damaged("more than %d chunks", blocksAtMost)
		}
		at = min(c.end+(c.end-c.body)%2, f.size)
	}
	if seen["fmt "] != 1 || seen["data"] != 1 {
		return Sort{}, nil, damaged("%d formats of %d waves", seen["fmt "], seen["data"])
	}
	return sortOf(AudioFile, "wav"), blanks, nil
}

// waveChunk reads the head of a chunk: kind, length, and a payload that is
// followed by a byte if its length is odd.
func waveChunk(f *file, at int64) (box, error) {
	head, err := f.peek(at, 8)
	if err != nil {
		return box{}, err
	}
	c := box{kind: string(head[:4]), at: at, body: at + 8}
	c.end = c.body + int64(binary.LittleEndian.Uint32(head[4:]))
	if c.end > f.size {
		return box{}, damaged("chunk %q at %d ends at %d of %d", c.kind, at, c.end, f.size)
	}
	return c, nil
}

// walkFLAC goes through the blocks before the sound (RFC 9639, section 8). Those
// that say how to play it are kept, all others become padding.
func walkFLAC(f *file) (Sort, []blank, error) {
	const info, padding, seekTable, last, infoLength = 0, 1, 3, 0x80, 34
	var blanks []blank
	for at, n := int64(4), 0; ; n++ {
		head, err := f.peek(at, 4)
		if err != nil {
			return Sort{}, nil, err
		}
		kind, length := head[0]&^last, int64(binary.BigEndian.Uint32(head)&0xffffff)
		if (n == 0) != (kind == info) || kind == info && length != infoLength || n > blocksAtMost || length > f.size-at-4 {
			return Sort{}, nil, damaged("block %d of kind %d and %d bytes at %d", n, kind, length, at)
		}
		ended := head[0]&last != 0
		if kind != info && kind != seekTable {
			blanks = append(blanks, blank{at: at, length: 4 + length, head: []byte{head[0]&last | padding, head[1], head[2], head[3]}})
		}
		if at += 4 + length; !ended {
			continue
		}
		frame, err := f.peek(at, 2)
		if err != nil {
			return Sort{}, nil, err
		}
		if frame[0] != 0xff || frame[1]&0xfe != 0xf8 {
			return Sort{}, nil, damaged("no frame at %d", at)
		}
		return sortOf(AudioFile, "flac"), blanks, nil
	}
}
