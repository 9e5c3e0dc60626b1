package bake

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
)

// plan is where things are in an SVG, as offsets into it.
type plan struct {
	nameTo, rootTo int  // behind "<svg", behind the whole opening tag
	declared       bool // the root declares our prefix
	credentials    []span
}

type span struct {
	from, to int
	verify   string
	text     []byte
}

// survey finds the root and the credentials of an SVG.
func survey(picture []byte) (plan, error) {
	s := surveyor{decoder: xml.NewDecoder(bytes.NewReader(picture)), picture: picture}
	s.decoder.Strict = true
	s.decoder.CharsetReader = nil
	for range elementLimit {
		from := int(s.decoder.InputOffset())
		token, err := s.decoder.Token()
		if errors.Is(err, io.EOF) && s.plan.rootTo > 0 {
			return s.plan, nil
		}
		if err != nil {
			return plan{}, fmt.Errorf("%w: %w", ErrPicture, err)
		}
		if err := s.see(token, from); err != nil {
			return plan{}, err
		}
	}
	return plan{}, ErrTooLarge
}

type surveyor struct {
	decoder *xml.Decoder
	picture []byte
	plan    plan
	depth   int // of open elements
	inside  int // the same within a credential element, 0 outside
}

func (s *surveyor) see(token xml.Token, from int) error {
	to := int(s.decoder.InputOffset())
	switch token := token.(type) {
	case xml.Directive:
		if bytes.Contains(bytes.ToUpper(token), []byte("ENTITY")) {
			return fmt.Errorf("%w: it declares entities", ErrPicture)
		}
	case xml.StartElement:
		s.depth++
		switch {
		case s.plan.rootTo == 0:
			return s.root(token, from, to)
		case s.depth == 1:
			return fmt.Errorf("%w: a second root", ErrPicture)
		case s.inside > 0:
			s.inside++
		case token.Name.Space == badgeNamespace && token.Name.Local == "credential":
			s.inside = 1
			s.plan.credentials = append(s.plan.credentials, span{from: from, to: to, verify: attribute(token, "verify")})
		}
	case xml.EndElement:
		s.depth--
		if s.inside > 0 {
			s.inside--
			s.plan.credentials[len(s.plan.credentials)-1].to = to
		}
	case xml.CharData:
		if s.depth == 0 && len(bytes.TrimSpace(bytes.TrimPrefix(token, []byte("\ufeff")))) > 0 {
			return fmt.Errorf("%w: text outside the root", ErrPicture)
		}
		if s.inside > 0 {
			last := &s.plan.credentials[len(s.plan.credentials)-1]
			last.text = append(last.text, token...)
		}
	}
	return nil
}

func (s *surveyor) root(token xml.StartElement, from, to int) error {
	if token.Name.Local != "svg" || token.Name.Space != svgNamespace {
		return fmt.Errorf("%w: its root is no <svg>", ErrPicture)
	}
	s.plan.rootTo = to
	s.plan.nameTo = from + 1 + bytes.IndexAny(s.picture[from+1:to], " \t\r\n/>")
	for _, a := range token.Attr {
		if a.Name.Space == "xmlns" && a.Name.Local == badgePrefix {
			if a.Value != badgeNamespace {
				return fmt.Errorf("%w: its prefix openbadges stands for %s", ErrPicture, a.Value)
			}
			s.plan.declared = true
		}
	}
	return nil
}

func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Space == "" && a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
