// Package verify judges anybody's badge: whether it is one, who issued it, with
// which key, whether it has been changed, and whether it still holds (Open
// Badges 3.0, section 9). It fetches nothing itself: the caller hands it a
// function that does, such as that of package outside.
package verify

import (
	"context"
	"errors"
	"strings"
	"time"

	"example.org/laurel/workflow/credential"
	"example.org/laurel/workflow/credential/bake"
	"example.org/laurel/workflow/credential/proof"
)

// Badge checks a badge: a baked PNG or SVG, or the credential itself. resolve
// fetches the document at an address; it is called for the issuer's keys (https)
// and the status list (https or http) and must guard itself against what
// strangers name. now is
// the time that the badge is judged at. Proofs are of the cryptosuite
// eddsa-rdfc-2022; another kind is a failed check of the signature.
func Badge(
	ctx context.Context, file []byte, resolve func(ctx context.Context, url string) ([]byte, error), now time.Time,
) Report {
	e := examination{ctx: ctx, resolve: resolve, now: now}
	for _, name := range [...]Name{Read, Shape, Issuer, Key, Signature, Dates, Status} {
		e.report.Checks = append(e.report.Checks, Check{Name: name, Text: unchecked})
	}
	if err := e.read(file); err != nil {
		e.failed(Read, err)
		return e.report
	}
	e.passed(Read, string(e.report.Kind))
	if e.report.Document == nil {
		e.failed(Signature, fault{"verify.proof-unsupported", "compact JWS (VC-JWT)"})
		return e.report
	}
	e.examine()
	return e.report
}

// examination is one badge under examination.
type examination struct {
	ctx     context.Context //nolint:containedctx // lives no longer than the call of Badge
	resolve func(ctx context.Context, url string) ([]byte, error)
	now     time.Time
	report  Report
}

func (e *examination) examine() {
	doc := e.report.Document
	if err := credential.ValidateSchema(doc); err != nil {
		e.failed(Shape, fault{"verify.shape-bad", err.Error()})
	} else {
		e.passed(Shape, "")
	}
	e.check(Dates, "", e.dates(doc))
	found, err := proof.Find(doc)
	if err != nil {
		e.failed(Signature, fault{"verify.proof-unsupported", err.Error()})
	}
	issuer, unknown := e.issuer(doc)
	e.check(Issuer, issuer.id, unknown)
	if err != nil || unknown != nil {
		return
	}
	key, err := issuer.key(found.VerificationMethod, e.now)
	e.check(Key, found.VerificationMethod, err)
	if err != nil {
		return
	}
	err = e.signature(doc, found, key)
	e.check(Signature, "", err)
	if err != nil {
		return
	}
	e.status(doc, issuer)
}

// read takes the document out of the file.
func (e *examination) read(file []byte) error {
	text, kind, err := bake.Read(file)
	switch {
	case errors.Is(err, bake.ErrNone):
		return fault{"verify.read-none", err.Error()}
	case errors.Is(err, bake.ErrTooLarge):
		return fault{"verify.read-too-large", err.Error()}
	case err != nil:
		return fault{"verify.read-bad", err.Error()}
	}
	e.report.Kind, e.report.Credential = kind, text
	if text[0] != '{' {
		return nil // a compact JWS
	}
	if e.report.Document, err = proof.Parse(text); err != nil {
		return fault{"verify.read-bad", err.Error()}
	}
	return nil
}

func (e *examination) signature(doc map[string]any, found proof.Proof, key issuerKey) error {
	if !found.Expires.IsZero() && !e.now.Before(found.Expires) {
		return fault{"verify.proof-expired", found.Expires.Format(time.RFC3339)}
	}
	err := found.Verify(doc, key.public)
	switch {
	case errors.Is(err, proof.ErrSignature):
		return fault{"verify.signature-bad", ""}
	case errors.Is(err, proof.ErrContext):
		return fault{"verify.context-unknown", err.Error()}
	case err != nil:
		return fault{"verify.signature-unreadable", err.Error()}
	}
	return nil
}

// fault is why a check failed.
type fault struct{ text, detail string }

func (f fault) Error() string { return strings.TrimSuffix(f.text+": "+f.detail, ": ") }

func (e *examination) check(name Name, detail string, err error) {
	if err != nil {
		e.failed(name, err)
		return
	}
	e.passed(name, detail)
}

func (e *examination) passed(name Name, detail string) {
	e.enter(Check{Name: name, OK: true, Text: "verify." + string(name) + "-ok", Detail: detail})
}

func (e *examination) failed(name Name, err error) {
	check := Check{Name: name, Text: "verify.failed", Detail: err.Error()}
	if f, ok := errors.AsType[fault](err); ok {
		check.Text, check.Detail = f.text, f.detail
	}
	e.enter(check)
}

func (e *examination) enter(check Check) {
	for i := range e.report.Checks {
		if e.report.Checks[i].Name == check.Name {
			e.report.Checks[i] = check
		}
	}
}
