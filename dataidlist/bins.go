package dataidlist

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

const (
	binBits = 16           // of a tail, that tell places of one bin apart
	binSize = 1 << binBits // places of a bin
	maxFew  = 1 << 10      // places that a bin has in its list
	fewSort = 1 << 7       // places up to which sorting is faster than words
)

// bins collects single places in any order: each goes to the bin of its 65 536
// neighbours. A bin is a list while it has few places; from then on it has one
// bit a place, and the list holds back those that are new, since setting many
// bits of one bin is much faster than setting bits of one bin after the other.
// So nothing is sorted, and memory follows what the set takes, not how often its
// places come.
type bins struct {
	heads   int      // words of a head
	parts   []string // partition keys in order of appearance
	numbers map[string]uint32
	list    []bin
	head    []uint64 // heads words a bin
	last    int      // the bin that was used last, if there is any
	table   []uint32 // hash table of numbers of bins, each plus 1
	secret  [2]uint64
	found   []uint32 // room: the bin of each place
}

type bin struct {
	part  uint32
	high  uint32 // the tail's upper bits
	few   []uint16
	words *[binSize / 64]uint64 // nil while all places are in the list
}

// part gives the number of a partition.
func (b *bins) part(key string) uint32 {
	if len(b.list) > 0 && b.parts[b.list[b.last].part] == key {
		return b.list[b.last].part
	}
	n, ok := b.numbers[key]
	if !ok {
		if b.numbers == nil {
			b.numbers = map[string]uint32{}
		}
		n = uint32(len(b.parts))
		b.parts = append(b.parts, key)
		b.numbers[key] = n
	}
	return n
}

// add adds places of a partition: heads has the head of each one's block, and
// tails where it is in the block.
func (b *bins) add(part string, heads []uint64, tails []uint32) {
	if len(tails) == 0 {
		return
	}
	number := b.part(part)
	// First find all bins, then go to them: so the processor waits for many of
	// them at a time.
	b.found = b.found[:0]
	for i, t := range tails {
		b.found = append(b.found, b.bin(number, heads[i*b.heads:(i+1)*b.heads], t>>binBits))
	}
	for i, t := range tails {
		b.list[b.found[i]].add(uint16(t))
	}
}

// bin finds a bin, or makes it.
func (b *bins) bin(part uint32, head []uint64, high uint32) uint32 {
	if len(b.list) > 0 && b.is(b.last, part, head, high) {
		return uint32(b.last)
	}
	if len(b.list) >= len(b.table)/2 {
		b.grow()
	}
	at := b.slot(part, head, high)
	if b.table[at] == 0 {
		if len(b.list) == math.MaxUint32-1 {
			panic(fmt.Sprintf("dataidlist: DataIds out of order in more than %d places: build so large a list in parts, and join them with Union", len(b.list)))
		}
		b.list = append(b.list, bin{part: part, high: high})
		b.head = append(b.head, head...)
		b.table[at] = uint32(len(b.list))
	}
	b.last = int(b.table[at] - 1)
	return b.table[at] - 1
}

func (b *bins) is(i int, part uint32, head []uint64, high uint32) bool {
	c := &b.list[i]
	if c.high != high || c.part != part {
		return false
	}
	for j, word := range b.headOf(i) {
		if word != head[j] {
			return false
		}
	}
	return true
}

func (b *bins) headOf(i int) []uint64 { return b.head[i*b.heads : (i+1)*b.heads] }

// slot gives the place of a bin in the table, which is 0 if there is no such
// bin. The hash is secret: no input can make bins meet.
func (b *bins) slot(part uint32, head []uint64, high uint32) int {
	h := mix(uint64(part)<<32|uint64(high), b.secret[0], b.secret[1])
	for _, word := range head {
		h = mix(word, h, b.secret[1])
	}
	mask := len(b.table) - 1
	for at := int(h) & mask; ; at = (at + 1) & mask {
		if i := b.table[at]; i == 0 || b.is(int(i-1), part, head, high) {
			return at
		}
	}
}

func mix(word, a, b uint64) uint64 {
	high, low := bits.Mul64(word^a, b|1)
	return high ^ low
}

func (b *bins) grow() {
	if len(b.table) == 0 {
		b.secret = [2]uint64{rand.Uint64(), rand.Uint64()}
	}
	b.table = make([]uint32, max(64, 2*len(b.table)))
	for i := range b.list {
		c := &b.list[i]
		b.table[b.slot(c.part, b.headOf(i), c.high)] = uint32(i + 1)
	}
}

func (c *bin) add(place uint16) {
	if len(c.few) == maxFew {
		c.shrink()
	}
	c.few = append(c.few, place)
}

// shrink makes room in a list that is full: of what comes again and again one
// is kept, and what is left, if that is much, becomes bits.
func (c *bin) shrink() {
	if c.words == nil {
		slices.Sort(c.few)
		if c.few = slices.Compact(c.few); len(c.few) <= maxFew/2 {
			return
		}
		c.words = new([binSize / 64]uint64)
	}
	c.fill(c.words)
}

// fill moves the list to bits.
func (c *bin) fill(words *[binSize / 64]uint64) {
	for _, place := range c.few {
		words[place/64] |= 1 << (place % 64)
	}
	c.few = c.few[:0]
}

// store gives all places. The bins must not be used afterwards.
func (b *bins) store(lay *layout) *store {
	order := make([]int, len(b.list))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		if c := b.compareBlocks(i, j); c != 0 {
			return c
		}
		return int(b.list[i].high) - int(b.list[j].high)
	})
	var first []int // where blocks begin in order
	for n, i := range order {
		if n == 0 || b.compareBlocks(order[n-1], i) != 0 {
			first = append(first, n)
		}
	}
	sets := make([]tailset.Set, len(first))
	first = append(first, len(order))
	parallel(len(sets), func(from, to int) {
		var runs []tailset.Run
		words := new([binSize / 64]uint64)
		for n := from; n < to; n++ {
			runs = runs[:0]
			for _, i := range order[first[n]:first[n+1]] {
				runs = b.list[i].appendRuns(runs, words)
			}
			sets[n] = tailset.FromRuns(runs)
		}
	})
	out := newAppender(lay)
	for n, set := range sets {
		i := order[first[n]]
		out.add(b.parts[b.list[i].part], b.headOf(i), set)
	}
	return out.store()
}

// compareBlocks orders bins by the blocks that they belong to.
func (b *bins) compareBlocks(i, j int) int {
	if p, q := b.list[i].part, b.list[j].part; p != q {
		return strings.Compare(b.parts[p], b.parts[q])
	}
	return slices.Compare(b.headOf(i), b.headOf(j))
}

// appendRuns appends the runs of a bin. It uses the room of words, which are
// all 0 before and after.
func (c *bin) appendRuns(dst []tailset.Run, words *[binSize / 64]uint64) []tailset.Run {
	base := c.high << binBits
	if c.words != nil {
		c.fill(c.words)
		return appendWordRuns(dst, base, c.words)
	}
	if len(c.few) > fewSort {
		c.fill(words)
		dst = appendWordRuns(dst, base, words)
		clear(words[:])
		return dst
	}
	slices.Sort(c.few)
	for i := 0; i < len(c.few); {
		from, to := c.few[i], c.few[i]
		for i++; i < len(c.few) && c.few[i]-to <= 1; i++ {
			to = c.few[i]
		}
		dst = append(dst, tailset.Run{First: base + uint32(from), Last: base + uint32(to)})
	}
	return dst
}

// appendWordRuns appends the runs of one bit a place.
func appendWordRuns(dst []tailset.Run, base uint32, words *[binSize / 64]uint64) []tailset.Run {
	at := 0
	for {
		from := nextBit(words, at, 0)
		if from == binSize {
			return dst
		}
		at = nextBit(words, from, ^uint64(0))
		dst = append(dst, tailset.Run{First: base + uint32(from), Last: base + uint32(at-1)})
	}
}

// nextBit gives the first place from at on whose bit is set, or is not set if
// flip is all ones; binSize if there is none.
func nextBit(words *[binSize / 64]uint64, at int, flip uint64) int {
	for i := at / 64; i < len(words); i++ {
		word := words[i] ^ flip
		if i == at/64 {
			word &= ^uint64(0) << (at % 64)
		}
		if word != 0 {
			return i*64 + bits.TrailingZeros64(word)
		}
	}
	return binSize
}
