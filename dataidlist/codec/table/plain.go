package table

import "slices"

// Plain is what a reader must know to read rows by itself that have nothing
// unusual, and to give them to [Mapper.Run] many at a time.
type Plain struct {
	Names []string // of the columns
	// Kinds says what the cells of each column must be: Int; Text, for a
	// string; or Null for a column that is ignored.
	Kinds []Kind
	// Step is the column in which the rows of a run follow each other, and
	// otherwise are the same. It is −1 if each row must be given by itself.
	Step int
}

// Plain describes the rows with the columns that were named last.
func (m *Mapper) Plain() Plain {
	if m.passage != nil {
		return Plain{Names: slices.Clone(m.columns), Kinds: slices.Clone(m.passage.kinds), Step: -1}
	}
	p := Plain{Names: slices.Clone(m.columns), Kinds: make([]Kind, len(m.columns)), Step: m.stepColumn()}
	set := func(columns []int, kind Kind) {
		for _, at := range columns {
			if at >= 0 {
				p.Kinds[at] = kind
			}
		}
	}
	set(m.plan.strs, Text)
	set(m.plan.ints, Int)
	set(m.plan.lasts, Int)
	set([]int{m.plan.reason}, Text)
	for i, at := range m.plan.implied {
		kind := Text
		if m.implied[i].isInt {
			kind = Int
		}
		set([]int{at}, kind)
	}
	return p
}

// stepColumn gives the column of the last int dimension, or −1 if rows that
// follow each other in it cannot be taken together: because the dimension is
// set, or is the begin of a range in two columns; because a row says of it alone
// what it implies; or because each row stands for several, which are counted.
func (m *Mapper) stepColumn() int {
	k := len(m.plan.ints)
	if k == 0 || m.plan.lasts[k-1] >= 0 || m.plan.splits != nil {
		return -1
	}
	for i, at := range m.plan.implied {
		if at >= 0 && m.implied[i].fixedBy(k-1) {
			return -1
		}
	}
	for i, at := range m.plan.ints {
		if at < 0 && m.ints[i].size() > 0 {
			return -1
		}
	}
	return m.plan.ints[k-1]
}
