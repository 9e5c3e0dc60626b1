// Package outside fetches documents that strangers name: the keys and status
// lists of badges that others issued. It is the one client that may do so. It
// connects to public addresses only, whatever a name resolves to, and bounds
// time, size, redirects and kinds of content.
package outside

import (
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Errors of fetching. All but ErrAnswer are refusals: nothing was asked, or what
// came was not read.
var (
	ErrAddress  = errors.New("outside: not an https address")
	ErrPrivate  = errors.New("outside: not a public address")
	ErrRedirect = errors.New("outside: too many redirects")
	ErrTooLarge = errors.New("outside: document too large")
	ErrContent  = errors.New("outside: content of another kind")
	ErrAnswer   = errors.New("outside: no good answer")
)

// documents are the kinds of content that documents of badges come in. Static
// hosts serve did.json and keys as plain text.
func documents() []string {
	return []string{
		"application/vc", "application/vc+ld+json", "application/did+json", "application/did+ld+json", "application/did",
		"application/ld+json", "application/json", "application/jwk+json", "text/plain",
	}
}

// Options bound what is fetched. The zero value of each means its default.
type Options struct {
	Size      int64         // bytes of a document; 1 MiB
	Time      time.Duration // for a document with its redirects; 10 seconds
	Redirects int           // 3; below zero for none

	// Map sends what is asked of a host to an origin instead, as in "localhost"
	// to "http://127.0.0.1:8080"; a host without a port stands for all its
	// ports. This is the operator's own word: the origin may be private and
	// without TLS, and the host may be asked for by http. Redirects from it are
	// held to the same rules as any.
	Map map[string]string
}

// Client fetches documents. It may be used by many at once.
type Client struct {
	options Options
	guarded *http.Client
	mapped  *http.Client
}

// New returns a client. It keeps no connection open between documents.
func New(options Options) *Client {
	if options.Size == 0 {
		options.Size = 1 << 20
	}
	if options.Time == 0 {
		options.Time = 10 * time.Second
	}
	if options.Redirects == 0 {
		options.Redirects = 3
	}
	return &Client{
		options: options,
		guarded: newHTTP(&net.Dialer{Timeout: options.Time, Control: onlyPublic}),
		mapped:  newHTTP(&net.Dialer{Timeout: options.Time}),
	}
}

func newHTTP(dialer *net.Dialer) *http.Client {
	return &http.Client{
		Transport: &http.Transport{
			Proxy:                  nil, // a proxy would dial for us, unguarded
			DialContext:            dialer.DialContext,
			ForceAttemptHTTP2:      true,
			DisableKeepAlives:      true,
			MaxResponseHeaderBytes: 64 << 10,
			TLSHandshakeTimeout:    5 * time.Second,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Fetch returns the document, in JSON, at an https address. A name and every
// redirect are checked where the connection is made, so a name that resolves to
// another address the second time gains nothing. The errors are those of this
// package, or the context's.
func (c *Client) Fetch(ctx context.Context, address string) ([]byte, error) {
	return c.fetch(ctx, address, documents())
}

// FetchBadge is Fetch for a badge: a PNG or SVG as well as a document.
func (c *Client) FetchBadge(ctx context.Context, address string) ([]byte, error) {
	return c.fetch(ctx, address, append([]string{"image/png", "image/svg+xml"}, documents()...))
}

func (c *Client) fetch(ctx context.Context, address string, kinds []string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, c.options.Time)
	defer cancel()
	for range max(c.options.Redirects, 0) + 1 {
		answer, err := c.ask(ctx, address, kinds)
		if err != nil {
			return nil, err
		}
		next, err := location(answer, address)
		if err != nil {
			return nil, errors.Join(err, answer.Body.Close())
		}
		if next == "" {
			document, err := c.read(answer, kinds)
			return document, errors.Join(err, answer.Body.Close())
		}
		if err := answer.Body.Close(); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
		}
		address = next
	}
	return nil, ErrRedirect
}

// ask sends one request and returns its answer, which may be a redirect.
func (c *Client) ask(ctx context.Context, address string, kinds []string) (*http.Response, error) {
	target, client, err := c.target(address)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target.String(), http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	request.Header.Set("Accept", strings.Join(kinds, ", "))
	request.Header.Set("User-Agent", "laurel")
	answer, err := client.Do(request)
	switch {
	case err == nil:
		return answer, nil
	case errors.Is(err, ErrPrivate), ctx.Err() != nil:
		return nil, err
	}
	return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
}

// read returns the body of a good answer.
func (c *Client) read(answer *http.Response, kinds []string) ([]byte, error) {
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: %s", ErrAnswer, answer.Status)
	}
	kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(kinds, kind) {
		return nil, fmt.Errorf("%w: %.100q", ErrContent, answer.Header.Get("Content-Type"))
	}
	if answer.ContentLength > c.options.Size {
		return nil, ErrTooLarge
	}
	document, err := io.ReadAll(io.LimitReader(answer.Body, c.options.Size+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
	}
	if int64(len(document)) > c.options.Size {
		return nil, ErrTooLarge
	}
	return document, nil
}
