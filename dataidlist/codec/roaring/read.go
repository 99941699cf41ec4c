package roaring

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	cookieNoRuns = 12346 // begins a 32-bit bitmap without runs
	cookieRuns   = 12347 // the low half of what begins one with runs
	maxArray     = 4096  // values in an array; more are a bitmap
	bitmapLen    = 8192  // bytes of a bitmap
	offsetsFrom  = 4     // containers from which on a bitmap with runs has offsets
	// maxBuckets is the number of high halves of values up to 2^63−1.
	maxBuckets = 1 << 31
)

// Detect reports whether an input that begins with head is a roaring bitmap.
// It says so of one of 32 bits, too, which [Read] refuses with a word of
// advice.
func Detect(head []byte) bool {
	if is32Bit(head) {
		return true
	}
	if len(head) < 8 {
		return false
	}
	buckets := binary.LittleEndian.Uint64(head)
	if buckets == 0 || len(head) < 16 {
		return buckets == 0 && len(head) == 8
	}
	cookie := binary.LittleEndian.Uint32(head[12:])
	return buckets <= maxBuckets && (cookie == cookieNoRuns || cookie&math.MaxUint16 == cookieRuns)
}

// is32Bit reports whether an input begins as a bitmap of 32 bits does, and
// could not be one of 64 bits: it would have too many buckets.
func is32Bit(head []byte) bool {
	if len(head) < 8 || binary.LittleEndian.Uint64(head) <= maxBuckets {
		return false
	}
	cookie := binary.LittleEndian.Uint32(head)
	return cookie == cookieNoRuns || cookie&math.MaxUint16 == cookieRuns && head[3] == 0
}

// Read reads a bitmap. Errors are [*dataidlist.InputError] with the byte.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	fail := func(offset int64, err error) error {
		return &dataidlist.InputError{File: src.Name, Byte: offset + 1, Err: err}
	}
	mapper, err := newMapper(src.Name, opts)
	if err != nil {
		return nil, err
	}
	cells := make([]table.Cell, 1)
	p := newParser(whole.Reader(src), func(first, n int64) error {
		cells[0] = table.Cell{Kind: table.Int, Int: first}
		return mapper.Run(0, n, cells)
	})
	if err := p.parse(); err != nil {
		var known *dataidlist.InputError
		if errors.As(err, &known) {
			return nil, err
		}
		return nil, fail(p.offset, err)
	}
	return mapper.Finish("roaring")
}

// newMapper makes the mapper of a column of ints without a name.
func newMapper(file string, opts *table.ReadOptions) (*table.Mapper, error) {
	advice := table.OptionsError(errors.New("a roaring bitmap holds the values of one int dimension: say which with --dimension, and the values of the other dimensions with --set"))
	if opts = opts.OrZero(); len(opts.Dimensions) != 1 {
		return nil, &dataidlist.InputError{File: file, Err: advice}
	}
	m, err := table.NewMapper(file, opts)
	if err != nil {
		return nil, err
	}
	if err := m.Columns(0, opts.Dimensions); err != nil {
		return nil, err
	}
	if opts.Sink != nil {
		return nil, &dataidlist.InputError{File: file, Err: errors.New("a roaring bitmap has no rows")}
	}
	if ints := m.Group().Ints(); len(ints) != 1 || !m.Uses(0) || ints[0] != opts.Dimensions[0] {
		return nil, &dataidlist.InputError{File: file, Err: fmt.Errorf("%w; with these the group is %s", advice, m.Group())}
	}
	return m, nil
}
