package main

import (
	"example.org/laurel/jobs/mail"
	"example.org/laurel/web/page"
)

// shownMailbox lets pages show the mailbox of package mail, which web may not know.
type shownMailbox struct{ box *mail.Mailbox }

// List returns the letters without their words, the newest first.
func (m shownMailbox) List() ([]page.Letter, error) {
	entries, err := m.box.List()
	if err != nil {
		return nil, err
	}
	list := make([]page.Letter, len(entries))
	for i, e := range entries {
		list[i] = page.Letter{ID: e.ID, To: e.To, Subject: e.Subject, At: e.At}
	}
	return list, nil
}

// Read returns one letter.
func (m shownMailbox) Read(id string) (page.Letter, error) {
	l, err := m.box.Read(id)
	if err != nil {
		return page.Letter{}, err
	}
	return page.Letter{ID: id, To: l.To, Subject: l.Subject, Text: l.Text}, nil
}
