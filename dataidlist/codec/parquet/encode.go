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
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/zframe"
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
	zstd  *zstd.Encoder
	frame *zframe.Writer
	ramp  *encoding.Ramp
	raw   []byte
	body  []byte
	short map[string][]byte // compressed forms of short pages
}

// A page of up to shortPage bytes is likely the same in the next row group: a
// dictionary, or the one run of an instrument. Its compressed form is kept,
// with up to keptPages others.
const (
	shortPage = 4 << 10
	keptPages = 16
)

func newEncoder() (*encoder, error) {
	z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithEncoderCRC(false))
	return &encoder{zstd: z, frame: zframe.NewWriter(), ramp: encoding.NewRamp(), short: map[string][]byte{}}, err
}

// columns encodes the columns of a row group in the order of the schema.
func (e *encoder) columns(g *group) ([]encodedColumn, error) {
	var all []encodedColumn
	var reason *encodedColumn
	for i := range g.words {
		c, err := e.words(&g.words[i], g.rows)
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
		c, err := e.ints(&g.ints[i], g.rows, i > 0)
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
func (e *encoder) ints(c *intColumn, rows int, mayIndex bool) (col encodedColumn, err error) {
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
	p := encodedPage{rows: rows, min: binary.LittleEndian.AppendUint64(nil, uint64(c.least)), max: binary.LittleEndian.AppendUint64(nil, uint64(c.most))}
	switch {
	case indexed && encoding.Composable(c.runs, int(size)):
		e.frame.Begin(e.body[:0])
		encoding.ComposeIndexes(e.frame, c.runs, c.least, e.ramp)
		e.body = e.frame.End()
		err = p.complete(dataHeader(rows, col.encoding), e.frame.Size(), e.body)
	case indexed:
		e.raw = encoding.AppendIndexes(e.raw[:0], c.runs, c.least, int(size), e.ramp)
		err = e.page(&p, col.encoding)
	default:
		e.raw = encoding.AppendDelta(e.raw[:0], c.runs)
		err = e.page(&p, col.encoding)
	}
	col.pages = append(col.pages, p)
	return col, err
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
func (e *encoder) words(c *wordColumn, rows int) (col encodedColumn, err error) {
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
	p := encodedPage{rows: rows}
	for _, w := range c.words {
		p.bound(c, w)
	}
	e.raw = encoding.AppendWords(e.raw[:0], c.runs, len(c.words))
	err = e.page(&p, col.encoding)
	col.pages = append(col.pages, p)
	return col, err
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
	for _, w := range c.runs {
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
	return e.compress(p, dataHeader(p.rows, enc))
}

func dataHeader(rows int, enc format.Encoding) format.PageHeader {
	return format.PageHeader{
		Type: format.DataPage,
		DataPageHeader: thrift.New(format.DataPageHeader{
			NumValues: int32(rows), Encoding: enc, DefinitionLevelEncoding: format.RLE, RepetitionLevelEncoding: format.RLE,
		}),
	}
}

// compress completes a page of the encoder's raw bytes.
func (e *encoder) compress(p *encodedPage, h format.PageHeader) error {
	mayKeep := len(e.raw) <= shortPage
	if mayKeep {
		if body, ok := e.short[string(e.raw)]; ok {
			return p.complete(h, len(e.raw), body)
		}
	}
	e.body = e.zstd.EncodeAll(e.raw, e.body[:0])
	if mayKeep && len(e.short) < keptPages {
		e.short[string(e.raw)] = slices.Clone(e.body)
	}
	return p.complete(h, len(e.raw), e.body)
}

// complete completes the header of a page and puts both together. The body has
// size bytes before compression.
func (p *encodedPage) complete(h format.PageHeader, size int, body []byte) error {
	h.UncompressedPageSize, h.CompressedPageSize = int32(size), int32(len(body))
	h.CRC = int32(crc32.ChecksumIEEE(body))
	header, err := thrift.Marshal(new(thrift.CompactProtocol), &h)
	p.bytes, p.raw = slices.Concat(header, body), len(header)+size
	return err
}
