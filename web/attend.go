package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/tenants/locale"
	"example.org/laurel/web/api"
	"example.org/laurel/web/door"
)

// requestID is the header, and the field in the log, that names a request.
const requestID = "X-Request-Id"

// attend names the request, turns an error or a panic into an answer, and notes
// what was answered. Of the address it notes the route's
// pattern alone: paths and queries of signing in hold secrets.
func (s *site) attend(c *fiber.Ctx) error {
	began := time.Now()
	c.Set(requestID, laurel.NewSecret()[:16])

	err := s.unharmed(c)
	if err != nil {
		drop(c)
		err = s.fault(c, err)
	}
	s.Logger.LogAttrs(c.UserContext(), slog.LevelDebug, "request",
		slog.String("id", c.GetRespHeader(requestID)), slog.String("method", c.Method()), slog.String("route", c.Route().Path),
		slog.Int("status", c.Response().StatusCode()), slog.Duration("took", time.Since(began)))
	return err
}

// unharmed goes on with the request, and survives a panic there.
func (s *site) unharmed(c *fiber.Ctx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &fallen{what: r, stack: debug.Stack()}
		}
	}()
	return c.Next()
}

// fallen is a panic as an error.
type fallen struct {
	what  any
	stack []byte
}

func (f *fallen) Error() string { return fmt.Sprintf("panic: %v\n%s", f.what, f.stack) }

// fault answers with what went wrong: to programs with a problem document, to
// people with a page. A fault of ours is logged in full and shown as no more
// than that.
func (s *site) fault(c *fiber.Ctx, err error) error {
	if door.Status(err) == http.StatusInternalServerError {
		s.Logger.ErrorContext(c.UserContext(), "request failed", "id", c.GetRespHeader(requestID), "method", c.Method(),
			"route", c.Route().Path, "error", err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		err = laurel.E(laurel.Unready, "error.unready").Because(err)
	}
	if forPrograms(c) || s.documents.IsDocument(c) {
		return s.api.Problem(c, err)
	}
	if uploads.MatchString(c.Path()) {
		return s.pages.UploadFault(c, err)
	}
	return s.pages.Error(c, err)
}

// unread answers where not even the header of a request could be read, so that
// it has no route and no path. Attend deals with all else.
func (s *site) unread(c *fiber.Ctx, err error) error {
	sentence, _ := door.Sentence(s.Texts, locale.Fallback, err)
	c.Set(fiber.HeaderConnection, "close")
	return c.Status(door.Status(err)).SendString(sentence)
}

// forPrograms reports whether the request's path is that of the API or lies below it.
func forPrograms(c *fiber.Ctx) bool {
	rest, ok := strings.CutPrefix(c.Path(), api.Root)
	return ok && (rest == "" || rest[0] == '/')
}

// unknown answers where nothing else does.
func unknown(*fiber.Ctx) error { return fiber.ErrNotFound }

// alive says that the process answers.
func (s *site) alive(c *fiber.Ctx) error { return c.SendString("ok") }

// ready says whether requests can be served.
func (s *site) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), 2*time.Second)
	defer cancel()
	if err := s.Ready(ctx); err != nil {
		s.Logger.WarnContext(ctx, "not ready", "error", err)
		return c.Status(fiber.StatusServiceUnavailable).SendString("not ready")
	}
	return c.SendString("ready")
}
