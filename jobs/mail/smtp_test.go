package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"example.org/laurel"
)

const sender = "Laurel <laurel@example.org>"

func letter() Letter {
	return Letter{
		To: "ada@example.org", Subject: "Dein Abzeichen „Hafenlotsin“ ⚓ – Москва", Language: "de",
		Text: "Grüße aus dem Hafen.\n.\n.. zwei Punkte\n" + strings.Repeat("weit ", 400) + "\n",
		HTML: "<p>Grüße aus dem <b>Hafen</b>.</p>\n",
	}
}

func postOf(t *testing.T, s *server) *SMTP {
	t.Helper()
	p, err := OpenSMTP(SMTPConfig{Host: "127.0.0.1", Port: s.port, From: sender, TLS: Plain})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustBe(t *testing.T, err error, want laurel.Kind, text string) {
	t.Helper()
	if e, ok := errors.AsType[*laurel.Error](err); !ok || e.Kind != want || e.Text != text {
		t.Errorf("got %v, want %v: %s", err, want, text)
	}
}

func TestALetterArrivesAsItWasWritten(t *testing.T) {
	t.Parallel()
	s := startServer(t, nil)
	want := letter()
	if err := postOf(t, s).Send(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	got := s.letters()
	if len(got) != 1 {
		t.Fatalf("got %d letters, want 1", len(got))
	}
	if !strings.HasPrefix(got[0].from, "FROM:<laurel@example.org>") || !strings.HasPrefix(got[0].to, "TO:<ada@example.org>") {
		t.Errorf("got envelope %s, %s", got[0].from, got[0].to)
	}
	read, err := parse([]byte(got[0].data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, line := range []string{"Auto-Submitted: auto-generated", "From: \"Laurel\" <laurel@example.org>"} {
		if !strings.Contains(got[0].data, line+"\r\n") {
			t.Errorf("the letter lacks %q", line)
		}
	}
}

func TestALetterWithoutHTMLArrives(t *testing.T) {
	t.Parallel()
	s := startServer(t, nil)
	want := letter()
	want.HTML = ""
	if err := postOf(t, s).Send(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	read, err := parse([]byte(s.letters()[0].data))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, read); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTheSameLetterSentAgainIsKnownByItsMessageID(t *testing.T) {
	t.Parallel()
	s := startServer(t, nil)
	p := postOf(t, s)
	for _, id := range []string{"task-1", "task-1", "task-2", "", ""} {
		l := letter()
		l.ID = id
		if err := p.Send(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	var ids []string
	for _, l := range s.letters() {
		_, rest, _ := strings.Cut(l.data, "Message-ID: <")
		id, _, _ := strings.Cut(rest, ">")
		if !strings.HasSuffix(id, "@example.org") {
			t.Errorf("got %q, want one of the sender's domain", id)
		}
		ids = append(ids, id)
	}
	if ids[0] != ids[1] || ids[1] == ids[2] || ids[3] == ids[4] || ids[3] == ids[0] {
		t.Errorf("got %q, want only the first two the same", ids)
	}
}

func TestARefusalIsForGoodAndATroubleIsNot(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answers map[string]string
		want    laurel.Kind
		text    string
	}{
		"no such reader":          {map[string]string{"RCPT": "550 5.1.1 no such mailbox"}, laurel.Invalid, "letter.refused"},
		"sender not welcome":      {map[string]string{"MAIL": "553 not you"}, laurel.Invalid, "letter.refused"},
		"words not welcome":       {map[string]string{".": "554 looks like spam"}, laurel.Invalid, "letter.refused"},
		"greylisted":              {map[string]string{"RCPT": "451 4.7.1 later"}, laurel.Unready, "letter.unready"},
		"mailbox full":            {map[string]string{".": "452 no room"}, laurel.Unready, "letter.unready"},
		"too busy":                {map[string]string{"connect": "421 too busy"}, laurel.Unready, "letter.unready"},
		"hangs up":                {map[string]string{"RCPT": "hang up"}, laurel.Unready, "letter.unready"},
		"hangs up after words":    {map[string]string{".": "hang up"}, laurel.Unready, "letter.unready"},
		"a server for nobody":     {map[string]string{"connect": "554 no service"}, laurel.Unready, "letter.unready"},
		"not a server of letters": {map[string]string{"connect": "HTTP/1.1 400 Bad Request"}, laurel.Unready, "letter.unready"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := startServer(t, c.answers)
			mustBe(t, postOf(t, s).Send(t.Context(), letter()), c.want, c.text)
			if got := s.letters(); len(got) != 0 {
				t.Errorf("got %d letters, want none", len(got))
			}
		})
	}
}

func TestWhatTheServerTookIsSent(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"hang up", "500 what", "421 going down"} {
		s := startServer(t, map[string]string{"RSET": answer, "QUIT": answer})
		if err := postOf(t, s).Send(t.Context(), letter()); err != nil {
			t.Errorf("%s: got %v, want sent", answer, err)
		}
		if got := len(s.letters()); got != 1 {
			t.Errorf("%s: got %d letters, want 1", answer, got)
		}
	}
}

func TestWithoutAServerALetterWaits(t *testing.T) {
	t.Parallel()
	s := startServer(t, map[string]string{"connect": "hang up"})
	mustBe(t, postOf(t, s).Send(t.Context(), letter()), laurel.Unready, "letter.unready")
	ended, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	mustBe(t, postOf(t, s).Send(ended, letter()), laurel.Unready, "letter.unready")
}

func TestASlowServerIsLeftWhenTheContextEnds(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	s := startServer(t, nil)
	s.before = func(verb string) {
		if verb == "DATA" {
			cancel()
			<-s.over // answers only when it is too late
		}
	}
	err := postOf(t, s).Send(ctx, letter())
	close(s.over)
	mustBe(t, err, laurel.Unready, "letter.unready")
}

func TestAPasswordIsNotSentInTheClear(t *testing.T) {
	t.Parallel()
	s := startServer(t, nil)
	for _, way := range []TLS{"", StartTLS, Implicit} {
		p, err := OpenSMTP(SMTPConfig{Host: "127.0.0.1", Port: s.port, From: sender, User: "laurel", Password: "swordfish", TLS: way})
		if err != nil {
			t.Fatal(err)
		}
		mustBe(t, p.Send(t.Context(), letter()), laurel.Unready, "letter.unready")
	}
	if got := len(s.letters()); got != 0 {
		t.Errorf("got %d letters over a connection that is not secure, want none", got)
	}
	if got := s.heard(); strings.Contains(got, "swordfish") || strings.Contains(got, "AUTH") {
		t.Errorf("the server heard\n%s", got)
	}
}

func TestASecuredConnectionCarriesThePassword(t *testing.T) {
	t.Parallel()
	known := httptest.NewTLSServer(nil) // for its certificate
	t.Cleanup(known.Close)
	roots := x509.NewCertPool()
	roots.AddCert(known.Certificate())
	for _, way := range []TLS{StartTLS, Implicit} {
		s := startSecure(t, nil, way, &tls.Config{Certificates: known.TLS.Certificates, MinVersion: tls.VersionTLS12})
		config := SMTPConfig{Host: "127.0.0.1", Port: s.port, From: sender, User: "laurel", Password: "swordfish", TLS: way}
		p, err := OpenSMTP(config)
		if err != nil {
			t.Fatal(err)
		}
		mustBe(t, p.Send(t.Context(), letter()), laurel.Unready, "letter.unready") // nobody vouches for it
		config.Roots = roots
		if p, err = OpenSMTP(config); err != nil {
			t.Fatal(err)
		}
		if err := p.Send(t.Context(), letter()); err != nil {
			t.Errorf("%s: %v", way, err)
		}
		if got := len(s.letters()); got != 1 {
			t.Errorf("%s: got %d letters, want 1", way, got)
		}
		const want = "AUTH PLAIN AGxhdXJlbABzd29yZGZpc2g=" // NUL laurel NUL swordfish
		if got := s.heard(); strings.Count(got, want) != 1 {
			t.Errorf("%s: the server heard\n%s", way, got)
		}
	}
}

func TestAWrongConfigurationIsNoticedAtTheStart(t *testing.T) {
	t.Parallel()
	for _, c := range []SMTPConfig{
		{Port: 25, From: sender},
		{Host: "mail.test", Port: 70_000, From: sender},
		{Host: "mail.test", Port: 25, From: "Laurel"},
		{Host: "mail.test", Port: 25, From: sender, TLS: "maybe"},
		{Host: "mail.test", Port: 25, From: sender, User: "laurel", TLS: Plain},
		{Host: "mail.test", Port: 25, From: sender, User: "laurel", TLS: IfPossible},
	} {
		if _, err := OpenSMTP(c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}

func TestNoHeaderCanBeSmuggledIn(t *testing.T) {
	t.Parallel()
	s := startServer(t, nil)
	p := postOf(t, s)
	for _, to := range []string{
		"", "ada", "ada@example.org\r\nBcc: eve@example.org", "ada@example.org, eve@example.org", "ada@example.org\n",
		"Ada <ada@example.org>", "ada@example.org\x00", "ada@example.org>\r\nRCPT TO:<eve@example.org",
	} {
		l := letter()
		l.To = to
		mustBe(t, p.Send(t.Context(), l), laurel.Invalid, "letter.address")
	}
	for _, subject := range []string{"", "Hello\r\nBcc: eve@example.org", "Hello\nworld", "Hello\rworld", "Hello\x00", "Hello\u2028world"} {
		l := letter()
		l.Subject = subject
		mustBe(t, p.Send(t.Context(), l), laurel.Invalid, "letter.subject")
	}
	l := letter()
	l.Language = "de\r\nBcc: eve@example.org"
	if err := p.Send(t.Context(), l); err != nil {
		t.Fatal(err)
	}
	got := s.letters()
	if len(got) != 1 || strings.Contains(got[0].data, "eve@") {
		t.Errorf("got %v, want one letter, without eve", got)
	}
}
