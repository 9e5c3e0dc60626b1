package proof

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/piprate/json-gold/ld"
)

// expanded writes the statements of a document in expanded JSON-LD (JSON-LD 1.1
// API, section 8.1). The library has a function for that too, but it leaves out
// in silence what it holds for a bad IRI, such as a long one, or a bad language:
// that could be added to a signed document unnoticed. Here it is ErrData.
type expanded struct {
	data  *dataset
	nodes map[string]blank
}

// document writes what the library's expansion returned.
func (w expanded) document(value any) error {
	if object, ok := value.(map[string]any); ok {
		if graph, ok := object["@graph"]; ok && len(object) == 1 {
			value = graph
		}
	}
	return w.graph(value, nil)
}

// graph writes the nodes of a graph; nil is the default graph.
func (w expanded) graph(value any, graph *reference) error {
	return each(value, func(item any) error {
		object, ok := item.(map[string]any)
		if !ok {
			return fmt.Errorf("%w: %v stands alone", ErrData, item)
		}
		_, err := w.node(object, graph)
		return err
	})
}

func (w expanded) node(object map[string]any, graph *reference) (reference, error) {
	self := reference{node: notBlank}
	if value, ok := object["@id"]; ok {
		var err error
		if self, err = w.refer(value); err != nil {
			return self, err
		}
	} else {
		self.node = w.data.newBlank()
	}
	for key, value := range object {
		var err error
		switch key {
		case "@id":
		case "@type":
			err = w.types(self, value, graph)
		case "@graph":
			err = w.graph(value, &self)
		default:
			err = w.property(self, key, value, graph)
		}
		if err != nil {
			return self, err
		}
	}
	return self, nil
}

// refer returns the node that an id stands for: an IRI or a blank node.
func (w expanded) refer(value any) (reference, error) {
	id, _ := value.(string)
	if !strings.HasPrefix(id, "_:") {
		if !absoluteIRI(id) {
			return reference{}, fmt.Errorf("%w: %.200q is no absolute IRI", ErrData, id)
		}
		return named(id), nil
	}
	known, ok := w.nodes[id]
	if !ok {
		known = w.data.newBlank()
		w.nodes[id] = known
	}
	return reference{node: known}, nil
}

func (w expanded) types(self reference, value any, graph *reference) error {
	return each(value, func(item any) error {
		kind, err := w.refer(item)
		if err != nil {
			return err
		}
		w.statement(self, rdfType, kind, graph)
		return nil
	})
}

func (w expanded) statement(self reference, predicate string, object reference, graph *reference) {
	w.data.begin(self, predicate)
	w.data.node(object)
	w.data.endIn(graph)
}

func (w expanded) property(self reference, predicate string, value any, graph *reference) error {
	if !absoluteIRI(predicate) || strings.HasPrefix(predicate, "_:") {
		return fmt.Errorf("%w: property %.200q", ErrData, predicate)
	}
	return each(value, func(item any) error { return w.value(self, predicate, item, graph) })
}

func (w expanded) value(self reference, predicate string, item any, graph *reference) error {
	object, ok := item.(map[string]any)
	if !ok {
		return fmt.Errorf("%w: %v under %s", ErrData, item, predicate)
	}
	if _, ok := object["@value"]; ok {
		w.data.begin(self, predicate)
		if err := w.literal(object); err != nil {
			return err
		}
		w.data.endIn(graph)
		return nil
	}
	if items, ok := object["@list"]; ok {
		if len(object) > 1 {
			return fmt.Errorf("%w: a list with more than its items", ErrData)
		}
		return w.list(self, predicate, items, graph)
	}
	other, err := w.node(object, graph)
	if err != nil {
		return err
	}
	w.statement(self, predicate, other, graph)
	return nil
}

func (w expanded) list(self reference, predicate string, items any, graph *reference) error {
	err := each(items, func(item any) error {
		cell := reference{node: w.data.newBlank()}
		w.statement(self, predicate, cell, graph)
		self, predicate = cell, rdfRest
		return w.value(cell, rdfFirst, item, graph)
	})
	if err != nil {
		return err
	}
	w.statement(self, predicate, named(rdfNil), graph)
	return nil
}

// literal writes a value object as the object of the open statement.
func (w expanded) literal(object map[string]any) error {
	datatype, language := text(object, "@type"), text(object, "@language")
	for key := range object {
		if key != "@value" && key != "@type" && key != "@language" {
			return fmt.Errorf("%w: %s on a value", ErrData, key)
		}
	}
	if datatype != "" && !absoluteIRI(datatype) || language != "" && !languageTag(language) {
		return fmt.Errorf("%w: value of type %.200q, language %.50q", ErrData, datatype, language)
	}
	switch value := object["@value"].(type) {
	case string:
		w.data.literal(value, datatype, language)
	case bool:
		w.data.literal(strconv.FormatBool(value), orElse(datatype, xsdBoolean), "")
	case float64:
		if whole := value == math.Trunc(value) && math.Abs(value) < 1e21; whole && datatype != xsdDouble {
			w.data.literal(strconv.FormatFloat(value+0, 'f', 0, 64), orElse(datatype, xsdInteger), "")
		} else {
			w.data.literal(ld.GetCanonicalDouble(value), orElse(datatype, xsdDouble), "")
		}
	default:
		return fmt.Errorf("%w: %T as a value", ErrData, value)
	}
	return nil
}

// languageTag reports whether text is made like one (RFC 5646; RDF N-Quads, LANGTAG).
func languageTag(text string) bool {
	for i, part := range strings.Split(text, "-") {
		if part == "" {
			return false
		}
		for j := range len(part) {
			c := part[j]
			letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
			if !letter && (i == 0 || c < '0' || c > '9') {
				return false
			}
		}
	}
	return true
}

// each calls visit with the elements of an array, or with a value that is none.
func each(value any, visit func(any) error) error {
	items, ok := value.([]any)
	if !ok {
		return visit(value)
	}
	for _, item := range items {
		if err := visit(item); err != nil {
			return err
		}
	}
	return nil
}
