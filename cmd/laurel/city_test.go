package main

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// It sets the environment, so it is not parallel to others.
//
//nolint:paralleltest // see above
func TestACityIsCreatedFromTheCommandLine(t *testing.T) {
	for name, value := range map[string]string{
		"PUBLIC_URL": "https://badges.example", "SECRET": base64.StdEncoding.EncodeToString(make([]byte, 32)), "DATA": t.TempDir(),
		"SMTP_HOST": "localhost", "SMTP_FROM": "laurel@badges.example", "DATABASE": "", "REDIS": "",
	} {
		t.Setenv("LAUREL_"+name, value)
	}
	terms := filepath.Join(t.TempDir(), "terms.md")
	if err := os.WriteFile(terms, []byte("Be kind."), 0o600); err != nil {
		t.Fatal(err)
	}
	good := []string{"city", "create", "--slug", "riga", "--name", "Rīga", "--email", "help@riga.example", "--admin", "rita@riga.example",
		"--host", "riga.example", "--language", "de,en", "--time-zone", "Europe/Riga", "--colour", "#7a1f1f", "--terms", terms}
	for flag, wrong := range map[string]string{"--slug": "api", "--host": "badges.example", "--colour": "#ffee00", "--time-zone": "X/Y", "--language": "xx",
		"--admin": "nobody", "--terms": "/nowhere"} {
		err := run(t.Context(), append(append([]string{}, good...), flag, wrong), &bytes.Buffer{})
		if err == nil || !strings.HasPrefix(err.Error(), flag+": ") {
			t.Errorf("%s %s: %v, want the flag to be named", flag, wrong, err)
		}
	}
	var out bytes.Buffer
	if err := run(t.Context(), good, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"https://badges.example/c/riga", "https://riga.example", "rita@riga.example"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("lacks %q: %s", want, &out)
		}
	}
	if err := run(t.Context(), good, &out); err == nil || !strings.HasPrefix(err.Error(), "--slug: ") {
		t.Errorf("a second one of that name: %v", err)
	}
}
