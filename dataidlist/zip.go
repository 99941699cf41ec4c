package dataidlist

import (
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// A kernel makes one set of the sets that several stores have at the same
// place; a store without that block gives the empty set.
type kernel func(sets ...tailset.Set) tailset.Set

// difference is the kernel of A without all others.
func difference(sets ...tailset.Set) tailset.Set {
	return tailset.Difference(sets[0], sets[1:]...)
}

// zip lays stores of one shape side by side and applies the kernel to each
// block that any of them has, in parallel.
func zip(apply kernel, stores ...*store) *store {
	lay := stores[0].lay
	for _, s := range stores[1:] {
		lay = lay.join(s.lay)
	}
	aligned := make([]*store, len(stores))
	for i, s := range stores {
		aligned[i] = s.withLayout(lay)
	}
	n := len(aligned)
	plan := align(aligned)
	sets := make([]tailset.Set, len(plan)/n)
	parallel(len(sets), func(from, to int) {
		operands := make([]tailset.Set, n)
		for i := from; i < to; i++ {
			for j, block := range plan[i*n : i*n+n] {
				operands[j] = tailset.Set{}
				if block >= 0 {
					operands[j] = aligned[j].sets[block]
				}
			}
			sets[i] = apply(operands...)
		}
	})
	out := newAppender(lay)
	out.growFor(sets)
	parts := make([]int, n) // the partition of each store that holds the block
	for i, set := range sets {
		j := slices.IndexFunc(plan[i*n:i*n+n], func(block int) bool { return block >= 0 })
		s, block := aligned[j], plan[i*n+j]
		for s.first[parts[j]+1] <= block {
			parts[j]++
		}
		out.add(s.parts[parts[j]], s.head(block), set)
	}
	return out.store()
}

// overlap gives what two stores have in common. It walks over the one with
// fewer blocks, so that a small set against a large one is cheap, and returns
// that one itself where the other has all of it.
func overlap(a, b *store) *store {
	if len(a.sets) > len(b.sets) {
		a, b = b, a
	}
	if a == b {
		return a
	}
	lay := a.lay.join(b.lay)
	a, b = a.withLayout(lay), b.withLayout(lay)
	sets := make([]tailset.Set, len(a.sets))
	parallel(len(sets), func(from, to int) {
		part, other, ok := -1, 0, false
		for i := from; i < to; i++ {
			if part < 0 {
				part = a.partOf(i)
			}
			for a.first[part+1] <= i {
				part, ok = part+1, false
			}
			if !ok {
				if other, ok = slices.BinarySearch(b.parts, a.parts[part]); !ok {
					continue
				}
			}
			if j, found := b.find(other, a.head(i)); found {
				sets[i] = tailset.Intersect(a.sets[i], b.sets[j])
			}
		}
	})
	out := a.replace(sets)
	if out.count == a.count {
		return a
	}
	return out
}

// align finds the places that any of the stores has, in order, and gives for
// each of them one number a store: the block there, or −1.
func align(stores []*store) []int {
	n := len(stores)
	most := 0
	for _, s := range stores {
		most = max(most, len(s.sets))
	}
	plan := make([]int, 0, n*most)
	part, block := make([]int, n), make([]int, n)
	for {
		least := -1 // the store whose next block is first
		for j, s := range stores {
			if block[j] < len(s.sets) && (least < 0 || comparePlace(s, part[j], block[j], stores[least], part[least], block[least]) < 0) {
				least = j
			}
		}
		if least < 0 {
			return plan
		}
		s, p, b := stores[least], part[least], block[least]
		for j, t := range stores {
			if j != least && (block[j] >= len(t.sets) || comparePlace(t, part[j], block[j], s, p, b) != 0) {
				plan = append(plan, -1)
				continue
			}
			plan = append(plan, block[j])
			if block[j]++; block[j] == t.first[part[j]+1] {
				part[j]++
			}
		}
	}
}

func comparePlace(s *store, p, b int, t *store, q, c int) int {
	if order := strings.Compare(s.parts[p], t.parts[q]); order != 0 {
		return order
	}
	return slices.Compare(s.head(b), t.head(c))
}

// parallel calls do for parts of 0 … n−1 on all processors.
func parallel(n int, do func(from, to int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		do(0, n)
		return
	}
	// Many more parts than workers, since blocks differ in size.
	grain := max(1, n/(workers*32))
	var next atomic.Int64
	work := func() {
		for {
			from := int(next.Add(int64(grain))) - grain
			if from >= n {
				return
			}
			do(from, min(from+grain, n))
		}
	}
	var done sync.WaitGroup
	for range workers - 1 {
		done.Go(work)
	}
	work() // at once: to wake another processor takes longer than a small list
	done.Wait()
}
