package outside

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// HTTP returns a client for a library that speaks a protocol of its own with
// strangers. It is held to the same rules as Fetch, but for the kinds of content,
// which are the library's to read, and for redirects, which it does not follow.
func (c *Client) HTTP() *http.Client {
	return &http.Client{
		Transport:     transport{c},
		Timeout:       c.options.Time,
		CheckRedirect: func(*http.Request, []*http.Request) error { return ErrRedirect },
	}
}

// Check returns an error where an address would not be asked. That a name leads
// to a private address is found out when it is.
func (c *Client) Check(address string) error {
	_, _, err := c.target(address)
	return err
}

type transport struct{ client *Client }

// RoundTrip sends one request and reads the whole answer, up to its bound.
func (t transport) RoundTrip(request *http.Request) (*http.Response, error) {
	target, client, err := t.client.target(request.URL.String())
	if err != nil {
		return nil, err
	}
	out := request.Clone(request.Context())
	out.URL, out.Host = target, ""
	out.Header.Set("User-Agent", "laurel")
	answer, err := client.Transport.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(answer.Body, t.client.options.Size+1))
	err = errors.Join(err, answer.Body.Close())
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrAnswer, err)
	case int64(len(body)) > t.client.options.Size:
		return nil, ErrTooLarge
	}
	answer.Body = io.NopCloser(bytes.NewReader(body))
	return answer, nil
}
