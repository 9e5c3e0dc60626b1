package page

import (
	"net/url"
	"strings"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"example.org/laurel"
	"example.org/laurel/workflow"
)

// safe returns address if a browser may be sent there: a path of this site, a
// part of this page, a web address or an address for letters. Whatever else it
// is, such as a script, becomes "#".
func safe(address string) string {
	u, err := url.Parse(address)
	if err != nil || strings.ContainsAny(address, "\\\r\n\t\x00") {
		return "#"
	}
	switch u.Scheme {
	case "https", "http":
		if u.Host != "" && u.User == nil {
			return address
		}
	case "mailto":
		if u.Opaque != "" {
			return address
		}
	case "":
		if strings.HasPrefix(address, "#") || strings.HasPrefix(address, "/") && !strings.HasPrefix(address, "//") {
			return address
		}
	}
	return "#"
}

// href, src and action are the only attributes with addresses; a test holds the
// sources to it.
func href(address string) g.Node   { return h.Href(safe(address)) }
func src(address string) g.Node    { return h.Src(safe(address)) }
func action(address string) g.Node { return h.Action(safe(address)) }

// formAction is where a single button of a form leads.
func formAction(address string) g.Node { return h.FormAction(safe(address)) }

// away is a link to a stranger's site, which learns nothing of where it was.
func away(address string, children ...g.Node) g.Node {
	return h.A(append([]g.Node{href(address), h.Rel("noopener noreferrer external")}, children...)...)
}

// hostOf is the host of a web address as people know it.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Hostname(), "www.")
}

// query is "?name=value".
func query(name, value string) string { return "?" + url.Values{name: {value}}.Encode() }

// cardOf is the picture that stands beside a link to a badge.
func cardOf(a workflow.Achievement) string {
	if a.Card == "" {
		return badgePicture(a.ID)
	}
	return laurel.AchievementPath(a.ID) + ".jpg"
}

// badgePicture is the picture of a badge.
func badgePicture(id laurel.AchievementID) string { return laurel.AchievementPath(id) + ".png" }
