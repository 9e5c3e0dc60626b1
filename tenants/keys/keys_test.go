package keys

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"example.org/laurel"
)

const (
	library laurel.TenantID = "11brary000"
	club    laurel.TenantID = "c1vb000000"
)

var text = strings.Repeat("0123456789abcdef", 4)

func vault(t *testing.T, secret string) Vault {
	t.Helper()
	s, err := ParseSecret(secret)
	if err != nil {
		t.Fatal(err)
	}
	v, err := NewVault(s)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestASealedKeySignsForItsOwner(t *testing.T) {
	t.Parallel()
	public, sealed, err := vault(t, text).Make(library, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	s, err := vault(t, text).Signer(library, "key-1", sealed)
	if err != nil {
		t.Fatal(err)
	}
	signature, err := s.Sign(nil, []byte("a badge"), crypto.Hash(0))
	if err != nil {
		t.Fatal(err)
	}
	if !ed25519.Verify(public, []byte("a badge"), signature) {
		t.Error("the signature does not verify under the key that was made")
	}
	if !public.Equal(s.Public()) {
		t.Error("the signer has another public key than was made")
	}
}

func TestASealedKeyOpensForNobodyElse(t *testing.T) {
	t.Parallel()
	v := vault(t, text)
	_, sealed, err := v.Make(library, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (crypto.Signer, error){
		"another tenant": func() (crypto.Signer, error) { return v.Signer(club, "key-1", sealed) },
		"another key id": func() (crypto.Signer, error) { return v.Signer(library, "key-2", sealed) },
		"another border": func() (crypto.Signer, error) { return v.Signer(library+"k", "ey-1", sealed) },
		"another secret": func() (crypto.Signer, error) {
			return vault(t, strings.Repeat("f", 64)).Signer(library, "key-1", sealed)
		},
		"no secret":  func() (crypto.Signer, error) { return Vault{}.Signer(library, "key-1", sealed) },
		"nothing":    func() (crypto.Signer, error) { return v.Signer(library, "key-1", nil) },
		"half of it": func() (crypto.Signer, error) { return v.Signer(library, "key-1", sealed[:len(sealed)/2]) },
	} {
		if s, err := open(); err == nil {
			t.Errorf("%s: got %v, want an error", name, s)
		}
	}
	for i := range len(sealed) * 8 {
		damaged := bytes.Clone(sealed)
		damaged[i/8] ^= 1 << (i % 8)
		if s, err := v.Signer(library, "key-1", damaged); err == nil {
			t.Errorf("bit %d flipped: got %v, want an error", i, s)
		}
	}
}

func TestTwoKeysAreNeverTheSame(t *testing.T) {
	t.Parallel()
	v := vault(t, text)
	one, sealedOne, err := v.Make(library, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	other, sealedOther, err := v.Make(library, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	if one.Equal(other) || bytes.Equal(sealedOne[1:25], sealedOther[1:25]) {
		t.Error("two keys, or their nonces, are the same")
	}
}

func TestAKeyNeedsATenantAndAnID(t *testing.T) {
	t.Parallel()
	v := vault(t, text)
	if _, _, err := v.Make("", "key-1"); err == nil {
		t.Error("a key was made for no tenant")
	}
	if _, _, err := v.Make(library, ""); err == nil {
		t.Error("a key was made under no id")
	}
	if _, _, err := (Vault{}).Make(library, "key-1"); err == nil {
		t.Error("a key was made without a secret")
	}
	if _, err := NewVault(Secret{}); err == nil {
		t.Error("a vault was made without a secret")
	}
}

func TestASecretIsReadFromHexadecimalAndBase64(t *testing.T) {
	t.Parallel()
	raw, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	raw[0], raw[1] = 0xfb, 0xff // makes + and / or - and _
	_, sealed, err := vault(t, hex.EncodeToString(raw)).Make(library, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	for _, form := range []string{
		strings.ToUpper(hex.EncodeToString(raw)),
		base64.StdEncoding.EncodeToString(raw),
		base64.RawStdEncoding.EncodeToString(raw),
		base64.URLEncoding.EncodeToString(raw),
		base64.RawURLEncoding.EncodeToString(raw) + "\n",
	} {
		if _, err := vault(t, form).Signer(library, "key-1", sealed); err != nil {
			t.Errorf("%s: %v", form, err)
		}
	}
}

func TestAWeakSecretIsRefusedWithoutBeingQuoted(t *testing.T) {
	t.Parallel()
	for _, weak := range []string{"", "swordfish", text[:62], base64.StdEncoding.EncodeToString(make([]byte, 31)), "not a secret! " + text} {
		_, err := ParseSecret(weak)
		if err == nil {
			t.Errorf("%q was taken for a secret", weak)
		} else if weak != "" && strings.Contains(err.Error(), weak) {
			t.Errorf("the error quotes the secret: %v", err)
		}
	}
}

func TestNoWayOfPrintingShowsASecret(t *testing.T) {
	t.Parallel()
	secret, err := ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	v := vault(t, text)
	_, sealed, err := v.Make(library, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := v.Signer(library, "key-1", sealed)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := v.open(sealed, owner(library, "key-1"))
	if err != nil {
		t.Fatal(err)
	}
	hidden := [][]byte{secret.reveal(), plain[len(plain)-32:]}
	inside := struct {
		s Secret
		v Vault
		k crypto.Signer
	}{secret, v, signer}
	for _, value := range []any{secret, &secret, v, &v, signer, inside, &inside} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			mustHide(t, fmt.Sprintf(verb, value), hidden)
		}
		b, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		mustHide(t, string(b), hidden)
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("made", "value", value)
		mustHide(t, log.String(), hidden)
	}
}

func mustHide(t *testing.T, printed string, secrets [][]byte) {
	t.Helper()
	for _, s := range secrets {
		for _, form := range []string{
			string(s), hex.EncodeToString(s), strings.ToUpper(hex.EncodeToString(s)), base64.StdEncoding.EncodeToString(s)[:40],
			strings.Trim(fmt.Sprintf("%d", s), "[]"), strings.Trim(fmt.Sprintf("%#v", s), "[]byte{}"),
		} {
			if strings.Contains(printed, form) {
				t.Errorf("%s shows a secret", printed)
			}
		}
	}
}

func TestASealedWordOpensForItsOwnerAndUse(t *testing.T) {
	t.Parallel()
	v := vault(t, text)
	sealed, err := v.SealWord(library, "sign-on", "hush")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := v.OpenWord(library, "sign-on", sealed); err != nil || got != "hush" {
		t.Errorf("got %q, %v", got, err)
	}
	_, key, err := v.Make(library, "sign-on")
	if err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() (string, error){
		"another tenant": func() (string, error) { return v.OpenWord(club, "sign-on", sealed) },
		"another use":    func() (string, error) { return v.OpenWord(library, "other", sealed) },
		"another secret": func() (string, error) {
			return vault(t, strings.Repeat("f", 64)).OpenWord(library, "sign-on", sealed)
		},
		"a signing key": func() (string, error) { return v.OpenWord(library, "sign-on", key) },
		"nothing":       func() (string, error) { return v.OpenWord(library, "sign-on", nil) },
	} {
		if got, err := open(); err == nil || got != "" {
			t.Errorf("%s: got %q, %v; want an error", name, got, err)
		}
	}
	if _, err := v.SealWord(library, "", "hush"); err == nil {
		t.Error("a word was sealed for no use")
	}
	if _, err := (Vault{}).SealWord(library, "sign-on", "hush"); err == nil {
		t.Error("a word was sealed without a secret")
	}
}
