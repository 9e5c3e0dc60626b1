// Package document serves what anybody may read and check without asking us:
// DID documents, credentials, achievements with their pictures, status lists.
// What was signed is served byte for byte as it was filed.
package document

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	lru "github.com/hashicorp/golang-lru/v2"

	"example.org/laurel"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/tenants/media"
	"example.org/laurel/tenants/registry"
	"example.org/laurel/workflow/engine"
)

// How many things are remembered. What is issued never changes, so nothing has
// to be forgotten but for room.
const (
	maxIssued   = 4096 // credentials of some four kilobytes
	maxPictures = 128  // pictures of a hundred kilobytes, as drawn
	maxBaked    = 256  // the same with a credential in it
)

// How long others may keep an answer without asking again.
const (
	freshSlow    = 5 * time.Minute // DID documents, status lists, achievements
	freshIssued  = time.Minute
	freshPicture = time.Hour
)

// Deps are what the documents are made from.
type Deps struct {
	Registry *registry.Registry
	Engine   *engine.Engine
	Media    *media.Store
	Texts    *locale.Texts
	Site     laurel.Site // the origin in unsigned documents
}

// Documents answers requests with documents. It is safe for concurrent use.
type Documents struct {
	Deps
	issued   *lru.Cache[laurel.AwardID, issued]
	pictures *lru.Cache[picture, []byte]
	baked    *lru.Cache[baked, []byte]
}

// New returns Documents with empty memories.
func New(d Deps) (*Documents, error) {
	docs := &Documents{Deps: d}
	var err error
	if docs.issued, err = lru.New[laurel.AwardID, issued](maxIssued); err != nil {
		return nil, err
	}
	if docs.pictures, err = lru.New[picture, []byte](maxPictures); err != nil {
		return nil, err
	}
	docs.baked, err = lru.New[baked, []byte](maxBaked)
	return docs, err
}

// Preflight lets scripts of any origin ask, with the headers of a conditional
// request (Fetch, section 3.2.2).
func (*Documents) Preflight(c *fiber.Ctx) error {
	open(c)
	c.Set(fiber.HeaderAccessControlAllowMethods, "GET, HEAD")
	c.Set(fiber.HeaderAccessControlAllowHeaders, "Accept, If-None-Match")
	c.Set(fiber.HeaderAccessControlMaxAge, "86400")
	return c.SendStatus(fiber.StatusNoContent)
}

// open lets scripts of any origin read the answer, also where it is an error.
func open(c *fiber.Ctx) {
	c.Set(fiber.HeaderAccessControlAllowOrigin, "*")
	c.Set(fiber.HeaderAccessControlExposeHeaders, fiber.HeaderETag)
	c.Set("Cross-Origin-Resource-Policy", "cross-origin")
}

// IsDocument reports whether a request was for one of ours, so that programs are
// told in their own way what went wrong.
func (*Documents) IsDocument(c *fiber.Ctx) bool {
	return c.GetRespHeader(fiber.HeaderAccessControlAllowOrigin) == "*"
}

// id puts together what the path takes apart: tenant code and UUID.
func id[T ~string](c *fiber.Ctx) (T, error) {
	whole := T(c.Params("code") + "-" + c.Params("uuid"))
	if laurel.TenantOf(whole) == "" {
		return "", notFound()
	}
	return whole, nil
}

func notFound() error { return laurel.E(laurel.NotFound, "error.not-found") }

// send answers with b, or with 304 where the asker has it already (RFC 9110,
// section 13.1.2).
func send(c *fiber.Ctx, mediaType string, fresh time.Duration, b []byte) error {
	etag := tag(mediaType, b)
	c.Set(fiber.HeaderETag, etag)
	c.Set(fiber.HeaderCacheControl, "public, max-age="+strconv.Itoa(int(fresh.Seconds())))
	if matches(c.Get(fiber.HeaderIfNoneMatch), etag) {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, mediaType)
	return c.Send(b)
}

// tag is the strong entity tag of the bytes in one media type.
func tag(mediaType string, b []byte) string {
	h := sha256.New()
	h.Write([]byte(mediaType + "\n"))
	h.Write(b)
	return `"` + hex.EncodeToString(h.Sum(nil)[:16]) + `"`
}

// matches compares weakly, as section 13.1.2 asks for: proxies that pack an
// answer weaken its tag.
func matches(ifNoneMatch, etag string) bool {
	for part := range strings.SplitSeq(ifNoneMatch, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == etag {
			return true
		}
	}
	return false
}

// negotiate chooses among offers by Accept (RFC 9110, section 12.5.1). The first
// goes to who takes anything, and also to who takes none of them.
func negotiate(c *fiber.Ctx, offers ...string) string {
	c.Vary(fiber.HeaderAccept)
	if chosen := c.Accepts(offers...); chosen != "" {
		return chosen
	}
	return offers[0]
}

// trimmed is JSON without the line end that an encoder adds.
func trimmed(b []byte) []byte { return bytes.TrimRight(b, "\n") }
