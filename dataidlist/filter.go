package dataidlist

import (
	"fmt"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/internal/expr"
)

// Filter returns the DataIds for which an expression is true, with their
// reasons. The syntax is that of the Butler over the required dimensions of
// the group: AND, OR, NOT, IN, =, !=, <, <=, >, >=, and inside IN also inclusive
// ranges a..b and a..b:step. The error of a bad expression says where it is
// wrong.
func (l *List) Filter(where string) (*List, error) {
	if err := l.check(); err != nil {
		return nil, err
	}
	e, err := expr.Parse(where, func(name string) (expr.Kind, bool) {
		d, _ := l.group.universe.dimension(name)
		kind := expr.String
		if d.Type == Int64 {
			kind = expr.Int
		}
		return kind, l.group.Has(name)
	})
	if err != nil {
		return nil, fmt.Errorf("filter over %s: %w", l.group, err)
	}
	s, k := l.ids, len(l.group.ints)
	b := newStoreBuilder(k)
	row := &filterRow{group: l.group}
	current := -1
	s.eachTailRun(0, len(s.sets), func(part int, ints []int64, n int64) bool {
		if part != current {
			current, row.strs = part, s.strings(part, len(l.group.strings))
		}
		row.ints = ints
		first := int64(0)
		if k > 0 {
			first = ints[k-1]
		}
		for kept := range e.Matches(row, first, first+n-1) {
			if k > 0 {
				ints[k-1] = kept.First
			}
			b.add(s.parts[part], ints, kept.Last-kept.First+1)
		}
		if k > 0 {
			ints[k-1] = first
		}
		return true
	})
	return l.with(b.store()), nil
}

// filterRow is the run that an expression looks at.
type filterRow struct {
	group *Group
	strs  []string
	ints  []int64
}

func (r *filterRow) StringValue(name string) string {
	return r.strs[slices.Index(r.group.strings, name)]
}

func (r *filterRow) IntValue(name string) int64 { return r.ints[slices.Index(r.group.ints, name)] }

func (r *filterRow) LastInt() string {
	if k := len(r.group.ints); k > 0 {
		return r.group.ints[k-1]
	}
	return ""
}
