package proof

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
)

// issuer hands out temporary names in the order of asking (section 4.3).
type issuer struct {
	names map[blank]string
	order []blank
}

func newIssuer() *issuer { return &issuer{names: map[blank]string{}} }

func (s *issuer) copy() *issuer {
	return &issuer{names: maps.Clone(s.names), order: slices.Clone(s.order)}
}

func (s *issuer) issue(node blank) string {
	name, ok := s.names[node]
	if !ok {
		name = "_:b" + strconv.Itoa(len(s.order))
		s.names[node] = name
		s.order = append(s.order, node)
	}
	return name
}

// path is what a walk from a blank node found: the hash of the walk and the
// temporary names that were given on it.
type path struct {
	hash  digest
	names *issuer
}

// labelAlike names the blank nodes whose surroundings read alike, by walking
// further and further from them (section 4.4.3, step 5).
func (l *labeller) labelAlike() error {
	for start := 0; start < len(l.byHash); {
		end := start + 1
		for end < len(l.byHash) && l.hashes[l.byHash[end]] == l.hashes[l.byHash[start]] {
			end++
		}
		var paths []path
		for _, node := range l.byHash[start:end] {
			if l.labels[node] != "" {
				continue
			}
			names := newIssuer()
			names.issue(node)
			found, err := l.hashNDegree(node, names)
			if err != nil {
				return err
			}
			paths = append(paths, found)
		}
		slices.SortStableFunc(paths, func(a, b path) int { return bytes.Compare(a.hash[:], b.hash[:]) })
		for _, found := range paths {
			for _, node := range found.names.order {
				l.issue(node)
			}
		}
		start = end
	}
	return nil
}

// hashNDegree hashes what is reached from node over any number of statements
// (section 4.8). It takes the shortest, then smallest, description over all
// orders in which neighbours that look alike can be visited; the work for that
// is bounded, else ErrTooComplex.
func (l *labeller) hashNDegree(node blank, names *issuer) (path, error) {
	if err := l.spend(len(l.quadsOf(node))); err != nil {
		return path{}, err
	}
	related := l.relatedHashes(node, names)
	keys := slices.SortedFunc(maps.Keys(related), func(a, b digest) int { return bytes.Compare(a[:], b[:]) })
	var text []byte
	for _, key := range keys {
		text = hex.AppendEncode(text, key[:])
		chosen, err := l.choose(related[key], names)
		if err != nil {
			return path{}, err
		}
		text = append(text, chosen.text...)
		names = chosen.names
	}
	return path{hash: sha256.Sum256(text), names: names}, nil
}

// relatedHashes groups the blank neighbours of node by what is known of them and
// of the statements that lead there.
func (l *labeller) relatedHashes(node blank, names *issuer) map[digest][]blank {
	groups := map[digest][]blank{}
	quads := slices.Clone(l.quadsOf(node))
	slices.SortFunc(quads, func(a, b int32) int { return l.data.compareQuads(a, b) })
	for i, at := range quads {
		q := &l.data.quads[at]
		if i > 0 && l.data.sameAs(&l.data.quads[quads[i-1]], q) {
			continue
		}
		for position, other := range map[byte]blank{'s': q.subjectNode, 'o': q.objectNode, 'g': q.graphNode} {
			if other != notBlank && other != node {
				hash := l.hashRelated(other, q, names, position)
				groups[hash] = append(groups[hash], other)
			}
		}
	}
	return groups
}

func (d *dataset) compareQuads(a, b int32) int {
	x, y := &d.quads[a], &d.quads[b]
	return cmp.Or(cmp.Compare(x.subjectNode, y.subjectNode), cmp.Compare(x.objectNode, y.objectNode),
		cmp.Compare(x.graphNode, y.graphNode), bytes.Compare(d.text[x.from:x.to], d.text[y.from:y.to]))
}

// hashRelated is section 4.7.
func (l *labeller) hashRelated(other blank, q *quad, names *issuer, position byte) digest {
	text := []byte{position}
	if position != 'g' {
		text = append(text, l.data.text[q.predicate:q.object-1]...)
	}
	switch name, ok := names.names[other]; {
	case l.labels[other] != "":
		text = append(text, l.labels[other]...)
	case ok:
		text = append(text, name...)
	default:
		text = hex.AppendEncode(text, l.hashes[other][:])
	}
	return sha256.Sum256(text)
}
