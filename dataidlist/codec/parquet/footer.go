package parquet

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listmeta"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/compact"
)

const (
	magic          = "PAR1"
	encryptedMagic = "PARE"
	tailLen        = 8 // length of the footer, magic
	// maxFooter is the largest length of a footer in bytes.
	maxFooter = 256 << 20
	// maxRowsPerByte bounds the rows of a file by its size. Runs and a
	// compressor make a row much smaller than a byte, but not that much.
	maxRowsPerByte = 1 << 16
)

// A footer is what is needed of a file's metadata.
type footer struct {
	rows    int64
	fields  []field
	columns int
	groups  []rowGroup
	meta    map[string]string // those that say something about the list
	by      string            // the software that wrote the file
	dataEnd int64             // where the footer begins
}

// pagesEnd gives where the last page ends.
func (f *footer) pagesEnd() int64 {
	end := int64(len(magic))
	for _, g := range f.groups {
		for _, c := range g.chunks {
			end = max(end, c.start+c.size)
		}
	}
	return end
}

type rowGroup struct {
	rows   int64
	chunks []chunk // one a column
}

// A chunk is where the values of a column in a row group are.
type chunk struct {
	codec     format.CompressionCodec
	values    int64
	start     int64
	size      int64
	elsewhere bool // in another file
	encrypted bool
}

// readFooter reads and checks the footer of a file. The error is an
// [*dataidlist.InputError] of the file.
func readFooter(file string, r io.ReaderAt, size int64) (*footer, error) {
	fail := func(offset int64, err error) error {
		return &dataidlist.InputError{File: file, Byte: offset + 1, Err: err}
	}
	if size < int64(len(magic))+tailLen {
		return nil, fail(0, fmt.Errorf("a Parquet file of %d bytes is cut off", size))
	}
	var head [len(magic)]byte
	if err := whole.ReadAt(r, head[:], 0); err != nil {
		return nil, fail(0, err)
	}
	if string(head[:]) != magic && string(head[:]) != encryptedMagic {
		return nil, fail(0, fmt.Errorf("no %s at the beginning: no Parquet file", magic))
	}
	var tail [tailLen]byte
	if err := whole.ReadAt(r, tail[:], size-tailLen); err != nil {
		return nil, fail(size-tailLen, err)
	}
	switch string(tail[4:]) {
	case magic:
	case encryptedMagic:
		return nil, fail(size-4, errors.New("the file is encrypted"))
	default:
		return nil, fail(size-4, fmt.Errorf("no %s at the end: the file is cut off, or no Parquet file", magic))
	}
	length := int64(binary.LittleEndian.Uint32(tail[:4]))
	start := size - tailLen - length
	switch {
	case start < int64(len(magic)):
		return nil, fail(size-tailLen, fmt.Errorf("a footer of %d bytes in a file of %d", length, size))
	case length > maxFooter:
		return nil, fail(size-tailLen, fmt.Errorf("%w: a footer of %d bytes, more than %d", dataidlist.ErrLimit, length, maxFooter))
	}
	data := make([]byte, length)
	if err := whole.ReadAt(r, data, start); err != nil {
		return nil, fail(start, err)
	}
	f := &footer{meta: map[string]string{}, dataEnd: start}
	c := compact.NewReader(data)
	elements := f.read(c)
	if err := c.Err(); err != nil {
		return nil, fail(start+int64(c.Offset()), fmt.Errorf("footer: %w", err))
	}
	if err := f.check(elements, size); err != nil {
		return nil, fail(start, fmt.Errorf("footer: %w", err))
	}
	return f, nil
}

// read fills the footer and returns the schema.
func (f *footer) read(r *compact.Reader) (schema []element) {
	for id, t := range r.Fields(2, 3, 4) {
		switch id {
		case 2:
			for i := range r.Elements(t, compact.Struct) {
				if i == maxElements {
					r.Fail(fmt.Errorf("%w: more than %d columns", dataidlist.ErrLimit, maxElements))
				}
				schema = append(schema, readElement(r))
			}
		case 3:
			f.rows = r.Int(t)
		case 4:
			for range r.Elements(t, compact.Struct) {
				f.groups = append(f.groups, readRowGroup(r))
			}
		case 5:
			for range r.Elements(t, compact.Struct) {
				f.readKeyValue(r)
			}
		case 6:
			f.by = string(r.Bytes(t))
		}
	}
	return schema
}

func (f *footer) readKeyValue(r *compact.Reader) {
	var key, value []byte
	for id, t := range r.Fields() {
		switch id {
		case 1:
			key = r.Bytes(t)
		case 2:
			value = r.Bytes(t)
		}
	}
	if k := string(key); k == listmeta.HeaderKey || k == listmeta.ReasonsKey || k == indexKey {
		f.meta[k] = string(value)
	}
}

func readRowGroup(r *compact.Reader) (g rowGroup) {
	for id, t := range r.Fields(1, 3) {
		switch id {
		case 1:
			for range r.Elements(t, compact.Struct) {
				g.chunks = append(g.chunks, readChunk(r))
			}
		case 3:
			g.rows = r.Int(t)
		}
	}
	return g
}

func readChunk(r *compact.Reader) (c chunk) {
	known := false
	for id, t := range r.Fields() {
		switch {
		case id == 1:
			c.elsewhere = len(r.Bytes(t)) > 0
		case id == 3 && t == compact.Struct:
			c.readMetaData(r)
			known = true
		case id == 8:
			c.encrypted = true
		}
	}
	if !known && !c.encrypted {
		r.Fail(errors.New("a column without metadata"))
	}
	return c
}

func (c *chunk) readMetaData(r *compact.Reader) {
	var dictionary int64
	for id, t := range r.Fields(4, 5, 7, 9) {
		switch id {
		case 4:
			c.codec = format.CompressionCodec(r.Int(t))
		case 5:
			c.values = r.Int(t)
		case 7:
			c.size = r.Int(t)
		case 9:
			c.start = r.Int(t)
		case 11:
			dictionary = r.Int(t)
		}
	}
	// pyarrow says that the first page is at 0 where there is none.
	if dictionary > 0 && (c.start == 0 || dictionary < c.start) {
		c.start = dictionary
	}
}

// check compares the parts of a footer with each other.
func (f *footer) check(schema []element, size int64) (err error) {
	if f.fields, f.columns, err = topFields(schema); err != nil {
		return err
	}
	var rows int64
	for i, g := range f.groups {
		if g.rows < 0 || g.rows > f.rows-rows {
			return fmt.Errorf("row group %d has %d rows of %d", i, g.rows, f.rows)
		}
		rows += g.rows
		if len(g.chunks) != f.columns {
			return fmt.Errorf("row group %d has %d columns and the schema %d", i, len(g.chunks), f.columns)
		}
	}
	if rows != f.rows {
		return fmt.Errorf("%d rows, and %d in the row groups", f.rows, rows)
	}
	if rows > 0 && rows/maxRowsPerByte > size {
		return fmt.Errorf("%w: %d rows in %d bytes", dataidlist.ErrLimit, rows, size)
	}
	return nil
}

// check tells whether the chunk of a column can be read.
func (c *chunk) check(rows, dataEnd int64) error {
	switch {
	case c.encrypted:
		return errors.New("it is encrypted")
	case c.elsewhere:
		return errors.New("its values are in another file")
	case c.values != rows:
		return fmt.Errorf("it has %d values in a row group of %d rows", c.values, rows)
	case c.start < int64(len(magic)) || c.size < 0 || c.start > dataEnd || c.size > dataEnd-c.start:
		return fmt.Errorf("its %d bytes at %d are not in the file", c.size, c.start)
	}
	return nil
}
