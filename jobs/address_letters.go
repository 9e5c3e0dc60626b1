package jobs

import (
	"context"
	"time"

	"example.org/laurel"
	"example.org/laurel/jobs/mail"
	"example.org/laurel/tenants"
	"example.org/laurel/tenants/db"
)

// mailAddress writes to an address that somebody says is theirs. Where it leads to
// another account, that letter offers to put both together; who claimed it learns
// of this only through the letter.
func (w *Worker) mailAddress(ctx context.Context, d db.Due, e tenants.AddressClaimed) error {
	if time.Since(d.At) > signInPatience {
		return nil
	}
	secret, taken, err := w.Registry.MakeAddressLink(ctx, e)
	if err != nil || secret == "" {
		return err
	}
	key := "mail.address"
	if taken {
		key = "mail.address-taken"
	}
	lang := w.Texts.Match(e.Language)
	letter := mail.Compose(w.Texts, lang, key, laurel.Args{"Link": w.Links.Origin() + "/" + lang + "/account/addresses/" + secret})
	letter.To = e.Email
	return w.Post(ctx, letter)
}

func (w *Worker) mailAddressAdded(ctx context.Context, d db.Due, e tenants.AddressAdded) error {
	return w.write(ctx, d, e.Person, "mail.address-added", func(lang string) (laurel.Args, error) {
		return laurel.Args{"Email": e.Email, "Link": w.Links.Origin() + "/" + lang + "/account/addresses"}, nil
	})
}

func (w *Worker) mailAddressReplaced(ctx context.Context, d db.Due, e tenants.AddressReplaced) error {
	return w.tellOld(ctx, d, farewell{e.Person, e.Old, "mail.address-replaced"})
}

func (w *Worker) mailAddressRemoved(ctx context.Context, d db.Due, e tenants.AddressRemoved) error {
	return w.tellOld(ctx, d, farewell{e.Person, e.Email, "mail.address-removed"})
}

// farewell is a letter to an address to which no other will go.
type farewell struct {
	person  laurel.PersonID
	address string
	key     string
}

// tellOld writes to an address what has happened to it. It says nothing of the
// other addresses: whoever reads it may be somebody else by now.
func (w *Worker) tellOld(ctx context.Context, d db.Due, f farewell) error {
	p, err := w.Registry.Person(ctx, f.person)
	if err != nil {
		return err
	}
	lang := w.Texts.Match(p.Language)
	letter := mail.Compose(w.Texts, lang, f.key, laurel.Args{"Email": f.address, "Link": w.Links.Origin() + "/" + lang + "/account/addresses"})
	letter.To, letter.ID = f.address, string(d.EventID)+"."+d.Route
	return w.Post(ctx, letter)
}
