package tailset

import (
	"encoding/binary"
	"math/bits"

	"github.com/RoaringBitmap/roaring/v2"
)

// tally is what the form rule asks of a bitmap.
type tally struct {
	count      uint64
	numRuns    int
	containers int
}

// tallyOf counts the runs of b without listing them.
func tallyOf(b *roaring.Bitmap) (tally, error) {
	var t tally
	open := false      // the container before has its highest value,
	after := uint64(0) // and this is the value after it
	err := walk(b, func(c container) bool {
		n, startsLow, endsHigh := c.countRuns()
		if startsLow && open && after == uint64(c.base) {
			n--
		}
		open, after = endsHigh, uint64(c.base)+1<<16
		t.numRuns += n
		t.count += uint64(c.count)
		t.containers++
		return true
	})
	return t, err
}

// countRuns returns the number of maximal runs within c, and whether the
// lowest and the highest value of its range are in it.
func (c container) countRuns() (n int, startsLow, endsHigh bool) {
	le := binary.LittleEndian
	d := c.data
	switch {
	case c.runs:
		last := d[len(d)-4:]
		return len(d) / 4, le.Uint16(d) == 0, int(le.Uint16(last))+int(le.Uint16(last[2:])) == 0xffff
	case c.count <= maxArray:
		prev := -2
		for ; len(d) >= 2; d = d[2:] {
			x := int(le.Uint16(d))
			if x != prev+1 {
				n++
			}
			prev = x
		}
		return n, le.Uint16(c.data) == 0, prev == 0xffff
	}
	carry := uint64(0) // the top bit of the word before
	for ; len(d) >= 8; d = d[8:] {
		w := le.Uint64(d)
		n += bits.OnesCount64(w &^ (w<<1 | carry))
		carry = w >> 63
	}
	return n, le.Uint64(c.data)&1 != 0, carry != 0
}

// appendBitmapRuns appends the maximal runs of b, which has passed tallyOf, to
// dst, without those in containers that lie outside first to last.
func appendBitmapRuns(dst []Run, b *roaring.Bitmap, first, last uint32) []Run {
	base := len(dst)
	err := walk(b, func(c container) bool {
		if c.base > last {
			return false
		}
		if c.base|0xffff >= first {
			dst = c.appendRuns(dst, base)
		}
		return true
	})
	if err != nil {
		panic("tailset: bitmap was changed after it became a set: " + err.Error())
	}
	return dst
}

// appendRuns appends the runs of c to dst, joining the first to the run before
// it, which must not be before index base.
func (c container) appendRuns(dst []Run, base int) []Run {
	le := binary.LittleEndian
	d := c.data
	switch {
	case c.runs:
		for ; len(d) >= 4; d = d[4:] {
			first := c.base + uint32(le.Uint16(d))
			dst = appendAfter(dst, base, first, first+uint32(le.Uint16(d[2:])))
		}
	case c.count <= maxArray:
		for ; len(d) >= 2; d = d[2:] {
			x := c.base + uint32(le.Uint16(d))
			dst = appendAfter(dst, base, x, x)
		}
	default:
		for at := c.base; len(d) >= 8; d, at = d[8:], at+64 {
			// Adding its lowest bit to w carries through the lowest run of
			// ones and leaves a one just above it.
			for w := le.Uint64(d); w != 0; {
				above := w + w&-w
				first := at + uint32(bits.TrailingZeros64(w))
				last := at + uint32(bits.TrailingZeros64(above)) - 1 // 63 when above is 0
				dst = appendAfter(dst, base, first, last)
				w &= above
			}
		}
	}
	return dst
}

// rangesOf returns the maximal runs of any bitmap that roaring can iterate.
func rangesOf(b *roaring.Bitmap) []Run {
	var runs []Run
	for first, end := range b.Ranges() {
		runs = append(runs, Run{first, uint32(end - 1)})
	}
	return runs
}
