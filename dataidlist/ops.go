package dataidlist

import (
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// Union returns the DataIds that are in any of the lists. A DataId has all
// the reasons that it has in any of them. It returns an error that wraps
// [ErrGroup] if the groups differ, and [ErrLimit] if there are too many reasons.
func Union(first *List, more ...*List) (*List, error) {
	stores, err := operands("union", first, more)
	if err != nil {
		return nil, err
	}
	reasons := [][]attached{first.reasons}
	for _, l := range more {
		reasons = append(reasons, l.reasons)
	}
	merged, err := mergeReasons(reasons...)
	if err != nil {
		return nil, err
	}
	return newList(first.group, zip(tailset.Union, stores...), merged), nil
}

// Intersect returns the DataIds that are in all of the lists, with the
// reasons that they have in the first. It returns an error that wraps
// [ErrGroup] if the groups differ.
func Intersect(first *List, more ...*List) (*List, error) {
	stores, err := operands("intersection", first, more)
	if err != nil {
		return nil, err
	}
	return first.with(zip(tailset.Intersect, stores...)), nil
}

// Subtract returns the DataIds of the first list that are in none of the
// others, with the reasons that they have in the first. It returns an error
// that wraps [ErrGroup] if the groups differ.
func Subtract(first *List, more ...*List) (*List, error) {
	stores, err := operands("difference", first, more)
	if err != nil {
		return nil, err
	}
	return first.with(zip(difference, stores...)), nil
}

// SymmetricDifference returns the DataIds that are in an odd number of the
// lists: of two lists, those that are in one of them only. A DataId has all
// the reasons that it has in any of the lists. It returns an error that wraps
// [ErrGroup] if the groups differ, and [ErrLimit] if there are too many reasons.
func SymmetricDifference(first *List, more ...*List) (*List, error) {
	stores, err := operands("symmetric difference", first, more)
	if err != nil {
		return nil, err
	}
	ids := zip(tailset.SymmetricDifference, stores...)
	reasons := [][]attached{restrict(first.reasons, ids)}
	for _, l := range more {
		reasons = append(reasons, restrict(l.reasons, ids))
	}
	merged, err := mergeReasons(reasons...)
	if err != nil {
		return nil, err
	}
	return newList(first.group, ids, merged), nil
}

// operands gives the stores of lists, which must have one group.
func operands(operation string, first *List, more []*List) ([]*store, error) {
	if err := first.check(); err != nil {
		return nil, fmt.Errorf("%s: list 1: %w", operation, err)
	}
	stores := []*store{first.ids}
	for i, l := range more {
		if err := l.check(); err != nil {
			return nil, fmt.Errorf("%s: list %d: %w", operation, i+2, err)
		}
		if !l.group.Equal(first.group) {
			return nil, fmt.Errorf("%w: %s of lists over %s and %s: project the finer one first", ErrGroup, operation, first.group, l.group)
		}
		stores = append(stores, l.ids)
	}
	return stores, nil
}

// with returns a list of some of l's DataIds, with l's reasons.
func (l *List) with(ids *store) *List {
	return newList(l.group, ids, restrict(l.reasons, ids))
}
