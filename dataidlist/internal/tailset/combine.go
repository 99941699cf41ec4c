package tailset

import (
	"math/bits"
	"slices"
	"sync"
)

// operation is a binary operation on sets.
type operation int

const (
	union operation = iota
	intersection
	difference
	exclusion // symmetric difference
)

// keepsA reports whether a value of the first operand alone is kept, and
// keepsB the same of the second.
func (op operation) keepsA() bool { return op != intersection }
func (op operation) keepsB() bool { return op == union || op == exclusion }

// comparesToA reports whether any result of op contains the first operand or
// is contained in it, so that as many values are the same values, and
// comparesToB the same of the second.
func (op operation) comparesToA() bool { return op != exclusion }
func (op operation) comparesToB() bool { return op == union || op == intersection }

// fewValues is how many values two arrays may have at most for a merge of the
// arrays to beat a pass over all words of the block.
const fewValues = 1536

// scratch is the memory that an operation on sets needs. Results are made in it,
// where the processor has them at hand, and those that are kept are copied to
// memory of just their size.
type scratch struct {
	runs  []Run            // a result of a sweep
	words words            // a result
	array [maxArray]uint16 // a result
	other words            // an operand that is not in words
}

// scratches has scratch that is not in use: it is large, and a list has many sets.
var scratches sync.Pool

// borrowScratch returns scratch that nobody else uses, until it is put back to
// scratches.
func borrowScratch() *scratch {
	if mem, ok := scratches.Get().(*scratch); ok {
		return mem
	}
	return new(scratch)
}

// combine returns the container of op on a and b, which have the same base. It
// is an operand where it equals that. A result without values has count 0.
func (s *scratch) combine(op operation, a, b container) container {
	if c, ok := whole(op, a, b); ok {
		return c
	}
	if op == intersection {
		a, b = filterFirst(a, b)
	}
	c := container{base: a.base}
	inArray := true
	switch {
	case op == intersection && a.few():
		c.count = s.filter(a, b, 1)
	case op == difference && a.few():
		c.count = s.filter(a, b, 0)
	case op.keepsB() && a.array != nil && b.array != nil && a.count+b.count <= fewValues:
		c.count = s.merge(op, a.array, b.array)
	default:
		c.count, c.numRuns = s.combineWords(op, a, b)
		inArray = false
	}
	switch {
	case c.count == 0:
		return c
	case op.comparesToA() && c.count == a.count:
		return a
	case op.comparesToB() && c.count == b.count:
		return b
	case c.count > maxArray:
		c.words = (*words)(slices.Clone(s.words[:]))
	case inArray:
		c.array = slices.Clone(s.array[:c.count])
	default:
		c.array = s.words.array(c.count)
	}
	switch {
	case c.numRuns > 0:
	case c.words != nil:
		_, c.numRuns = c.words.count()
	default:
		c.numRuns = countArrayRuns(c.array)
	}
	return c
}

// whole returns what combine returns, if that follows from one of the
// containers having all values of the block.
func whole(op operation, a, b container) (c container, ok bool) {
	switch {
	case op == exclusion:
		return c, false
	case b.count == blockSize && op == difference:
		return c, true
	case b.count == blockSize && op == union, a.count == blockSize && op == intersection:
		return b, true
	case a.count == blockSize && op == union, b.count == blockSize && op == intersection:
		return a, true
	}
	return c, false
}

// filterFirst puts that operand of an intersection first which is easier to
// filter: an array, else one with few values.
func filterFirst(a, b container) (container, container) {
	if b.array != nil || a.array == nil && b.few() {
		return b, a
	}
	return a, b
}

// combineWords combines any two containers as words, and leaves the result in
// s.words, unless it is a, b or empty: lists that were cut from each other have
// many such containers. The runs of an intersection are not counted, and
// numRuns is 0: of what two sets have in common, little may be left, and few
// values are counted faster.
func (s *scratch) combineWords(op operation, a, b container) (count, numRuns int) {
	z := &s.words
	x, y := a.wordsIn(z), b.wordsIn(&s.other)
	switch {
	case op == union && y.within(x), op == intersection && x.within(y):
		return a.count, a.numRuns
	case op == union && x.within(y), op == intersection && y.within(x):
		return b.count, b.numRuns
	case op == difference && x.within(y):
		return 0, 0
	}
	switch op {
	case union:
		for i := range z {
			z[i] = x[i] | y[i]
		}
	case intersection:
		for i := range z {
			both := x[i] & y[i]
			z[i] = both
			count += bits.OnesCount64(both)
		}
		return count, 0
	case difference:
		for i := range z {
			z[i] = x[i] &^ y[i]
		}
	case exclusion:
		for i := range z {
			z[i] = x[i] ^ y[i]
		}
	}
	return z.count()
}

// wordsIn returns the words of c, made in w where c has none.
func (c *container) wordsIn(w *words) *words {
	if c.words != nil {
		return c.words
	}
	clear(w[:])
	if c.array != nil {
		w.addArray(c.array)
	} else {
		w.addRuns(c)
	}
	return w
}

// filter puts the values of a, which are few, that are in b, when bit is 1, or
// are not, when it is 0, into s.array and returns their number.
func (s *scratch) filter(a, b container, bit uint64) int {
	const mask = maxArray - 1 // n is less, which the compiler does not know
	w := b.wordsIn(&s.other)
	n := 0
	for _, x := range a.array {
		s.array[n&mask] = x
		n += int(w[x/64]>>(x%64)&1 ^ bit ^ 1)
	}
	for _, r := range a.runs {
		first, last := a.cut(r)
		for i := first / 64; i <= last/64; i++ {
			x := w[i] ^ (bit - 1)
			if i == first/64 {
				x &= ^uint64(0) << (first % 64)
			}
			if i == last/64 {
				x &= ^uint64(0) >> (63 - last%64)
			}
			for ; x != 0; x &= x - 1 {
				s.array[n&mask] = i*64 + uint16(bits.TrailingZeros64(x))
				n++
			}
		}
	}
	return n
}

// merge puts the values of either array, or of just one, into s.array, which
// has room for them, and returns their number. It has no branch that depends on
// the values.
func (s *scratch) merge(op operation, a, b []uint16) int {
	shared := 1 // a value of both is kept
	if op == exclusion {
		shared = 0
	}
	const mask = maxArray - 1 // n is less
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		x, y := a[i], b[j]
		s.array[n&mask] = min(x, y)
		inA, inB := 0, 0
		if x <= y {
			inA = 1
		}
		if y <= x {
			inB = 1
		}
		i += inA
		j += inB
		n += inA ^ inB | shared
	}
	n += copy(s.array[n:], a[i:])
	return n + copy(s.array[n:], b[j:])
}
