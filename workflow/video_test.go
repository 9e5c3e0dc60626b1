package workflow

import (
	"regexp"
	"testing"
)

var playerShape = regexp.MustCompile(`^https://(?:www\.youtube-nocookie\.com/embed/[A-Za-z0-9_-]{11}|player\.vimeo\.com/video/[0-9]{1,12}\?dnt=1)$`)

func TestOnlyVideosOfMakersOnTheListHaveAPlayer(t *testing.T) {
	t.Parallel()
	tests := map[string]string{
		"https://www.youtube.com/watch?v=abcdefghi-_&t=3s":     YouTube + "/embed/abcdefghi-_",
		"https://youtu.be/abcdefghi-_?si=x":                    YouTube + "/embed/abcdefghi-_",
		"https://m.youtube.com/shorts/abcdefghi-_":             YouTube + "/embed/abcdefghi-_",
		"https://www.youtube-nocookie.com/embed/abcdefghi-_":   YouTube + "/embed/abcdefghi-_",
		"https://vimeo.com/123456789":                          Vimeo + "/video/123456789?dnt=1",
		"https://player.vimeo.com/video/123456789":             Vimeo + "/video/123456789?dnt=1",
		"https://www.youtube.com/watch?v=abc":                  "",
		"https://www.youtube.com/watch?v=abcdefghi-_%22":       "",
		"https://www.youtube.com/embed/abcdefghi-_/../x":       "",
		"https://www.youtube.com/channel/abcdefghi-_":          "",
		"https://youtube.com.evil.example/watch?v=abcdefghi-_": "",
		"https://evil.example/youtu.be/abcdefghi-_":            "",
		"https://youtu.be:8443/abcdefghi-_":                    "",
		"http://youtu.be/abcdefghi-_":                          "",
		"https://vimeo.com/channels/staff":                     "",
		"://":                                                  "",
	}
	for address, want := range tests {
		if got := (Link{Kind: "video", Title: "x", URL: address}).Player(); got != want {
			t.Errorf("player of %s: %q, want %q", address, got, want)
		}
	}
	if got := (Link{Kind: "page", URL: "https://youtu.be/abcdefghi-_"}).Player(); got != "" {
		t.Errorf("what is no video has the player %q", got)
	}
}

func FuzzPlayer(f *testing.F) {
	f.Add("https://www.youtube.com/watch?v=abcdefghi-_")
	f.Add("https://player.vimeo.com/video/123456789")
	f.Fuzz(func(t *testing.T, address string) {
		player := Link{Kind: "video", URL: address}.Player()
		if player != "" && !playerShape.MatchString(player) {
			t.Errorf("player of %q: %q", address, player)
		}
	})
}
