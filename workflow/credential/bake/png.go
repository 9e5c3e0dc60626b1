// Package bake puts a credential into a picture of a badge and takes it out
// again (Open Badges 3.0, section 5.3). It never decodes the picture itself and
// knows nothing of what a credential says.
package bake

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
)

// Limits on what is read and written, in bytes.
const (
	PictureLimit    = 16 << 20
	CredentialLimit = 1 << 20
)

// Errors of baking. The first two are faults of the picture, the third of the
// credential; ErrNone says that a picture holds no credential.
var (
	ErrPicture    = errors.New("bake: not a picture that can be baked")
	ErrTooLarge   = errors.New("bake: too large")
	ErrCredential = errors.New("bake: not a credential in JSON or a compact JWS")
	ErrNone       = errors.New("bake: no credential in the picture")
)

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	pngKeyword   = "openbadgecredential"
	headerEnd    = 33 // the signature and the chunk IHDR: 8 + 4 + 4 + 13 + 4
	chunkFrame   = 12 // length, name and checksum of a chunk
)

// PNG returns the picture with the credential in an uncompressed iTXt chunk
// right after IHDR. A credential that the picture holds already is taken out.
// Everything else stays as it is, byte for byte. Errors are ErrPicture,
// ErrTooLarge and ErrCredential.
func PNG(picture, credential []byte) ([]byte, error) {
	if err := checkSizes(picture, credential); err != nil {
		return nil, err
	}
	if kindOf(credential) == unknown {
		return nil, ErrCredential
	}
	out := make([]byte, 0, len(picture)+chunkFrame+len(pngKeyword)+5+len(credential))
	kept := 0 // what of the picture has been dealt with
	err := chunks(picture, func(c chunk) {
		if c.name == "IHDR" {
			out = append(out, picture[:c.to]...)
			out = appendText(out, credential)
			kept = c.to
		} else if c.holdsCredential() {
			out = append(out, picture[kept:c.from]...)
			kept = c.to
		}
	})
	if err != nil {
		return nil, err
	}
	return append(out, picture[kept:]...), nil
}

func checkSizes(picture, credential []byte) error {
	if len(picture) > PictureLimit || len(credential) > CredentialLimit {
		return ErrTooLarge
	}
	return nil
}

// appendText writes the iTXt chunk (PNG, section 11.3.3.4): keyword, no
// compression, no language, no translated keyword, text.
func appendText(out, credential []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(pngKeyword)+5+len(credential)))
	start := len(out)
	out = append(out, "iTXt"+pngKeyword+"\x00\x00\x00\x00\x00"...)
	out = append(out, credential...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[start:]))
}

// chunk is one chunk of a PNG, from its length to its checksum.
type chunk struct {
	name     string
	data     []byte
	from, to int
}

// holdsCredential reports whether the chunk is text under the keyword of Open
// Badges 3.0, in any of the three kinds of text.
func (c chunk) holdsCredential() bool {
	if c.name != "iTXt" && c.name != "tEXt" && c.name != "zTXt" {
		return false
	}
	rest, ok := bytes.CutPrefix(c.data, []byte(pngKeyword))
	return ok && len(rest) > 0 && rest[0] == 0
}

// chunks calls visit with each chunk up to IEND. The picture must begin with
// IHDR and reach IEND.
func chunks(picture []byte, visit func(chunk)) error {
	if len(picture) < headerEnd || string(picture[:8]) != pngSignature || string(picture[8:16]) != "\x00\x00\x00\x0dIHDR" {
		return fmt.Errorf("%w: no PNG header", ErrPicture)
	}
	for at := 8; at+chunkFrame <= len(picture); {
		length := int64(binary.BigEndian.Uint32(picture[at:]))
		if length > int64(len(picture)-at-chunkFrame) {
			break
		}
		end := at + chunkFrame + int(length)
		c := chunk{name: string(picture[at+4 : at+8]), data: picture[at+8 : end-4], from: at, to: end}
		if c.name == "IHDR" && at != 8 {
			return fmt.Errorf("%w: a second IHDR", ErrPicture)
		}
		visit(c)
		if c.name == "IEND" {
			return nil
		}
		at = end
	}
	return fmt.Errorf("%w: PNG is cut short", ErrPicture)
}

// readPNG takes the credential out of a PNG.
func readPNG(picture []byte) ([]byte, error) {
	var found []byte
	count := 0
	err := chunks(picture, func(c chunk) {
		if c.holdsCredential() {
			count++
			if c.name == "iTXt" {
				found = c.data[len(pngKeyword)+1:]
			}
		}
	})
	if err != nil {
		return nil, err
	}
	if count == 0 {
		return nil, ErrNone
	}
	if count > 1 {
		return nil, fmt.Errorf("%w: more than one credential", ErrPicture)
	}
	return textOf(found)
}

// textOf returns the text of an iTXt chunk, given what follows its keyword:
// compression flag and method, language, translated keyword, text.
func textOf(data []byte) ([]byte, error) {
	rest, ok := bytes.CutPrefix(data, []byte{0, 0})
	if !ok {
		return nil, fmt.Errorf("%w: credential is compressed or cut short", ErrPicture)
	}
	for range 2 {
		if _, rest, ok = bytes.Cut(rest, []byte{0}); !ok {
			return nil, fmt.Errorf("%w: credential is cut short", ErrPicture)
		}
	}
	return rest, nil
}
