package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/wneessen/go-mail"

	"example.org/laurel"
)

// TLS says how a connection to the mail server is secured.
type TLS string

// The ways to secure a connection. The zero value is StartTLS.
const (
	StartTLS   TLS = "starttls" // required: a server that cannot is not used
	Implicit   TLS = "implicit" // from the first byte, usually on port 465
	Plain      TLS = "none"     // only to a server in one's own network
	IfPossible TLS = "if-possible"
)

// SMTPConfig names a mail server that takes letters for everybody.
type SMTPConfig struct {
	Host     string
	Port     int
	User     string // empty where the server asks for none; it takes StartTLS or Implicit
	Password string
	From     string // as in "Laurel <laurel@example.org>"
	TLS      TLS
	Roots    *x509.CertPool // whose certificates are trusted; nil for those of the system
}

func (c SMTPConfig) tls() *tls.Config {
	return &tls.Config{ServerName: c.Host, RootCAs: c.Roots, MinVersion: tls.VersionTLS12}
}

// SMTP sends letters through a mail server. It is safe for concurrent use; each
// letter has a connection of its own.
type SMTP struct {
	config  SMTPConfig
	options []mail.Option
}

// patience is how long a mail server may take for one step.
const patience = 30 * time.Second

// OpenSMTP checks the configuration. It does not yet talk to the server.
func OpenSMTP(c SMTPConfig) (*SMTP, error) {
	options := []mail.Option{mail.WithPort(c.Port), mail.WithTimeout(patience), mail.WithTLSConfig(c.tls())}
	switch c.TLS {
	case StartTLS, "":
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	case Implicit:
		options = append(options, mail.WithSSL())
	case IfPossible:
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	case Plain:
		options = append(options, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, fmt.Errorf("mail: %q is no way to secure a connection", c.TLS)
	}
	if c.User != "" {
		if c.TLS == Plain || c.TLS == IfPossible {
			return nil, fmt.Errorf("mail: a password is not sent over a connection secured by %q", c.TLS)
		}
		options = append(options, mail.WithUsername(c.User), mail.WithPassword(c.Password),
			mail.WithOpportunisticSMTPAuth(mail.SMTPAuthSCRAMSHA256, mail.SMTPAuthSCRAMSHA1, mail.SMTPAuthPlain, mail.SMTPAuthLogin))
	}
	if _, err := mail.NewClient(c.Host, options...); err != nil {
		return nil, fmt.Errorf("mail: server %q: %w", c.Host, err)
	}
	if err := mail.NewMsg().From(c.From); err != nil {
		return nil, fmt.Errorf("mail: sender %q: %w", c.From, err)
	}
	return &SMTP{config: c, options: options}, nil
}

// Send hands a letter to the server. It returns nil once the server has taken
// it. Errors: Invalid where no later try can succeed, since the letter is
// malformed or was refused for good (5xx, RFC 5321, section 4.2.1); Unready for
// all else: no connection, no secure one, a sign-in that failed, 4xx.
func (s *SMTP) Send(ctx context.Context, l Letter) error {
	m, err := l.message(s.config.From, time.Now())
	if err != nil {
		return err
	}
	call := &call{config: s.config}
	defer call.hangUp()
	defer context.AfterFunc(ctx, call.hangUp)() // the library heeds ctx only until it is connected
	client, err := mail.NewClient(s.config.Host, append(slices.Clip(s.options), mail.WithDialContextFunc(call.dial))...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, m)
	// What the server has taken is sent, even where it then failed to say goodbye.
	if err == nil || m.IsDelivered() {
		return nil
	}
	refused, ok := errors.AsType[*mail.SendError](err)
	if ok && refused.ErrorCode() >= 500 && refused.ErrorCode() < 600 {
		return laurel.E(laurel.Invalid, "letter.refused").With(laurel.Args{"To": l.To}).Because(err)
	}
	return laurel.E(laurel.Unready, "letter.unready").Because(err)
}

// call is one connection to the server. The library leaves it open wherever the
// server does not answer as it should, so it is kept here and closed.
type call struct {
	config SMTPConfig
	mu     sync.Mutex
	conn   net.Conn
}

func (c *call) dial(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	c.conn = conn
	c.mu.Unlock()
	if c.config.TLS != Implicit {
		return conn, nil
	}
	secure := tls.Client(conn, c.config.tls())
	return secure, secure.HandshakeContext(ctx)
}

func (c *call) hangUp() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.conn != nil {
		_ = c.conn.Close() // closed already where all went well
	}
}
