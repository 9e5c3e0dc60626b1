package bake

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

const (
	svgNamespace   = "http://www.w3.org/2000/svg"
	badgeNamespace = "https://purl.imsglobal.org/ob/v3p0"
	badgePrefix    = "openbadges"
	elementLimit   = 200_000 // elements, comments and texts in an SVG
)

// SVG returns the picture with the credential in an element openbadges:credential
// right after the opening <svg> tag: JSON as CDATA, a compact JWS in the
// attribute verify. A credential that the picture holds already is taken out.
// The root must be an SVG element that has some content, and the prefix
// openbadges may stand for nothing else. Errors are ErrPicture, ErrTooLarge and
// ErrCredential.
func SVG(picture, credential []byte) ([]byte, error) {
	if err := checkSizes(picture, credential); err != nil {
		return nil, err
	}
	kind := kindOf(credential)
	if kind == unknown || !utf8.Valid(credential) {
		return nil, ErrCredential
	}
	found, err := survey(picture)
	if err != nil {
		return nil, err
	}
	if picture[found.rootTo-2] == '/' {
		return nil, fmt.Errorf("%w: the SVG is empty", ErrPicture)
	}
	out := make([]byte, 0, len(picture)+len(credential)+len(credential)/8+256)
	if found.declared {
		out = append(out, picture[:found.rootTo]...)
	} else {
		out = append(out, picture[:found.nameTo]...)
		out = append(out, " xmlns:"+badgePrefix+`="`+badgeNamespace+`"`...)
		out = append(out, picture[found.nameTo:found.rootTo]...)
	}
	out = appendElement(out, credential, kind)
	kept := found.rootTo
	for _, old := range found.credentials {
		out = append(out, picture[kept:old.from]...)
		kept = old.to
	}
	return append(out, picture[kept:]...), nil
}

func appendElement(out, credential []byte, kind form) []byte {
	out = append(out, "<"+badgePrefix+":credential"...)
	if kind == jws {
		out = append(append(append(out, ` verify="`...), credential...), `">`...)
	} else {
		out = append(out, "><![CDATA["...)
		out = appendEscaped(out, credential)
		out = append(out, "]]>"...)
	}
	return append(out, "</"+badgePrefix+":credential>"...)
}

// appendEscaped writes JSON so that it can stand in CDATA: "]]>" would end the
// section, and XML has no way to write U+FFFE and U+FFFF. All three can only
// stand in a string, where JSON has escapes.
func appendEscaped(out, json []byte) []byte {
	for _, pair := range [...][2]string{{"]]>", `]]\u003e`}, {"\ufffe", `\ufffe`}, {"\uffff", `\uffff`}} {
		if bytes.Contains(json, []byte(pair[0])) {
			json = bytes.ReplaceAll(json, []byte(pair[0]), []byte(pair[1]))
		}
	}
	return append(out, json...)
}

// readSVG takes the credential out of an SVG.
func readSVG(picture []byte) ([]byte, error) {
	found, err := survey(picture)
	if err != nil {
		return nil, err
	}
	switch len(found.credentials) {
	case 0:
		return nil, ErrNone
	case 1:
	default:
		return nil, fmt.Errorf("%w: more than one credential", ErrPicture)
	}
	if only := found.credentials[0]; only.verify == "" {
		return only.text, nil
	}
	return []byte(found.credentials[0].verify), nil
}
