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

// A stretch is values of one run: n times the same, or bit-packed.
type stretch struct {
	n      int
	value  uint32
	packed []byte // nil if all are the same
	bit    int    // of the first value in packed
	width  int
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
		s, err := h.next(len(dst))
		if err != nil {
			return err
		}
		s.unpack(dst[:s.n])
		dst = dst[s.n:]
	}
	return nil
}

// Ones reports whether the next n values are all 1.
func (h *Hybrid) Ones(n int) (bool, error) {
	ones := true
	for n > 0 {
		s, err := h.next(n)
		if err != nil {
			return false, err
		}
		n -= s.n
		if s.packed == nil {
			ones = ones && s.value == 1
			continue
		}
		var room [roomLen]uint32
		for s.n > 0 {
			values := room[:min(s.n, roomLen)]
			s.unpack(values)
			for _, v := range values {
				ones = ones && v == 1
			}
			s.cut(len(values))
		}
	}
	return ones, nil
}

// next gives at most n values, and at least one.
func (h *Hybrid) next(n int) (stretch, error) {
	for h.run == 0 {
		if err := h.header(); err != nil {
			return stretch{}, err
		}
	}
	s := stretch{n: int(min(h.run, uint64(n))), value: h.value, packed: h.packed, bit: h.bit, width: h.width}
	h.run -= uint64(s.n)
	h.bit += s.n * h.width
	return s, nil
}

// header reads the start of the next run.
func (h *Hybrid) header() error {
	h.bit = 0
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
	if h.width == 0 {
		h.run, h.packed, h.value = groups*8, nil, 0
		return nil
	}
	// The last group may be cut short.
	if most := uint64(len(h.data)+h.width-1) / uint64(h.width); groups > most {
		groups = most
	}
	bytes := min(groups*uint64(h.width), uint64(len(h.data)))
	h.run = min(groups*8, bytes*8/uint64(h.width))
	if h.run == 0 && groups > 0 {
		return errEnd
	}
	h.packed = h.data[:bytes:bytes]
	h.data = h.data[bytes:]
	return nil
}

// unpack fills dst, which is n long.
func (s *stretch) unpack(dst []uint32) {
	if s.packed == nil {
		for i := range dst {
			dst[i] = s.value
		}
		return
	}
	unpack(dst, s.packed, s.bit, s.width)
}

// cut takes values off the begin.
func (s *stretch) cut(n int) {
	s.n -= n
	s.bit += n * s.width
}

// unpack fills dst with values of width bits, 1 to 64, that begin at a bit of
// data, which has all of them.
func unpack[T uint32 | uint64](dst []T, data []byte, bit, width int) {
	if width == 8 && bit%8 == 0 {
		for i, b := range data[bit/8:][:len(dst)] {
			dst[i] = T(b)
		}
		return
	}
	mask := ^uint64(0) >> (64 - width)
	i := 0
	if width <= 57 { // with up to 7 bits before it, in 8 bytes
		for ; i < len(dst) && bit>>3+8 <= len(data); i++ {
			dst[i] = T(binary.LittleEndian.Uint64(data[bit>>3:]) >> (bit & 7) & mask)
			bit += width
		}
	}
	for ; i < len(dst); i++ {
		at, shift := bit/8, bit%8
		v := word(data[at:]) >> shift
		if shift+width > 64 {
			v |= uint64(data[at+8]) << (64 - shift)
		}
		dst[i] = T(v & mask)
		bit += width
	}
}

// word reads up to 8 bytes.
func word(data []byte) uint64 {
	var b [8]byte
	copy(b[:], data)
	return binary.LittleEndian.Uint64(b[:])
}
