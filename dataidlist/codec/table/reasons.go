package table

import (
	"cmp"
	"iter"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// JoinTexts gives the texts of the reasons of one DataId as the column reason
// has them: joined with "; ", in the order given.
func JoinTexts(reasons []dataidlist.Reason) string {
	if len(reasons) == 1 {
		return reasons[0].Text
	}
	texts := make([]string, len(reasons))
	for i, r := range reasons {
		texts[i] = r.Text
	}
	return strings.Join(texts, "; ")
}

// WithReasons iterates over the runs of a list in canonical order, cut so that
// all DataIds of one have the same reasons, which come with it in the order of
// [dataidlist.List.Reasons].
//
// The slices of the run and that of the reasons are used again for the next run,
// unlike those of [dataidlist.List.Runs]: they must not be changed, and who keeps
// one must copy it. This is for writers, of which many would take most of their
// time to make slices.
//
// The runs of the list and those of each reason are merged: the time is linear
// in their number, but for a factor of the logarithm of the number of reasons.
func WithReasons(l *dataidlist.List) iter.Seq2[dataidlist.Run, []dataidlist.Reason] {
	return func(yield func(dataidlist.Run, []dataidlist.Reason) bool) {
		s := newSweep(l)
		defer s.close()
		ints := make([]int64, len(l.Group().Ints()))
		for runs := range l.RunBatches(&dataidlist.RunBatch{}) {
			for i, n := range runs.Lens {
				for d, column := range runs.Ints {
					ints[d] = column[i]
				}
				if !s.cut(dataidlist.Run{Strings: runs.Strings, Ints: ints, Len: n}, yield) {
					return
				}
			}
		}
	}
}

// A place is a position between DataIds: the values of the DataId that it
// precedes. In the last int dimension it may be one past the largest value; in
// a group without int dimensions, last is 0 before a DataId and 1 behind it.
type place struct {
	strs []string
	ints []int64 // all but the last
	last uint64
}

func (p place) compare(q place) int {
	if c := slices.Compare(p.strs, q.strs); c != 0 {
		return c
	}
	if c := slices.Compare(p.ints, q.ints); c != 0 {
		return c
	}
	return cmp.Compare(p.last, q.last)
}

// ends gives the places before and behind a run. They share its slices.
func ends(run dataidlist.Run) (first, behind place) {
	first.strs = run.Strings
	if k := len(run.Ints); k > 0 {
		first.ints, first.last = run.Ints[:k-1], uint64(run.Ints[k-1])
	}
	behind = first
	behind.last += uint64(run.Len)
	return first, behind
}

// A cursor walks over the runs of the DataIds that have one reason.
type cursor struct {
	index  int // in the order of List.Reasons
	reason dataidlist.Reason
	list   *dataidlist.List
	at     place // where the reason begins or ends next; good until step
	end    place // of the run that is begun
	inside bool  // whether DataIds before at have the reason
	next   func() (dataidlist.Run, bool)
	stop   func()
}

// step goes on to the next place and reports whether there is one. The walk
// is opened only here, at the first DataId: of many reasons few are then open
// at a time.
func (c *cursor) step() bool {
	if c.next == nil {
		c.next, c.stop = iter.Pull(c.list.Runs())
		c.advance()
	}
	if c.inside = !c.inside; c.inside {
		c.at = c.end
		return true
	}
	return c.advance()
}

// advance goes to the begin of the next run.
func (c *cursor) advance() bool {
	run, ok := c.next()
	if ok {
		c.at, c.end = ends(run)
	} else {
		c.stop()
	}
	return ok
}

// cursors is a heap: the one that comes next is first.
type cursors []*cursor

// down moves an element behind those that come before it.
func (h cursors) down(i int) {
	for {
		least := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(h); child++ {
			if h[child].at.compare(h[least].at) < 0 {
				least = child
			}
		}
		if least == i {
			return
		}
		h[i], h[least] = h[least], h[i]
		i = least
	}
}

// A sweep knows the reasons that hold at one place of a list.
type sweep struct {
	waiting cursors
	active  []int // indexes of the reasons that hold, ascending
	reasons []dataidlist.Reason
	ints    []int64 // of the run that is yielded
}

func newSweep(l *dataidlist.List) *sweep {
	s := &sweep{}
	for r, who := range l.Reasons() {
		if d, ok := who.Select(0); ok {
			c := &cursor{index: len(s.waiting), reason: r, list: who}
			c.at, _ = ends(dataidlist.Run{Strings: d.Strings(), Ints: d.Ints()})
			s.waiting = append(s.waiting, c)
		}
	}
	for i := len(s.waiting)/2 - 1; i >= 0; i-- {
		s.waiting.down(i)
	}
	return s
}

// close ends the walks that are open.
func (s *sweep) close() {
	for _, c := range s.waiting {
		if c.stop != nil {
			c.stop()
		}
	}
}

// moveTo takes in what begins or ends up to a place.
func (s *sweep) moveTo(p place) {
	for len(s.waiting) > 0 {
		c := s.waiting[0]
		if c.at.compare(p) > 0 {
			return
		}
		more := c.step()
		i, _ := slices.BinarySearch(s.active, c.index)
		if c.inside {
			s.active = slices.Insert(s.active, i, c.index)
			s.reasons = slices.Insert(s.reasons, i, c.reason)
		} else {
			s.active = slices.Delete(s.active, i, i+1)
			s.reasons = slices.Delete(s.reasons, i, i+1)
		}
		if !more {
			last := len(s.waiting) - 1
			s.waiting[0], s.waiting[last] = s.waiting[last], nil
			s.waiting = s.waiting[:last]
		}
		s.waiting.down(0)
	}
}

// cut yields a run of the list in pieces. A run of DataIds that have a reason
// never reaches beyond a run of the list, so all places in it differ in the
// last value only.
func (s *sweep) cut(run dataidlist.Run, yield func(dataidlist.Run, []dataidlist.Reason) bool) bool {
	from, behind := ends(run)
	s.moveTo(from)
	s.ints = append(s.ints[:0], run.Ints...)
	for from.last < behind.last {
		to := behind.last
		if len(s.waiting) > 0 && s.waiting[0].at.compare(behind) < 0 {
			to = s.waiting[0].at.last
		}
		if k := len(s.ints); k > 0 {
			s.ints[k-1] = int64(from.last)
		}
		piece := dataidlist.Run{Strings: run.Strings, Ints: s.ints, Len: int64(to - from.last)}
		if !yield(piece, s.reasons) {
			return false
		}
		from.last = to
		s.moveTo(from)
	}
	return true
}
