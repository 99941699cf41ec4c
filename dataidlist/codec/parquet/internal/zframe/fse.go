package zframe

import "math/bits"

// literalsCode gives the Literals_Length_Code of a length, and the extra bits
// (3.1.1.3.2.1.1).
func literalsCode(n uint32) (code, extra, width uint32) {
	switch {
	case n < 16:
		return n, 0, 0
	case n < 64:
		for i := len(literalsBase) - 1; ; i-- {
			if n >= literalsBase[i] {
				return uint32(16 + i), n - literalsBase[i], literalsBits[i]
			}
		}
	}
	width = uint32(bits.Len32(n) - 1)
	return 19 + width, n - 1<<width, width
}

var (
	literalsBase = [...]uint32{16, 18, 20, 22, 24, 28, 32, 40, 48}
	literalsBits = [...]uint32{1, 1, 1, 1, 2, 2, 3, 3, 4}
	lengthBase   = [...]uint32{35, 37, 39, 41, 43, 47, 51, 59, 67, 83, 99}
	lengthBits   = [...]uint32{1, 1, 1, 1, 2, 2, 3, 3, 4, 4, 5}
)

// lengthCode gives the Match_Length_Code of a length, and the extra bits.
func lengthCode(n uint32) (code, extra, width uint32) {
	switch {
	case n < 35:
		return n - 3, 0, 0
	case n < 131:
		for i := len(lengthBase) - 1; ; i-- {
			if n >= lengthBase[i] {
				return uint32(32 + i), n - lengthBase[i], lengthBits[i]
			}
		}
	}
	width = uint32(bits.Len32(n-3) - 1)
	return 36 + width, n - 3 - 1<<width, width
}

// Default distributions (3.1.1.3.2.2).
var (
	defaultLiterals = []int8{4, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 2, 1, 1, 1, 1, 1, -1, -1, -1, -1}
	defaultLengths  = []int8{1, 4, 3, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1, -1, -1}
	defaultOffsets  = []int8{1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, -1, -1, -1, -1, -1}
)

func newCoders() [3]coder {
	return [3]coder{newCoder(defaultLiterals, 6), newCoder(defaultOffsets, 5), newCoder(defaultLengths, 6)}
}

// A coder codes symbols by an FSE table (4.1).
type coder struct {
	log     uint32
	symbols []symbol
	states  []uint16 // of each symbol, those which give it, ascending
}

// A symbol says how a coder goes to a state that gives it.
type symbol struct {
	count uint32 // states that give it
	first uint32 // where they are in states
}

func newCoder(counts []int8, log uint32) coder {
	size := uint32(1) << log
	table := make([]uint8, size)
	high := size
	for s, n := range counts {
		if n == -1 {
			high--
			table[high] = uint8(s)
		}
	}
	at := uint32(0)
	for s, n := range counts {
		for range n {
			table[at] = uint8(s)
			for at = (at + size>>1 + size>>3 + 3) & (size - 1); at >= high; at = (at + size>>1 + size>>3 + 3) & (size - 1) {
			}
		}
	}
	c := coder{log: log, symbols: make([]symbol, len(counts)), states: make([]uint16, size)}
	at = 0
	for s, n := range counts {
		n = max(n, -n)
		c.symbols[s] = symbol{uint32(n), at}
		for state, t := range table {
			if int(t) == s {
				c.states[at] = uint16(state)
				at++
			}
		}
	}
	return c
}

// first gives a state that gives the symbol.
func (c *coder) first(s uint32) uint32 { return uint32(c.states[c.symbols[s].first]) }

// next writes the bits by which a decoder comes from a state that gives the
// symbol to state, and returns the former.
func (c *coder) next(b *bitWriter, state, s uint32) uint32 {
	// The states of a symbol that occurs count times share all states: as many
	// as there are powers of two …
	y := c.symbols[s]
	full := state + 1<<c.log
	n := uint32(bits.Len32(full)) - uint32(bits.Len32(y.count))
	if full>>n < y.count {
		n--
	}
	b.add(full, n)
	return uint32(c.states[y.first+full>>n-y.count])
}
