package door

import "testing"

func TestANetworkOfIPv6IsOnePlace(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{
		"192.0.2.7":            "192.0.2.7",
		"::ffff:192.0.2.7":     "192.0.2.7",
		"2001:db8:1:2::1":      "2001:db8:1:2::/64",
		"2001:db8:1:2:ff::9":   "2001:db8:1:2::/64",
		"2001:db8:1:3::1":      "2001:db8:1:3::/64",
		"fe80::1%eth0":         "fe80::/64",
		"what a proxy made up": "what a proxy made up",
		"":                     "",
	} {
		if got := place(ip); got != want {
			t.Errorf("%q is at %q, want %q", ip, got, want)
		}
	}
}
