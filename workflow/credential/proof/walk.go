package proof

import (
	"strconv"
	"strings"
)

// wholeLimit bounds the numbers that the short road takes, and the ones that are
// signed: beyond it a float64 no longer holds every whole number.
const wholeLimit = 1 << 53

// walker turns a document of a tabled shape into statements in one pass.
type walker struct {
	shape *shape
	data  *dataset
}

// document writes the statements of a whole document.
func (w walker) document(object map[string]any) error {
	_, err := w.node(object, outermost)
	return err
}

// place is where in a document a node stands.
type place uint8

const (
	outermost place = iota // the document itself: its @context is no property
	embedded               // within another node
)

// node writes the statements of a node and tells how to refer to it.
func (w walker) node(object map[string]any, at place) (reference, error) {
	self, err := w.identity(object)
	if err != nil {
		return self, err
	}
	var scope map[string]term
	if names, ok := object["type"]; ok {
		if scope, err = w.types(self, names); err != nil {
			return self, err
		}
	}
	for key, value := range object {
		if key == "id" || key == "type" || key == "@context" && at == outermost {
			continue
		}
		t, ok := scope[key]
		if !ok {
			t = w.shape.terms[key]
		}
		if t.predicate == "" {
			return self, errShape
		}
		if err := w.values(self, t, value); err != nil {
			return self, err
		}
	}
	return self, nil
}

func (w walker) identity(object map[string]any) (reference, error) {
	value, ok := object["id"]
	if !ok {
		return reference{node: w.data.newBlank()}, nil
	}
	iri, ok := value.(string)
	if !ok || !tabledIRI(iri) {
		return reference{}, errShape
	}
	return named(iri), nil
}

// types writes a node's types and returns the terms that they bring.
func (w walker) types(self reference, value any) (map[string]term, error) {
	var scope map[string]term
	one := func(value any) error {
		name, _ := value.(string)
		iri, ok := w.shape.types[name]
		if !ok {
			return errShape
		}
		w.data.begin(self, rdfType)
		w.data.iri(iri)
		w.data.end()
		if terms := w.shape.scoped[name]; terms != nil {
			if scope != nil {
				return errShape // two scopes: which one wins is for the library
			}
			scope = terms
		}
		return nil
	}
	names, ok := value.([]any)
	if !ok {
		names = []any{value}
	}
	for _, name := range names {
		if err := one(name); err != nil {
			return nil, err
		}
	}
	return scope, nil
}

func (w walker) values(self reference, t term, value any) error {
	all, ok := value.([]any)
	if t.isList {
		if !ok {
			all = []any{value}
		}
		return w.list(self, t, all)
	}
	if !ok {
		return w.value(self, t, value)
	}
	for _, each := range all {
		if err := w.value(self, t, each); err != nil {
			return err
		}
	}
	return nil
}

func (w walker) value(self reference, t term, value any) error {
	if object, ok := value.(map[string]any); ok {
		other, err := w.node(object, embedded)
		if err != nil {
			return err
		}
		w.data.begin(self, t.predicate)
		w.data.node(other)
		w.data.end()
		return nil
	}
	w.data.begin(self, t.predicate)
	if err := w.scalar(t, value); err != nil {
		return err
	}
	w.data.end()
	return nil
}

// list writes an rdf:List of scalars.
func (w walker) list(self reference, t term, all []any) error {
	predicate := t.predicate
	for _, each := range all {
		cell := reference{node: w.data.newBlank()}
		w.data.begin(self, predicate)
		w.data.node(cell)
		w.data.end()
		w.data.begin(cell, rdfFirst)
		if err := w.scalar(t, each); err != nil {
			return err
		}
		w.data.end()
		self, predicate = cell, rdfRest
	}
	w.data.begin(self, predicate)
	w.data.iri(rdfNil)
	w.data.end()
	return nil
}

func (w walker) scalar(t term, value any) error {
	switch value := value.(type) {
	case string:
		if !t.isID {
			w.data.literal(value, t.datatype, "")
			return nil
		}
		if !tabledIRI(value) {
			return errShape
		}
		w.data.iri(value)
		return nil
	case bool:
		w.data.literal(strconv.FormatBool(value), orElse(t.datatype, xsdBoolean), "")
		return nil
	case float64:
		whole := int64(value)
		if float64(whole) != value || whole >= wholeLimit || whole <= -wholeLimit || t.datatype == xsdDouble {
			return errShape
		}
		w.data.literal(strconv.FormatInt(whole, 10), orElse(t.datatype, xsdInteger), "")
		return nil
	}
	return errShape
}

func orElse(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// tabledIRI reports whether text is an absolute IRI of a scheme that no tabled
// context gives a meaning to.
func tabledIRI(text string) bool {
	scheme, rest, _ := strings.Cut(text, ":")
	return rest != "" && tabledScheme(scheme) && absoluteIRI(text)
}
