package jobs

import (
	"context"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// enterParticipant notes with somebody that they take part in something of a tenant's.
func (w *Worker) enterParticipant(ctx context.Context, d db.Due, e workflow.PartTaken) error {
	into, err := w.Registry.EnterPresence(ctx, e.Person, d.TenantID)
	if err != nil || into == "" {
		return err
	}
	return w.Engine.TakeIn(ctx, d.TenantID, e.Person, into)
}

// fillPlaces gives a place that has become free to who waits for it.
func (w *Worker) fillPlaces(ctx context.Context, _ db.Due, e workflow.PlaceFreed) error {
	return w.Engine.FillPlaces(ctx, e.Activity)
}

// fillNewPlaces does so where there may be more places than before.
func (w *Worker) fillNewPlaces(ctx context.Context, _ db.Due, e workflow.ActivityChanged) error {
	return w.Engine.FillPlaces(ctx, e.Activity)
}

// mailPlace tells who waited that they have a place. Who has left since gets no letter.
func (w *Worker) mailPlace(ctx context.Context, d db.Due, e workflow.PlaceGiven) error {
	p, err := w.Engine.Participation(ctx, e.Activity, e.Person)
	if err != nil || p.Seat != workflow.Joined {
		return err
	}
	return w.tellParticipant(ctx, d, p, "mail.place")
}

// mailRuling tells somebody what an organiser has decided about them. Where that is
// not so any more they get no letter.
func (w *Worker) mailRuling(ctx context.Context, d db.Due, e workflow.ParticipantRuled) error {
	p, err := w.Engine.Participation(ctx, e.Activity, e.Person)
	if err != nil {
		return err
	}
	so := map[workflow.RulingKind]bool{workflow.RuleAccept: p.Takes(), workflow.RuleRefuse: p.Seat == workflow.Refused,
		workflow.RuleRemove: p.Seat == workflow.Removed}
	key := "mail.part-" + string(e.Kind)
	if e.Kind == workflow.RuleAccept && p.Seat == workflow.Waiting {
		key = "mail.part-queued"
	}
	if !so[e.Kind] {
		return nil
	}
	return w.tellParticipant(ctx, d, p, key)
}

// tellParticipant writes to somebody about their part in an activity.
func (w *Worker) tellParticipant(ctx context.Context, d db.Due, p workflow.Participation, key string) error {
	a, err := w.Engine.KnownActivity(ctx, p.Activity)
	if err != nil {
		return err
	}
	host, err := w.Registry.Tenant(ctx, d.TenantID)
	if err != nil {
		return err
	}
	words := ""
	if p.Words != "" {
		words = "\n\n" + p.Words
	}
	return w.write(ctx, d, p.Person, key, func(lang string) (laurel.Args, error) {
		site, _, err := w.siteOf(ctx, host, lang)
		return laurel.Args{"Title": a.Title, "Organisation": host.Name, "Words": words,
			"Link": w.Links.Page(site, "/activities/"+string(a.ID))}, err
	})
}

// enterInvitee notes with somebody that a tenant has an invitation for them.
func (w *Worker) enterInvitee(ctx context.Context, d db.Due, e workflow.ParticipantInvited) error {
	into, err := w.Registry.EnterPresence(ctx, e.Person, d.TenantID)
	if err != nil || into == "" {
		return err
	}
	return w.Engine.TakeIn(ctx, d.TenantID, e.Person, into)
}

// mailInvited writes to the address that was invited to take part. An invitation that
// has ended since needs no letter.
func (w *Worker) mailInvited(ctx context.Context, d db.Due, e workflow.ParticipantInvited) error {
	i, err := w.Engine.PartInvitation(ctx, e.Invitation)
	if laurel.KindOf(err) == laurel.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	a, err := w.Engine.KnownActivity(ctx, i.Activity)
	if err != nil {
		return err
	}
	host, err := w.Registry.Tenant(ctx, d.TenantID)
	if err != nil {
		return err
	}
	site, brand, err := w.siteOf(ctx, host, w.Texts.Match(i.Language))
	if err != nil {
		return err
	}
	letter := brand.Compose(w.Texts, site.Language, "mail.invited", laurel.Args{"Title": a.Title, "Organisation": host.Name,
		"Link": w.Links.Page(site, "/invited/"+string(a.ID))})
	letter.To, letter.ID = i.Address, string(d.EventID)+"."+d.Route
	return w.Post(ctx, letter)
}
