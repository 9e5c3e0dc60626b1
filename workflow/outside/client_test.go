package outside_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"example.org/laurel/workflow/outside"
)

func TestALibrarysClientIsHeldToTheSameRules(t *testing.T) {
	t.Parallel()
	inner := make(chan struct{}, 10)
	private := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inner <- struct{}{} }))
	t.Cleanup(private.Close)
	client := stranger(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/large":
			answer("application/json", strings.Repeat(" ", 2000))(w, r)
		case "/away":
			http.Redirect(w, r, "https://a.example/ok", http.StatusFound)
		default:
			body, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			answer("text/html", r.Method+" "+string(body))(w, r)
		}
	}, outside.Options{Size: 1000})
	for address, want := range map[string]error{
		"https://a.example/ok":    nil,
		"https://a.example/large": outside.ErrTooLarge,
		"https://a.example/away":  outside.ErrRedirect,
		"http://c.example/":       outside.ErrAddress,
		"https://c.example:22/":   outside.ErrAddress,
		"https://127.0.0.1/":      outside.ErrPrivate,
		"https://169.254.169.254": outside.ErrPrivate,
		"https://localhost/":      outside.ErrPrivate,
		private.URL:               outside.ErrAddress,
	} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("a=b"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := client.HTTP().Do(request)
		if !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", address, err, want)
		}
		if err != nil {
			continue
		}
		body, err := io.ReadAll(got.Body)
		if err != nil || string(body) != "POST a=b" {
			t.Errorf("%s: got %q, %v", address, body, err)
		}
	}
	if len(inner) > 0 {
		t.Error("a private server was asked")
	}
}

func TestAnAddressCanBeCheckedWithoutAskingIt(t *testing.T) {
	t.Parallel()
	client := outside.New(outside.Options{Map: map[string]string{"login.example": "http://127.0.0.1:1"}})
	for address, want := range map[string]error{
		"https://a.example/x": nil, "http://login.example": nil, "http://a.example": outside.ErrAddress, "javascript:alert(1)": outside.ErrAddress,
		"https://u@a.example": outside.ErrAddress, "": outside.ErrAddress,
	} {
		if err := client.Check(address); !errors.Is(err, want) {
			t.Errorf("%q: got %v, want %v", address, err, want)
		}
	}
}
