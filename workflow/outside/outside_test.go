package outside_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"example.org/laurel/workflow/outside"
)

// stranger runs a server that the client may ask under the host a.example only
// because that is mapped to it.
func stranger(t *testing.T, handler http.HandlerFunc, options outside.Options) *outside.Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	options.Map = map[string]string{"a.example": server.URL, "b.example:8443": server.URL}
	return outside.New(options)
}

func answer(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write([]byte(body)) // a client that has gone is no fault of the server
	}
}

func TestADocumentIsFetched(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{
		"application/json", "application/json; charset=utf-8", "application/did+json", "application/vc", "application/vc+ld+json", "text/plain",
	} {
		client := stranger(t, answer(contentType, `{"a":1}`), outside.Options{})
		got, err := client.Fetch(t.Context(), "https://a.example/did.json")
		if err != nil || string(got) != `{"a":1}` {
			t.Errorf("%s: got %s, %v", contentType, got, err)
		}
	}
}

func TestThePathIsAskedForAtTheMappedOrigin(t *testing.T) {
	t.Parallel()
	client := stranger(t, func(w http.ResponseWriter, r *http.Request) {
		answer("application/json", `"`+r.URL.RequestURI()+`"`)(w, r)
	}, outside.Options{})
	for _, host := range []string{"https://a.example", "https://a.example:8080", "http://a.example:8080", "https://b.example:8443"} {
		got, err := client.Fetch(t.Context(), host+"/t/x?y=1#z")
		if err != nil || string(got) != `"/t/x?y=1"` {
			t.Errorf("%s: got %s, %v", host, got, err)
		}
	}
}

func TestWhatIsNotOnThePublicInternetIsNotAsked(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{}, 10)
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked <- struct{}{} }))
	t.Cleanup(server.Close)
	client := outside.New(outside.Options{})
	for address, want := range map[string]error{
		"https://127.0.0.1/":           outside.ErrPrivate,
		"https://localhost/":           outside.ErrPrivate,
		"https://[::1]/":               outside.ErrPrivate,
		"https://[::ffff:127.0.0.1]/":  outside.ErrPrivate,
		"https://[fe80::1%25lo]/":      outside.ErrPrivate,
		"https://10.0.0.1/":            outside.ErrPrivate,
		"https://169.254.169.254/meta": outside.ErrPrivate,
		"https://100.64.0.1/":          outside.ErrPrivate,
		"https://[64:ff9b::7f00:1]/":   outside.ErrPrivate,
		server.URL + "/":               outside.ErrAddress, // another port
		"http://a.example/":            outside.ErrAddress,
		"file:///etc/passwd":           outside.ErrAddress,
		"https://user:pw@a.example/":   outside.ErrAddress,
		"https:///x":                   outside.ErrAddress,
		"https://a.example:22/":        outside.ErrAddress,
		"":                             outside.ErrAddress,
	} {
		if _, err := client.Fetch(t.Context(), address); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", address, err, want)
		}
	}
	if len(asked) > 0 {
		t.Error("a private server was asked")
	}
}

func TestARedirectIsHeldToTheSameRules(t *testing.T) {
	t.Parallel()
	inner := make(chan struct{}, 10)
	private := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inner <- struct{}{} }))
	t.Cleanup(private.Close)
	client := stranger(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/end":
			answer("application/json", `{}`)(w, r)
		case "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case "/once":
			http.Redirect(w, r, "/end", http.StatusMovedPermanently)
		default:
			http.Redirect(w, r, strings.TrimPrefix(r.URL.RequestURI(), "/to?"), http.StatusFound)
		}
	}, outside.Options{})
	for path, want := range map[string]error{
		"/once":                        nil,
		"/loop":                        outside.ErrRedirect,
		"/to?https://127.0.0.1/":       outside.ErrPrivate,
		"/to?https://169.254.169.254/": outside.ErrPrivate,
		"/to?http://c.example/end":     outside.ErrAddress,
		"/to?" + private.URL:           outside.ErrAddress,
		"/to?file:///etc/passwd":       outside.ErrAddress,
	} {
		if _, err := client.Fetch(t.Context(), "https://a.example"+path); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", path, err, want)
		}
	}
	if len(inner) > 0 {
		t.Error("a private server was asked after a redirect")
	}
}

func TestDocumentsOfOtherKindsAreNotRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		handler http.HandlerFunc
		want    error
	}{
		"page":      {answer("text/html", "<html>"), outside.ErrContent},
		"picture":   {answer("image/png", "\x89PNG"), outside.ErrContent},
		"no type":   {answer("x", "{}"), outside.ErrContent},
		"not found": {http.NotFound, outside.ErrAnswer},
		"too large": {answer("application/json", strings.Repeat(" ", 2000)), outside.ErrTooLarge},
		"too large, with no length": {func(w http.ResponseWriter, r *http.Request) {
			for range 200 {
				answer("application/json", strings.Repeat(" ", 100))(w, r)
				_ = http.NewResponseController(w).Flush() // as above
			}
		}, outside.ErrTooLarge},
		"no answer": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, outside.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := stranger(t, c.handler, outside.Options{Size: 1000})
			if _, err := client.Fetch(t.Context(), "https://a.example/"); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
}

func TestABadgeMayBeAPicture(t *testing.T) {
	t.Parallel()
	for _, contentType := range []string{"image/png", "image/svg+xml; charset=utf-8", "application/vc+ld+json"} {
		client := stranger(t, answer(contentType, "x"), outside.Options{})
		if got, err := client.FetchBadge(t.Context(), "https://a.example/"); err != nil || string(got) != "x" {
			t.Errorf("%s: got %s, %v", contentType, got, err)
		}
	}
	client := stranger(t, answer("text/html", "x"), outside.Options{})
	if _, err := client.FetchBadge(t.Context(), "https://a.example/"); !errors.Is(err, outside.ErrContent) {
		t.Errorf("a page: got %v, want ErrContent", err)
	}
}

func TestASlowStrangerIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, beginning := range map[string]string{"before the answer": "", "within it": "{"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := stranger(t, func(w http.ResponseWriter, r *http.Request) {
				if beginning != "" {
					answer("application/json", beginning)(w, r)
					_ = http.NewResponseController(w).Flush() // as above
				}
				<-r.Context().Done()
			}, outside.Options{Time: 50 * time.Millisecond})
			if _, err := client.Fetch(t.Context(), "https://a.example/"); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want DeadlineExceeded", err)
			}
		})
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]bool{
		"8.8.8.8": true, "151.101.1.69": true, "2606:4700::1111": true, "2a00:1450::1": true, "::ffff:8.8.8.8": true,
		"0.0.0.0": false, "0.1.2.3": false, "127.0.0.1": false, "127.9.9.9": false, "10.1.2.3": false, "172.16.0.1": false,
		"192.168.1.1": false, "169.254.169.254": false, "100.64.0.1": false, "100.127.255.255": false, "192.0.0.8": false,
		"192.0.2.1": false, "198.18.0.1": false, "198.51.100.1": false, "203.0.113.1": false, "224.0.0.1": false,
		"239.1.1.1": false, "240.0.0.1": false, "255.255.255.255": false,
		"::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:10.0.0.1": false, "::7f00:1": false,
		"fe80::1": false, "fe80::1%eth0": false, "fec0::1": false, "fc00::1": false, "fd12:3456::1": false, "ff02::1": false,
		"64:ff9b::7f00:1": false, "2002:7f00:1::": false, "2001:db8::1": false, "2001::1": false, "100::1": false,
	} {
		if got := outside.Public(netip.MustParseAddr(address)); got != want {
			t.Errorf("Public(%s) = %v, want %v", address, got, want)
		}
	}
}
