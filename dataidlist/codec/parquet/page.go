package parquet

import (
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/compact"
)

// Limits of pages in bytes.
const (
	maxPageHeader     = 1 << 20
	maxCompressedPage = 64 << 20
	maxPage           = 256 << 20
	maxDictionary     = 64 << 20
	// maxOpen bounds the pages, dictionaries and strings that all columns of all
	// row groups that are being read have in memory at a time.
	maxOpen = 1 << 30
)

// A page is a decompressed page of a chunk.
type page struct {
	dictionary    bool
	encoding      format.Encoding
	values        int             // with nulls
	levelEncoding format.Encoding // of version 1
	levels        []byte          // of version 2; in version 1 they begin the data
	split         bool            // version 2
	data          []byte          // valid until the next page
}

// A pageRoom bounds the bytes that several columns take.
type pageRoom struct{ taken, most int64 }

// take counts n bytes more.
func (r *pageRoom) take(n int64) error {
	if r.taken += n; r.taken > r.most {
		return fmt.Errorf("%w: the pages, dictionaries and strings of all columns together need more than %d bytes", dataidlist.ErrLimit, r.most)
	}
	return nil
}

// A pageReader reads the pages of a chunk one after the other. Its room is
// used again for the next one.
type pageReader struct {
	r      io.ReaderAt
	room   *pageRoom // of all columns
	unpack *decompressor

	codec format.CompressionCodec
	at    int64 // of the next page
	end   int64
	page  int64 // offset of the last page, for messages

	header, body, plain []byte
}

// start begins to read a chunk.
func (p *pageReader) start(c chunk) {
	p.codec, p.at, p.end, p.page = c.codec, c.start, c.start+c.size, c.start
}

// A pageHeader has the members of the structures that describe pages.
type pageHeader struct {
	kind         format.PageType
	size         int64
	compressed   int64
	crc          uint32
	hasCRC       bool
	values       int64
	encoding     format.Encoding
	levels       format.Encoding
	definitions  int64 // bytes, of version 2
	repetitions  int64
	uncompressed bool // of version 2
}

// next returns the next page that has values. At the end of the chunk the
// error is io.EOF.
func (p *pageReader) next() (page, error) {
	for {
		if p.at == p.end {
			return page{}, io.EOF
		}
		p.page = p.at
		h, err := p.readHeader()
		if err != nil {
			return page{}, err
		}
		if h.kind != format.DataPage && h.kind != format.DataPageV2 && h.kind != format.DictionaryPage {
			p.at += h.compressed
			continue
		}
		return p.readBody(h)
	}
}

// readHeader reads and checks the header of a page.
func (p *pageReader) readHeader() (pageHeader, error) {
	for room := int64(1 << 10); ; room *= 8 {
		room = min(room, p.end-p.at)
		if err := p.fill(&p.header, p.at, room); err != nil {
			return pageHeader{}, err
		}
		c := compact.NewReader(p.header)
		h := readPageHeader(c)
		err := c.Err()
		if errors.Is(err, io.ErrUnexpectedEOF) && room < p.end-p.at && room < maxPageHeader {
			continue
		}
		if err != nil {
			return h, fmt.Errorf("header of a page: %w", err)
		}
		p.at += int64(c.Offset())
		return h, h.check(p.end - p.at)
	}
}

func readPageHeader(r *compact.Reader) (h pageHeader) {
	for id, t := range r.Fields(1, 2, 3) {
		switch {
		case id == 1:
			h.kind = format.PageType(r.Int(t))
		case id == 2:
			h.size = r.Int(t)
		case id == 3:
			h.compressed = r.Int(t)
		case id == 4:
			h.crc, h.hasCRC = uint32(r.Int(t)), true
		case id == 5 && t == compact.Struct, id == 7 && t == compact.Struct:
			h.readVersion1(r)
		case id == 8 && t == compact.Struct:
			h.readVersion2(r)
		}
	}
	return h
}

// readVersion1 reads the part of a data page, and of a dictionary page, which
// begins in the same way.
func (h *pageHeader) readVersion1(r *compact.Reader) {
	for id, t := range r.Fields(1, 2) {
		switch {
		case id == 1:
			h.values = r.Int(t)
		case id == 2:
			h.encoding = format.Encoding(r.Int(t))
		case id == 3 && t != compact.True && t != compact.False:
			h.levels = format.Encoding(r.Int(t))
		}
	}
}

func (h *pageHeader) readVersion2(r *compact.Reader) {
	for id, t := range r.Fields(1, 4, 5, 6) {
		switch id {
		case 1:
			h.values = r.Int(t)
		case 4:
			h.encoding = format.Encoding(r.Int(t))
		case 5:
			h.definitions = r.Int(t)
		case 6:
			h.repetitions = r.Int(t)
		case 7:
			h.uncompressed = !r.Bool(t)
		}
	}
}

// check compares the numbers in a header with each other and with the bytes
// that are left.
func (h *pageHeader) check(left int64) error {
	most, levels := int64(maxPage), min(h.compressed, h.size)
	if h.kind == format.DictionaryPage {
		most = maxDictionary
	}
	switch {
	case h.size < 0 || h.compressed < 0 || h.values < 0 || h.values >= 1<<31 || h.definitions < 0 || h.repetitions < 0:
		return errors.New("a page with a negative size")
	case h.compressed > left:
		return fmt.Errorf("a page of %d bytes where %d are left", h.compressed, left)
	case h.compressed > maxCompressedPage:
		return fmt.Errorf("%w: a page of %d compressed bytes, more than %d", dataidlist.ErrLimit, h.compressed, maxCompressedPage)
	case h.size > most:
		return fmt.Errorf("%w: a page of %d bytes, more than %d", dataidlist.ErrLimit, h.size, most)
	case h.repetitions > levels-h.definitions: // their sum may overflow
		return errors.New("a page that is shorter than its levels")
	}
	return nil
}

// readBody reads and decompresses what follows a header.
func (p *pageReader) readBody(h pageHeader) (page, error) {
	if err := p.fill(&p.body, p.at, h.compressed); err != nil {
		return page{}, err
	}
	p.at += h.compressed
	if h.hasCRC && crc32.ChecksumIEEE(p.body) != h.crc {
		return page{}, errors.New("the checksum of a page is wrong: the file is damaged")
	}
	q := page{dictionary: h.kind == format.DictionaryPage, encoding: h.encoding, values: int(h.values), levelEncoding: h.levels}
	src, size := p.body, int(h.size)
	if h.kind == format.DataPageV2 {
		q.split = true
		q.levels = src[h.repetitions : h.repetitions+h.definitions]
		levels := int(h.repetitions + h.definitions)
		src, size = src[levels:], size-levels
	}
	if p.codec == format.Uncompressed || h.uncompressed {
		if len(src) != size {
			return page{}, fmt.Errorf("a page of %d bytes says that it has %d", len(src), size)
		}
		q.data = src
		return q, nil
	}
	if size == 0 && len(src) == 0 {
		return q, nil
	}
	if err := checkRatio(p.codec, size, len(src)); err != nil {
		return page{}, err
	}
	if err := p.resize(&p.plain, int64(size)); err != nil {
		return page{}, err
	}
	q.data = p.plain
	return q, p.unpack.decompress(p.codec, p.plain, src)
}

// fill reads n bytes at an offset.
func (p *pageReader) fill(room *[]byte, at, n int64) error {
	if err := p.resize(room, n); err != nil {
		return err
	}
	return whole.ReadAt(p.r, *room, at)
}

// resize makes a slice n bytes long.
func (p *pageReader) resize(room *[]byte, n int64) error {
	if more := n - int64(cap(*room)); more > 0 {
		if err := p.room.take(more); err != nil {
			return err
		}
		*room = make([]byte, n)
	}
	*room = (*room)[:n]
	return nil
}
