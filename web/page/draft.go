package page

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// KeepDraft answers POST BASE/tasks/:id/draft with fields text and link: what a
// script of ours saves while somebody is writing.
func (p *Pages) KeepDraft(c *fiber.Ctx) error {
	id := laurel.TaskID(c.Params("id"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	w := workflow.Writing{Text: lines(c.FormValue("text")), Link: strings.TrimSpace(c.FormValue("link"))}
	if err := p.deps.Engine.KeepWords(c.UserContext(), id, w); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// lines is what somebody typed, without what browsers add at the end of lines.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
