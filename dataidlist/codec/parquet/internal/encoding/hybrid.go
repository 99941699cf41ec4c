package encoding

import (
	"encoding/binary"
	"fmt"
)

// Hybrid decodes the mix of runs and bit-packed groups in which levels and the
// indexes of dictionaries are written.
type Hybrid struct {
	data  []byte
	width int // bits a value, at most 32

	run    uint64 // values left of the current run
	value  uint32
	packed []byte // the groups that are being read; nil in a run of equal values
	bit    int    // of the next value in packed
}

// NewHybrid returns a decoder of values of that many bits.
func NewHybrid(data []byte, width int) (*Hybrid, error) {
	if width < 0 || width > 32 {
		return nil, fmt.Errorf("values of %d bits", width)
	}
	return &Hybrid{data: data, width: width}, nil
}

// Next fills dst with the next values.
func (h *Hybrid) Next(dst []uint32) error {
	for len(dst) > 0 {
		if h.run == 0 {
			if err := h.header(); err != nil {
				return err
			}
			continue
		}
		n := int(min(h.run, uint64(len(dst))))
		if h.packed == nil {
			for i := range dst[:n] {
				dst[i] = h.value
			}
		} else {
			h.unpack(dst[:n])
		}
		h.run -= uint64(n)
		dst = dst[n:]
	}
	return nil
}

// header reads the start of the next run.
func (h *Hybrid) header() error {
	if h.width == 0 && len(h.data) == 0 {
		h.run, h.packed, h.value = 1<<63, nil, 0 // some writers leave out what says nothing
		return nil
	}
	v, n := binary.Uvarint(h.data)
	if n == 0 {
		return errEnd
	} else if n < 0 {
		return errVarint
	}
	h.data = h.data[n:]
	size := (h.width + 7) / 8
	if v&1 == 0 {
		if len(h.data) < size {
			return errEnd
		}
		var word [4]byte
		copy(word[:], h.data[:size])
		h.run, h.packed, h.value = v>>1, nil, binary.LittleEndian.Uint32(word[:])
		h.data = h.data[size:]
		if uint64(h.value)>>h.width != 0 {
			return fmt.Errorf("%d as a value of %d bits", h.value, h.width)
		}
		return nil
	}
	groups := v >> 1
	if h.width > 0 {
		// The last group may be cut short.
		if most := uint64(len(h.data)+h.width-1) / uint64(h.width); groups > most {
			groups = most
		}
	}
	bytes := min(groups*uint64(h.width), uint64(len(h.data)))
	h.run = groups * 8
	if h.width > 0 {
		h.run = min(h.run, bytes*8/uint64(h.width))
		if h.run == 0 && groups > 0 {
			return errEnd
		}
	}
	h.packed, h.bit = h.data[:bytes:bytes], 0
	h.data = h.data[bytes:]
	return nil
}

func (h *Hybrid) unpack(dst []uint32) {
	if h.width == 0 {
		clear(dst)
		return
	}
	unpackBits(h.packed, h.bit, h.width, func(i int, v uint64) { dst[i] = uint32(v) }, len(dst))
	h.bit += len(dst) * h.width
}

// unpackBits gives n values of width bits, 1 to 64, that begin at a bit of
// data, which has all of them.
func unpackBits(data []byte, bit, width int, set func(i int, v uint64), n int) {
	mask := ^uint64(0) >> (64 - width)
	for i := range n {
		at, shift := bit/8, bit%8
		var v uint64
		if at+8 <= len(data) {
			v = binary.LittleEndian.Uint64(data[at:]) >> shift
		} else {
			v = tail(data[at:]) >> shift
		}
		if shift+width > 64 && at+8 < len(data) {
			v |= uint64(data[at+8]) << (64 - shift)
		}
		set(i, v&mask)
		bit += width
	}
}

// tail reads fewer than 8 bytes.
func tail(data []byte) uint64 {
	var word [8]byte
	copy(word[:], data)
	return binary.LittleEndian.Uint64(word[:])
}
