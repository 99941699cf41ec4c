package encoding

import "fmt"

// A Dict is the values of a dictionary of ints.
type Dict struct {
	values []int64
	ramps  []uint16 // for each of the first 256, how many from it on count up by 1
}

// NewDict makes a dictionary. It keeps values.
func NewDict(values []int64) *Dict {
	d := &Dict{values: values, ramps: make([]uint16, min(len(values), 1<<8))}
	for i := len(d.ramps) - 1; i >= 0; i-- {
		d.ramps[i] = 1
		if i+1 < len(d.ramps) && values[i]+1 == values[i+1] && values[i] < values[i+1] {
			d.ramps[i] += d.ramps[i+1]
		}
	}
	return d
}

// ramp gives how many values count up from that of an index on.
func (d *Dict) ramp(at byte) int { return int(d.ramps[at]) }

func (d *Dict) check(at uint32) error {
	if uint64(at) >= uint64(len(d.values)) {
		return fmt.Errorf("value %d of a dictionary of %d", at, len(d.values))
	}
	return nil
}

// lookUp gives the first values of a stretch.
func (d *Dict) lookUp(dst []int64, s stretch) error {
	if s.packed == nil {
		if err := d.check(s.value); err != nil {
			return err
		}
		v := d.values[s.value]
		for i := range dst {
			dst[i] = v
		}
		return nil
	}
	var room [roomLen]uint32
	for len(dst) > 0 {
		indexes := room[:min(len(dst), roomLen)]
		s.unpack(indexes)
		for i, at := range indexes {
			if uint64(at) >= uint64(len(d.values)) {
				return d.check(at)
			}
			dst[i] = d.values[at]
		}
		s.cut(len(indexes))
		dst = dst[len(indexes):]
	}
	return nil
}

// DictInts decodes values that are indexes of a dictionary: a byte with the
// number of bits, and what a [Hybrid] decodes.
func DictInts(data []byte, dict *Dict) (Ints, error) {
	h, err := newIndexes(data)
	return &dictInts{hybrid: h, dict: dict}, err
}

type dictInts struct {
	hybrid *Hybrid
	dict   *Dict
}

func (d *dictInts) Next(dst []int64) error {
	for len(dst) > 0 {
		s, err := d.hybrid.next(len(dst))
		if err == nil {
			err = d.dict.lookUp(dst[:s.n], s)
		}
		if err != nil {
			return err
		}
		dst = dst[s.n:]
	}
	return nil
}

// Indexes decodes the indexes of a dictionary and checks that it has them.
type Indexes struct {
	hybrid *Hybrid
	size   int
}

// NewIndexes returns a decoder for a dictionary of that size.
func NewIndexes(data []byte, size int) (*Indexes, error) {
	h, err := newIndexes(data)
	return &Indexes{hybrid: h, size: size}, err
}

func newIndexes(data []byte) (*Hybrid, error) {
	if len(data) == 0 {
		return nil, errEnd
	}
	return NewHybrid(data[1:], int(data[0]))
}

// Next fills dst with the next indexes.
func (x *Indexes) Next(dst []int32) error {
	for len(dst) > 0 {
		var room [roomLen]uint32
		indexes := room[:min(len(dst), roomLen)]
		if err := x.hybrid.Next(indexes); err != nil {
			return err
		}
		for i, at := range indexes {
			if err := x.check(at); err != nil {
				return err
			}
			dst[i] = int32(at)
		}
		dst = dst[len(indexes):]
	}
	return nil
}

func (x *Indexes) check(at uint32) error {
	if uint64(at) >= uint64(x.size) {
		return fmt.Errorf("value %d of a dictionary of %d", at, x.size)
	}
	return nil
}

// AppendWords appends the next n indexes as runs of equal ones, of which the
// first may lengthen the last of dst.
func (x *Indexes) AppendWords(dst []Word, n int) ([]Word, error) {
	for n > 0 {
		s, err := x.hybrid.next(n)
		if err != nil {
			return dst, err
		}
		n -= s.n
		if s.packed == nil {
			if err := x.check(s.value); err != nil {
				return dst, err
			}
			dst = AppendWord(dst, Word{int32(s.value), s.n})
			continue
		}
		var room [roomLen]uint32
		for s.n > 0 {
			indexes := room[:min(s.n, roomLen)]
			s.unpack(indexes)
			for _, at := range indexes {
				if err := x.check(at); err != nil {
					return dst, err
				}
				dst = AppendWord(dst, Word{int32(at), 1})
			}
			s.cut(len(indexes))
		}
	}
	return dst, nil
}

// AppendWord appends a word, or lengthens the last one if it is the same.
func AppendWord(dst []Word, w Word) []Word {
	if n := len(dst); n > 0 && dst[n-1].Index == w.Index {
		dst[n-1].N += w.N
		return dst
	}
	return append(dst, w)
}
