package credential_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"testing"
	"time"

	"example.org/laurel/workflow/credential"
)

const listLimit = 1 << 20

func encodedList(t *testing.T, doc map[string]any) string {
	t.Helper()
	subject, _ := doc["credentialSubject"].(map[string]any)
	encoded, _ := subject["encodedList"].(string)
	return encoded
}

func TestExactlyTheRevokedAreMarked(t *testing.T) {
	t.Parallel()
	revoked := map[int]bool{0: true, 7: true, 8: true, 90417: true, credential.StatusEntries - 1: true}
	var places []int
	for place := range revoked {
		places = append(places, place)
	}
	list, err := credential.StatusList(site, tenant, 1, places, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	bits, err := credential.DecodeStatusList(encodedList(t, list), listLimit)
	if err != nil {
		t.Fatal(err)
	}
	for i := range credential.StatusEntries {
		got, err := bits.At(i)
		if err != nil || got != revoked[i] {
			t.Fatalf("place %d: %v, %v; want %v", i, got, err, revoked[i])
		}
	}
	for _, i := range []int{-1, credential.StatusEntries} {
		if _, err := bits.At(i); !errors.Is(err, credential.ErrStatusIndex) {
			t.Errorf("place %d: got %v, want ErrStatusIndex", i, err)
		}
		if _, err := credential.StatusList(site, tenant, 1, []int{i}, time.Now()); !errors.Is(err, credential.ErrStatusIndex) {
			t.Errorf("revoking place %d: got %v, want ErrStatusIndex", i, err)
		}
	}
}

// The lists are the example of Bitstring Status List 1.0 and one of 1EdTech's
// tests.
func TestPublishedStatusListsAreRead(t *testing.T) {
	t.Parallel()
	for encoded, set := range map[string]int{
		"uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA":   -1,
		"uH4sIAAAAAAAA_-3BMQEAAAzDoMy_6cnoA9QFAAAAAAAAAAAAAAAAAAAAbD3uPa2cAEAAAA": 23,
	} {
		bits, err := credential.DecodeStatusList(encoded, listLimit)
		if err != nil {
			t.Fatal(err)
		}
		for i := range credential.StatusEntries {
			if got, err := bits.At(i); err != nil || got != (i == set) {
				t.Fatalf("place %d: %v, %v; only %d is set", i, got, err, set)
			}
		}
	}
}

func packed(t testing.TB, size int) string {
	t.Helper()
	var out bytes.Buffer
	zip := gzip.NewWriter(&out)
	if _, err := zip.Write(make([]byte, size)); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	return "u" + base64.RawURLEncoding.EncodeToString(out.Bytes())
}

func TestStatusListsThatAreNoneAreRefused(t *testing.T) {
	t.Parallel()
	whole := packed(t, credential.StatusEntries/8)
	for name, encoded := range map[string]string{
		"nothing":       "",
		"no multibase":  whole[1:],
		"no base64":     "u***",
		"no gzip":       "uAAAA",
		"cut short":     whole[:len(whole)-10],
		"too small":     packed(t, credential.StatusEntries/8-1),
		"too large":     packed(t, listLimit+1),
		"a gzip of all": packed(t, 100<<20),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := credential.DecodeStatusList(encoded, listLimit); !errors.Is(err, credential.ErrStatusList) {
				t.Errorf("got %v, want ErrStatusList", err)
			}
		})
	}
}

func FuzzDecodeStatusListStaysWithinItsLimit(f *testing.F) {
	f.Add(packed(f, credential.StatusEntries/8))
	f.Add("uH4sI")
	f.Fuzz(func(t *testing.T, encoded string) {
		bits, err := credential.DecodeStatusList(encoded, 20_000)
		if err == nil && (len(bits) > 20_000 || len(bits) < credential.StatusEntries/8) {
			t.Errorf("got %d bytes", len(bits))
		}
	})
}

func BenchmarkStatusList(b *testing.B) {
	for b.Loop() {
		if _, err := credential.StatusList(site, tenant, 1, []int{1, 2, 3}, time.Time{}); err != nil {
			b.Fatal(err)
		}
	}
}
