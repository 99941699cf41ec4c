package encoding

import (
	"encoding/binary"
)

// PlainWords decodes PLAIN byte arrays: a length of four bytes and the value.
func PlainWords(data []byte) Words { return &plainWords{data} }

type plainWords struct{ data []byte }

func (p *plainWords) Next() ([]byte, error) {
	if len(p.data) < 4 {
		return nil, errEnd
	}
	n := uint64(binary.LittleEndian.Uint32(p.data))
	if n > uint64(len(p.data)-4) {
		return nil, errEnd
	}
	value := p.data[4 : 4+n]
	p.data = p.data[4+n:]
	return value, nil
}

// DeltaLengthWords decodes DELTA_LENGTH_BYTE_ARRAY: all lengths, then all
// values.
func DeltaLengthWords(data []byte) (Words, error) {
	lengths, err := NewDelta(data, 4)
	if err != nil {
		return nil, err
	}
	data, err = lengths.Rest()
	return &deltaLengthWords{newLengths(lengths), data}, err
}

type deltaLengthWords struct {
	lengths *lengths
	data    []byte
}

func (d *deltaLengthWords) Next() ([]byte, error) {
	n, err := d.lengths.next(len(d.data))
	if err != nil {
		return nil, err
	}
	value := d.data[:n]
	d.data = d.data[n:]
	return value, nil
}

// DeltaWords decodes DELTA_BYTE_ARRAY: how much each value has in common with
// the one before it, and the rests of the values.
func DeltaWords(data []byte) (Words, error) {
	prefixes, err := NewDelta(data, 4)
	if err != nil {
		return nil, err
	}
	data, err = prefixes.Rest()
	if err != nil {
		return nil, err
	}
	rests, err := DeltaLengthWords(data)
	return &deltaWords{prefixes: newLengths(prefixes), rests: rests}, err
}

type deltaWords struct {
	prefixes *lengths
	rests    Words
	value    []byte
}

func (d *deltaWords) Next() ([]byte, error) {
	n, err := d.prefixes.next(len(d.value))
	if err != nil {
		return nil, err
	}
	rest, err := d.rests.Next()
	if err != nil {
		return nil, err
	}
	d.value = append(d.value[:n], rest...)
	return d.value, nil
}

// lengths takes lengths off a decoder.
type lengths struct {
	delta *Delta
	room  [256]int64
	have  []int64
}

func newLengths(d *Delta) *lengths { return &lengths{delta: d} }

// next gives the next length, which is at most limit.
func (l *lengths) next(limit int) (int, error) {
	if len(l.have) == 0 {
		l.have = l.room[:min(l.delta.Left(), int64(len(l.room)))]
		if len(l.have) == 0 {
			return 0, errEnd
		}
		if err := l.delta.Next(l.have); err != nil {
			return 0, err
		}
	}
	n := l.have[0]
	l.have = l.have[1:]
	switch {
	case n < 0:
		return 0, errNegative
	case n > int64(limit):
		return 0, errEnd
	}
	return int(n), nil
}
