package outside

import (
	"fmt"
	"net/http"
	"net/url"
)

// target reads an address, and says who may connect to it.
func (c *Client) target(address string) (*url.URL, *http.Client, error) {
	target, err := url.Parse(address)
	if err != nil || target.Hostname() == "" || target.User != nil {
		return nil, nil, fmt.Errorf("%w: %.200q", ErrAddress, address)
	}
	target.Fragment = ""
	origin, ok := c.options.Map[target.Host]
	if !ok {
		origin, ok = c.options.Map[target.Hostname()]
	}
	if ok && (target.Scheme == "https" || target.Scheme == "http") {
		base, err := url.Parse(origin)
		if err != nil {
			return nil, nil, fmt.Errorf("%w: mapped to %q", ErrAddress, origin)
		}
		target.Scheme, target.Host = base.Scheme, base.Host
		return target, c.mapped, nil
	}
	if port := target.Port(); target.Scheme != "https" || port != "" && port != "443" {
		return nil, nil, fmt.Errorf("%w: %.200q", ErrAddress, address)
	}
	return target, c.guarded, nil
}

// location returns where a redirect leads, "" where the answer is none.
func location(answer *http.Response, from string) (string, error) {
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return "", nil
	}
	base, err := url.Parse(from)
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrAddress, err)
	}
	next, err := base.Parse(answer.Header.Get("Location"))
	if err != nil {
		return "", fmt.Errorf("%w: redirect to %.200q", ErrAddress, answer.Header.Get("Location"))
	}
	return next.String(), nil
}
