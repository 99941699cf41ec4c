package encoding

import (
	"encoding/binary"
	"math"
	"math/bits"
)

// A Run is values that follow each other in a column: N times the same where
// Step is 0, or N consecutive ones where it is 1.
type Run struct {
	First int64
	Step  int64
	N     int
}

func (r Run) last() int64 { return r.First + r.Step*int64(r.N-1) }

// miniBlock is the number of values in a miniblock of AppendDelta.
const miniBlock = 32

// AppendDelta appends a page of the encoding DELTA_BINARY_PACKED. All of it is
// one block: 32 values that repeat, or that count up, take one byte, and those
// bytes are the same over and over, so that a compressor leaves little of
// them.
func AppendDelta(dst []byte, runs []Run) []byte {
	n := 0
	for _, r := range runs {
		n += r.N
	}
	minis := max(1, (n+126)/128) * 128 / miniBlock
	dst = binary.AppendUvarint(dst, uint64(minis*miniBlock))
	dst = binary.AppendUvarint(dst, uint64(minis))
	dst = binary.AppendUvarint(dst, uint64(n))
	if n == 0 {
		return binary.AppendVarint(dst, 0)
	}
	dst = binary.AppendVarint(dst, runs[0].First)
	if n == 1 {
		return dst
	}
	least := leastDelta(runs)
	dst = binary.AppendVarint(dst, least)
	p := packer{dst: append(dst, make([]byte, minis)...), widths: len(dst)}
	at := 0
	for i, r := range runs {
		if i > 0 {
			p.set(at, uint64(r.First-runs[i-1].last()-least))
			at++
		}
		if delta := uint64(r.Step - least); delta != 0 {
			for j := range r.N - 1 {
				p.set(at+j, delta)
			}
		}
		at += r.N - 1
	}
	p.flush()
	return p.dst
}

// leastDelta gives the least difference of a value and the one before it; there
// is one.
func leastDelta(runs []Run) int64 {
	least := int64(math.MaxInt64)
	for i, r := range runs {
		if i > 0 {
			least = min(least, r.First-runs[i-1].last())
		}
		if r.N > 1 {
			least = min(least, r.Step)
		}
	}
	return least
}

// A packer packs differences into miniblocks. Most are zero: only the others
// are given to it and cost time. Most of these are one.
type packer struct {
	dst    []byte
	widths int    // where the widths of the miniblocks are in dst
	mini   int    // the open miniblock
	ones   uint32 // which of its differences are one
	larger int    // how many of them are larger
	values [miniBlock]uint64
	at     [miniBlock]int
	all    uint64 // the bits of any of the larger ones
}

// set says what a difference is that is not zero. Differences come in order.
func (p *packer) set(at int, delta uint64) {
	if mini := at / miniBlock; mini != p.mini {
		p.flush()
		p.mini = mini
	}
	switch delta {
	case 0:
	case 1:
		p.ones |= 1 << (at % miniBlock)
	default:
		p.values[p.larger], p.at[p.larger] = delta, at%miniBlock
		p.larger++
		p.all |= delta
	}
}

// flush ends the open miniblock.
func (p *packer) flush() {
	switch {
	case p.larger > 0:
		p.flushLarger()
	case p.ones != 0: // the next visit begins, and that is all
		p.dst[p.widths+p.mini] = 1
		p.dst = binary.LittleEndian.AppendUint32(p.dst, p.ones)
		p.ones = 0
	}
}

func (p *packer) flushLarger() {
	width := bits.Len64(p.all)
	p.dst[p.widths+p.mini] = byte(width)
	start := len(p.dst)
	p.dst = append(p.dst, make([]byte, miniBlock/8*width)...)
	for ones := p.ones; ones != 0; ones &= ones - 1 {
		orBits(p.dst[start:], bits.TrailingZeros32(ones)*width, 1)
	}
	for i, v := range p.values[:p.larger] {
		orBits(p.dst[start:], p.at[i]*width, v)
	}
	p.ones, p.larger, p.all = 0, 0, 0
}

// orBits sets the bits of v in data from that bit on, lowest first.
func orBits(data []byte, bit int, v uint64) {
	low := v << (bit % 8)
	for i := bit / 8; low != 0; i++ {
		data[i] |= byte(low)
		low >>= 8
	}
	if high := v >> 1 >> (63 - bit%8); high != 0 {
		data[bit/8+8] |= byte(high)
	}
}

// MaxIndexes is the largest dictionary that AppendIndexes can mean.
const MaxIndexes = 1 << 16

// AppendIndexes appends the indexes of a page of the encoding RLE_DICTIONARY,
// for a dictionary of size consecutive values from base. They are one
// bit-packed run of whole bytes: consecutive values are a copy of a template,
// and a compressor finds what repeats.
func AppendIndexes(dst []byte, runs []Run, base int64, size int, ramp *Ramp) []byte {
	n := 0
	for _, r := range runs {
		n += r.N
	}
	groups := (n + 7) / 8
	width := 1
	if size > len(ramp) {
		width = 2
	}
	dst = append(dst, byte(8*width))
	dst = binary.AppendUvarint(dst, uint64(groups)<<1|1)
	start := len(dst)
	for _, r := range runs {
		at := r.First - base
		switch {
		case width == 1 && r.Step == 1:
			dst = append(dst, ramp[at:at+int64(r.N)]...)
		case width == 1:
			dst = appendRepeated(dst, []byte{byte(at)}, r.N)
		case r.Step == 0:
			dst = appendRepeated(dst, []byte{byte(at), byte(at >> 8)}, r.N)
		default:
			for i := range int64(r.N) {
				dst = append(dst, byte(at+i), byte((at+i)>>8))
			}
		}
	}
	return append(dst, make([]byte, start+8*groups*width-len(dst))...)
}

// appendRepeated appends p n times.
func appendRepeated(dst, p []byte, n int) []byte {
	start, end := len(dst), len(dst)+n*len(p)
	dst = append(dst, p...)
	for len(dst) < end {
		dst = append(dst, dst[start:min(len(dst), start+end-len(dst))]...)
	}
	return dst
}

// A Ramp is the bytes 0 to 255, the template of consecutive indexes.
type Ramp [256]byte

// NewRamp makes a ramp.
func NewRamp() *Ramp {
	r := &Ramp{}
	for i := range r {
		r[i] = byte(i)
	}
	return r
}

// A Word is a row's place in a dictionary of strings, N times.
type Word struct {
	Index int32
	N     int
}

// AppendWords appends the indexes of a page of the encoding RLE_DICTIONARY for
// a dictionary of size strings, each word as one run.
func AppendWords(dst []byte, words []Word, size int) []byte {
	width := bits.Len(uint(max(size, 2) - 1))
	dst = append(dst, byte(width))
	for _, w := range words {
		dst = binary.AppendUvarint(dst, uint64(w.N)<<1)
		for b := 0; b < width; b += 8 {
			dst = append(dst, byte(w.Index>>b))
		}
	}
	return dst
}
