package page

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
)

// bodyOf is the body of a request that nobody has read yet.
func bodyOf(c *fiber.Ctx) io.Reader {
	if body := c.Context().RequestBodyStream(); body != nil {
		return body
	}
	return bytes.NewReader(c.Body())
}

// formOf reads a form piece by piece.
func formOf(c *fiber.Ctx) (*multipart.Reader, error) {
	kind, params, err := mime.ParseMediaType(c.Get(fiber.HeaderContentType))
	if err != nil || kind != fiber.MIMEMultipartForm || params["boundary"] == "" {
		return nil, laurel.E(laurel.Invalid, "error.body").Because(err)
	}
	return multipart.NewReader(bodyOf(c), params["boundary"]), nil
}
