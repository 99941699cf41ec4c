package resolve

import (
	"hash/maphash"
	"math/bits"
	"runtime"
	"slices"
	"sync"
)

// none is no record.
const none = -1

// An index finds records by some of their columns, in a hash table with open
// addressing. Rows are looked up column by column, so that the processor waits
// for many cells of memory at a time and not for one after the other.
type index struct {
	keys  []Column // those that vary
	vary  []int    // which they are among all
	fixed []int    // the others, which have one value in all records
	all   []Column
	seed  maphash.Seed
	slots []slot
	next  []int32 // another record of the same key, or none
}

// A slot has the upper half of the hash of a key, and in the lower half one more
// than its first record and, as last bit, whether there are others. It is 0 if
// it is empty.
type slot uint64

func newSlot(hash uint64, record int32) slot { return slot(hash>>32<<32 | uint64(record+1)<<1) }

func (s slot) record() int32 { return int32(uint32(s)>>1) - 1 }

// several reports whether other records have the same key.
func (s slot) several() bool { return s&1 != 0 }

// fits reports whether the slot may be that of the key with a hash.
func (s slot) fits(hash uint64) bool { return uint64(s)>>32 == hash>>32 }

// newIndex makes the index of n records by their keys. Of records that agree in
// keys and values it has the first.
func newIndex(n int, keys, values []Column) *index {
	x := &index{all: keys, seed: maphash.MakeSeed(), slots: emptySlots(n), next: make([]int32, n)}
	for i, c := range keys {
		if c.isFixed() {
			x.fixed = append(x.fixed, i)
		} else {
			x.vary = append(x.vary, i)
		}
	}
	x.keys = choose(keys, x.vary)
	keys = x.keys
	all := &index{keys: slices.Concat(keys, values), seed: x.seed, slots: emptySlots(n)}
	whole, part := make([]uint64, n), make([]uint64, n)
	all.hash(whole, all.keys, 0)
	x.hash(part, keys, 0)
	for row := range int32(n) {
		x.next[row] = none
		at := all.slotOf(whole[row], all.keys, row)
		if all.slots[at] != 0 {
			continue
		}
		all.slots[at] = newSlot(whole[row], row)
		at = x.slotOf(part[row], keys, row)
		if s := x.slots[at]; s != 0 {
			x.next[row], x.next[s.record()] = x.next[s.record()], row
			x.slots[at] = s | 1
		} else {
			x.slots[at] = newSlot(part[row], row)
		}
	}
	return x
}

// choose gives some of the columns.
func choose(columns []Column, which []int) []Column {
	var some []Column
	for _, i := range which {
		some = append(some, columns[i])
	}
	return some
}

// emptySlots makes room for n keys, of which half stays empty.
func emptySlots(n int) []slot { return make([]slot, 1<<bits.Len(uint(2*n))) }

// hash sets the hashes of rows of columns, which may be others than those of the
// index but have their types. The first hash is that of the row from.
func (x *index) hash(hashes []uint64, columns []Column, from int) {
	salt := maphash.Comparable(x.seed, len(columns))
	for i := range hashes {
		hashes[i] = salt
	}
	for i := range columns {
		if c := &columns[i]; c.Ints != nil {
			for j, v := range c.Ints[from : from+len(hashes)] {
				hashes[j] = mix(hashes[j], uint64(v))
			}
		} else {
			var last string
			sum := maphash.String(x.seed, last)
			for j, text := range c.Texts[from : from+len(hashes)] {
				if text != last {
					last, sum = text, maphash.String(x.seed, text)
				}
				hashes[j] = mix(hashes[j], sum)
			}
		}
	}
}

// mix folds a value into a hash.
func mix(h, v uint64) uint64 {
	const odd = 0x9e3779b97f4a7c15
	high, low := bits.Mul64(h^v, odd)
	return high ^ low
}

// slotOf gives the slot of the key in a row of columns. It is empty if the
// index does not have the key.
func (x *index) slotOf(hash uint64, columns []Column, row int32) int {
	mask := len(x.slots) - 1
	for at := int(hash) & mask; ; at = (at + 1) & mask {
		if s := x.slots[at]; s == 0 || s.fits(hash) && x.has(s.record(), columns, row) {
			return at
		}
	}
}

// has reports whether a record has the key in a row of columns.
func (x *index) has(record int32, columns []Column, row int32) bool {
	for i := range columns {
		if !x.keys[i].same(record, columns[i], row) {
			return false
		}
	}
	return true
}

// minLookUps is how many rows are worth another processor.
const minLookUps = 1 << 11

// find gives the slot of each of n rows, 0 for those whose key it does not have.
func (x *index) find(all []Column, n int) []slot {
	columns := choose(all, x.vary)
	found := make([]slot, n)
	each := max(minLookUps, (n+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	var done sync.WaitGroup
	for from := 0; from < n; from += each {
		part := found[from:min(from+each, n)]
		done.Go(func() { x.findSome(part, columns, from) })
	}
	done.Wait()
	for _, c := range x.fixed {
		for i := range found {
			if !x.all[c].same(0, all[c], int32(i)) {
				found[i] = 0
			}
		}
	}
	return found
}

// batch is how many rows are looked up side by side.
const batch = 1 << 9

// findSome does so with the rows that begin with the one at from.
func (x *index) findSome(found []slot, columns []Column, from int) {
	var hashes [batch]uint64
	mask := len(x.slots) - 1
	for len(found) > 0 {
		some := found[:min(batch, len(found))]
		x.hash(hashes[:len(some)], columns, from)
		for i := range some {
			at := int(hashes[i]) & mask
			for x.slots[at] != 0 && !x.slots[at].fits(hashes[i]) {
				at = (at + 1) & mask
			}
			some[i] = x.slots[at]
		}
		for c := range columns {
			x.compare(some, hashes[:], c, columns, from)
		}
		found, from = found[len(some):], from+len(some)
	}
}

// compare looks at one column of rows whose slots are likely. Where another key
// has the same half of a hash, the row is looked up by all of its columns.
func (x *index) compare(some []slot, hashes []uint64, column int, columns []Column, from int) {
	key := &x.keys[column]
	for i, s := range some {
		if s != 0 && !key.same(s.record(), columns[column], int32(from+i)) {
			some[i] = x.slots[x.slotOf(hashes[i], columns, int32(from+i))]
		}
	}
}

// ambiguous gives the first record that is not the only one of its key, or none.
func (x *index) ambiguous() int32 {
	for row, other := range x.next {
		if other != none {
			return int32(row)
		}
	}
	return none
}

// count gives the number of records with the key of this first one.
func (x *index) count(first int32) (n int) {
	for record := first; record != none; record = x.next[record] {
		n++
	}
	return n
}
