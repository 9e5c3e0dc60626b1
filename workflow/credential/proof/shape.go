package proof

import (
	"errors"
	"fmt"
	"maps"
	"strings"
)

// errShape says that a document, or a context, is beyond what the tables can
// tell; the general library takes it.
var errShape = errors.New("proof: outside the tabled shape")

// tabledScheme reports whether ids may have a scheme on the short road. It is no
// term of any tabled context, so JSON-LD reads such an id as the IRI that it looks
// like.
func tabledScheme(scheme string) bool {
	switch scheme {
	case "https", "http", "did", "urn", "mailto":
		return true
	}
	return false
}

// term says how the value of one property becomes statements.
type term struct {
	predicate string
	datatype  string // of a literal, "" for none
	isID      bool   // a string value is an IRI
	isList    bool   // values are an rdf:List
}

// shape is the compiled form of a list of contexts: what a table can say about
// them. It answers as the JSON-LD expansion algorithm would, or not at all.
type shape struct {
	terms  map[string]term            // by property, on any node
	types  map[string]string          // IRI by type name
	scoped map[string]map[string]term // by type name, the terms on nodes of that type only
}

// compileShape makes the tables of contexts, given in order; each is the value
// of a document's @context. What a table cannot hold (scoped contexts of
// properties, language maps, JSON literals …) is left out, so that a document
// that uses it is told errShape.
func compileShape(definitions ...any) (*shape, error) {
	merged := map[string]any{}
	for _, definition := range definitions {
		object, ok := definition.(map[string]any)
		if !ok {
			return nil, errShape
		}
		maps.Copy(merged, object)
	}
	c := shapeCompiler{all: merged}
	if err := c.checkKeywords(merged); err != nil {
		return nil, err
	}
	s := &shape{terms: c.terms(merged), types: map[string]string{}, scoped: map[string]map[string]term{}}
	for name, definition := range merged {
		if skipped(name) {
			continue
		}
		if iri, ok := c.iriOf(definition); ok {
			s.types[name] = iri
		}
		object, ok := definition.(map[string]any)
		if !ok || object["@context"] == nil {
			continue
		}
		inner, ok := object["@context"].(map[string]any)
		if !ok || c.checkKeywords(inner) != nil {
			delete(s.types, name)
			continue
		}
		s.scoped[name] = c.terms(inner)
	}
	return s, nil
}

// shapeCompiler resolves the names in contexts.
type shapeCompiler struct{ all map[string]any }

// checkKeywords refuses contexts that change more than terms, and those that
// make a scheme into a term.
func (c shapeCompiler) checkKeywords(context map[string]any) error {
	for key, value := range context {
		alias := key == "id" && value == "@id" || key == "type" && value == "@type"
		if strings.HasPrefix(key, "@") && key != "@protected" || !alias && (key == "id" || key == "type") {
			return fmt.Errorf("%w: context entry %s", errShape, key)
		}
		if text, ok := value.(string); ok && !alias && strings.HasPrefix(text, "@") {
			return fmt.Errorf("%w: %s stands for %s", errShape, key, text)
		}
		if tabledScheme(key) {
			return fmt.Errorf("%w: scheme %s is a term", errShape, key)
		}
	}
	return nil
}

func skipped(name string) bool {
	return strings.HasPrefix(name, "@") || name == "id" || name == "type"
}

func (c shapeCompiler) terms(context map[string]any) map[string]term {
	terms := map[string]term{}
	for name, definition := range context {
		if skipped(name) {
			continue
		}
		// A term that cannot be tabled still hides the one of the same name
		// further out: its zero value has no predicate.
		t, ok := c.term(definition)
		if !ok {
			t = term{}
		}
		terms[name] = t
	}
	return terms
}

func (c shapeCompiler) term(definition any) (term, bool) {
	iri, ok := c.iriOf(definition)
	if !ok {
		return term{}, false
	}
	t := term{predicate: iri}
	object, ok := definition.(map[string]any)
	if !ok {
		return t, true
	}
	for key, value := range object {
		switch key {
		case "@id", "@protected":
		case "@type":
			name, _ := value.(string)
			if name == "@id" {
				t.isID = true
			} else if t.datatype, ok = c.resolve(name); !ok {
				return term{}, false
			}
		case "@container":
			t.isList = value == "@list"
			if value != "@set" && value != "@list" {
				return term{}, false
			}
		default:
			return term{}, false
		}
	}
	return t, true
}

func (c shapeCompiler) iriOf(definition any) (string, bool) {
	switch d := definition.(type) {
	case string:
		return c.resolve(d)
	case map[string]any:
		id, _ := d["@id"].(string)
		return c.resolve(id)
	}
	return "", false
}

// resolve expands a name in a context: a term, a compact IRI or an IRI.
func (c shapeCompiler) resolve(name string) (string, bool) {
	for range 8 { // terms that stand for terms
		definition, ok := c.all[name]
		if !ok {
			break
		}
		next, ok := definition.(string)
		if object, isObject := definition.(map[string]any); isObject {
			next, ok = object["@id"].(string)
		}
		if !ok || next == name {
			return "", false
		}
		name = next
	}
	if prefix, rest, ok := strings.Cut(name, ":"); ok && !strings.HasPrefix(rest, "//") {
		if base, isPrefix := c.all[prefix].(string); isPrefix {
			name = base + rest
		}
	}
	return name, absoluteIRI(name)
}
