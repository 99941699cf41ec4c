package parquet

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listmeta"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/spool"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Detect reports whether an input that begins with head is a Parquet file.
func Detect(head []byte) bool {
	return strings.HasPrefix(string(head), magic) || strings.HasPrefix(string(head), encryptedMagic)
}

// batchRows is the largest number of rows that are decoded at a time.
const batchRows = 1 << 14

// Read reads a Parquet file of any writer, or opens one of ours by its index
// without reading rows, unless the options ask for proof. Errors are
// [*dataidlist.InputError] with the file and the row and column or the byte.
func Read(src table.Source, opts *table.ReadOptions) (result *table.Result, err error) {
	// No decoder should panic, but if one does, it is the file that is refused.
	defer func() {
		if p := recover(); p != nil {
			result, err = nil, &dataidlist.InputError{File: src.Name, Err: fmt.Errorf("damaged: %v", p)}
		}
	}()
	r, size, done, err := spool.Open(src)
	if err != nil {
		return nil, &dataidlist.InputError{File: src.Name, Err: err}
	}
	defer done()
	opts = opts.OrZero()
	f, err := readFooter(src.Name, r, size)
	if err != nil {
		return nil, err
	}
	names := make([]string, len(f.fields))
	for i := range names {
		names[i] = f.fields[i].name
	}
	mapper, meta, err := listmeta.Start(src.Name, opts, names, f.claims(), func(key string) (string, bool) {
		value, ok := f.meta[key]
		return value, ok
	})
	if err != nil {
		return nil, err
	}
	if meta.Binds() && !opts.Prove {
		// An index that cannot be used is passed over; one that says what is not so
		// is an error.
		if index, _, err := openIndex(r, f, mapper.Group()); err == nil {
			return readIndex(src.Name, index, mapper, meta, opts.Later)
		}
	}
	result, err = readList(src.Name, r, f, mapper)
	if err != nil {
		return nil, err
	}
	if err := meta.Finish(result); err != nil {
		return nil, err
	}
	if _, ok := f.meta[indexKey]; ok && meta.Binds() && opts.Prove {
		if err := proveIndex(r, f, result.List); err != nil {
			return nil, &dataidlist.InputError{File: src.Name, Err: err}
		}
	}
	return result, nil
}

// readIndex gives the list of an index. Its digests are computed, and neither the
// header nor the index may state others: but nothing is known of the rows.
func readIndex(file string, index *dataidlist.Index, mapper *table.Mapper, meta *listmeta.Meta, later bool) (*table.Result, error) {
	result, err := meta.Adopt("parquet", index.List(), mapper)
	if err != nil {
		return nil, err
	}
	check := func() error {
		err := meta.Check(index.List())
		if err == nil {
			if err = index.Check(); err != nil {
				err = fmt.Errorf("%w: %w", table.ErrMismatch, err)
			}
		}
		if err != nil {
			return &dataidlist.InputError{File: file, Err: err}
		}
		return nil
	}
	if later {
		result.CheckLater(check)
		return result, nil
	}
	return result, check()
}

// readList reads the rows of a file: at the level of runs where that is
// possible, or else row by row.
func readList(file string, r io.ReaderAt, f *footer, mapper *table.Mapper) (*table.Result, error) {
	if direct, ok := mapper.Direct(); ok {
		if list, rows, err := readFast(r, f, direct); err == nil {
			return mapper.Adopt("parquet", list, rows)
		}
	}
	if err := readRows(file, r, f, mapper); err != nil {
		return nil, err
	}
	return mapper.Finish("parquet")
}

// A rowReader reads the columns of a file side by side.
type rowReader struct {
	file    string
	footer  *footer
	mapper  *table.Mapper
	columns []*columnReader // those that are needed
	block   []table.Column  // one for each field of the file
	left    int64           // bytes of the file that no column had yet
}

// readRows gives all rows to the mapper. Only the columns that it has a use
// for are read.
func readRows(file string, r io.ReaderAt, f *footer, mapper *table.Mapper) error {
	rows := &rowReader{file: file, footer: f, mapper: mapper, block: make([]table.Column, len(f.fields)), left: f.dataEnd}
	unpack, room := &decompressor{}, &pageRoom{most: maxOpen}
	defer unpack.close()
	for i := range f.fields {
		if !mapper.Uses(i) {
			continue
		}
		c := &columnReader{at: i, field: f.fields[i], pages: pageReader{r: r, room: room, unpack: unpack}}
		if c.field.unfit != "" {
			return rows.fail(c, -1, fmt.Errorf("%w: %s; a column of ints or of strings is expected", dataidlist.ErrValue, c.field.unfit))
		}
		rows.columns = append(rows.columns, c)
	}
	row := int64(1)
	for _, g := range f.groups {
		if err := rows.readGroup(g, row); err != nil {
			return err
		}
		row += g.rows
	}
	return nil
}

// readGroup reads a row group, whose first row has that number.
func (r *rowReader) readGroup(g rowGroup, row int64) error {
	for _, c := range r.columns {
		ch := g.chunks[c.field.column]
		err := ch.check(g.rows, r.footer.dataEnd)
		if r.left -= ch.size; err == nil && r.left < 0 {
			err = errors.New("the footer names the same bytes for several columns or row groups")
		}
		if err != nil {
			return r.fail(c, ch.start, err)
		}
		c.start(ch)
	}
	for left := g.rows; left > 0; {
		n, err := r.readBlock(min(left, batchRows), row)
		if err != nil {
			return err
		}
		left -= n
		row += n
	}
	for _, c := range r.columns {
		if c.left > 0 {
			return r.fail(c, c.pages.page, errors.New("a page has more values than the row group has rows"))
		}
	}
	return nil
}

// readBlock reads at most n rows, as far as no page ends, and returns their
// number.
func (r *rowReader) readBlock(n, row int64) (int64, error) {
	for _, c := range r.columns {
		have, err := c.available()
		if errors.Is(err, io.EOF) {
			err = errors.New("it has fewer values than the row group has rows")
		}
		if err != nil {
			return 0, r.fail(c, c.pages.page, err)
		}
		n = min(n, int64(have))
	}
	for _, c := range r.columns {
		values, err := c.read(int(n))
		if err != nil {
			return 0, r.fail(c, c.pages.page, err)
		}
		r.block[c.at] = *values
	}
	return n, r.mapper.Block(row, int(n), r.block)
}

// fail puts the place to an error.
func (r *rowReader) fail(c *columnReader, offset int64, err error) error {
	return &dataidlist.InputError{File: r.file, Column: c.field.name, Byte: offset + 1, Err: err}
}
