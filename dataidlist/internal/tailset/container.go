package tailset

import (
	"math/bits"
	"slices"
	"sort"
)

const (
	blockBits = 16
	blockSize = 1 << blockBits // values that a container has room for
	blockMask = blockSize - 1

	// maxArray is the number of values of the largest array, half of those that
	// take as much memory as words: operations on words are that much faster.
	maxArray = 2048
	numWords = blockSize / 64
)

// container is the values of a set that share their high 16 bits. It holds
// them in one of three ways: in an array when they are at most maxArray, else
// in words, one bit a value; or, as a part of a set in run form, in its runs.
// Containers of runs exist during an operation only.
type container struct {
	base    uint32 // the high 16 bits, in place
	count   int    // values, 1 to 65 536, or 0 for the lack of a container
	numRuns int    // maximal runs

	array []uint16 // low 16 bits, in order
	words *words
	runs  []Run // the runs with a value in the block, uncut
}

// words has bit x%64 of word x/64 for each value x.
type words [numWords]uint64

// few reports whether c has no more values than an array may have.
func (c *container) few() bool { return c.count <= maxArray }

// cut returns the part of r that is in the block, as low 16 bits.
func (c *container) cut(r Run) (first, last uint16) {
	return uint16(max(r.First, c.base)), uint16(min(r.Last, c.base|blockMask))
}

func (w *words) has(x uint16) bool { return w[x/64]>>(x%64)&1 != 0 }

// addRuns adds the values of c, a container of runs.
func (w *words) addRuns(c *container) {
	for _, r := range c.runs {
		first, last := c.cut(r)
		i, j := first/64, last/64
		head, tail := ^uint64(0)<<(first%64), ^uint64(0)>>(63-last%64)
		if i == j {
			w[i] |= head & tail
			continue
		}
		w[i] |= head
		for i++; i < j; i++ {
			w[i] = ^uint64(0)
		}
		w[j] |= tail
	}
}

// addArray adds the values of an array. It goes on in four places at once: values
// that follow each other are often in one word and would wait for each other.
func (w *words) addArray(array []uint16) {
	n := len(array) / 4
	p, q, r, s := array[:n], array[n:2*n], array[2*n:3*n], array[3*n:]
	for i := range n {
		w[p[i]/64] |= 1 << (p[i] % 64)
		w[q[i]/64] |= 1 << (q[i] % 64)
		w[r[i]/64] |= 1 << (r[i] % 64)
		w[s[i]/64] |= 1 << (s[i] % 64)
	}
	for _, x := range s[n:] {
		w[x/64] |= 1 << (x % 64)
	}
}

// within reports whether v has all values of w.
func (w *words) within(v *words) bool {
	for i, x := range w {
		if x&^v[i] != 0 {
			return false
		}
	}
	return true
}

// count returns the numbers of values and of maximal runs.
func (w *words) count() (count, numRuns int) {
	ends := 0                          // of runs, either end
	carry := uint64(0)                 // the top bit of the word before
	for i := 0; i < len(w)-1; i += 2 { // by two, which takes a fifth less time
		x, y := w[i], w[i+1]
		count += bits.OnesCount64(x) + bits.OnesCount64(y)
		ends += bits.OnesCount64(x^(x+x+carry)) + bits.OnesCount64(y^(y+y+x>>63))
		carry = y >> 63
	}
	return count, (ends + int(carry)) / 2
}

// array returns the values, of which there are count.
func (w *words) array(count int) []uint16 {
	if count < numWords {
		return w.sparseArray(count)
	}
	return w.denseArray(count)
}

// sparseArray takes one value out of each word, whether it has one or not, and
// more where there are: most words of so few values have one or none, and what
// is the case is hard to predict.
func (w *words) sparseArray(count int) []uint16 {
	array := make([]uint16, count+1)
	n := 0
	for i, x := range w {
		for at := uint16(i * 64); ; {
			array[n] = at + lowest(x)
			if x != 0 {
				n++
			}
			if x &= x - 1; x == 0 {
				break
			}
		}
	}
	return array[:n:n]
}

// denseArray takes four values out of each word, whatever there are, and the
// next word overwrites those in excess.
func (w *words) denseArray(count int) []uint16 {
	array := make([]uint16, count+4)
	n := 0
	for i, x := range w {
		at := uint16(i * 64)
		next := (*[4]uint16)(array[n:])
		end := n + 4
		n += bits.OnesCount64(x)
		next[0] = at + lowest(x)
		x &= x - 1
		next[1] = at + lowest(x)
		x &= x - 1
		next[2] = at + lowest(x)
		x &= x - 1
		next[3] = at + lowest(x)
		for x &= x - 1; x != 0; x &= x - 1 {
			array[end] = at + lowest(x)
			end++
		}
	}
	return array[:n:n]
}

// lowest returns the place of the lowest bit of x. It counts the bits below, as
// the instruction that finds a bit on every amd64 processor is slow on many.
func lowest(x uint64) uint16 { return uint16(bits.OnesCount64(^x & (x - 1))) }

// countArrayRuns returns the number of maximal runs in an array.
func countArrayRuns(array []uint16) int {
	n := 0
	after := -1 // the value after the one before
	for _, x := range array {
		if int(x) != after {
			n++
		}
		after = int(x) + 1
	}
	return n
}

// key returns the number of the block, 0 to 65 535.
func (c *container) key() int { return int(c.base >> blockBits) }

// span returns the least and the greatest value.
func (c *container) span() (first, last uint32) {
	switch {
	case c.words != nil:
		i, j := 0, numWords-1
		for c.words[i] == 0 {
			i++
		}
		for c.words[j] == 0 {
			j--
		}
		return c.base + uint32(64*i+bits.TrailingZeros64(c.words[i])),
			c.base + uint32(64*j+63-bits.LeadingZeros64(c.words[j]))
	case c.array != nil:
		return c.base + uint32(c.array[0]), c.base + uint32(c.array[c.count-1])
	}
	return max(c.runs[0].First, c.base), min(c.runs[len(c.runs)-1].Last, c.base|blockMask)
}

// touches reports whether c ends just below the block at base, and d, the
// container of that block, starts with its lowest value, so that two runs are
// one.
func (c *container) touches(d *container) bool {
	if c.base+blockSize != d.base {
		return false
	}
	_, last := c.span()
	first, _ := d.span()
	return last+1 == first
}

// stored returns c as a set in bitmap form holds it: not in runs.
func (c container) stored() container {
	if c.runs == nil {
		return c
	}
	if c.few() {
		c.array = make([]uint16, 0, c.count)
		for _, r := range c.runs {
			first, last := c.cut(r)
			for x := int(first); x <= int(last); x++ {
				c.array = append(c.array, uint16(x))
			}
		}
	} else {
		c.words = new(words)
		c.words.addRuns(&c)
	}
	c.runs = nil
	return c
}

// appendRuns appends the maximal runs of c to dst. It joins the first to the
// last run of dst, unless that is before index from.
func (c *container) appendRuns(dst []Run, from int) []Run {
	first, _ := c.span()
	joined := len(dst) > from && dst[len(dst)-1].Last+1 == first
	dst = slices.Grow(dst, c.numRuns)
	if c.words != nil {
		return c.words.appendRuns(dst, c.base, joined)
	}
	if joined {
		first = dst[len(dst)-1].First
		dst = dst[:len(dst)-1]
	}
	n := len(dst)
	dst = dst[:cap(dst)]
	if c.array != nil {
		after := c.base + uint32(c.array[0]) // the value after the one before
		for _, x := range c.array {
			at := c.base + uint32(x)
			next := 0 // without a branch, which would be hard to predict
			if at != after {
				next = 1
				first = at
			}
			n += next
			dst[n] = Run{first, at}
			after = at + 1
		}
		return dst[:n+1]
	}
	for i, r := range c.runs {
		lo, hi := c.cut(r)
		dst[n+i] = Run{c.base | uint32(lo), c.base | uint32(hi)}
	}
	dst[n].First = first
	return dst[:n+len(c.runs)]
}

// appendRuns appends the maximal runs, in the block at base, to dst, which has
// room for them. When joined, the last run of dst ends just below the first.
func (w *words) appendRuns(dst []Run, base uint32, joined bool) []Run {
	n := len(dst)
	dst = dst[:cap(dst)]
	open := uint64(0) // 1 when run n-1 goes on to the end of the word before
	if joined {
		open = 1
	}
	for i, x := range w {
		at := base + uint32(64*i)
		firsts, lasts := x&^(x<<1|open), x&^(x>>1)
		if open&x != 0 {
			dst[n-1].Last = at + uint32(bits.TrailingZeros64(lasts))
			lasts &= lasts - 1
		}
		for firsts != 0 {
			dst[n] = Run{at + uint32(bits.TrailingZeros64(firsts)), at + uint32(bits.TrailingZeros64(lasts))}
			n++
			firsts &= firsts - 1
			lasts &= lasts - 1
		}
		open = x >> 63
	}
	return dst[:n]
}

func (c *container) has(x uint16) bool {
	if c.words != nil {
		return c.words.has(x)
	}
	_, found := slices.BinarySearch(c.array, x)
	return found
}

// rank returns how many values of c, which is stored, are below base+x.
func (c *container) rank(x uint16) int {
	if c.words == nil {
		return sort.Search(len(c.array), func(i int) bool { return c.array[i] >= x })
	}
	n := bits.OnesCount64(c.words[x/64] & (1<<(x%64) - 1))
	for _, word := range c.words[:x/64] {
		n += bits.OnesCount64(word)
	}
	return n
}

// at returns the value of rank i in c, which is stored and has one.
func (c *container) at(i int) uint32 {
	if c.words == nil {
		return c.base + uint32(c.array[i])
	}
	for k, x := range c.words {
		if n := bits.OnesCount64(x); i >= n {
			i -= n
			continue
		}
		for ; i > 0; i-- {
			x &= x - 1
		}
		return c.base + uint32(64*k+bits.TrailingZeros64(x))
	}
	panic("tailset: container has fewer values than it says")
}

// same reports whether two stored containers have the same values.
func (c container) same(d container) bool {
	if c.base != d.base || c.count != d.count || c.numRuns != d.numRuns {
		return false
	}
	if c.words != nil { // equal counts have equal kinds
		return c.words == d.words || *c.words == *d.words
	}
	return slices.Equal(c.array, d.array)
}
