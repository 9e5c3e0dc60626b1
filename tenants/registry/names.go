package registry

import (
	"context"
	"maps"
	"slices"

	"example.org/laurel"
	"example.org/laurel/tenants/db"
)

// Names are what some people are called, a few hundred at most, for who may know that
// they are there. An account that went into another has that one's name; who has no
// account any more has none.
func (r *Registry) Names(ctx context.Context, people []laurel.PersonID) (map[laurel.PersonID]string, error) {
	names, at := map[laurel.PersonID]string{}, map[laurel.PersonID]laurel.PersonID{}
	for _, p := range people {
		at[p] = p
	}
	for range maxMergers {
		if len(at) == 0 {
			break
		}
		accounts, err := r.accounts(ctx, slices.Collect(maps.Values(at)))
		if err != nil {
			return nil, err
		}
		for p, account := range at {
			row, there := accounts[account]
			if there && row.MergedInto != "" {
				at[p] = row.MergedInto
				continue
			}
			delete(at, p)
			if there {
				names[p] = row.Name
			}
		}
	}
	return names, nil
}

func (r *Registry) accounts(ctx context.Context, people []laurel.PersonID) (byID map[laurel.PersonID]personRow, err error) {
	err = r.db.ReadPeople(ctx, people, func(tx db.PeopleTx) (err error) { byID, err = accounts(ctx, tx); return err })
	return byID, err
}
