package tailset

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// The portable roaring serialization: a header with one entry a container,
// then the containers, little-endian throughout.
const (
	cookieNoRuns = 12346 // no container is a list of runs
	cookieRuns   = 12347 // in the low 16 bits; the container count less 1 above
	noOffsets    = 4     // with cookieRuns, fewer containers have no offsets

	maxArray    = 4096 // values of the largest array container
	bitmapWords = 1024 // 64-bit words of a bitmap container
	bitmapBytes = 8 * bitmapWords
)

// block is one container to be: the part of a list of runs that shares the
// high 16 bits of its values.
type block struct {
	key     uint16
	from    int // index of the first run with a value in the block
	numRuns int
	count   int // values, 1 to 65 536
}

func (b block) runsBytes() int { return 2 + 4*b.numRuns }

// asRuns reports whether the block is a list of runs. Roaring is slow on those
// lists, so they must save much: some kilobytes, and most of what the block
// takes otherwise.
func (b block) asRuns() bool {
	return b.count > maxArray/4 && 4*b.runsBytes() < min(2*b.count, bitmapBytes)
}

func (b block) bytes() int {
	if b.asRuns() {
		return b.runsBytes()
	}
	return min(2*b.count, bitmapBytes)
}

// cut returns the part of r that is in the block, as low 16 bits.
func (b block) cut(r Run) (first, last uint16) {
	base := uint32(b.key) << 16
	return uint16(max(r.First, base)), uint16(min(r.Last, base|0xffff))
}

// blocksOf divides maximal runs into blocks, in order.
func blocksOf(runs []Run) []block {
	blocks := make([]block, 0, countContainers(runs))
	for i := 0; i < len(runs); {
		b := block{key: uint16(runs[i].First >> 16), from: i}
		if n := len(blocks); n > 0 && blocks[n-1].key >= b.key {
			b.key = blocks[n-1].key + 1 // the run goes on from the block before
		}
		top := uint32(b.key)<<16 | 0xffff
		for i < len(runs) && runs[i].First <= top {
			first, last := b.cut(runs[i])
			b.count += int(last) - int(first) + 1
			b.numRuns++
			if runs[i].Last > top {
				break
			}
			i++
		}
		blocks = append(blocks, b)
	}
	return blocks
}

// bitmapOf returns a new bitmap of the values in maximal runs.
func bitmapOf(runs []Run) *roaring.Bitmap {
	b := roaring.New()
	if len(runs) == 0 {
		return b
	}
	if _, err := b.ReadFrom(bytes.NewReader(appendPortable(nil, runs))); err != nil {
		panic(fmt.Sprintf("tailset: roaring rejects its own format: %v", err))
	}
	return b
}

// appendPortable appends the portable serialization of maximal runs to dst.
func appendPortable(dst []byte, runs []Run) []byte {
	blocks := blocksOf(runs)
	n := len(blocks)
	anyRuns := slices.ContainsFunc(blocks, block.asRuns)

	header := 8 + 8*n
	if anyRuns {
		header = 4 + (n+7)/8 + 4*n
		if n >= noOffsets {
			header += 4 * n
		}
	}
	size := header
	for _, b := range blocks {
		size += b.bytes()
	}
	dst = slices.Grow(dst, size)

	le := binary.LittleEndian
	if anyRuns {
		dst = le.AppendUint32(dst, cookieRuns|uint32(n-1)<<16)
		flags := make([]byte, (n+7)/8)
		for i, b := range blocks {
			if b.asRuns() {
				flags[i/8] |= 1 << (i % 8)
			}
		}
		dst = append(dst, flags...)
	} else {
		dst = le.AppendUint32(dst, cookieNoRuns)
		dst = le.AppendUint32(dst, uint32(n))
	}
	for _, b := range blocks {
		dst = le.AppendUint16(dst, b.key)
		dst = le.AppendUint16(dst, uint16(b.count-1))
	}
	if !anyRuns || n >= noOffsets {
		offset := header
		for _, b := range blocks {
			dst = le.AppendUint32(dst, uint32(offset))
			offset += b.bytes()
		}
	}
	for _, b := range blocks {
		dst = b.appendContainer(dst, runs[b.from:b.from+b.numRuns])
	}
	return dst
}

// appendContainer appends the serialized container of the block's runs.
func (b block) appendContainer(dst []byte, runs []Run) []byte {
	le := binary.LittleEndian
	switch {
	case b.asRuns():
		dst = le.AppendUint16(dst, uint16(b.numRuns))
		for _, r := range runs {
			first, last := b.cut(r)
			dst = le.AppendUint16(dst, first)
			dst = le.AppendUint16(dst, last-first)
		}
	case b.count <= maxArray:
		for _, r := range runs {
			first, last := b.cut(r)
			for x := int(first); x <= int(last); x++ {
				dst = le.AppendUint16(dst, uint16(x))
			}
		}
	default:
		dst = b.appendWords(dst, runs)
	}
	return dst
}

// appendWords appends the runs as a bitmap container.
func (b block) appendWords(dst []byte, runs []Run) []byte {
	var words [bitmapWords]uint64
	for _, r := range runs {
		first, last := b.cut(r)
		i, j := first/64, last/64
		head, tail := ^uint64(0)<<(first%64), ^uint64(0)>>(63-last%64)
		if i == j {
			words[i] |= head & tail
			continue
		}
		words[i] |= head
		for i++; i < j; i++ {
			words[i] = ^uint64(0)
		}
		words[j] |= tail
	}
	for _, w := range words {
		dst = binary.LittleEndian.AppendUint64(dst, w)
	}
	return dst
}
