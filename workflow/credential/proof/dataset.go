package proof

import (
	"fmt"
	"unicode/utf8"
)

// Identifiers of RDF and XML Schema that canonical forms are made of.
const (
	rdfType    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
	rdfFirst   = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first"
	rdfRest    = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest"
	rdfNil     = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil"
	xsdString  = "http://www.w3.org/2001/XMLSchema#string"
	xsdBoolean = "http://www.w3.org/2001/XMLSchema#boolean"
	xsdInteger = "http://www.w3.org/2001/XMLSchema#integer"
	xsdDouble  = "http://www.w3.org/2001/XMLSchema#double"
)

// blank numbers a blank node of a dataset; notBlank stands for an IRI or literal.
type blank int32

const notBlank blank = -1

// quad is one statement, kept as its finished N-Quads line with the blank nodes
// cut out. The line is subject, text[from:object], object, text[object:graph],
// graph, text[graph:to], where a blank subject, object or graph stands in none
// of the three pieces.
type quad struct {
	from, predicate, object, graph, to int32
	subjectNode, objectNode, graphNode blank
}

// dataset is a set of statements in the making. Its buffers are kept between
// uses, so one serves one document at a time.
type dataset struct {
	text   []byte
	quads  []quad
	blanks blank
}

func (d *dataset) reset() {
	d.text, d.quads, d.blanks = d.text[:0], d.quads[:0], 0
}

func (d *dataset) newBlank() blank {
	d.blanks++
	return d.blanks - 1
}

// reference is a node that can be a subject, object or graph: a blank node, or
// an IRI without its brackets.
type reference struct {
	iri  string
	node blank
}

func named(iri string) reference { return reference{iri: iri, node: notBlank} }

// begin opens a statement. The object follows, by one of the object methods,
// and end closes it.
func (d *dataset) begin(subject reference, predicate string) {
	q := quad{from: d.at(), subjectNode: subject.node, objectNode: notBlank, graphNode: notBlank}
	if subject.node == notBlank {
		d.iri(subject.iri)
	}
	d.text = append(d.text, ' ')
	q.predicate = d.at()
	d.iri(predicate)
	d.text = append(d.text, ' ')
	q.object = d.at()
	d.quads = append(d.quads, q)
}

// end closes a statement of the default graph.
func (d *dataset) end() { d.endIn(nil) }

// endIn closes a statement of the named graph; nil is the default graph.
func (d *dataset) endIn(graph *reference) {
	q := &d.quads[len(d.quads)-1]
	if graph != nil {
		d.text = append(d.text, ' ')
		q.graphNode = graph.node
		if graph.node == notBlank {
			d.iri(graph.iri)
		}
	}
	q.graph = d.at()
	d.text = append(d.text, " .\n"...)
	q.to = d.at()
}

// node writes an object that is an IRI or a blank node.
func (d *dataset) node(object reference) {
	if object.node == notBlank {
		d.iri(object.iri)
		return
	}
	d.quads[len(d.quads)-1].objectNode = object.node
}

// literal writes an object with its datatype and, for rdf:langString, language,
// as canonical N-Quads ask (RDF Dataset Canonicalization, section 5.1).
func (d *dataset) literal(value, datatype, language string) {
	d.text = append(d.text, '"')
	d.escaped(value)
	d.text = append(d.text, '"')
	switch {
	case language != "":
		d.text = append(append(d.text, '@'), language...)
	case datatype != "" && datatype != xsdString:
		d.text = append(d.text, "^^"...)
		d.iri(datatype)
	}
}

func (d *dataset) escaped(value string) {
	start := 0
	for i := range len(value) {
		c := value[i]
		if c >= utf8.RuneSelf || c >= ' ' && c != '"' && c != '\\' && c != 0x7f {
			continue
		}
		d.text = append(d.text, value[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			d.text = append(d.text, '\\', c)
		case '\b':
			d.text = append(d.text, `\b`...)
		case '\t':
			d.text = append(d.text, `\t`...)
		case '\n':
			d.text = append(d.text, `\n`...)
		case '\f':
			d.text = append(d.text, `\f`...)
		case '\r':
			d.text = append(d.text, `\r`...)
		default:
			d.text = fmt.Appendf(d.text, `\u%04X`, c)
		}
	}
	d.text = append(d.text, value[start:]...)
}

func (d *dataset) iri(iri string) {
	d.text = append(append(append(d.text, '<'), iri...), '>')
}

func (d *dataset) at() int32 { return int32(len(d.text)) } // a document is 1 MiB at most

// line appends the whole line of q, with name giving each blank node its label.
func (d *dataset) line(to []byte, q *quad, name func(blank) string) []byte {
	if q.subjectNode != notBlank {
		to = append(to, name(q.subjectNode)...)
	}
	to = append(to, d.text[q.from:q.object]...)
	if q.objectNode != notBlank {
		to = append(to, name(q.objectNode)...)
	}
	to = append(to, d.text[q.object:q.graph]...)
	if q.graphNode != notBlank {
		to = append(to, name(q.graphNode)...)
	}
	return append(to, d.text[q.graph:q.to]...)
}

// sameAs reports whether two quads are the same statement.
func (d *dataset) sameAs(a, b *quad) bool {
	return a.subjectNode == b.subjectNode && a.objectNode == b.objectNode && a.graphNode == b.graphNode &&
		string(d.text[a.from:a.to]) == string(d.text[b.from:b.to])
}
