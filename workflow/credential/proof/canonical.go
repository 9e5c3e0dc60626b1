package proof

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"example.org/laurel/workflow/credential/contexts"
)

// canonicaliser turns documents into canonical N-Quads. A document over a tabled
// list of contexts goes the short road; whatever the tables cannot tell takes
// the general library. Both roads end in the same labels and the same order.
type canonicaliser struct {
	general *expander
	shapes  map[string]*shape // by the addresses of the contexts, one a line
	desks   sync.Pool
}

// desk holds the buffers of one canonicalisation.
type desk struct {
	data   dataset
	labels labeller
}

// standard is the canonicaliser over the bundled contexts, with tables for the
// lists that our own documents name.
var standard = sync.OnceValue(func() *canonicaliser {
	c, err := newCanonicaliser(contexts.Document,
		[]string{contexts.Credentials},
		[]string{contexts.Credentials, contexts.OpenBadges},
		[]string{contexts.Credentials, contexts.OpenBadges, contexts.OpenBadgeExtensions})
	if err != nil {
		panic(err) // the contexts are part of the binary
	}
	return c
})

func newCanonicaliser(find lookup, tabled ...[]string) (*canonicaliser, error) {
	c := &canonicaliser{general: newExpander(find), shapes: map[string]*shape{}}
	c.desks.New = func() any { return new(desk) }
	for _, addresses := range tabled {
		if err := c.general.remember(addresses); err != nil {
			return nil, err
		}
		definitions := make([]any, len(addresses))
		for i, address := range addresses {
			var document struct {
				Context any `json:"@context"`
			}
			text, _ := find(address)
			if err := json.Unmarshal(text, &document); err != nil {
				return nil, fmt.Errorf("context %s: %w", address, err)
			}
			definitions[i] = document.Context
		}
		compiled, err := compileShape(definitions...)
		if err != nil {
			return nil, err
		}
		c.shapes[strings.Join(addresses, "\n")] = compiled
	}
	return c, nil
}

// canonical returns the canonical N-Quads of a document, its statements sorted
// by compare.
func (c *canonicaliser) canonical(document map[string]any, compare order) ([]byte, error) {
	desk, _ := c.desks.Get().(*desk)
	defer c.desks.Put(desk)
	if err := c.statements(&desk.data, document); err != nil {
		return nil, err
	}
	if err := desk.labels.label(&desk.data, compare); err != nil {
		return nil, err
	}
	return desk.labels.write(make([]byte, 0, len(desk.data.text)+16*len(desk.data.quads))), nil
}

func (c *canonicaliser) statements(to *dataset, document map[string]any) error {
	addresses, err := contextsOf(document)
	if err != nil {
		return err
	}
	to.reset()
	if shape := c.shapes[strings.Join(addresses, "\n")]; shape != nil {
		err := walker{shape, to}.document(document)
		if !errors.Is(err, errShape) {
			return err
		}
		to.reset()
	}
	return c.general.expand(to, addresses, document)
}

// contextsOf returns the addresses that a document's @context lists. Contexts
// written into a document are refused: they could give words another meaning.
func contextsOf(document map[string]any) ([]string, error) {
	list, ok := document["@context"].([]any)
	if !ok {
		list = []any{document["@context"]}
	}
	addresses := make([]string, len(list))
	for i, each := range list {
		address, ok := each.(string)
		if !ok {
			return nil, fmt.Errorf("%w: entry %d of @context is no address", ErrContext, i)
		}
		addresses[i] = address
	}
	if len(addresses) > contextLimit {
		return nil, fmt.Errorf("%w: more than %d", ErrContext, contextLimit)
	}
	return slices.Clip(addresses), nil
}
