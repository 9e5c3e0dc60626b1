package bake

import "bytes"

// Kind says in what form a credential came.
type Kind string

// The forms in which a credential is handed on.
const (
	KindPNG  Kind = "png"
	KindSVG  Kind = "svg"
	KindJSON Kind = "json" // the bare document, or a compact JWS
)

// Read takes a credential out of a file: a baked PNG or SVG, or the bare
// credential. The credential is JSON or a compact JWS, as it stood there; it is
// not checked. Errors are ErrPicture, ErrTooLarge, ErrNone and ErrCredential.
func Read(file []byte) (credential []byte, kind Kind, err error) {
	if len(file) > PictureLimit {
		return nil, "", ErrTooLarge
	}
	switch {
	case bytes.HasPrefix(file, []byte(pngSignature)):
		kind = KindPNG
		credential, err = readPNG(file)
	case looksLikeXML(file):
		kind = KindSVG
		credential, err = readSVG(file)
	default:
		kind, credential = KindJSON, file
	}
	if err != nil {
		return nil, kind, err
	}
	credential = bytes.TrimSpace(bytes.TrimPrefix(credential, []byte("\ufeff")))
	if len(credential) > CredentialLimit {
		return nil, kind, ErrTooLarge
	}
	if kindOf(credential) == unknown {
		return nil, kind, ErrCredential
	}
	return credential, kind, nil
}

func looksLikeXML(file []byte) bool {
	file = bytes.TrimPrefix(file, []byte("\ufeff"))
	return bytes.HasPrefix(bytes.TrimLeft(file, " \t\r\n"), []byte("<"))
}

type form uint8

const (
	unknown form = iota
	object
	jws
)

// kindOf tells JSON from a compact JWS by a glance at the text.
func kindOf(credential []byte) form {
	if len(credential) == 0 {
		return unknown
	}
	if credential[0] == '{' && credential[len(credential)-1] == '}' {
		return object
	}
	dots := 0
	for _, c := range credential {
		switch {
		case c == '.':
			dots++
		case (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_':
			return unknown
		}
	}
	if dots == 2 {
		return jws
	}
	return unknown
}
