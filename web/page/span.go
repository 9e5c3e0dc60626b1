package page

import (
	"strconv"
	"strings"
)

// piece is how much of a file is answered at most to who asks for a part of it. A
// player asks for the next when it needs it (RFC 9110, section 15.3.7: a part may be
// answered with less than was asked for).
const piece = 4 << 20

// span is a part of a file.
type span struct{ from, length int64 }

// parseRange reads a header "Range" (RFC 9110, section 14.1.2) about a file of size
// bytes. It is nil where the whole file is to be answered: nothing was asked for,
// or not so that we understand it, or several parts at once. It reports false
// where there is no such part.
func parseRange(header string, size int64) (part *span, ok bool) {
	written, found := strings.CutPrefix(header, "bytes=")
	first, last, isOne := strings.Cut(strings.TrimSpace(written), "-")
	if !found || !isOne || strings.Contains(written, ",") {
		return nil, true
	}
	if first == "" { // the last so many
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil || n < 0 {
			return nil, true
		}
		n = min(n, size)
		return &span{size - n, min(n, piece)}, n > 0
	}
	from, err := strconv.ParseInt(first, 10, 64)
	if err != nil || from < 0 {
		return nil, true
	}
	to := size - 1
	if last != "" {
		n, err := strconv.ParseInt(last, 10, 64)
		if err != nil || n < from {
			return nil, true
		}
		to = min(to, n)
	}
	return &span{from, min(to-from+1, piece)}, from < size
}
