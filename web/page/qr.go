package page

import (
	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential/draw"
)

const moduleSide = 12 // pixels of one module: sharp on paper

// QR answers GET BASE/activities/:id/qr.:format, format png or svg: the code
// that leads to the activity's badge, to be shown or printed.
func (p *Pages) QR(c *fiber.Ctx) error {
	id := laurel.ActivityID(c.Params("id"))
	format := c.Params("format")
	if id.Tenant() == "" || format != "png" && format != "svg" {
		return fiber.ErrNotFound
	}
	a, err := p.deps.Engine.Activity(c.UserContext(), id)
	if err != nil {
		return err
	}
	code, err := draw.Code(p.deps.Front.Origin(c) + laurel.ClaimPath(a.Claim.ID))
	if err != nil {
		return err
	}
	var b []byte
	kind := "image/png"
	if format == "svg" {
		kind = "image/svg+xml"
		b, err = code.SVG()
	} else {
		b, err = code.PNG(moduleSide)
	}
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, kind)
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	if a.Activity.Access == workflow.Restricted {
		c.Set(fiber.HeaderCacheControl, forThisReader)
	}
	return c.Send(b)
}
