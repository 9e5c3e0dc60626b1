// Package signontest runs an OpenID Connect provider for tests: discovery,
// authorization with PKCE, token endpoint and keys, over HTTP, with signatures
// that count. A test can make it lie.
package signontest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"example.org/laurel"
)

// Provider is one that knows one client and has one person before it.
type Provider struct {
	Issuer   string // as it calls itself; nobody but the tests' clients finds it there
	Origin   string // where it listens
	ClientID string
	Secret   string

	t    testing.TB
	key  *ecdsa.PrivateKey
	mu   sync.Mutex
	self Self
	open map[string]grant
}

// Self is what a provider says, and how it lies.
type Self struct {
	Subject string         // who sits before it
	Claims  map[string]any // over those of an honest ID token; nil takes one away
	Key     *ecdsa.PrivateKey
	NoneAlg bool           // the ID token is not signed
	About   map[string]any // over its discovery document
	Iss     *string        // in the answer's address instead of its own; "" leaves it out
	Decline bool
	Down    bool
	NoCode  bool // the token endpoint forgets all codes
}

type grant struct {
	redirect, challenge, nonce string
}

// New starts a provider that calls itself https://HOST.
func New(t testing.TB, host string) *Provider {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{Issuer: "https://" + host, ClientID: "laurel at " + host, Secret: laurel.NewSecret(),
		t: t, key: key, open: map[string]grant{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", p.about)
	mux.HandleFunc("GET /authorize", p.authorize)
	mux.HandleFunc("POST /token", p.token)
	mux.HandleFunc("GET /keys", p.keys)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	p.Origin = server.URL
	return p
}

// Be makes the provider say something else from now on.
func (p *Provider) Be(s Self) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.self = s
}

func (p *Provider) now() Self {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.self
}

func (p *Provider) write(w http.ResponseWriter, v map[string]any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		p.t.Error(err)
	}
}

func (p *Provider) about(w http.ResponseWriter, _ *http.Request) {
	if p.now().Down {
		http.Error(w, "the s3cr3t of the cellar", http.StatusBadGateway)
		return
	}
	about := map[string]any{
		"issuer": p.Issuer, "authorization_endpoint": p.Issuer + "/authorize", "token_endpoint": p.Issuer + "/token",
		"jwks_uri": p.Issuer + "/keys", "response_types_supported": []string{"code"}, "subject_types_supported": []string{"public"},
		"id_token_signing_alg_values_supported": []string{"ES256"}, "code_challenge_methods_supported": []string{"S256"},
		"authorization_response_iss_parameter_supported": true,
	}
	maps.Copy(about, p.now().About)
	p.write(w, about)
}

// authorize is where a browser is sent: whoever sits there is let in at once.
func (p *Provider) authorize(w http.ResponseWriter, r *http.Request) {
	q, s := r.URL.Query(), p.now()
	if q.Get("client_id") != p.ClientID || q.Get("response_type") != "code" || q.Get("scope") != "openid" ||
		q.Get("code_challenge_method") != "S256" || q.Get("state") == "" || q.Get("nonce") == "" {
		http.Error(w, "this is no sound request: "+r.URL.RawQuery, http.StatusBadRequest)
		return
	}
	answer := url.Values{"state": {q.Get("state")}, "iss": {p.Issuer}}
	if s.Iss != nil {
		answer.Set("iss", *s.Iss)
	}
	if s.Decline {
		answer.Set("error", "access_denied")
		answer.Set("error_description", "<b>s3cr3t</b>")
	} else {
		code := laurel.NewSecret()
		p.mu.Lock()
		p.open[code] = grant{redirect: q.Get("redirect_uri"), challenge: q.Get("code_challenge"), nonce: q.Get("nonce")}
		p.mu.Unlock()
		answer.Set("code", code)
	}
	//nolint:gosec // a test's provider sends the browser where the test's house said
	http.Redirect(w, r, q.Get("redirect_uri")+"?"+answer.Encode(), http.StatusFound)
}

// token redeems a code once, for its own client alone (RFC 6749, section 4.1.3;
// RFC 7636, section 4.6).
func (p *Provider) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	id, secret = unescaped(id), unescaped(secret)
	sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
	p.mu.Lock()
	code := r.PostFormValue("code")
	g, known := p.open[code]
	delete(p.open, code)
	p.mu.Unlock()
	if id != p.ClientID || secret != p.Secret || !known || p.now().NoCode || g.redirect != r.PostFormValue("redirect_uri") ||
		g.challenge != base64.RawURLEncoding.EncodeToString(sum[:]) {
		w.WriteHeader(http.StatusBadRequest)
		p.write(w, map[string]any{"error": "invalid_grant", "error_description": "s3cr3t"})
		return
	}
	p.write(w, map[string]any{"access_token": laurel.NewSecret(), "token_type": "Bearer", "expires_in": 60, "id_token": p.idToken(g)})
}

func unescaped(s string) string {
	plain, err := url.QueryUnescape(s)
	if err != nil {
		return ""
	}
	return plain
}

func (p *Provider) idToken(g grant) string {
	s, now := p.now(), time.Now()
	claims := map[string]any{"iss": p.Issuer, "sub": s.Subject, "aud": p.ClientID, "nonce": g.nonce,
		"iat": now.Unix(), "exp": now.Add(time.Minute).Unix()}
	for name, value := range s.Claims {
		if value == nil {
			delete(claims, name)
		} else {
			claims[name] = value
		}
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		p.t.Error(err)
	}
	if s.NoneAlg {
		encode := base64.RawURLEncoding.EncodeToString
		return encode([]byte(`{"alg":"none"}`)) + "." + encode(payload) + "."
	}
	key := p.key
	if s.Key != nil {
		key = s.Key
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.ES256, Key: jose.JSONWebKey{Key: key, KeyID: "1"}}, nil)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	signed, err := signer.Sign(payload)
	if err != nil {
		p.t.Error(err)
		return ""
	}
	compact, err := signed.CompactSerialize()
	if err != nil {
		p.t.Error(err)
	}
	return compact
}

func (p *Provider) keys(w http.ResponseWriter, _ *http.Request) {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: p.key.Public(), KeyID: "1", Algorithm: "ES256", Use: "sig"}}}
	w.Header().Set("Content-Type", "application/jwk-set+json")
	if err := json.NewEncoder(w).Encode(set); err != nil {
		p.t.Error(err)
	}
}
