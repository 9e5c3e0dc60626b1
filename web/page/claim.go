package page

import (
	"github.com/gofiber/fiber/v2"

	"example.org/laurel"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/engine"
)

// ClaimLink answers GET /claim/:claim, which stands in QR codes, with the way to
// the same in the reader's language.
func (p *Pages) ClaimLink(c *fiber.Ctx) error {
	c.Append(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
	return c.Redirect(p.stranger(c).to("/claim/"+c.Params("claim")), fiber.StatusFound)
}

// Claim answers GET BASE/claim/:claim with the way to the first task of the
// badge that is still to do; where there is none, to what came of it.
func (p *Pages) Claim(c *fiber.Ctx) error {
	v, err := p.view(c)
	if err != nil {
		return err
	}
	id := laurel.ClaimID(c.Params("claim"))
	if id.Tenant() == "" {
		return fiber.ErrNotFound
	}
	a, err := p.deps.Engine.ClaimedActivity(v.ctx, id)
	if err != nil {
		return err
	}
	if err := v.enterCity(id.Tenant()); err != nil {
		return err
	}
	if err := p.deps.Engine.MayOffer(v.ctx, id.Tenant()); err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "no-store")
	next := v.to(nextStep(a))
	if !v.signedIn() {
		next = v.signIn(next)
	}
	return c.Redirect(next, fiber.StatusSeeOther)
}

// enterCity chooses the city on the platform's own site, where the organisation
// is active in one alone: the badge is then earned there.
func (v *view) enterCity(organisation laurel.TenantID) error {
	if v.city.ID != "" {
		return nil
	}
	ids, err := v.deps.Registry.AffiliatedCities(v.ctx, organisation)
	if err != nil || len(ids) != 1 {
		return err
	}
	city, err := v.deps.Registry.Tenant(v.ctx, ids[0])
	if err == nil {
		v.base = v.inCity(city.Slug)
	}
	return err
}

// nextStep is the path of what a learner does next for the activity's badges: for its
// own first.
func nextStep(a engine.ActivityView) string {
	path := "/activities/" + string(a.Activity.ID)
	for _, b := range a.Badges() {
		if b.Award != "" {
			continue
		}
		for _, t := range b.Tasks {
			switch {
			case t.Mine == nil || t.Mine.State == workflow.Rejected:
				return "/tasks/" + string(t.Task.ID)
			case t.Mine.State != workflow.Approved:
				return "/submissions/" + string(t.Mine.ID)
			}
			path = "/submissions/" + string(t.Mine.ID)
		}
	}
	return path
}
