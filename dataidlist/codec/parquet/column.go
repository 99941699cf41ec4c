package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// plainDictionary is what version 1 of the format calls the encodings of
// dictionaries and of pages that refer to them.
const plainDictionary format.Encoding = 2

// A columnReader gives the values of a column, a few rows at a time and never
// over the end of a page.
type columnReader struct {
	at    int // place of the field among those of the file
	field field
	pages pageReader

	left   int              // rows of the page that are still to come
	levels *encoding.Hybrid // which rows of the page have values; nil if all have
	ints   encoding.Ints    // one of these three is set
	words  encoding.Words
	index  *encoding.Indexes

	hasDict  bool
	dictInts *encoding.Dict
	dictWord []string
	dictSize int64 // what the dictionary takes of the room of the pages

	out      table.Column
	wordSize int64 // what its strings that are not in a dictionary take of the room
	room     []uint32
}

// start begins to read a chunk.
func (c *columnReader) start(ch chunk) {
	c.pages.start(ch)
	c.release(&c.dictSize)
	c.left, c.hasDict, c.dictInts, c.dictWord = 0, false, encoding.NewDict(nil), nil
}

// available returns how many rows can be read before the page ends: at least
// one, or io.EOF at the end of the chunk.
func (c *columnReader) available() (int, error) {
	for c.left == 0 {
		p, err := c.pages.next()
		if err != nil {
			return 0, err
		}
		if p.dictionary {
			err = c.setDictionary(p)
		} else {
			err = c.setPage(p)
		}
		if err != nil {
			return 0, err
		}
	}
	return c.left, nil
}

func (c *columnReader) setDictionary(p page) error {
	if c.hasDict {
		return errors.New("a second dictionary")
	}
	if p.encoding != format.Plain && p.encoding != plainDictionary {
		return fmt.Errorf("a dictionary in the encoding %s", p.encoding)
	}
	c.hasDict = true
	if c.field.size > 0 {
		if p.values > len(p.data)/c.field.size {
			return fmt.Errorf("a dictionary of %d values in %d bytes", p.values, len(p.data))
		}
		if err := c.hold(&c.dictSize, 8*int64(p.values)); err != nil {
			return err
		}
		values := make([]int64, p.values)
		if err := encoding.PlainInts(p.data, c.field.size).Next(values); err != nil {
			return err
		}
		c.widen(values)
		c.dictInts = encoding.NewDict(values)
		return nil
	}
	if p.values > len(p.data)/4 {
		return fmt.Errorf("a dictionary of %d values in %d bytes", p.values, len(p.data))
	}
	if err := c.hold(&c.dictSize, int64(len(p.data))+stringSize*int64(p.values)); err != nil {
		return err
	}
	c.dictWord = make([]string, p.values)
	all, at := string(p.data), 0
	for i := range c.dictWord {
		if at+4 > len(all) {
			return io.ErrUnexpectedEOF
		}
		n := int(binary.LittleEndian.Uint32(p.data[at:]))
		if at += 4; n > len(all)-at {
			return io.ErrUnexpectedEOF
		}
		c.dictWord[i] = all[at : at+n]
		at += n
	}
	return nil
}

// stringSize is what a string takes besides its bytes.
const stringSize = 16

// hold counts n bytes more of what is held.
func (c *columnReader) hold(held *int64, n int64) error {
	*held += n
	return c.pages.room.take(n)
}

// release counts nothing more of what was held.
func (c *columnReader) release(held *int64) {
	c.pages.room.taken -= *held
	*held = 0
}

// setPage makes the decoders of a data page.
func (c *columnReader) setPage(p page) (err error) {
	c.left, c.levels, c.ints, c.words, c.index = p.values, nil, nil, nil, nil
	data := p.data
	if c.field.optional {
		if data, err = c.setLevels(p); err != nil {
			return err
		}
	}
	if p.encoding == plainDictionary || p.encoding == format.RLEDictionary {
		return c.setIndexes(data)
	}
	if size := c.field.size; size > 0 {
		switch p.encoding {
		case format.Plain:
			c.ints = encoding.PlainInts(data, size)
		case format.DeltaBinaryPacked:
			c.ints, err = encoding.NewDelta(data, size)
		case format.ByteStreamSplit:
			c.ints = encoding.SplitInts(data, size)
		default:
			err = fmt.Errorf("ints in the encoding %s", p.encoding)
		}
		return err
	}
	switch p.encoding {
	case format.Plain:
		c.words = encoding.PlainWords(data)
	case format.DeltaLengthByteArray:
		c.words, err = encoding.DeltaLengthWords(data)
	case format.DeltaByteArray:
		c.words, err = encoding.DeltaWords(data)
	default:
		err = fmt.Errorf("byte arrays in the encoding %s", p.encoding)
	}
	return err
}

// setLevels makes the decoder of what tells nulls from values, and returns the
// values.
func (c *columnReader) setLevels(p page) (values []byte, err error) {
	levels, values := p.levels, p.data
	if !p.split {
		if p.levelEncoding != format.RLE {
			return nil, fmt.Errorf("levels in the encoding %s", p.levelEncoding)
		}
		if len(values) < 4 || uint64(binary.LittleEndian.Uint32(values)) > uint64(len(values)-4) {
			return nil, errors.New("a page that is shorter than its levels")
		}
		n := binary.LittleEndian.Uint32(values)
		levels, values = values[4:4+n], values[4+n:]
	}
	c.levels, err = encoding.NewHybrid(levels, 1)
	return values, err
}

// setIndexes makes the decoder of a page whose values are in the dictionary.
func (c *columnReader) setIndexes(data []byte) (err error) {
	switch {
	case len(data) == 0:
		data = []byte{0} // all rows are null, or else have the first value
	case !c.hasDict:
		return errors.New("a page that needs a dictionary, and there is none")
	}
	if c.field.size > 0 {
		c.ints, err = encoding.DictInts(data, c.dictInts)
	} else {
		c.index, err = encoding.NewIndexes(data, len(c.dictWord))
	}
	return err
}

// widen gives unsigned values of 32 bits their value.
func (c *columnReader) widen(ints []int64) {
	if c.unsigned32() {
		for i := range ints {
			ints[i] = int64(uint32(ints[i]))
		}
	}
}

// read returns the next n rows, of which there are as many in the page. They
// are valid until the next call.
func (c *columnReader) read(n int) (*table.Column, error) {
	c.left -= n
	present, err := c.readLevels(n)
	if err != nil {
		return nil, err
	}
	out := &c.out
	switch {
	case c.ints != nil:
		out.Unsigned = c.field.unsigned
		out.Ints = slices.Grow(out.Ints[:0], n)[:n]
		if err = c.ints.Next(out.Ints[:present]); err == nil {
			c.widen(out.Ints[:present])
			scatter(out.Ints, out.Nulls, present)
		}
	case c.index != nil:
		out.Words = c.dictWord
		out.Index = slices.Grow(out.Index[:0], n)[:n]
		if err = c.index.Next(out.Index[:present]); err == nil {
			scatter(out.Index, out.Nulls, present)
		}
	default:
		if err = c.readWords(present); err == nil {
			out.Index = slices.Grow(out.Index, n-present)[:n]
			scatter(out.Index, out.Nulls, present)
		}
	}
	return out, err
}

// readLevels sets which of the next n rows are null, and returns how many are
// not.
func (c *columnReader) readLevels(n int) (present int, err error) {
	c.out.Nulls = nil
	if c.levels == nil {
		return n, nil
	}
	c.room = slices.Grow(c.room[:0], n)[:n]
	if err := c.levels.Next(c.room); err != nil {
		return 0, err
	}
	for _, level := range c.room {
		present += int(level)
	}
	if present == n {
		return n, nil
	}
	c.out.Nulls = make([]bool, n)
	for i, level := range c.room {
		c.out.Nulls[i] = level == 0
	}
	return present, nil
}

// scatter moves the values of the rows that are not null to their places.
func scatter[T any](values []T, nulls []bool, present int) {
	if nulls == nil {
		return
	}
	for i := len(nulls) - 1; i >= 0; i-- {
		if !nulls[i] {
			present--
			values[i] = values[present]
		}
	}
}

// readWords reads strings that are not in a dictionary.
func (c *columnReader) readWords(n int) error {
	out := &c.out
	out.Words, out.Index = nil, out.Index[:0]
	c.release(&c.wordSize)
	for range n {
		word, err := c.words.Next()
		if err != nil {
			return err
		}
		if len(word) > dataidlist.MaxReasonLen {
			return fmt.Errorf("%w: a string of %d bytes", dataidlist.ErrLimit, len(word))
		}
		words := len(out.Words)
		out.AppendString(word)
		if len(out.Words) > words { // the word before was another
			if err := c.hold(&c.wordSize, stringSize+int64(len(word))); err != nil {
				return err
			}
		}
	}
	return nil
}

// unsigned32 reports whether decoders give values that are still to be
// widened.
func (c *columnReader) unsigned32() bool { return c.field.unsigned && c.field.size == 4 }

// skipLevels goes on by n rows, none of which may be null.
func (c *columnReader) skipLevels(n int) error {
	c.left -= n
	if c.levels == nil {
		return nil
	}
	ones, err := c.levels.Ones(n)
	if err == nil && !ones {
		err = errSlow
	}
	return err
}

// intRuns appends the next n rows of an int column as runs.
func (c *columnReader) intRuns(dst []encoding.Run, n int) ([]encoding.Run, error) {
	if err := c.skipLevels(n); err != nil {
		return dst, err
	}
	return c.ints.AppendRuns(dst, n)
}

// intValues gives the next rows of an int column.
func (c *columnReader) intValues(dst []int64) error {
	if err := c.skipLevels(len(dst)); err != nil {
		return err
	}
	err := c.ints.Next(dst)
	c.widen(dst)
	return err
}

// wordRuns appends the next n rows of a string column as runs, and returns
// what strings there are.
func (c *columnReader) wordRuns(dst []encoding.Word, n int) ([]encoding.Word, []string, error) {
	if err := c.skipLevels(n); err != nil {
		return dst, nil, err
	}
	if c.index != nil {
		dst, err := c.index.AppendWords(dst, n)
		return dst, c.dictWord, err
	}
	if err := c.readWords(n); err != nil {
		return dst, nil, err
	}
	for _, at := range c.out.Index {
		dst = encoding.AppendWord(dst, encoding.Word{Index: at, N: 1})
	}
	return dst, c.out.Words, nil
}
