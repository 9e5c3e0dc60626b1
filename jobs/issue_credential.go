package jobs

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"time"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
	"example.org/laurel/workflow"
	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/proof"
	"example.org/laurel/workflow/engine"
)

// issueCredential makes the signed document of an award: the picture is drawn if
// it is not yet, the status list is there before anything points to it, and
// what was signed is verified before it is filed.
func (w *Worker) issueCredential(ctx context.Context, d db.Due, e workflow.AwardGranted) error {
	order, err := w.Engine.Order(ctx, e.Award, w.Site)
	if err != nil || order.Issued {
		return err
	}
	if err := w.draw(ctx, order.Achievement); err != nil {
		return err
	}
	tenant := e.Award.Tenant()
	if !order.Listed {
		if err := w.signStatusList(ctx, tenant, order.Award.StatusList); err != nil {
			return err
		}
	}
	doc, err := w.document(ctx, order)
	if err != nil {
		return err
	}
	key, signed, err := w.sign(ctx, tenant, doc, time.Now())
	if err != nil {
		return err
	}
	w.Reach(CredentialSigned)
	if err := w.Engine.FileCredential(ctx, d.Delivery, engine.Signed{Award: e.Award, KeyID: key, Document: signed}); err != nil {
		return err
	}
	w.Reach(CredentialFiled)
	return nil
}

// document builds the credential, and checks it against the published schema.
func (w *Worker) document(ctx context.Context, o engine.Order) (map[string]any, error) {
	issuer, err := w.Registry.Tenant(ctx, o.Award.Tenant())
	if err != nil {
		return nil, err
	}
	holder, err := w.Registry.Person(ctx, o.Award.Person)
	if err != nil {
		return nil, err
	}
	skills, err := w.Engine.Skills(ctx, o.Achievement.Skills)
	if err != nil {
		return nil, err
	}
	granted := o.Award.GrantedAt.Truncate(time.Second)
	return credential.Award{
		ID:          o.Award.ID,
		Issuer:      credential.IssuedBy(issuer),
		Achievement: credential.Describe(o.Achievement, w.Texts.Tags(o.Achievement.Language, o.Achievement.Tags), skills),
		Recipient:   holder.Email, Salt: o.Award.Salt,
		Subject: "urn:uuid:" + laurel.UUID(o.Award.ID),
		Awarded: granted, ValidFrom: granted,
		StatusList: o.Award.StatusList, StatusIndex: o.Award.StatusIndex,
	}.Document(w.Site)
}

func (w *Worker) signStatusList(ctx context.Context, t laurel.TenantID, number int) error {
	revoked, err := w.Engine.RevokedIndexes(ctx, t, number)
	if err != nil {
		return err
	}
	now := time.Now().UTC().Truncate(time.Second)
	doc, err := credential.StatusList(w.Site, t, number, revoked, now)
	if err != nil {
		return err
	}
	_, signed, err := w.sign(ctx, t, doc, now)
	if err != nil {
		return err
	}
	return w.Engine.FileStatusList(ctx, t, number, signed)
}

// errOwnSignature means that a signature just made does not verify.
var errOwnSignature = errors.New("jobs: a signature just made does not verify")

// sign signs with the tenant's key in use, and verifies what it signed from the
// bytes that will be filed.
func (w *Worker) sign(ctx context.Context, t laurel.TenantID, doc map[string]any, now time.Time) (key string, signed []byte, err error) {
	key, signer, err := w.Registry.Signer(ctx, t)
	if err != nil {
		return "", nil, err
	}
	signed, err = proof.Sign(doc, signer, w.Site.DID(t)+"#"+key, now.UTC().Truncate(time.Second))
	if err != nil {
		return "", nil, err
	}
	var again map[string]any
	if err := json.Unmarshal(signed, &again); err != nil {
		return "", nil, err
	}
	public, ok := signer.Public().(ed25519.PublicKey)
	if !ok {
		return "", nil, errOwnSignature
	}
	if err := proof.Verify(again, public); err != nil {
		return "", nil, errors.Join(errOwnSignature, err)
	}
	return key, signed, nil
}
