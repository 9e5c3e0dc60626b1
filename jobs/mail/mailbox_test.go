package mail

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
)

func mailbox(t *testing.T, dir string) *Mailbox {
	t.Helper()
	b, err := OpenMailbox(MailboxConfig{Folder: dir, From: sender})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func send(t *testing.T, b *Mailbox, l Letter) {
	t.Helper()
	if err := b.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
}

func list(t *testing.T, b *Mailbox) []Entry {
	t.Helper()
	entries, err := b.List()
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

func TestAMailboxListsItsLettersNewestFirst(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "mail")
	b := mailbox(t, dir)
	if got := list(t, b); len(got) != 0 {
		t.Errorf("got %v, want an empty list", got)
	}
	for _, subject := range []string{"eins", "zwei", "drei ⚓"} {
		l := letter()
		l.Subject = subject
		send(t, b, l)
	}
	var got []string
	for _, e := range list(t, mailbox(t, dir)) {
		got = append(got, e.Subject)
		if e.To != "ada@example.org" || e.At.IsZero() {
			t.Errorf("got %+v", e)
		}
	}
	if diff := cmp.Diff([]string{"drei ⚓", "zwei", "eins"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAMailboxGivesBackWhatWasLaidDown(t *testing.T) {
	t.Parallel()
	b := mailbox(t, t.TempDir())
	want := letter()
	send(t, b, want)
	got, err := b.Read(list(t, b)[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheSameLetterIsLaidDownOnce(t *testing.T) {
	t.Parallel()
	b := mailbox(t, t.TempDir())
	for _, id := range []string{"task/1", "task/1", "task/2", "", ""} {
		l := letter()
		l.ID = id
		send(t, b, l)
	}
	if got := len(list(t, b)); got != 4 {
		t.Errorf("got %d letters, want 4", got)
	}
}

func TestManyLettersAtOnceAreAllThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := mailbox(t, dir)
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			if err := b.Send(t.Context(), letter()); err != nil {
				t.Error(err)
			}
			if _, err := b.List(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := len(list(t, b)); got != 40 {
		t.Errorf("got %d letters, want 40", got)
	}
}

func TestAMailboxShowsNothingButLetters(t *testing.T) {
	t.Parallel()
	outer := t.TempDir()
	dir := filepath.Join(outer, "mail")
	b := mailbox(t, dir)
	for _, file := range []string{filepath.Join(outer, "secret.eml"), filepath.Join(dir, "notes.eml"), filepath.Join(dir, ".half.eml")} {
		if err := os.WriteFile(file, []byte("To: a@b\r\n\r\nsecret"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := list(t, b); len(got) != 0 {
		t.Errorf("got %v, want nothing", got)
	}
	for _, id := range []string{"", "notes", "../secret", "20260101T000000.000000000Z-" + strings.Repeat("a", 32), "20260101T000000.000000000Z-../../secret"} {
		_, err := b.Read(id)
		mustBe(t, err, laurel.NotFound, "error.not-found")
	}
}

func TestAMailboxRefusesWhatAServerWould(t *testing.T) {
	t.Parallel()
	b := mailbox(t, t.TempDir())
	l := letter()
	l.To = "ada@example.org\r\nBcc: eve@example.org"
	mustBe(t, b.Send(t.Context(), l), laurel.Invalid, "letter.address")
	if _, err := OpenMailbox(MailboxConfig{Folder: t.TempDir(), From: "nobody"}); err == nil {
		t.Error("a sender that is no address was taken")
	}
}
