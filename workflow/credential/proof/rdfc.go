package proof

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"errors"
	"slices"
	"strconv"
)

// ErrTooComplex says that the blank nodes of a document resemble each other so
// much that telling them apart would take too long (RDF Dataset
// Canonicalization, section 7.1: poison graphs).
var ErrTooComplex = errors.New("proof: too many blank nodes that look alike")

const (
	blankLimit = 2_000   // blank nodes in a document
	workLimit  = 500_000 // names and statements touched to tell blank nodes apart, about 0.1 s
	stepWork   = 16      // what a step costs that touches nothing
)

// labeller gives the blank nodes of a dataset their canonical names by the
// algorithm RDFC-1.0 with SHA-256. Its buffers are kept between uses.
type labeller struct {
	data    *dataset
	compare order

	starts   []int32  // quads[starts[n]:starts[n+1]] of incident touch blank node n
	incident []int32  // indexes into data.quads
	hashes   []digest // first-degree hash of each blank node
	byHash   []blank  // blank nodes in the order of their hashes
	labels   []string // canonical names, "" while there is none
	issued   int
	work     int

	text  []byte
	lines []line
}

type digest = [sha256.Size]byte

// line is a piece of a buffer that holds one statement.
type line struct {
	from, to int32
	quad     int32
}

// label finds the canonical names (section 4.4).
func (l *labeller) label(data *dataset, compare order) error {
	if data.blanks > blankLimit {
		return ErrTooComplex
	}
	n := int(data.blanks)
	l.data, l.compare, l.issued, l.work = data, compare, 0, 0
	l.labels = slices.Grow(l.labels[:0], n)[:n]
	l.hashes = slices.Grow(l.hashes[:0], n)[:n]
	l.byHash = slices.Grow(l.byHash[:0], n)[:n]
	l.findIncident(n)
	for node := range data.blanks {
		l.labels[node], l.byHash[node] = "", node
		l.hashes[node] = l.hashFirstDegree(node)
	}
	slices.SortFunc(l.byHash, func(a, b blank) int {
		return bytes.Compare(l.hashes[a][:], l.hashes[b][:])
	})
	alike := false
	for i, node := range l.byHash {
		if l.unique(i) {
			l.issue(node)
		} else {
			alike = true
		}
	}
	if alike {
		return l.labelAlike()
	}
	return nil
}

func (l *labeller) unique(i int) bool {
	hash := l.hashes[l.byHash[i]]
	return (i == 0 || l.hashes[l.byHash[i-1]] != hash) &&
		(i == len(l.byHash)-1 || l.hashes[l.byHash[i+1]] != hash)
}

func (l *labeller) issue(node blank) {
	if l.labels[node] == "" {
		l.labels[node] = "_:c14n" + strconv.Itoa(l.issued)
		l.issued++
	}
}

// findIncident lists for each of n blank nodes the statements that touch it.
func (l *labeller) findIncident(n int) {
	l.starts = slices.Grow(l.starts[:0], n+1)[:n+1]
	clear(l.starts)
	total := int32(0)
	for i := range l.data.quads {
		for _, node := range touched(&l.data.quads[i]) {
			if node != notBlank {
				l.starts[node]++
				total++
			}
		}
	}
	sum := int32(0)
	for i, count := range l.starts {
		sum += count
		l.starts[i] = sum // the end of its part; filled from behind
	}
	l.incident = slices.Grow(l.incident[:0], int(total))[:total]
	for i := len(l.data.quads) - 1; i >= 0; i-- {
		for _, node := range touched(&l.data.quads[i]) {
			if node != notBlank {
				l.starts[node]--
				l.incident[l.starts[node]] = int32(i)
			}
		}
	}
}

// touched lists the blank nodes of a quad, each once.
func touched(q *quad) [3]blank {
	nodes := [3]blank{q.subjectNode, q.objectNode, q.graphNode}
	if nodes[1] == nodes[0] {
		nodes[1] = notBlank
	}
	if nodes[2] == nodes[0] || nodes[2] == nodes[1] {
		nodes[2] = notBlank
	}
	return nodes
}

func (l *labeller) quadsOf(node blank) []int32 {
	return l.incident[l.starts[node]:l.starts[node+1]]
}

// hashFirstDegree hashes the statements around a node, in which it is called
// "_:a" and every other blank node "_:z" (section 4.6).
func (l *labeller) hashFirstDegree(node blank) digest {
	l.text, l.lines = l.text[:0], l.lines[:0]
	name := func(other blank) string {
		if other == node {
			return "_:a"
		}
		return "_:z"
	}
	for _, i := range l.quadsOf(node) {
		from := int32(len(l.text))
		l.text = l.data.line(l.text, &l.data.quads[i], name)
		l.lines = append(l.lines, line{from, int32(len(l.text)), i})
	}
	l.sortLines()
	end := len(l.text)
	for i, each := range l.lines {
		if i > 0 && l.repeats(i) {
			continue
		}
		l.text = append(l.text, l.text[each.from:each.to]...)
	}
	return sha256.Sum256(l.text[end:])
}

// sortLines sorts by text, and lines that read alike by their blank nodes, so
// that a statement made twice stands beside itself.
func (l *labeller) sortLines() {
	slices.SortFunc(l.lines, func(a, b line) int {
		if c := l.compare(l.text[a.from:a.to], l.text[b.from:b.to]); c != 0 {
			return c
		}
		x, y := &l.data.quads[a.quad], &l.data.quads[b.quad]
		return cmp.Or(cmp.Compare(x.subjectNode, y.subjectNode),
			cmp.Compare(x.objectNode, y.objectNode), cmp.Compare(x.graphNode, y.graphNode))
	})
}

// repeats reports whether line i is the statement of the line before: a dataset
// is a set.
func (l *labeller) repeats(i int) bool {
	return l.data.sameAs(&l.data.quads[l.lines[i-1].quad], &l.data.quads[l.lines[i].quad])
}

// write appends the canonical form: every statement once, in order (section 4.4.3,
// step 6, and section 5).
func (l *labeller) write(to []byte) []byte {
	l.text, l.lines = l.text[:0], l.lines[:0]
	name := func(node blank) string { return l.labels[node] }
	for i := range l.data.quads {
		from := int32(len(l.text))
		l.text = l.data.line(l.text, &l.data.quads[i], name)
		l.lines = append(l.lines, line{from, int32(len(l.text)), int32(i)})
	}
	l.sortLines()
	for i, each := range l.lines {
		if i > 0 && l.repeats(i) {
			continue
		}
		to = append(to, l.text[each.from:each.to]...)
	}
	return to
}
