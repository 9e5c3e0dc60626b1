package document

import "testing"

func TestAnEntityTagIsMatchedWeakly(t *testing.T) {
	t.Parallel()
	const etag = `"0123"`
	for header, want := range map[string]bool{
		"": false, `"0123"`: true, `W/"0123"`: true, `"x", W/"0123"`: true, "*": true, `"x","y"`: false, `0123`: false, `"01234"`: false, ",,": false,
	} {
		if got := matches(header, etag); got != want {
			t.Errorf("%q: got %v, want %v", header, got, want)
		}
	}
}

func TestTheTagGoesByContentAndMediaType(t *testing.T) {
	t.Parallel()
	one := tag("application/json", []byte("{}"))
	if one != tag("application/json", []byte("{}")) {
		t.Error("the same content has two tags")
	}
	if one == tag("application/json", []byte("{ }")) || one == tag("application/ld+json", []byte("{}")) {
		t.Error("two representations have one tag")
	}
}
