package workflow

import (
	"net/url"
	"regexp"
	"strings"
)

// Makers of videos whose players may stand in a page, by the origin of the player.
const (
	YouTube = "https://www.youtube-nocookie.com"
	Vimeo   = "https://player.vimeo.com"
)

var (
	youTubeID = regexp.MustCompile(`^[A-Za-z0-9_-]{11}$`)
	vimeoID   = regexp.MustCompile(`^[0-9]{1,12}$`)
)

// Player is the address of a player for the video that a link leads to; it is empty
// where the link leads to no video, or to one of a maker that is not on our list.
func (l Link) Player() string {
	u, err := url.Parse(l.URL)
	if l.Kind != "video" || err != nil || u.Scheme != "https" || u.Port() != "" {
		return ""
	}
	first, rest, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	switch strings.TrimPrefix(strings.ToLower(u.Hostname()), "www.") {
	case "youtu.be":
		return youTube(first)
	case "youtube.com", "m.youtube.com", "youtube-nocookie.com":
		switch first {
		case "watch":
			return youTube(u.Query().Get("v"))
		case "embed", "shorts", "live":
			return youTube(rest)
		}
	case "vimeo.com", "player.vimeo.com":
		if first == "video" {
			first = rest
		}
		if vimeoID.MatchString(first) {
			return Vimeo + "/video/" + first + "?dnt=1"
		}
	}
	return ""
}

func youTube(id string) string {
	if !youTubeID.MatchString(id) {
		return ""
	}
	return YouTube + "/embed/" + id
}
