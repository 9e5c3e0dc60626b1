package tenants

import (
	"net/netip"
	"strings"

	"golang.org/x/net/idna"

	"example.org/laurel"
)

// Installation is what a rule has to know of where it holds. The zero value
// knows nothing, and refuses nothing for it.
type Installation struct {
	Host      string   // the platform's own, without a port
	Languages []string // that it has texts in
}

const maxHosts = 10

// CheckHosts returns the host names under which a city is to answer in the form
// in which they are kept and compared: lower case, in ASCII (RFC 5891), each
// once. The first is the one that the city prefers.
func (in Installation) CheckHosts(hosts []string) ([]string, error) {
	var list []string
	seen := map[string]bool{}
	for _, written := range hosts {
		if strings.TrimSpace(written) == "" {
			continue
		}
		host, err := in.checkHost(written)
		if err != nil {
			return nil, err
		}
		if !seen[host] {
			list = append(list, host)
		}
		seen[host] = true
	}
	if len(list) > maxHosts {
		return nil, laurel.E(laurel.Invalid, "tenant.hosts-many").With(laurel.Args{"Max": maxHosts}).At("hosts")
	}
	return list, nil
}

func (in Installation) checkHost(written string) (string, error) {
	args := laurel.Args{"Host": strings.TrimSpace(written)}
	profile := idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(true), idna.StrictDomainName(true),
		idna.VerifyDNSLength(true), idna.Transitional(false))
	host, err := profile.ToASCII(strings.TrimSuffix(strings.TrimSpace(written), "."))
	if err != nil || !strings.Contains(host, ".") || isNumber(host) {
		return "", laurel.E(laurel.Invalid, "tenant.host").With(args).At("hosts")
	}
	if host == in.Host || in.Host != "" && strings.HasSuffix(in.Host, "."+host) || isReservedHost(host) {
		return "", laurel.E(laurel.Invalid, "tenant.host-reserved").With(args).At("hosts")
	}
	return host, nil
}

// isNumber reports whether a browser would take the host for an address of IPv4
// (WHATWG URL, section 3.5: its last part is a number).
func isNumber(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	return strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x")
}

// isReservedHost: names that lead nowhere on the open network (RFC 6761, RFC
// 7686, RFC 8375). Those for examples and for one's own machine are left out: there
// one tries things.
func isReservedHost(host string) bool {
	for _, suffix := range []string{".local", ".internal", ".invalid", ".onion", ".arpa", ".localdomain", ".lan", ".home", ".corp"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}
