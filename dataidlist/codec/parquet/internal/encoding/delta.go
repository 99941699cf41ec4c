package encoding

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Delta decodes DELTA_BINARY_PACKED values: blocks of differences, each less
// the least of its block, packed in miniblocks of equal width.
type Delta struct {
	data   []byte
	bits32 bool  // values wrap around at 32 bits
	left   int64 // values still to come
	value  int64 // the next value, if it is not to be computed

	perMini  int // values in a miniblock
	minis    int // miniblocks in a block
	widths   []byte
	least    int64
	mini     []byte // the miniblock that is being read, and 8 bytes if there are
	miniLeft int
	bit      int
	width    int
	started  bool
	room     [roomLen]uint64
}

const (
	maxMinis     = 1 << 15
	maxBlockSize = 1 << 20
)

// NewDelta returns a decoder of values of 4 or 8 bytes.
func NewDelta(data []byte, size int) (*Delta, error) {
	d := &Delta{data: data, bits32: size == 4}
	block, minis, count := d.uvarint(), d.uvarint(), d.uvarint()
	first := d.uvarint()
	if d.data == nil {
		return nil, errEnd
	}
	if minis == 0 || minis > maxMinis || block == 0 || block > maxBlockSize || block%(minis*8) != 0 || count >= 1<<31 {
		return nil, fmt.Errorf("blocks of %d values in %d miniblocks, %d values", block, minis, count)
	}
	d.perMini, d.minis, d.left = int(block/minis), int(minis), int64(count)
	d.value = unzigzag(first)
	return d, nil
}

// Left returns how many values are still to come.
func (d *Delta) Left() int64 { return d.left }

// uvarint reads a number off the data, which is nil after an error.
func (d *Delta) uvarint() uint64 {
	v, n := binary.Uvarint(d.data)
	if n <= 0 {
		d.data = nil
		return 0
	}
	d.data = d.data[n:]
	return v
}

func unzigzag(v uint64) int64 { return int64(v>>1) ^ -int64(v&1) }

// Next fills dst with the next values.
func (d *Delta) Next(dst []int64) error {
	if int64(len(dst)) > d.left {
		return errEnd
	}
	d.left -= int64(len(dst))
	for len(dst) > 0 {
		if !d.started {
			d.started = true
			dst[0] = d.wrap(d.value)
			dst = dst[1:]
			continue
		}
		if d.miniLeft == 0 {
			if err := d.nextMini(); err != nil {
				return err
			}
		}
		n := min(len(dst), d.miniLeft)
		d.unpack(dst[:n])
		d.miniLeft -= n
		dst = dst[n:]
	}
	return nil
}

func (d *Delta) unpack(dst []int64) {
	if d.width == 0 {
		for i := range dst {
			d.value += d.least
			dst[i] = d.wrap(d.value)
		}
		return
	}
	for len(dst) > 0 {
		deltas := d.room[:min(len(dst), roomLen)]
		unpack(deltas, d.mini, d.bit, d.width)
		for i, delta := range deltas {
			d.value += d.least + int64(delta)
			dst[i] = d.wrap(d.value)
		}
		d.bit += len(deltas) * d.width
		dst = dst[len(deltas):]
	}
}

func (d *Delta) wrap(v int64) int64 {
	if d.bits32 {
		return int64(int32(v))
	}
	return v
}

// nextMini starts the next miniblock, and the next block where one ends.
func (d *Delta) nextMini() error {
	if len(d.widths) == 0 {
		d.least = unzigzag(d.uvarint())
		if len(d.data) < d.minis {
			return errEnd
		}
		d.widths, d.data = d.data[:d.minis], d.data[d.minis:]
	}
	d.width = int(d.widths[0])
	d.widths = d.widths[1:]
	if d.width > 64 {
		return fmt.Errorf("values of %d bits", d.width)
	}
	size := d.perMini * d.width / 8
	if len(d.data) < size {
		return errEnd
	}
	d.mini, d.data = d.data[:min(size+8, len(d.data))], d.data[size:]
	d.miniLeft, d.bit = d.perMini, 0
	return nil
}

// Rest returns the bytes after the values that are left, without decoding
// these.
func (d *Delta) Rest() ([]byte, error) {
	e := *d
	left := e.left
	if !e.started && left > 0 {
		left--
	}
	for left -= int64(e.miniLeft); left > 0; left -= int64(e.perMini) {
		if err := e.nextMini(); err != nil {
			return nil, err
		}
	}
	// Miniblocks of the last block that have no values have no bytes either.
	return e.data, nil
}

var errNegative = errors.New("a negative length")
