package proof

import (
	"bytes"
	"encoding/hex"
)

// description is one way to tell of a group of neighbours, and the names that
// it gave on the way.
type description struct {
	text  []byte
	names *issuer
}

// choose finds the best description over all orders of a group.
func (l *labeller) choose(group []blank, names *issuer) (description, error) {
	var best description
	err := permute(group, func(order []blank) error {
		found, err := l.describe(order, names.copy(), best.text)
		if err != nil {
			return err
		}
		if found.names != nil && (best.names == nil || bytes.Compare(found.text, best.text) < 0) {
			best = found
		}
		return nil
	})
	return best, err
}

// describe tells of a group in one order. It gives up, with no names in its
// answer, once it can no longer be better than best.
func (l *labeller) describe(order []blank, names *issuer, best []byte) (description, error) {
	if err := l.spend(len(names.order)); err != nil {
		return description{}, err
	}
	var text []byte
	var unknown []blank
	worse := func() bool {
		return len(best) > 0 && len(text) >= len(best) && bytes.Compare(text, best) > 0
	}
	for _, node := range order {
		if label := l.labels[node]; label != "" {
			text = append(text, label...)
		} else {
			if _, ok := names.names[node]; !ok {
				unknown = append(unknown, node)
			}
			text = append(text, names.issue(node)...)
		}
		if worse() {
			return description{}, nil
		}
	}
	for _, node := range unknown {
		found, err := l.hashNDegree(node, names)
		if err != nil {
			return description{}, err
		}
		text = append(text, names.issue(node)...)
		text = append(text, '<')
		text = hex.AppendEncode(text, found.hash[:])
		text = append(text, '>')
		names = found.names
		if worse() {
			return description{}, nil
		}
	}
	return description{text, names}, nil
}

// spend counts the work of one step, which touches so many things.
func (l *labeller) spend(things int) error {
	if l.work += stepWork + things; l.work > workLimit {
		return ErrTooComplex
	}
	return nil
}

// permute calls visit with every order of nodes, until one call fails.
func permute(nodes []blank, visit func([]blank) error) error {
	var step func(int) error
	step = func(fixed int) error {
		if fixed >= len(nodes)-1 {
			return visit(nodes)
		}
		for i := fixed; i < len(nodes); i++ {
			nodes[fixed], nodes[i] = nodes[i], nodes[fixed]
			err := step(fixed + 1)
			nodes[fixed], nodes[i] = nodes[i], nodes[fixed]
			if err != nil {
				return err
			}
		}
		return nil
	}
	return step(0)
}
