package jobs

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
)

// signInPatience is how long somebody waits for a letter to sign in: after an
// outage nobody wants those of yesterday.
const signInPatience = 30 * time.Minute

func (w *Worker) mailSignIn(ctx context.Context, d db.Due, e tenants.SignInRequested) error {
	if time.Since(d.At) > signInPatience {
		return nil
	}
	offer, err := w.Registry.OfferSignIn(ctx, e)
	if err != nil {
		return err
	}
	lang, key := w.Texts.Match(e.Language), "mail.sign-in"
	if offer.Code != "" {
		key = "mail.sign-in-code"
	}
	letter := mail.Compose(w.Texts, lang, key, laurel.Args{
		"Link": w.Links.Origin() + "/" + lang + "/sign-in/" + offer.Secret, "Code": offer.Code,
	})
	letter.To = e.Email
	return w.Post(ctx, letter)
}

func (w *Worker) mailPasskeyAdded(ctx context.Context, d db.Due, e tenants.PasskeyAdded) error {
	return w.tellOfPasskey(ctx, d, e.Person, "mail.passkey-added", e.Name)
}

func (w *Worker) mailPasskeyRemoved(ctx context.Context, d db.Due, e tenants.PasskeyRemoved) error {
	return w.tellOfPasskey(ctx, d, e.Person, "mail.passkey-removed", e.Name)
}

// tellOfPasskey lets a person know who has changed how their account is entered.
func (w *Worker) tellOfPasskey(ctx context.Context, d db.Due, who laurel.PersonID, key, name string) error {
	return w.write(ctx, d, who, key, func(lang string) (laurel.Args, error) {
		return laurel.Args{"Name": name, "Link": w.Links.Origin() + "/" + lang + "/account/passkeys"}, nil
	})
}

// mailInvitation writes to who is invited. An invitation that has ended since
// needs no letter.
func (w *Worker) mailInvitation(ctx context.Context, d db.Due, e tenants.InvitationMade) error {
	i, secret, err := w.Registry.SealInvitation(ctx, e.Invitation)
	if laurel.KindOf(err) == laurel.Conflict {
		return nil
	}
	if err != nil {
		return err
	}
	host, err := w.Registry.Tenant(ctx, d.TenantID)
	if err != nil {
		return err
	}
	lang := w.Texts.Match(i.Language)
	letter := mail.Compose(w.Texts, lang, "mail.invitation-"+string(i.Kind), laurel.Args{
		"Tenant": host.Name, "Link": w.Links.Origin() + "/" + lang + laurel.InvitationPath(i.ID, secret)})
	letter.To = i.Email
	return w.Post(ctx, letter)
}

func (w *Worker) mailReturned(ctx context.Context, d db.Due, e workflow.SubmissionReturned) error {
	return w.tellLearner(ctx, d, e.Person, e.Submission, "mail.returned")
}

func (w *Worker) mailRejected(ctx context.Context, d db.Due, e workflow.SubmissionRejected) error {
	return w.tellLearner(ctx, d, e.Person, e.Submission, "mail.rejected")
}

// tellLearner writes to a learner about a submission. The letter says where to
// look, and nothing of what was handed in or answered.
func (w *Worker) tellLearner(ctx context.Context, d db.Due, who laurel.PersonID, id laurel.SubmissionID, key string) error {
	return w.write(ctx, d, who, key, func(lang string) (laurel.Args, error) {
		issuer, err := w.Registry.Tenant(ctx, d.TenantID)
		return laurel.Args{"Organisation": issuer.Name, "Link": w.Links.Origin() + "/" + lang + "/submissions/" + string(id)}, err
	})
}

func (w *Worker) mailIssued(ctx context.Context, d db.Due, e workflow.CredentialIssued) error {
	return w.write(ctx, d, e.Person, "mail.issued", func(lang string) (laurel.Args, error) {
		c, err := w.Engine.Credential(ctx, e.Award)
		return laurel.Args{"Badge": c.Achievement.Name, "Link": w.Links.Origin() + "/" + lang + "/portfolio"}, err
	})
}

func (w *Worker) write(ctx context.Context, d db.Due, who laurel.PersonID, key string, args func(lang string) (laurel.Args, error)) error {
	p, err := w.Registry.Person(ctx, who)
	if err != nil {
		return err
	}
	lang := w.Texts.Match(p.Language)
	values, err := args(lang)
	if err != nil {
		return err
	}
	letter := mail.Compose(w.Texts, lang, key, values)
	letter.To, letter.ID = p.Email, string(d.EventID)+"."+d.Route
	return w.Post(ctx, letter)
}
