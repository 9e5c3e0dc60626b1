package jobs

import (
	"context"
	"encoding/json"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
)

// route leads from an event to what follows from it. Its name is stored, so it
// never changes.
type route struct {
	name  string
	event string
	run   func(context.Context, db.Due) error
	keep  bool // what it leads to is never given up: somebody's submission or badge hangs on it
}

// on makes a route for events of type E.
func on[E laurel.Event](name string, run func(context.Context, db.Due, E) error) route {
	var zero E
	return route{name: name, event: zero.EventName(), run: func(ctx context.Context, d db.Due) error {
		var e E
		if err := json.Unmarshal(d.Body, &e); err != nil {
			return laurel.E(laurel.Invalid, "error.body").Because(err)
		}
		// Background work may do everything, so it does nothing for one tenant with
		// what is another's.
		if of, ok := any(e).(interface{ Tenant() laurel.TenantID }); ok && of.Tenant() != d.TenantID {
			return laurel.E(laurel.Invalid, "error.body")
		}
		return run(ctx, d, e)
	}}
}

// kept is a route that is tried without end.
func kept(r route) route {
	r.keep = true
	return r
}

// convertHEIC is the route whose tasks wait in a queue of their own, see queueOf.
const convertHEIC = "convert.heic"

// routes is all that happens behind the scenes.
func (w *Worker) routes() []route {
	return append([]route{
		on("mail.sign-in", w.mailSignIn),
		on("mail.founded", w.mailFounded),
		on("mail.passkey-added", w.mailPasskeyAdded),
		on("mail.passkey-removed", w.mailPasskeyRemoved),
		on("mail.address", w.mailAddress),
		on("mail.address-added", w.mailAddressAdded),
		on("mail.address-replaced", w.mailAddressReplaced),
		on("mail.address-removed", w.mailAddressRemoved),
		on("mail.invitation", w.mailInvitation),
		on("mail.join", w.mailJoin),
		kept(on("enter.membership", w.enterMembership)),
		on("mail.affiliation", w.mailAffiliation),
		on("mail.verification", w.mailVerification),
		kept(on("count.listing", w.countListing)),
		kept(on("list.activity", w.listActivity)),
		kept(on("note.place", w.notePlace)),
		kept(on("count.award", w.countAward)),
		kept(on("merge.accounts", w.mergeAccounts)),
		kept(on("seal.audit", w.sealAudit)),
		kept(on("leave.membership", w.leaveMembership)),
		kept(on("draw.picture", w.drawPicture)),
		kept(on("decide.submitted", w.decideSubmitted)),
		kept(on("decide.opinion", w.decideOpinion)),
		kept(on("decide.term", w.decideTerm)),
		kept(on("decide.step", w.decideStep)),
		kept(on("enter.presence.submitted", w.enterLearner)),
		kept(on("enter.presence.opinion", w.enterReviewer)),
		kept(on("sweep.upload", w.sweepUpload)),
		kept(on("preview.photo", w.previewPhoto)),
		kept(on(convertHEIC, w.convertHEIC)),
		kept(on("enter.participant", w.enterParticipant)),
		kept(on("fill.places", w.fillPlaces)),
		kept(on("fill.new-places", w.fillNewPlaces)),
		on("mail.place", w.mailPlace),
		on("mail.ruling", w.mailRuling),
		kept(on("enter.invitee", w.enterInvitee)),
		on("mail.invited", w.mailInvited),
		on("mail.guest", w.mailGuest),
		kept(on("grant.award", w.grantAward)),
		kept(on("grant.requiring", w.grantRequiring)),
		on("mail.returned", w.mailReturned),
		on("mail.rejected", w.mailRejected),
		kept(on("issue.credential", w.issueCredential)),
		kept(on("enter.portfolio", w.enterPortfolio)),
		on("mail.issued", w.mailIssued),
	}, w.playlistRoutes()...)
}

func (w *Worker) playlistRoutes() []route {
	return []route{
		kept(on("note.playlist", w.notePlaylist)),
		kept(on("follow.activity", w.followActivity)),
		kept(on("draw.playlist", w.drawPlaylist)),
		kept(on("complete.playlists", w.completePlaylists)),
	}
}
