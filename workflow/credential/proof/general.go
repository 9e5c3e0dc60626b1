package proof

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/piprate/json-gold/ld"
)

// ErrContext says that a document names a context that is not bundled, or brings
// one of its own. No context is ever fetched.
var ErrContext = errors.New("proof: unknown context")

// ErrData says that a document holds something that no signature would cover: a
// term that no context defines, a relative IRI, a keyword that makes no
// statement. Readers of plain JSON would take it for signed.
var ErrData = errors.New("proof: not covered by a signature")

// lookup finds the published bytes of a context.
type lookup func(address string) ([]byte, bool)

// LoadDocument serves bundled contexts to the JSON-LD library.
func (find lookup) LoadDocument(address string) (*ld.RemoteDocument, error) {
	text, ok := find(address)
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrContext, address)
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		return nil, err
	}
	return &ld.RemoteDocument{DocumentURL: address, Document: document}, nil
}

// expander turns any document over bundled contexts into statements, with the
// general JSON-LD library.
type expander struct {
	options *ld.JsonLdOptions
	parsed  map[string]*ld.Context // by the addresses, one a line
}

func newExpander(find lookup) *expander {
	options := ld.NewJsonLdOptions("")
	options.DocumentLoader = find
	options.SafeMode = true // undefined terms are errors; its other omissions are for type expanded
	return &expander{options: options, parsed: map[string]*ld.Context{}}
}

// remember parses a list of contexts beforehand, which is most of the work on a
// small document.
func (e *expander) remember(addresses []string) error {
	parsed, err := e.parse(addresses)
	if err == nil {
		e.parsed[strings.Join(addresses, "\n")] = parsed
	}
	return err
}

func (e *expander) parse(addresses []string) (*ld.Context, error) {
	if parsed := e.parsed[strings.Join(addresses, "\n")]; parsed != nil {
		return parsed, nil
	}
	list := make([]any, len(addresses))
	for i, address := range addresses {
		list[i] = address
	}
	parsed, err := ld.NewContext(nil, e.options).Parse(list)
	if errors.Is(err, ErrContext) {
		return nil, err
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrContext, err)
	}
	return parsed, nil
}

// expand writes the statements of a document under contexts.
func (e *expander) expand(to *dataset, addresses []string, document map[string]any) error {
	active, err := e.parse(addresses)
	if err != nil {
		return err
	}
	body := without(document, "@context")
	result, err := ld.NewJsonLdApi().Expand(active, "", body, e.options, false, nil)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrData, err)
	}
	return expanded{to, map[string]blank{}}.document(result)
}
