package policies

import "example.org/laurel"

// Count says how many people with a role in the thing's tenant may do all of the
// actions to the thing. What everybody may do who is signed in counts for nobody.
// Like May it does no I/O, and is Unready where the tenant was not prepared.
func (g *Gate) Count(thing laurel.Thing, actions ...laurel.Action) (int, error) {
	rules := g.rooms.rules(thing.Tenant())
	if rules == nil {
		return 0, laurel.E(laurel.Unready, "error.unready")
	}
	n, object := 0, thing.Object()
	for i := range rules.seats {
		may := true
		for _, a := range actions {
			allowed, err := g.oracle.allows(rules.seats[i].answer(object), a)
			if err != nil {
				return 0, err
			}
			may = may && allowed
		}
		if may {
			n++
		}
	}
	return n, nil
}

// answer is the one that the person is given about an object.
func (s *seat) answer(object string) *answer {
	if special, ok := s.on[object]; ok {
		return special
	}
	return s.whole
}
