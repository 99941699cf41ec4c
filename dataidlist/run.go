package dataidlist

import "iter"

// Run is a longest row of DataIds that agree in all dimensions but the last
// int one and follow each other in it (FORMAT.md 3.3). In a list with one int
// dimension runs end at multiples of [ChunkWidth]. In a group without int dimensions
// each DataId is a run.
type Run struct {
	Strings []string `json:"strings"` // values in canonical order
	Ints    []int64  `json:"ints"`    // values of the first DataId in canonical order
	Len     int64    `json:"len"`     // how many DataIds, at least 1
}

// Runs iterates over all runs in canonical order. The slices of a Run are its
// own: it may be kept and changed.
func (l *List) Runs() iter.Seq[Run] {
	l.must()
	return func(yield func(Run) bool) {
		var strs slab[string]
		var ints slab[int64]
		for run := range l.runs() {
			run.Strings, run.Ints = strs.copy(run.Strings), ints.copy(run.Ints)
			if !yield(run) {
				return
			}
		}
	}
}

// A slab is room for copies of short slices, which is made for many at a time.
type slab[T any] struct {
	room []T
	made int // how many copies the last room was for
}

// slabCopies is the largest number of copies that room is made for at a time. One
// that is kept keeps the others of its room.
const slabCopies = 64

func (s *slab[T]) copy(from []T) []T {
	n := len(from)
	if len(s.room) < n || s.room == nil {
		s.made = min(max(1, 2*s.made), slabCopies)
		s.room = make([]T, n*s.made)
	}
	to := s.room[:n:n]
	s.room = s.room[n:]
	copy(to, from)
	return to
}

// runs is Runs with Ints that are used again for the next run, and Strings that
// those of a partition share.
func (l *List) runs() iter.Seq[Run] {
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
	if len(l.must().group.ints) == 0 {
		return 0
	}
	var n uint64
	l.ids.eachRun(0, len(l.ids.sets), func(int, []int64, int64) bool { n++; return true })
	return n
}

// All iterates over all DataIds in canonical order.
func (l *List) All() iter.Seq[DataID] {
	l.must()
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
