package mail

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	stdmail "net/mail"
	"strings"
)

// parse reads a letter as this package writes it: text alone, or text and HTML
// side by side, in quoted-printable.
func parse(eml []byte) (Letter, error) {
	m, err := stdmail.ReadMessage(bytes.NewReader(eml))
	if err != nil {
		return Letter{}, err
	}
	to, err := stdmail.ParseAddress(m.Header.Get("To"))
	if err != nil {
		return Letter{}, err
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return Letter{}, err
	}
	l := Letter{To: to.Address, Subject: subject, Language: m.Header.Get("Content-Language")}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return Letter{}, err
	}
	if !strings.HasPrefix(kind, "multipart/") {
		l.Text, err = decode(m.Header.Get("Content-Transfer-Encoding"), m.Body)
		return l, err
	}
	l.Text, l.HTML, err = readParts(multipart.NewReader(m.Body, params["boundary"]))
	return l, err
}

func readParts(r *multipart.Reader) (plain, page string, err error) {
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return plain, page, nil
		}
		if err != nil {
			return "", "", err
		}
		text, err := decode(part.Header.Get("Content-Transfer-Encoding"), part)
		if err != nil {
			return "", "", err
		}
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			page = text
		} else {
			plain = text
		}
	}
}

func decode(encoding string, r io.Reader) (string, error) {
	if strings.EqualFold(encoding, "quoted-printable") {
		r = quotedprintable.NewReader(r)
	}
	b, err := io.ReadAll(r)
	return strings.ReplaceAll(string(b), "\r\n", "\n"), err
}
