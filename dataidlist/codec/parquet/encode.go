package parquet

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"

	"github.com/klauspost/compress/zstd"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
)

const (
	// maxPlainPage ends a page of plain strings when it has that many bytes.
	maxPlainPage = 1 << 20
	// maxDictBytes is the largest dictionary of strings in bytes.
	maxDictBytes = 4 << 20
)

// An encodedColumn is a column of a row group as it stands in the file.
type encodedColumn struct {
	dictionary *encodedPage // nil if there is none
	encoding   format.Encoding
	pages      []encodedPage
	compare    func(a, b []byte) int // of bounds; nil if there are none
}

// An encodedPage is a page with its header, compressed.
type encodedPage struct {
	bytes    []byte
	raw      int // bytes before compression, with the header
	rows     int
	min, max []byte // the bounds, plain
}

// An encoder encodes columns. It has memory that the next column uses again,
// so each goroutine needs its own.
type encoder struct {
	zstd *zstd.Encoder
	ramp *encoding.Ramp
	raw  []byte
	body []byte
}

func newEncoder() (*encoder, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false))
	return &encoder{zstd: z, ramp: encoding.NewRamp()}, err
}

// columns encodes the columns of a row group in the order of the schema.
func (e *encoder) columns(g *group) ([]encodedColumn, error) {
	var all []encodedColumn
	var reason *encodedColumn
	for i := range g.words {
		c, err := e.words(&g.words[i])
		if err != nil {
			return nil, err
		}
		if g.words[i].isReason {
			reason = &c
		} else {
			all = append(all, c)
		}
	}
	for i := range g.ints {
		c, err := e.ints(&g.ints[i], i > 0)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if reason != nil {
		all = append(all, *reason)
	}
	return all, nil
}

// ints encodes an int column: as indexes of consecutive values, if these are
// few and the column may have a dictionary, else as differences. The first int
// column has none: it ascends slowly, which differences are best for.
func (e *encoder) ints(c *intColumn, mayIndex bool) (col encodedColumn, err error) {
	col = encodedColumn{encoding: format.DeltaBinaryPacked, compare: compareInts}
	size := c.most - c.least + 1
	indexed := mayIndex && size > 0 && size <= encoding.MaxIndexes
	if indexed {
		col.encoding = format.RLEDictionary
		e.raw = e.raw[:0]
		for v := c.least; v-c.least < size; v++ {
			e.raw = binary.LittleEndian.AppendUint64(e.raw, uint64(v))
		}
		if col.dictionary, err = e.dictionary(int(size)); err != nil {
			return col, err
		}
	}
	for _, runs := range c.pages {
		p := encodedPage{}
		least, most := runs[0].First, runs[0].First
		for _, r := range runs {
			p.rows += r.N
			least, most = min(least, r.First), max(most, r.First+r.Step*int64(r.N-1))
		}
		p.min, p.max = binary.LittleEndian.AppendUint64(nil, uint64(least)), binary.LittleEndian.AppendUint64(nil, uint64(most))
		if indexed {
			e.raw = encoding.AppendIndexes(e.raw[:0], runs, c.least, int(size), e.ramp)
		} else {
			e.raw = encoding.AppendDelta(e.raw[:0], runs)
		}
		if err := e.page(&p, col.encoding); err != nil {
			return col, err
		}
		col.pages = append(col.pages, p)
	}
	return col, nil
}

// compareInts compares plain values that are not negative.
func compareInts(a, b []byte) int {
	x, y := binary.LittleEndian.Uint64(a), binary.LittleEndian.Uint64(b)
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// words encodes a string column as indexes of a dictionary, or plain if the
// dictionary is too large. The column of reasons has no bounds: nobody looks
// for those, and they are long.
func (e *encoder) words(c *wordColumn) (col encodedColumn, err error) {
	col.encoding = format.RLEDictionary
	if !c.isReason {
		col.compare = bytes.Compare
	}
	if c.size > maxDictBytes {
		return e.plainWords(c)
	}
	e.raw = e.raw[:0]
	for _, w := range c.words {
		e.raw = appendPlain(e.raw, w)
	}
	if col.dictionary, err = e.dictionary(len(c.words)); err != nil {
		return col, err
	}
	for _, words := range c.pages {
		p := encodedPage{}
		for _, w := range words {
			p.rows += w.N
			p.bound(c, c.words[w.Index])
		}
		e.raw = encoding.AppendWords(e.raw[:0], words, len(c.words))
		if err := e.page(&p, col.encoding); err != nil {
			return col, err
		}
		col.pages = append(col.pages, p)
	}
	return col, nil
}

// plainWords encodes a string column without dictionary.
func (e *encoder) plainWords(c *wordColumn) (encodedColumn, error) {
	col := encodedColumn{encoding: format.Plain}
	if !c.isReason {
		col.compare = bytes.Compare
	}
	e.raw = e.raw[:0]
	var p encodedPage
	flush := func() error {
		if p.rows == 0 {
			return nil
		}
		err := e.page(&p, col.encoding)
		col.pages = append(col.pages, p)
		p, e.raw = encodedPage{}, e.raw[:0]
		return err
	}
	for _, words := range c.pages {
		for _, w := range words {
			p.bound(c, c.words[w.Index])
			for range w.N {
				e.raw = appendPlain(e.raw, c.words[w.Index])
				if p.rows++; len(e.raw) < maxPlainPage {
					continue
				}
				if err := flush(); err != nil {
					return col, err
				}
				p.bound(c, c.words[w.Index])
			}
		}
	}
	return col, flush()
}

// bound widens the bounds of a page by a word.
func (p *encodedPage) bound(c *wordColumn, word string) {
	if c.isReason {
		return
	}
	if p.min == nil || word < string(p.min) {
		p.min = []byte(word)
	}
	if p.max == nil || word > string(p.max) {
		p.max = []byte(word)
	}
}

func appendPlain(dst []byte, word string) []byte {
	return append(binary.LittleEndian.AppendUint32(dst, uint32(len(word))), word...)
}

// dictionary makes the dictionary page of the encoder's raw bytes.
func (e *encoder) dictionary(values int) (*encodedPage, error) {
	p := &encodedPage{}
	return p, e.compress(p, format.PageHeader{
		Type:                 format.DictionaryPage,
		DictionaryPageHeader: thrift.New(format.DictionaryPageHeader{NumValues: int32(values), Encoding: format.Plain}),
	})
}

// page completes a data page of the encoder's raw bytes.
func (e *encoder) page(p *encodedPage, enc format.Encoding) error {
	return e.compress(p, format.PageHeader{
		Type: format.DataPage,
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(p.rows), Encoding: enc, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		}),
	})
}

// compress completes the header of a page and puts both together.
func (e *encoder) compress(p *encodedPage, h format.PageHeader) error {
	e.body = e.zstd.EncodeAll(e.raw, e.body[:0])
	h.UncompressedPageSize, h.CompressedPageSize = int32(len(e.raw)), int32(len(e.body))
	h.CRC = int32(crc32.ChecksumIEEE(e.body))
	header, err := thrift.Marshal(new(thrift.CompactProtocol), &h)
	p.bytes, p.raw = slices.Concat(header, e.body), len(header)+len(e.raw)
	return err
}
