package encoding

import (
	"encoding/binary"
	"fmt"
)

// PlainInts decodes PLAIN values of 4 or 8 bytes.
func PlainInts(data []byte, size int) Ints { return &plainInts{data, size} }

type plainInts struct {
	data []byte
	size int
}

func (p *plainInts) Next(dst []int64) error {
	if len(dst) > len(p.data)/p.size {
		return errEnd
	}
	if p.size == 4 {
		for i := range dst {
			dst[i] = int64(int32(binary.LittleEndian.Uint32(p.data[4*i:])))
		}
	} else {
		for i := range dst {
			dst[i] = int64(binary.LittleEndian.Uint64(p.data[8*i:]))
		}
	}
	p.data = p.data[len(dst)*p.size:]
	return nil
}

// SplitInts decodes BYTE_STREAM_SPLIT values of 4 or 8 bytes.
func SplitInts(data []byte, size int) Ints {
	return &splitInts{data: data, size: size, stride: len(data) / size}
}

type splitInts struct {
	data         []byte
	size, stride int
	at           int
}

func (s *splitInts) Next(dst []int64) error {
	if len(dst) > s.stride-s.at {
		return errEnd
	}
	for i := range dst {
		var v uint64
		for b := range s.size {
			v |= uint64(s.data[b*s.stride+s.at]) << (8 * b)
		}
		if s.size == 4 {
			v = uint64(int64(int32(v)))
		}
		dst[i] = int64(v)
		s.at++
	}
	return nil
}

// DictInts decodes values that are indexes of a dictionary: a byte with the
// number of bits, and what a [Hybrid] decodes.
func DictInts(data []byte, dict []int64) (Ints, error) {
	indexes, err := NewIndexes(data, len(dict))
	return &dictInts{indexes: indexes, dict: dict}, err
}

type dictInts struct {
	indexes *Indexes
	dict    []int64
	room    []int32
}

func (d *dictInts) Next(dst []int64) error {
	if cap(d.room) < len(dst) {
		d.room = make([]int32, len(dst))
	}
	room := d.room[:len(dst)]
	if err := d.indexes.Next(room); err != nil {
		return err
	}
	for i, at := range room {
		dst[i] = d.dict[at]
	}
	return nil
}

// Indexes decodes the indexes of a dictionary and checks that it has them.
type Indexes struct {
	hybrid *Hybrid
	size   int
	room   []uint32
}

// NewIndexes returns a decoder for a dictionary of that size.
func NewIndexes(data []byte, size int) (*Indexes, error) {
	if len(data) == 0 {
		return nil, errEnd
	}
	h, err := NewHybrid(data[1:], int(data[0]))
	return &Indexes{hybrid: h, size: size}, err
}

// Next fills dst with the next indexes.
func (x *Indexes) Next(dst []int32) error {
	if cap(x.room) < len(dst) {
		x.room = make([]uint32, len(dst))
	}
	room := x.room[:len(dst)]
	if err := x.hybrid.Next(room); err != nil {
		return err
	}
	for i, at := range room {
		if uint64(at) >= uint64(x.size) {
			return fmt.Errorf("value %d of a dictionary of %d", at, x.size)
		}
		dst[i] = int32(at)
	}
	return nil
}
