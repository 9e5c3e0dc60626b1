package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/go-rod/rod/lib/proto"
)

// The ways in, in a real browser: the code from the letter, a passkey, and from
// there to a city's own host.
func TestTheWaysInInABrowser(t *testing.T) {
	t.Parallel()
	if !testing.Short() {
		p := startDev(t, t.TempDir())
		b := browser(t)
		here := strings.Replace(p.dev.URL, "127.0.0.1", "localhost", 1) // passkeys are for names
		v := newVisitor(t, b, here, screen{name: "entry", width: 1440, height: 900})
		device := v.device()
		v.signInByCode("ada@campania.example")
		v.addPasskey()
		v.press("form[action$='/sign-out'] button", ".")
		v.signInByPasskey()
		v.goToTheCity()
		v.refuseACopy(device)
	}
}

// device puts an authenticator into the browser that says yes to everything.
func (v *visitor) device() proto.WebAuthnAuthenticatorID {
	v.t.Helper()
	if err := (proto.WebAuthnEnable{}).Call(v.page); err != nil {
		v.t.Fatal(err)
	}
	made, err := proto.WebAuthnAddVirtualAuthenticator{Options: &proto.WebAuthnVirtualAuthenticatorOptions{
		Protocol: proto.WebAuthnAuthenticatorProtocolCtap2, Transport: proto.WebAuthnAuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}.Call(v.page)
	if err != nil {
		v.t.Fatal(err)
	}
	return made.AuthenticatorID
}

// signInByCode asks for a letter, reads it, and comes back to the form for its code.
func (v *visitor) signInByCode(email string) {
	v.t.Helper()
	v.open("/en/sign-in")
	v.fill("#email", email)
	v.press("main form:has(#email) button", ".")
	v.look("code")
	code := ""
	eventually(v.t, "the letter is in the mailbox", func() (bool, string) {
		text := v.letter(email)
		code = regexp.MustCompile(`\b[0-9A-Z]{4}-[0-9A-Z]{4}\b`).FindString(text)
		return code != "", text
	})
	v.open("/en/sign-in/code")
	v.fill("#code", "0000 0000")
	v.press("main form:has(#code) button", ".")
	v.look("code-wrong")
	v.fill("#code", strings.ToLower(code))
	v.press("main form:has(#code) button", ".")
	if v.path() != "/en/portfolio" {
		v.t.Fatalf("the code leads to %s", v.path())
	}
}

// letter is the newest to an address; it is empty where there is none.
func (v *visitor) letter(email string) string {
	v.t.Helper()
	v.open("/mailbox")
	if !strings.Contains(v.page.MustElement("main").MustText(), email) {
		return ""
	}
	wait := v.page.MustWaitNavigation()
	v.page.MustElementR("main li.row", regexp.QuoteMeta(email)).MustElement("a").MustEval(`() => this.click()`)
	wait()
	v.page.MustWaitLoad()
	return v.page.MustElement("main").MustText()
}

func (v *visitor) addPasskey() {
	v.t.Helper()
	v.open("/en/account/passkeys")
	v.look("passkeys-none")
	v.fill("#name", "My telephone")
	v.press("form[data-passkey=create] button", ".")
	v.checkFits()
	v.look("passkeys")
	if text := v.page.MustElement("main").MustText(); !strings.Contains(text, "My telephone") || !strings.Contains(text, "Not yet") {
		v.t.Fatalf("the passkey is not there: %s", text)
	}
	eventually(v.t, "a letter tells of it", func() (bool, string) {
		text := v.letter("ada@campania.example")
		return strings.Contains(text, "My telephone"), text
	})
}

func (v *visitor) signInByPasskey() {
	v.t.Helper()
	v.open("/en/sign-in?next=/en/account/passkeys")
	v.look("sign-in-passkey")
	v.press("form[data-passkey=get] button", ".")
	if text := v.page.MustElement("main").MustText(); v.path() != "/en/account/passkeys" || strings.Contains(text, "Not yet") {
		v.t.Fatalf("the passkey leads to %s: %s", v.path(), text)
	}
}

// goToTheCity enters a city's own host with the session that is there.
func (v *visitor) goToTheCity() {
	v.t.Helper()
	city := strings.Replace(v.url, "localhost", "campania.localhost", 1)
	v.open(city + "/de/portfolio")
	v.look("cross")
	v.press("main form[action$='/cross'] button", ".")
	if at := v.page.MustInfo().URL; at != city+"/de/portfolio" {
		v.t.Fatalf("the way to the city ends at %s: %s", at, v.page.MustElement("main").MustText())
	}
	v.look("city-portfolio")
	v.press("form[action$='/sign-out'] button", ".")
	v.open("/en/account/passkeys")
	if v.path() != "/en/account/passkeys" {
		v.t.Errorf("signing out on the city's host has ended the session on the platform's: %s", v.path())
	}
}

// refuseACopy sets the device's counter back, as a copy of it would be behind.
func (v *visitor) refuseACopy(device proto.WebAuthnAuthenticatorID) {
	v.t.Helper()
	v.press("form[action$='/sign-out'] button", ".")
	keys, err := proto.WebAuthnGetCredentials{AuthenticatorID: device}.Call(v.page)
	if err != nil || len(keys.Credentials) != 1 {
		v.t.Fatalf("the device has %v, %v", keys, err)
	}
	key := keys.Credentials[0]
	if err := (proto.WebAuthnRemoveCredential{AuthenticatorID: device, CredentialID: key.CredentialID}).Call(v.page); err != nil {
		v.t.Fatal(err)
	}
	key.SignCount = 0
	if err := (proto.WebAuthnAddCredential{AuthenticatorID: device, Credential: key}).Call(v.page); err != nil {
		v.t.Fatal(err)
	}
	v.open("/en/sign-in")
	v.press("form[data-passkey=get] button", ".")
	v.look("passkey-refused")
	if text := v.page.MustElement("main").MustText(); !strings.Contains(text, "there may be a copy") {
		v.t.Errorf("a passkey whose counter went back is let in: %s, %s", v.path(), text)
	}
}
