package page

import (
	"context"
	"errors"
	"io"
	"mime/multipart"

	"github.com/gofiber/fiber/v2"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/media"
)

// logo is a tenant's, or our wreath where it has none. It adds nothing to the
// name beside it.
func logo(t tenants.Tenant) g.Node {
	if t.Logo == "" {
		return mark()
	}
	return h.Img(h.Class("logo"), src(laurel.LogoPath(t.ID, t.Logo)), h.Alt(""))
}

// Logo answers GET /logos/:code/:file: the logo that a tenant has now.
func (p *Pages) Logo(c *fiber.Ctx) error {
	t, err := p.deps.Registry.Tenant(c.UserContext(), laurel.TenantID(c.Params("code")))
	if err != nil {
		return err
	}
	name := media.Name(t.Logo)
	if t.Logo == "" || t.Logo != c.Params("file") {
		return fiber.ErrNotFound
	}
	b, err := p.deps.Media.ReadAll(c.UserContext(), t.ID, name, 4*media.LogoBytes)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, name.ContentType())
	c.Set(fiber.HeaderCacheControl, forever)
	return c.Send(b)
}

// SetLogo answers POST BASE/tenants/:code/logo with the file logo, or with the
// field remove.
func (p *Pages) SetLogo(c *fiber.Ctx) error {
	d, err := p.desk(c, laurel.ManageTenant)
	if err != nil {
		return err
	}
	if d.tenant.Kind == platform {
		return fiber.ErrNotFound
	}
	name := ""
	if c.FormValue("remove") == "" {
		if name, err = p.keepLogo(c, d.tenant.ID); err == nil && name == "" {
			err = laurel.E(laurel.Invalid, "file.empty").At("logo")
		}
	}
	if err == nil {
		err = p.deps.Registry.SetLogo(d.ctx, d.tenant.ID, name)
	}
	if err != nil {
		return d.showSettings(c, settings{logoErr: err})
	}
	return c.Redirect(d.to(d.at("/settings?saved=logo")), fiber.StatusSeeOther)
}

// keepLogo files the logo that came with a form, for a tenant; the name is empty
// where none came.
func (p *Pages) keepLogo(c *fiber.Ctx, t laurel.TenantID) (string, error) {
	header, err := c.FormFile("logo")
	if err != nil || header.Size == 0 {
		return "", nil //nolint:nilerr // a form without a file is one without a logo
	}
	b, err := readForm(header)
	if err != nil {
		return "", err
	}
	clean, err := p.cleanLogo(c.UserContext(), b)
	if err != nil {
		return "", err
	}
	name, err := p.deps.Media.Put(c.UserContext(), t, "png", clean)
	return string(name), err
}

func (p *Pages) cleanLogo(ctx context.Context, b []byte) ([]byte, error) {
	var clean []byte
	err := p.deps.Intake.Draw(ctx, func() (err error) { clean, err = media.Logo(b); return err })
	if e, ok := errors.AsType[*laurel.Error](err); ok {
		err = e.At("logo")
	}
	return clean, err
}

func readForm(header *multipart.FileHeader) ([]byte, error) {
	f, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, media.LogoBytes+1))
}
