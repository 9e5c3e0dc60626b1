package web

import (
	"github.com/gofiber/fiber/v2"

	"example.org/laurel/web/api"
)

// routes is the table of contents. Who comes first is asked first.
func (s *site) routes(app *fiber.App) {
	app.Use(s.attend, s.secure, s.guard)
	app.Get("/healthz", s.alive)
	app.Get("/readyz", s.ready)
	app.Get("/static/:file", s.pages.Static)
	app.Use(s.introduce, s.temper, s.meter, s.limitBody, s.hurry)

	s.apiRoutes(app)
	s.documentRoutes(app)
	s.skillRoutes(app)
	s.pageRoutes(app)
}

func (s *site) apiRoutes(app *fiber.App) {
	app.Use(api.Root, s.programsAgree)
	app.Get("/api/openapi.json", s.api.Description)

	s.api.Serve("GET /activities", s.api.Activities())
	s.api.Serve("GET /activities/map", s.api.Map())
	s.api.Serve("GET /skills", s.api.FindSkills())
	s.api.Serve("GET /activities/{id}", s.api.Activity())
	s.api.Serve("PUT /activities/{id}/participation", s.api.JoinActivity())
	s.api.Serve("DELETE /activities/{id}/participation", s.api.LeaveActivity())
	s.evidenceEndpoints()
	s.apiRoutesOfMe()
	s.draftEndpoints()

	s.api.Serve("POST /cities", s.api.FoundCity())
	s.api.Serve("POST /cities/{id}/organisations", s.api.FoundOrganisation())
	s.api.Serve("POST /cities/{id}/listings", s.api.ListActivity())
	s.api.Serve("GET /tenants/{id}", s.api.Tenant())
	s.api.Serve("POST /tenants/{id}/settings", s.api.DescribeTenant())
	s.api.Serve("POST /tenants/{id}/members", s.api.AddMember())
	s.api.Serve("GET /tenants/{id}/members", s.api.Members())
	s.api.Serve("DELETE /tenants/{id}/members/{person}", s.api.RemoveMember())
	s.api.Serve("POST /tenants/{id}/members/{person}/roles", s.api.GiveRole())
	s.api.Serve("DELETE /tenants/{id}/members/{person}/roles/{role}", s.api.TakeRole())
	s.api.Serve("GET /tenants/{id}/roles", s.api.Roles())
	s.api.Serve("POST /tenants/{id}/roles", s.api.MakeRole())
	s.api.Serve("PUT /tenants/{id}/roles/{role}", s.api.ChangeRole())
	s.api.Serve("DELETE /tenants/{id}/roles/{role}", s.api.RemoveRole())
	s.api.Serve("GET /tenants/{id}/permissions", s.api.Permissions())
	s.api.Serve("GET /tenants/{id}/invitations", s.api.Invitations())
	s.api.Serve("POST /tenants/{id}/invitations", s.api.Invite())
	s.api.Serve("PUT /tenants/{id}/invitations/{invitation}/letter", s.api.ResendInvitation())
	s.api.Serve("DELETE /tenants/{id}/invitations/{invitation}", s.api.CancelInvitation())
	s.api.Serve("GET /tenants/{id}/audit", s.api.Audit())
	s.api.Serve("GET /tenants/{id}/quotas", s.api.Quotas())
	s.api.Serve("POST /tenants/{id}/quotas", s.api.LimitTenant())
	s.api.Serve("POST /organisations/{id}/uploads", s.api.UploadCover())
	s.api.Serve("POST /organisations/{id}/activities", s.api.PublishActivity())
	s.api.Serve("POST /organisations/{id}/playlists", s.api.MakePlaylist())

	s.partnerEndpoints()
	s.playlistEndpoints()
	app.Use(api.Root, unknown)
}

// evidenceEndpoints are about what learners show and what is said about it.
func (s *site) evidenceEndpoints() {
	s.api.Serve("POST /tasks/{id}/submissions", s.api.SubmitEvidence())
	s.api.Serve("POST /tasks/{id}/uploads", s.api.UploadEvidence())
	s.api.Serve("GET /submissions/{id}", s.api.Submission())
	s.api.Serve("POST /submissions/{id}/opinions", s.api.GiveOpinion())
	s.api.Serve("GET /submissions/{id}/guests", s.api.Guests())
	s.api.Serve("POST /submissions/{id}/guests", s.api.InviteGuest())
	s.api.Serve("DELETE /submissions/{id}/guests/{guest}", s.api.WithdrawGuest())
	s.api.Serve("POST /submissions/{id}/evidence", s.api.AddEvidence())
	s.api.Serve("PUT /submissions/{id}/shown", s.api.ShowEvidence())
	s.api.Serve("POST /tasks/{id}/marks", s.api.PassTask())
	s.api.Serve("POST /tasks/{id}/codes", s.api.MakePassCode())
	s.api.Serve("DELETE /tasks/{id}/codes", s.api.EndPassCode())
	s.api.Serve("PUT /activities/{id}/badges/{number}/award", s.api.ClaimBadge())
	s.api.Serve("PUT /passes/{id}/submission", s.api.ScanPass())
}

// apiRoutesOfMe are about the asker.
func (s *site) apiRoutesOfMe() {
	s.api.Serve("GET /me", s.api.Me())
	s.api.Serve("GET /me/portfolio", s.api.Portfolio())
	s.api.Serve("GET /activities/{id}/participants", s.api.Participants())
	s.api.Serve("POST /activities/{id}/rulings", s.api.RuleParticipant())
	s.api.Serve("GET /activities/{id}/invitations", s.api.PartInvitations())
	s.api.Serve("POST /activities/{id}/invitations", s.api.InviteParticipants())
	s.api.Serve("PUT /activities/{id}/invitations/{invitation}/letter", s.api.ResendPartInvitation())
	s.api.Serve("DELETE /activities/{id}/invitations/{invitation}", s.api.WithdrawPartInvitation())
	s.api.Serve("POST /activities/{id}/entry-codes", s.api.MakeEntryCode())
	s.api.Serve("DELETE /activities/{id}/entry-codes", s.api.EndEntryCode())
	s.api.Serve("PUT /activities/{id}/invitation", s.api.AnswerInvitation())
	s.api.Serve("GET /me/invitations", s.api.MyInvitations())
	s.api.Serve("GET /me/activities", s.api.MyActivities())
	s.api.Serve("GET /me/reviews", s.api.Reviews())
	s.api.Serve("GET /me/terms", s.api.MissingTerms())
	s.api.Serve("POST /me/terms", s.api.AcceptTerms())
	s.api.Serve("GET /me/tokens", s.api.Tokens())
	s.api.Serve("POST /me/tokens", s.api.MakeToken())
	s.api.Serve("DELETE /me/tokens/{id}", s.api.RevokeToken())
}

// draftEndpoints are about what organisers write.
func (s *site) draftEndpoints() {
	s.api.Serve("GET /organisations/{id}/activities", s.api.OwnActivities())
	s.api.Serve("POST /organisations/{id}/drafts", s.api.BeginDraft())
	s.api.Serve("GET /activities/{id}/draft", s.api.Draft())
	s.api.Serve("PUT /activities/{id}/draft", s.api.SaveDraft())
	s.api.Serve("DELETE /activities/{id}/draft", s.api.DiscardDraft())
	s.api.Serve("POST /activities/{id}/publications", s.api.PublishDraft())
	s.api.Serve("POST /organisations/{id}/copies", s.api.DuplicateActivity())
	s.api.Serve("PUT /activities/{id}/stage", s.api.MoveActivity())
}

// partnerEndpoints are about which organisations are in which cities.
func (s *site) partnerEndpoints() {
	s.api.Serve("GET /cities/{id}/organisations", s.api.Partners())
	s.api.Serve("GET /cities/{id}/organisations/{organisation}", s.api.Partner())
	s.api.Serve("POST /cities/{id}/organisations/{organisation}/decisions", s.api.DecidePartner())
	s.api.Serve("GET /cities/{id}/invitations", s.api.OrganisationInvitations())
	s.api.Serve("POST /cities/{id}/invitations", s.api.InviteOrganisations())
	s.api.Serve("GET /organisations/{id}/cities", s.api.Places())
	s.api.Serve("POST /organisations/{id}/cities", s.api.ApplyToCity())
	s.api.Serve("DELETE /organisations/{id}/cities/{city}", s.api.LeaveCity())
}

func (s *site) documentRoutes(app *fiber.App) {
	publish := func(path string, answer fiber.Handler) { app.Options(path, s.documents.Preflight).Get(path, answer) }

	publish("/t/:code/did.json", s.documents.DID)
	publish("/t/:code/status/:number", s.documents.StatusList)
	publish("/t/:code/credentials/:uuid.json", s.documents.Credential)
	publish("/t/:code/credentials/:uuid.png", s.documents.CredentialPNG)
	publish("/t/:code/credentials/:uuid.svg", s.documents.CredentialSVG)
	publish("/t/:code/achievements/:uuid.json", s.documents.Achievement)
	publish("/t/:code/achievements/:uuid.png", s.documents.AchievementPNG)
	publish("/t/:code/achievements/:uuid.svg", s.documents.AchievementSVG)
	publish("/t/:code/achievements/:uuid.jpg", s.documents.AchievementCard)
	publish("/frameworks/:framework.json", s.documents.Framework)
	publish("/frameworks/:framework/:skill.json", s.documents.Skill)
}

// skillRoutes are the frameworks of skills. Their addresses name them to others, too.
func (s *site) skillRoutes(app *fiber.App) {
	app.Get("/frameworks/:framework", either(s.documents.Framework, s.pages.Framework))
	app.Get("/frameworks/:framework/:skill", either(s.documents.Skill, s.pages.Skill))
}

// either is the document for programs that ask for one, and else the page.
func either(document, page fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Vary(fiber.HeaderAccept)
		if c.Accepts(fiber.MIMETextHTML, "application/ld+json", fiber.MIMEApplicationJSON) == fiber.MIMETextHTML {
			return page(c)
		}
		if c.Accepts("application/ld+json", fiber.MIMEApplicationJSON) != "" {
			return document(c)
		}
		return page(c)
	}
}

func (s *site) pageRoutes(app *fiber.App) {
	app.Get("/", s.pages.Front)
	app.Get("/c/:slug", s.pages.Front)
	app.Get("/covers/:id/:file", s.pages.Cover)
	app.Get("/logos/:code/:file", s.pages.Logo)
	app.Get("/claim/:claim", s.pages.ClaimLink)
	app.Get("/pass/:pass", s.pages.PassLink)
	app.Get("/entry/:entry", s.pages.EntryLink)
	app.Get("/sign-on/:code/callback", s.pages.ReturnFromProvider)
	app.Get("/t/:code", s.pages.Issuer)
	app.Get("/t/:code/credentials/:uuid", s.pages.Credential)
	app.Get("/t/:code/credentials/:uuid/evidence/:shown", s.pages.ShownEvidence)
	app.Get("/t/:code/achievements/:uuid", s.pages.Achievement)
	if s.Mailbox != nil {
		app.Get("/mailbox", s.pages.Mailbox)
		app.Get("/mailbox/:id", s.pages.Letter)
	}
	for _, base := range []string{"/:lang", "/:lang/c/:slug"} {
		app.Get(base, s.page(s.pages.Home))
		s.catalogueRoutes(app, base)
		app.Get(base+"/activities/:id/qr.:format", s.page(s.pages.QR))
		app.Get(base+"/claim/:claim", s.page(s.pages.Claim))
		s.evidenceRoutes(app, base)
		app.Get(base+"/reviews", s.page(s.pages.Reviews))
		app.Get(base+"/portfolio", s.page(s.pages.Portfolio))
		app.Get(base+"/portfolio/:award/certificate.pdf", s.page(s.pages.Certificate))
		app.Get(base+"/tenants", s.page(s.pages.Tenants))
		app.Get(base+"/tenants/:code", s.page(s.pages.Tenant))
		s.recordRoutes(app, base)
		s.partnerRoutes(app, base)
		s.peopleRoutes(app, base)
		s.accountRoutes(app, base)
		s.activityRoutes(app, base)
		app.Get(base+"/tenants/:code/sign-on", s.page(s.pages.Provider))
		app.Post(base+"/tenants/:code/sign-on", s.page(s.pages.SaveProvider))
		app.Post(base+"/tenants/:code/sign-on/remove", s.page(s.pages.RemoveProvider))
		app.Get(base+"/sign-on/:code", s.page(s.pages.LeaveForProvider))
		app.Get(base+"/privacy", s.page(s.pages.Privacy))
		s.siteRoutes(app, base)
		s.entryRoutes(app, base)
	}
}

// uploadRoutes are those of the tus protocol.
func (s *site) uploadRoutes(app *fiber.App, at string) {
	app.Options(at, s.page(s.pages.UploadOptions))
	app.Post(at, s.page(s.pages.BeginUpload))
	app.Head(at+"/:upload", s.page(s.pages.UploadState))
	app.Patch(at+"/:upload", s.page(s.pages.ReceiveUpload))
	app.Delete(at+"/:upload", s.page(s.pages.DropUpload))
	app.Post(at+"/:upload", s.page(s.pages.InsteadOfUpload))
}

// catalogueRoutes are about what can be done, and how it is found.
func (s *site) catalogueRoutes(app *fiber.App, base string) {
	app.Get(base+"/activities", s.page(s.pages.Activities))
	app.Get(base+"/activities.rss", s.page(s.pages.ActivitiesFeed))
	app.Get(base+"/activities.ics", s.page(s.pages.ActivitiesCalendar))
	app.Get(base+"/activities/:id", s.page(s.pages.Activity))
	app.Get(base+"/activities/:id/calendar.ics", s.page(s.pages.ActivityCalendar))
	s.playlistRoutes(app, base)
	app.Get(base+"/activities/:id/attachments/:upload", s.page(s.pages.Attachment))
	app.Post(base+"/activities/:id/badges/:number", s.page(s.pages.ClaimBadge))
	app.Post(base+"/activities/:id/join", s.page(s.pages.JoinActivity))
	app.Post(base+"/activities/:id/leave", s.page(s.pages.LeaveActivity))
	app.Get(base+"/invited/:id", s.page(s.pages.InvitedTo))
	app.Post(base+"/invited/:id", s.page(s.pages.AnswerInvitation))
	app.Get(base+"/entry/:entry", s.page(s.pages.Entry))
	app.Post(base+"/entry/:entry", s.page(s.pages.TakeEntry))
	app.Get(base+"/my-activities", s.page(s.pages.MyActivities))
}

// entryRoutes are the ways in. People sign in on the platform's host; cross and
// enter lead from there to a city's own.
func (s *site) entryRoutes(app *fiber.App, base string) {
	app.Get(base+"/account/passkeys", s.page(s.pages.Passkeys))
	app.Post(base+"/account/passkeys", s.page(s.pages.AddPasskey))
	app.Post(base+"/account/passkeys/challenge", s.page(s.pages.AskForPasskey))
	app.Post(base+"/account/passkeys/:id/remove", s.page(s.pages.RemovePasskey))
	app.Get(base+"/sign-in", s.page(s.pages.SignIn))
	app.Post(base+"/sign-in", s.page(s.pages.RequestSignIn))
	app.Get(base+"/sign-in/code", s.page(s.pages.CodeForm))
	app.Post(base+"/sign-in/code", s.page(s.pages.EnterCode))
	app.Post(base+"/sign-in/passkey", s.page(s.pages.SignInByPasskey))
	app.Post(base+"/sign-in/passkey/challenge", s.page(s.pages.AskPasskey))
	app.Get(base+"/cross", s.page(s.pages.CrossForm))
	app.Post(base+"/cross", s.page(s.pages.Cross))
	app.Get(base+"/enter", s.page(s.pages.Enter))
	app.Get(base+"/sign-in/:secret", s.page(s.pages.SignInLink))
	app.Post(base+"/sign-in/:secret", s.page(s.pages.FollowSignIn))
	app.Post(base+"/sign-out", s.page(s.pages.SignOut))
}

// peopleRoutes are the pages about who has which role in a tenant, and how people
// come by one.
func (s *site) peopleRoutes(app *fiber.App, base string) {
	at := base + "/tenants/:code"
	app.Get(at+"/people", s.page(s.pages.People))
	app.Post(at+"/people/door", s.page(s.pages.SetDoor))
	app.Get(at+"/people/:person", s.page(s.pages.Colleague))
	app.Post(at+"/people/:person/request", s.page(s.pages.AnswerJoin))
	app.Post(at+"/people/:person/roles", s.page(s.pages.GiveRole))
	app.Post(at+"/people/:person/roles/take", s.page(s.pages.TakeRole))
	app.Post(at+"/people/:person/remove", s.page(s.pages.RemoveMember))
	app.Post(at+"/leave", s.page(s.pages.LeaveTenant))
	app.Get(at+"/invitations", s.page(s.pages.Invitations))
	app.Post(at+"/invitations", s.page(s.pages.Invite))
	app.Post(at+"/invitations/:invitation/resend", s.page(s.pages.ResendInvitation))
	app.Post(at+"/invitations/:invitation/cancel", s.page(s.pages.CancelInvitation))
	app.Get(at+"/roles", s.page(s.pages.Roles))
	app.Post(at+"/roles", s.page(s.pages.MakeRole))
	app.Get(at+"/roles/:role", s.page(s.pages.Role))
	app.Post(at+"/roles/:role", s.page(s.pages.ChangeRole))
	app.Post(at+"/roles/:role/remove", s.page(s.pages.RemoveRole))
	app.Get(at+"/permissions", s.page(s.pages.Permissions))
	app.Get(base+"/invitation", s.page(s.pages.ResumeInvitation))
	app.Get(base+"/invitations/:secret", s.page(s.pages.Invitation))
	app.Post(base+"/invitations/:secret", s.page(s.pages.AcceptInvitation))
	app.Get(base+"/join/:code", s.page(s.pages.Join))
	app.Post(base+"/join/:code", s.page(s.pages.AskToJoin))
	app.Post(base+"/join/:code/withdraw", s.page(s.pages.WithdrawJoin))
}

// activityRoutes are the pages on which organisers write what they offer.
func (s *site) activityRoutes(app *fiber.App, base string) {
	at := base + "/tenants/:code/activities"
	app.Get(at, s.page(s.pages.OwnActivities))
	app.Post(at, s.page(s.pages.BeginActivity))
	app.Get(at+"/:activity", s.page(s.pages.EditActivity))
	app.Post(at+"/:activity", s.page(s.pages.SaveActivity))
	app.Get(at+"/:activity/preview", s.page(s.pages.PreviewActivity))
	app.Get(at+"/:activity/try", s.page(s.pages.TryFlow))
	app.Get(at+"/:activity/flows", s.page(s.pages.FlowEditions))
	app.Post(at+"/:activity/flows", s.page(s.pages.MoveSubmissions))
	app.Get(at+"/:activity/cover/:file", s.page(s.pages.DraftCover))
	app.Get(at+"/:activity/attachments/:upload", s.page(s.pages.DraftAttachment))
	app.Get(at+"/:activity/passes", s.page(s.pages.Passes))
	app.Post(at+"/:activity/passes", s.page(s.pages.ChangePasses))
	app.Get(at+"/:activity/participants", s.page(s.pages.Participants))
	app.Post(at+"/:activity/participants", s.page(s.pages.RuleParticipant))
	app.Get(at+"/:activity/invitations", s.page(s.pages.PartInvitations))
	app.Post(at+"/:activity/invitations", s.page(s.pages.ChangePartInvitations))
	app.Get(at+"/:activity/participants.csv", s.page(s.pages.ParticipantsCSV))
	app.Post(at+"/:activity/archive", s.page(s.pages.ArchiveActivity))
	app.Post(at+"/:activity/restore", s.page(s.pages.RestoreActivity))
	app.Post(at+"/:activity/duplicate", s.page(s.pages.DuplicateActivity))
	app.Post(at+"/:activity/discard", s.page(s.pages.DiscardActivity))
}

// recordRoutes are the pages about what was done to a tenant, and what it may have.
func (s *site) recordRoutes(app *fiber.App, base string) {
	at := base + "/tenants/:code"
	app.Get(at+"/quotas", s.page(s.pages.Quotas))
	app.Get(at+"/limits", s.page(s.pages.Limits))
	app.Post(at+"/limits", s.page(s.pages.LimitTenant))
	app.Get(at+"/audit", s.page(s.pages.Audit))
	app.Get(at+"/audit.:format", s.page(s.pages.AuditExport))
}

// accountRoutes are the pages about the actor's own account.
func (s *site) accountRoutes(app *fiber.App, base string) {
	app.Get(base+"/account", s.page(s.pages.Account))
	app.Post(base+"/account", s.page(s.pages.ChangePerson))
	app.Get(base+"/account/addresses", s.page(s.pages.Addresses))
	app.Post(base+"/account/addresses", s.page(s.pages.ClaimAddress))
	app.Post(base+"/account/addresses/prefer", s.page(s.pages.PreferAddress))
	app.Post(base+"/account/addresses/remove", s.page(s.pages.RemoveAddress))
	app.Get(base+"/account/addresses/:secret", s.page(s.pages.AddressLink))
	app.Post(base+"/account/addresses/:secret", s.page(s.pages.ConfirmAddress))
	app.Post(base+"/account/addresses/:secret/merge", s.page(s.pages.MergeAccounts))
	app.Get(base+"/account/sessions", s.page(s.pages.Sessions))
	app.Post(base+"/account/sessions/others", s.page(s.pages.RevokeSessions))
	app.Post(base+"/account/sessions/:id", s.page(s.pages.RevokeSession))
	app.Get(base+"/account/tokens", s.page(s.pages.Tokens))
	app.Post(base+"/account/tokens", s.page(s.pages.MakeToken))
	app.Post(base+"/account/tokens/:id", s.page(s.pages.RevokeToken))
	app.Get(base+"/account/sign-on", s.page(s.pages.Identities))
	app.Post(base+"/account/sign-on/link", s.page(s.pages.LinkIdentity))
	app.Post(base+"/account/sign-on/unlink", s.page(s.pages.UnlinkIdentity))
}

// siteRoutes are what a tenant says of itself and of its terms.
func (s *site) siteRoutes(app *fiber.App, base string) {
	app.Get(base+"/tenants/:code/cities", s.page(s.pages.Cities))
	app.Post(base+"/tenants/:code/cities", s.page(s.pages.FoundCity))
	app.Get(base+"/tenants/:code/settings", s.page(s.pages.Settings))
	app.Post(base+"/tenants/:code/settings", s.page(s.pages.DescribeTenant))
	app.Post(base+"/tenants/:code/logo", s.page(s.pages.SetLogo))
	app.Get(base+"/tenants/:code/texts", s.page(s.pages.OwnTerms))
	app.Post(base+"/tenants/:code/texts/:kind", s.page(s.pages.PublishTerms))
	app.Get(base+"/terms", s.page(s.pages.TermsOfUse))
	app.Get(base+"/terms/accept", s.page(s.pages.Accept))
	app.Post(base+"/terms/accept", s.page(s.pages.AcceptTerms))
}

// partnerRoutes are about which organisations are in which cities.
func (s *site) partnerRoutes(app *fiber.App, base string) {
	app.Get(base+"/tenants/:code/organisations", s.page(s.pages.Organisations))
	app.Get(base+"/tenants/:code/organisations.csv", s.page(s.pages.OrganisationsCSV))
	app.Get(base+"/tenants/:code/organisations/invite", s.page(s.pages.InviteOrganisations))
	app.Post(base+"/tenants/:code/organisations/invite", s.page(s.pages.SendInvitations))
	app.Post(base+"/tenants/:code/organisations/invite/result", s.page(s.pages.InvitationResult))
	app.Post(base+"/tenants/:code/organisations/invitations/:invitation", s.page(s.pages.ChangeInvitation))
	app.Get(base+"/tenants/:code/organisations/:organisation", s.page(s.pages.Organisation))
	app.Post(base+"/tenants/:code/organisations/:organisation", s.page(s.pages.MoveOrganisation))
	app.Post(base+"/tenants/:code/organisations/:organisation/verification", s.page(s.pages.VerifyOrganisation))
	app.Get(base+"/tenants/:code/organisations/:organisation/document", s.page(s.pages.OrganisationDocument))
	app.Get(base+"/tenants/:code/affiliations", s.page(s.pages.Affiliations))
	app.Post(base+"/tenants/:code/affiliations", s.page(s.pages.ApplyToCity))
	app.Post(base+"/tenants/:code/affiliations/:city/leave", s.page(s.pages.LeaveCity))
	app.Post(base+"/tenants/:code/affiliations/:city/verification", s.page(s.pages.AskVerification))
	app.Get(base+"/tenants/:code/affiliations/:city/document", s.page(s.pages.CityDocument))
	app.Get(base+"/affiliate", s.page(s.pages.Affiliate))
	app.Post(base+"/affiliate", s.page(s.pages.JoinCity))
	app.Get(base+"/affiliate/:invitation", s.page(s.pages.Affiliate))
	app.Post(base+"/affiliate/:invitation", s.page(s.pages.JoinCity))
}
