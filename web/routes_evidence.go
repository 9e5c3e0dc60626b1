package web

import "github.com/gofiber/fiber/v2"

// evidenceRoutes are the pages on which tasks are done, and what comes of that.
func (s *site) evidenceRoutes(app *fiber.App, base string) {
	app.Get(base+"/pass/:pass", s.page(s.pages.Pass))
	app.Post(base+"/pass/:pass", s.page(s.pages.TakePass))
	app.Get(base+"/tasks/:id", s.page(s.pages.Task))
	app.Post(base+"/tasks/:id", s.page(s.pages.SubmitEvidence))
	app.Post(base+"/tasks/:id/draft", s.page(s.pages.KeepDraft))
	s.uploadRoutes(app, base+"/tasks/:id/uploads")
	app.Get(base+"/submissions/:id", s.page(s.pages.Submission))
	app.Post(base+"/submissions/:id/opinions", s.page(s.pages.GiveOpinion))
	app.Post(base+"/submissions/:id/comment", s.page(s.pages.KeepComment))
	app.Post(base+"/submissions/:id/guests", s.page(s.pages.InviteGuest))
	app.Post(base+"/submissions/:id/guests/:guest/withdraw", s.page(s.pages.WithdrawGuest))
	app.Get(base+"/guest/:link", s.page(s.pages.Guest))
	app.Post(base+"/guest/:link", s.page(s.pages.SpeakAsGuest))
	app.Get(base+"/guest/:link/evidence/:upload", s.page(s.pages.GuestEvidence))
	app.Post(base+"/submissions/:id/evidence", s.page(s.pages.AddEvidence))
	app.Post(base+"/submissions/:id/shown", s.page(s.pages.ShowEvidence))
	app.Get(base+"/submissions/:id/evidence/:upload", s.page(s.pages.Evidence))
}
