package page

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	_ "image/png" // covers may be
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"
	"golang.org/x/image/draw"
	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/tenants/media"
	"example.org/laurel/workflow"
)

// Widths of covers in pixels.
const (
	small = 640
	large = 1600
)

const maxCover = 16 << 20 // bytes of a cover as it is kept

// cover is an activity's picture, or our own leaves where it has none. It adds
// nothing to the words beside it.
func cover(id laurel.ActivityID, name string, width int) g.Node {
	if name == "" {
		return h.Div(h.Class("cover none"))
	}
	return h.Img(h.Class("cover"), src(coverPath(id, name, width)), h.Alt(""), h.Loading("lazy"),
		h.Width(strconv.Itoa(width)), h.Height(strconv.Itoa(width*9/16)))
}

// coverPath holds a part of the picture's hash, so what it stands for never changes.
func coverPath(id laurel.ActivityID, name string, width int) string {
	return "/covers/" + string(id) + "/" + name[:min(16, len(name))] + "-" + strconv.Itoa(width) + ".jpg"
}

// Cover answers GET /covers/:id/:file: an activity's cover in one of our widths.
func (p *Pages) Cover(c *fiber.Ctx) error {
	id := laurel.ActivityID(c.Params("id"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	a, err := p.deps.Engine.KnownActivity(c.UserContext(), id) // each time: it may be restricted by now
	if err != nil {
		return err
	}
	b, ok := p.covers.Get(c.Path())
	if !ok {
		if b, err = p.paintCover(c.UserContext(), a, c.Path()); err != nil {
			return err
		}
		p.covers.Add(c.Path(), b)
	}
	c.Set(fiber.HeaderContentType, "image/jpeg")
	c.Set(fiber.HeaderCacheControl, forever)
	if a.Access == workflow.Restricted {
		c.Set(fiber.HeaderCacheControl, forThisReader)
	}
	return c.Send(b)
}

// forThisReader is how long a browser may keep what is not for everybody.
const forThisReader = "private, max-age=3600"

func (p *Pages) paintCover(ctx context.Context, a workflow.Activity, path string) ([]byte, error) {
	for _, width := range []int{small, large} {
		if a.Cover != "" && path == coverPath(a.ID, a.Cover, width) {
			return p.narrow(ctx, a.Tenant(), media.Name(a.Cover), width)
		}
	}
	return nil, fiber.ErrNotFound
}

// narrow makes a picture of at most that width.
func (p *Pages) narrow(ctx context.Context, t laurel.TenantID, name media.Name, width int) ([]byte, error) {
	b, err := p.deps.Media.ReadAll(ctx, t, name, maxCover)
	if err != nil {
		return nil, err
	}
	err = p.deps.Intake.Draw(ctx, func() (err error) { b, err = narrowed(b, name, width); return err })
	return b, err
}

func narrowed(b []byte, name media.Name, width int) ([]byte, error) {
	picture, _, err := image.Decode(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	size := picture.Bounds()
	if size.Dx() <= width && strings.HasSuffix(string(name), ".jpg") {
		return b, nil
	}
	width = min(width, size.Dx())
	out := image.NewRGBA(image.Rect(0, 0, width, max(1, size.Dy()*width/size.Dx())))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), picture, size, draw.Src, nil)
	var packed bytes.Buffer
	err = jpeg.Encode(&packed, out, &jpeg.Options{Quality: 82})
	return packed.Bytes(), err
}
