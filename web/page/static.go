package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"
)

//go:embed static
var embedded embed.FS

const forever = "public, max-age=31536000, immutable"

// file is a static file as it is served.
type file struct {
	kind   string
	plain  []byte
	zipped []byte
}

// files are the static files. Their names hold a part of their hash, so what a
// name stands for never changes.
type files struct {
	names  map[string]string // by the name in the sources
	byName map[string]file
}

// loadFiles reads and compresses the static files, once: they are part of the binary.
var loadFiles = sync.OnceValues(readFiles) //nolint:gochecknoglobals // a constant, in effect

func readFiles() (files, error) {
	all := files{names: map[string]string{}, byName: map[string]file{}}
	entries, err := fs.ReadDir(embedded, "static")
	if err != nil {
		return all, err
	}
	for _, e := range entries {
		b, err := fs.ReadFile(embedded, "static/"+e.Name())
		if err != nil {
			return all, err
		}
		ext := path.Ext(e.Name())
		sum := sha256.Sum256(b)
		name := strings.TrimSuffix(e.Name(), ext) + "-" + hex.EncodeToString(sum[:5]) + ext
		f := file{kind: kinds()[ext], plain: b}
		if f.zipped, err = zip(b); err != nil {
			return all, err
		}
		all.names[e.Name()], all.byName[name] = name, f
	}
	return all, nil
}

func kinds() map[string]string {
	return map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
}

func zip(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	err = w.Close()
	return out.Bytes(), err
}

// at is the address of a static file.
func (f files) at(name string) string { return "/static/" + f.names[name] }

// markup is a picture of ours, to be put into a page.
func (f files) markup(name string) string { return string(f.byName[f.names[name]].plain) }

// Static answers GET /static/:file: style, script, pictures of ours, and the
// colours of a city's brand.
func (p *Pages) Static(c *fiber.Ctx) error {
	name := c.Params("file")
	f, ok := p.files.byName[name]
	if !ok {
		if f, ok = brandFile(name); !ok {
			return fiber.ErrNotFound
		}
	}
	c.Set(fiber.HeaderContentType, f.kind)
	c.Set(fiber.HeaderCacheControl, forever)
	c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
	if f.zipped != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
		c.Set(fiber.HeaderContentEncoding, "gzip")
		return c.Send(f.zipped)
	}
	return c.Send(f.plain)
}
