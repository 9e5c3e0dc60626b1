// Package door has what pages, JSON API and public documents share at the door:
// where a request knocked, who comes, and what an error is called there.
package door

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants/locale"
)

// Status is the HTTP status of an error (RFC 9110, section 15).
func Status(err error) int {
	if e, ok := errors.AsType[*fiber.Error](err); ok {
		return e.Code
	}
	switch laurel.KindOf(err) {
	case laurel.Invalid:
		return fiber.StatusUnprocessableEntity
	case laurel.Unauthenticated:
		return fiber.StatusUnauthorized
	case laurel.Forbidden:
		return fiber.StatusForbidden
	case laurel.NotFound:
		return fiber.StatusNotFound
	case laurel.Conflict:
		return fiber.StatusConflict
	case laurel.Unready:
		return fiber.StatusServiceUnavailable
	case laurel.TooLarge:
		return fiber.StatusRequestEntityTooLarge
	case laurel.Limited:
		return fiber.StatusTooManyRequests
	case laurel.Internal:
	}
	return fiber.StatusInternalServerError
}

// Sentence says in the reader's language what is wrong and what to do about it,
// and names the field at fault where there is one. Of a fault of ours it says
// no more than that it is one.
func Sentence(texts *locale.Texts, lang string, err error) (sentence, field string) {
	if e, ok := errors.AsType[*laurel.Error](err); ok && e.Kind != laurel.Internal {
		return texts.Say(lang, e.Text, e.Args), e.Field
	}
	switch Status(err) {
	case fiber.StatusNotFound, fiber.StatusMethodNotAllowed:
		return texts.Say(lang, "error.not-found", nil), ""
	case fiber.StatusRequestEntityTooLarge:
		return texts.Say(lang, "error.too-large", nil), ""
	case fiber.StatusBadRequest, fiber.StatusUnprocessableEntity, fiber.StatusUnsupportedMediaType:
		return texts.Say(lang, "error.body", nil), ""
	}
	return texts.Say(lang, "error.internal", nil), ""
}
