package dataidlist

import "iter"

// Run is a longest row of DataIds that agree in all dimensions but the last
// int one and follow each other in it (FORMAT.md 3.3). In a list with one int
// dimension runs end at multiples of [ChunkWidth]. In a group without int dimensions
// each DataId is a run.
type Run struct {
	Strings []string // values in canonical order
	Ints    []int64  // values of the first DataId in canonical order
	Len     int64    // how many DataIds, at least 1
}

// Runs iterates over all runs in canonical order. The slices of a Run are
// valid only until the next one is asked for, and must not be changed.
func (l *List) Runs() iter.Seq[Run] {
	return func(yield func(Run) bool) {
		var run Run
		current := -1
		l.ids.eachRun(0, len(l.ids.sets), func(part int, ints []int64, n int64) bool {
			if part != current {
				run.Strings = l.ids.strings(part, len(l.group.strings))
				current = part
			}
			run.Ints, run.Len = ints, n
			return yield(run)
		})
	}
}

// NumRuns returns the number of rows in all chunk bodies (FORMAT.md 3.3): of
// what [List.Runs] gives, but 0 in a group without int dimensions. It walks
// over all of them.
func (l *List) NumRuns() uint64 {
	if len(l.group.ints) == 0 {
		return 0
	}
	var n uint64
	l.ids.eachRun(0, len(l.ids.sets), func(int, []int64, int64) bool { n++; return true })
	return n
}

// All iterates over all DataIds in canonical order.
func (l *List) All() iter.Seq[DataID] {
	return func(yield func(DataID) bool) {
		var key []byte
		var own []int64
		current := -1
		l.ids.eachRun(0, len(l.ids.sets), func(part int, ints []int64, n int64) bool {
			if part != current {
				key, current = append(key[:0], l.ids.parts[part]...), part
			}
			own = append(own[:0], ints...)
			for ; n > 0; n-- {
				if !yield(l.group.dataID(key, own)) {
					return false
				}
				if k := len(own); k > 0 && n > 1 {
					own[k-1]++
				}
			}
			return true
		})
	}
}
