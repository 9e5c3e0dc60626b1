package main

import (
	"os"
	"path/filepath"
	"testing"
)

// A photo as an iPhone files it is sent, is converted while the page waits, and is
// handed in by the same press of a button; one that cannot be says so in its place.
func TestAHEICIsHandedInInABrowser(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		return
	}
	// A stand-in first waits, so that what the page says meanwhile can be seen, and
	// knows but one picture.
	folder := t.TempDir()
	program := filepath.Join(folder, "convert")
	script := "#!/bin/sh\nPATH=/usr/bin:/bin\nsleep 2\n[ $(wc -c <\"$1\") -gt 1000 ] && exit 1\nexec heif-convert \"$1\" \"$2\"\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile("../../tenants/media/testdata/heic/quarters.heic")
	if err != nil {
		t.Fatal(err)
	}
	good, bad := filepath.Join(folder, "good.heic"), filepath.Join(folder, "bad.heic")
	free := append(append([]byte{}, whole...), "\x00\x00\x04\x00free"+string(make([]byte, 0x400-8))...)
	for name, b := range map[string][]byte{good: whole, bad: free} {
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := startDev(t, t.TempDir(), "LAUREL_HEIC="+program)
	v := newVisitor(t, browser(t), p.dev.URL, screen{name: "phone", width: 390, height: 844, phone: true})
	v.open("/en/sign-in?next=/en/c/campania/tasks/" + string(p.activity("Neighbourhood photo walk").Tasks[0].ID))
	v.signIn("iphone@learner.example")
	choose := func(file string) { v.page.MustElement("input[type=file]").MustSetFiles(file) }
	choose(bad)
	v.waitFor(".held .how", "Is being converted")
	v.look("heic-converting")
	v.waitFor(".held .failed .how", "could not convert")
	v.look("heic-failed")
	v.page.MustElement(".held .failed [data-remove]").MustClick()
	choose(good)
	v.waitFor(".held .how", "Is being converted")
	v.press("main form[method=post] button[type=submit]", ".")
	v.waitFor("main", "[Hh]anded in|[Ww]ait")
	img := v.page.MustElement("main .photo img")
	img.MustWaitLoad()
	if got := img.MustProperty("naturalWidth").Int(); got != 64 {
		t.Errorf("the photo is %d pixels wide, want 64", got)
	}
	v.look("heic-submitted")
}
