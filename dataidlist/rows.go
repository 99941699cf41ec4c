package dataidlist

import (
	"fmt"
	"math"
	"slices"

	"github.com/skycampaign/skycampaign/dataidlist/internal/tailset"
)

// AddRows adds many DataIds at once. They have the same string values and no
// reasons; ints has a slice for each int dimension, in canonical order, with
// one value a row. It does what [Builder.AddRun] would do with each row, several
// times as fast; canonical order is the fast case here, too. Nothing is kept. It
// returns an error that wraps [ErrValue] if a value is bad, and [ErrBuilt] after
// List; the builder is then as it was before.
func (b *Builder) AddRows(strs []string, ints [][]int64) error {
	if err := b.open(); err != nil {
		return err
	}
	part, err := b.partition(strs)
	if err != nil {
		return err
	}
	k := len(b.group.ints)
	if k == 0 || len(ints) != k {
		return fmt.Errorf("%w: %d columns of ints for the group %s", ErrValue, len(ints), b.group)
	}
	// All bits that any value has: as wide as the widest, and negative if any is.
	all := make([]int64, k)
	for i, column := range ints {
		if len(column) != len(ints[0]) {
			return fmt.Errorf("%w: %d values of %s and %d of %s", ErrValue, len(column), b.group.ints[i], len(ints[0]), b.group.ints[0])
		}
		for _, v := range column {
			all[i] |= v
		}
		if all[i] < 0 {
			return fmt.Errorf("%s: %w: a negative value", b.group.ints[i], ErrValue)
		}
	}
	n := uint64(len(ints[0]))
	b.ids.addRows(part, ints, all)
	if b.added += n; b.added < n {
		b.added = math.MaxUint64
	}
	return nil
}

// rowBatch is how many rows are packed at a time.
const rowBatch = 1 << 11

// addRows adds rows, of which all has the bits that any value has.
func (b *storeBuilder) addRows(part string, columns [][]int64, all []int64) {
	if !b.lay.fits(all) {
		b.earlier = append(b.earlier, b.finish())
		b.start(b.lay.widened(all))
	}
	h := b.lay.heads
	for from, n := 0, len(columns[0]); from < n; from += rowBatch {
		heads, tails := b.pack(columns, from, min(from+rowBatch, n))
		late := 0 // rows before the last block, moved to the front
		for i := 0; i < len(tails); {
			head := heads[i*h : (i+1)*h]
			to := i + 1
			for to < len(tails) && slices.Equal(heads[to*h:(to+1)*h], head) {
				to++
			}
			copy(b.head, head)
			left := tails[i:to]
			if b.reach(part) {
				left = b.last.addTails(left)
			}
			for _, t := range left {
				copy(heads[late*h:], b.head)
				tails[late] = t
				late++
			}
			i = to
		}
		b.bins.add(part, heads[:late*h], tails[:late])
	}
}

// pack gives the heads and the tails of rows from … to−1, until it is called
// again.
func (b *storeBuilder) pack(columns [][]int64, from, to int) (heads []uint64, tails []uint32) {
	h, n := b.lay.heads, to-from
	b.heads, b.tails = slices.Grow(b.heads[:0], n*h)[:n*h], slices.Grow(b.tails[:0], n)[:n]
	clear(b.tails)
	for d, column := range columns {
		column = column[from:to]
		if d < h {
			shift := b.lay.shift[d] & 63
			for i, v := range column {
				b.heads[i*h+d] = uint64(v) >> shift
			}
		}
		if d >= h-1 {
			mask, offset := b.lay.mask(d), b.lay.offset[d]&31
			for i, v := range column {
				b.tails[i] |= uint32(v) & mask << offset
			}
		}
	}
	return b.heads, b.tails
}

// addTails adds places one by one, as long as they are in order, and returns
// those that are not, in the room of tails.
func (o *openBlock) addTails(tails []uint32) (late []uint32) {
	late = tails[:0]
	for i := 0; i < len(tails); {
		r := tailset.Run{First: tails[i], Last: tails[i]}
		for i++; i < len(tails) && r.Last != math.MaxUint32 && tails[i]-r.Last <= 1; i++ {
			r.Last = tails[i]
		}
		n := len(o.runs)
		if 0 < n && n < fullBlock && r.First > o.runs[n-1].Last && r.First-o.runs[n-1].Last > 1 {
			o.runs = append(o.runs, r) // what add would do, and the usual
			continue
		}
		if o.follows(r) {
			o.add(r)
			continue
		}
		for t := r.First; ; t++ {
			if late = append(late, t); t == r.Last {
				break
			}
		}
	}
	return late
}
