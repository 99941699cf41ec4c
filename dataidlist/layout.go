package dataidlist

import "slices"

// ChunkWidth is the number of values of the first int dimension in a chunk:
// the W of FORMAT.md 3.2.
const ChunkWidth = 1 << 16

// wBits is log2 of ChunkWidth.
const wBits = 16

// A layout says how the int values of a DataId make the number of a block and
// a place in it. The values are written as bit fields side by side, the first
// dimension highest. The low 32 bits, or fewer so that no block leaves its
// chunk, are the tail: a place in the block's set. What is above is the head:
// one word for each dimension that reaches into it. So a focal plane is one
// run of tails, a night of visits is one block or a few, and no width of
// values is too large: wide values only move the border between head and tail.
//
// Widths are taken from four classes and are those of the widest value in the
// list, so that lists of one survey share a layout.
type layout struct {
	widths []uint8 // of each int dimension; the first counts as 63
	shift  []uint8 // how many low bits of each are in the tail
	offset []uint8 // where they start in the tail
	heads  int     // how many dimensions, counted from the first, reach into the head
}

var widthClasses = [...]uint8{8, 16, 32, 63}

// widthClass gives the class of a value.
func widthClass(v int64) uint8 {
	for _, w := range widthClasses {
		if v>>w == 0 {
			return w
		}
	}
	return 63
}

// newLayout makes the layout of k int dimensions with these widths, or the
// narrowest if widths is nil.
func newLayout(k int, widths []uint8) *layout {
	l := &layout{widths: make([]uint8, k), shift: make([]uint8, k), offset: make([]uint8, k)}
	left := uint8(32)
	for i := k - 1; i >= 0; i-- {
		l.widths[i] = widthClasses[0]
		if widths != nil {
			l.widths[i] = widths[i]
		}
		most := l.widths[i]
		if i == 0 {
			l.widths[0] = 63
			most = wBits
		}
		l.shift[i] = min(most, left)
		l.offset[i] = 32 - left
		left -= l.shift[i]
		if l.heads == 0 && l.shift[i] < l.widths[i] {
			l.heads = i + 1
		}
	}
	return l
}

func (l *layout) equal(m *layout) bool { return slices.Equal(l.widths, m.widths) }

// join gives a layout that is wide enough for both.
func (l *layout) join(m *layout) *layout {
	widths := slices.Clone(l.widths)
	for i := range widths {
		widths[i] = max(widths[i], m.widths[i])
	}
	switch {
	case slices.Equal(widths, l.widths):
		return l
	case slices.Equal(widths, m.widths):
		return m
	}
	return newLayout(len(widths), widths)
}

// fits reports whether the values are within the widths.
func (l *layout) fits(ints []int64) bool {
	for i := 1; i < len(ints); i++ {
		if ints[i]>>l.widths[i] != 0 {
			return false
		}
	}
	return true
}

// widened gives a layout in which the values fit, too.
func (l *layout) widened(ints []int64) *layout {
	widths := slices.Clone(l.widths)
	for i, v := range ints {
		widths[i] = max(widths[i], widthClass(v))
	}
	return newLayout(len(widths), widths)
}

// head writes the head of the values to dst, which has length l.heads.
func (l *layout) head(dst []uint64, ints []int64) {
	for i := range dst {
		dst[i] = uint64(ints[i]) >> l.shift[i]
	}
}

// tail gives the place of the values in their block.
func (l *layout) tail(ints []int64) uint32 {
	var t uint32
	for i := max(l.heads-1, 0); i < len(ints); i++ {
		t |= uint32(ints[i]) & l.mask(i) << l.offset[i]
	}
	return t
}

// mask gives the bits of dimension i that are in the tail, as low bits.
func (l *layout) mask(i int) uint32 { return uint32(1)<<l.shift[i] - 1 }

// ints writes the values of a head and a tail to dst.
func (l *layout) ints(dst []int64, head []uint64, tail uint32) {
	for i := range dst {
		dst[i] = int64(tail >> l.offset[i] & l.mask(i))
	}
	for i, h := range head {
		dst[i] |= int64(h << l.shift[i])
	}
}

// chunk gives the chunk number of a head.
func (l *layout) chunk(head []uint64) int64 {
	if len(head) == 0 {
		return 0
	}
	return int64(head[0] >> (wBits - l.shift[0]))
}

// maxTail is the last place of a block.
func (l *layout) maxTail() uint32 {
	if len(l.shift) == 0 {
		return 0
	}
	return uint32(1)<<(l.offset[0]+l.shift[0]) - 1
}

// tailRow is the number of places in a tail over which only the last int
// dimension varies, less one.
func (l *layout) tailRow() uint32 {
	if len(l.shift) == 0 {
		return 0
	}
	return l.mask(len(l.shift) - 1)
}

// crosses reports whether a run of the last int dimension can go on from one
// block to the next: when that dimension reaches into the head and is not the
// first, whose runs end with the chunk.
func (l *layout) crosses() bool { return l.heads == len(l.widths) && l.heads > 1 }
