package parquet

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"

	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/listmeta"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// createdBy names the writer: ours in all versions, and the version, which changes
// with the bytes that are written.
const (
	createdBy = createdByUs + "3"

	createdByUs = "skycampaign dataidlist "
)

// A fileWriter puts encoded row groups into a file.
type fileWriter struct {
	w      io.Writer
	offset int64
	pages  hash.Hash // SHA-256 of all pages

	list     *dataidlist.List
	keyed    int   // columns that are dimensions
	longest  []int // code points of the longest value of each string column
	meta     format.FileMetaData
	bounds   [][]*format.ColumnIndex // of each row group and column; nil if there is none
	location [][]*format.OffsetIndex
}

// newFileWriter begins a file.
func newFileWriter(w io.Writer, l *dataidlist.List) (*fileWriter, error) {
	f := &fileWriter{w: w, list: l, pages: sha256.New()}
	f.meta = format.FileMetaData{Version: 2, CreatedBy: createdBy}
	g := l.Group()
	f.keyed = len(g.Strings()) + len(g.Ints())
	f.meta.Schema = append(f.meta.Schema, format.SchemaElement{Name: "schema", NumChildren: thrift.New(int32(f.keyed))})
	for _, name := range g.Strings() {
		f.addColumn(stringElement(name))
	}
	for _, name := range g.Ints() {
		f.addColumn(format.SchemaElement{Name: name, Type: thrift.New(format.Int64), RepetitionType: thrift.New(format.Required)})
	}
	if l.NumReasons() > 0 {
		f.meta.Schema[0].NumChildren.V++
		f.addColumn(stringElement(table.DefaultReasonColumn))
	}
	f.longest = make([]int, len(f.meta.Schema)) // more than there are string columns
	return f, f.write([]byte(magic))
}

func stringElement(name string) format.SchemaElement {
	return format.SchemaElement{
		Name:           name,
		Type:           thrift.New(format.ByteArray),
		RepetitionType: thrift.New(format.Required),
		ConvertedType:  thrift.New(deprecated.UTF8),
		LogicalType:    format.LogicalType{Value: &format.StringType{}},
	}
}

func (f *fileWriter) addColumn(e format.SchemaElement) {
	f.meta.Schema = append(f.meta.Schema, e)
	f.meta.ColumnOrders = append(f.meta.ColumnOrders, format.ColumnOrder{Value: &format.TypeDefinedOrder{}})
}

func (f *fileWriter) write(p []byte) error {
	n, err := f.w.Write(p)
	f.offset += int64(n)
	return err
}

// writeThrift writes a structure and returns its length.
func (f *fileWriter) writeThrift(v any) (int32, error) {
	data, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	if err != nil {
		return 0, err
	}
	return int32(len(data)), f.write(data)
}

// An encodedGroup is a row group that is ready to be written.
type encodedGroup struct {
	rows    int
	columns []encodedColumn
	longest []int // code points of the longest value of each string column
}

// writeGroup writes a row group.
func (f *fileWriter) writeGroup(e *encodedGroup) error {
	g := format.RowGroup{NumRows: int64(e.rows), FileOffset: f.offset, Ordinal: int16(len(f.meta.RowGroups))}
	for i := range f.keyed {
		g.SortingColumns = append(g.SortingColumns, format.SortingColumn{ColumnIdx: int32(i)})
	}
	var bounds []*format.ColumnIndex
	var location []*format.OffsetIndex
	for i := range e.columns {
		c := &e.columns[i]
		chunk := format.ColumnChunk{MetaData: format.ColumnMetaData{
			Type:         f.meta.Schema[i+1].Type.V,
			PathInSchema: []string{f.meta.Schema[i+1].Name},
			Codec:        format.Zstd,
			NumValues:    int64(e.rows),
		}}
		pages, err := f.writeColumn(&chunk.MetaData, c)
		if err != nil {
			return err
		}
		g.TotalByteSize += chunk.MetaData.TotalUncompressedSize
		g.TotalCompressedSize += chunk.MetaData.TotalCompressedSize
		g.Columns = append(g.Columns, chunk)
		bounds, location = append(bounds, c.columnIndex()), append(location, pages)
	}
	f.meta.NumRows += g.NumRows
	f.meta.RowGroups = append(f.meta.RowGroups, g)
	f.bounds, f.location = append(f.bounds, bounds), append(f.location, location)
	for i, n := range e.longest {
		f.longest[i] = max(f.longest[i], n)
	}
	return nil
}

// writeColumn writes the pages of a column, describes them in m, and returns
// where they are.
func (f *fileWriter) writeColumn(m *format.ColumnMetaData, e *encodedColumn) (*format.OffsetIndex, error) {
	m.Encoding = []format.Encoding{e.encoding}
	if e.dictionary != nil {
		m.Encoding = append(m.Encoding, format.Plain)
		m.EncodingStats = append(m.EncodingStats, format.PageEncodingStats{PageType: format.DictionaryPage, Encoding: format.Plain, Count: 1})
		m.DictionaryPageOffset = f.offset
		if err := f.writePage(m, e.dictionary); err != nil {
			return nil, err
		}
	}
	m.EncodingStats = append(m.EncodingStats, format.PageEncodingStats{PageType: format.DataPage, Encoding: e.encoding, Count: int32(len(e.pages))})
	m.DataPageOffset = f.offset
	m.Statistics = e.statistics()
	index := &format.OffsetIndex{}
	row := int64(0)
	for i := range e.pages {
		p := &e.pages[i]
		index.PageLocations = append(index.PageLocations, format.PageLocation{Offset: f.offset, CompressedPageSize: int32(len(p.bytes)), FirstRowIndex: row})
		if err := f.writePage(m, p); err != nil {
			return nil, err
		}
		row += int64(p.rows)
	}
	return index, nil
}

func (f *fileWriter) writePage(m *format.ColumnMetaData, p *encodedPage) error {
	m.TotalUncompressedSize += int64(p.raw)
	m.TotalCompressedSize += int64(len(p.bytes))
	f.pages.Write(p.bytes)
	return f.write(p.bytes)
}

// statistics gives the bounds of a column in a row group.
func (e *encodedColumn) statistics() (s format.Statistics) {
	if e.compare == nil {
		return s
	}
	s.MinValue, s.MaxValue = e.pages[0].min, e.pages[0].max
	for _, p := range e.pages[1:] {
		if e.compare(p.min, s.MinValue) < 0 {
			s.MinValue = p.min
		}
		if e.compare(p.max, s.MaxValue) > 0 {
			s.MaxValue = p.max
		}
	}
	return s
}

// columnIndex gives the bounds of each page.
func (e *encodedColumn) columnIndex() *format.ColumnIndex {
	if e.compare == nil {
		return nil
	}
	index := &format.ColumnIndex{BoundaryOrder: format.Ascending}
	for i, p := range e.pages {
		index.NullPages = append(index.NullPages, false)
		index.NullCounts = append(index.NullCounts, 0)
		index.MinValues, index.MaxValues = append(index.MinValues, p.min), append(index.MaxValues, p.max)
		if i > 0 && (e.compare(e.pages[i-1].min, p.min) > 0 || e.compare(e.pages[i-1].max, p.max) > 0) {
			index.BoundaryOrder = format.Unordered
		}
	}
	return index
}

// finish writes the index of the list, the page index and the footer.
func (f *fileWriter) finish(index *packedIndex) error {
	if err := f.writeIndex(index); err != nil {
		return err
	}
	for g, row := range f.bounds {
		for i, index := range row {
			if index == nil {
				continue
			}
			c := &f.meta.RowGroups[g].Columns[i]
			c.ColumnIndexOffset = f.offset
			var err error
			if c.ColumnIndexLength, err = f.writeThrift(index); err != nil {
				return err
			}
		}
	}
	for g, row := range f.location {
		for i, index := range row {
			c := &f.meta.RowGroups[g].Columns[i]
			c.OffsetIndexOffset = f.offset
			var err error
			if c.OffsetIndexLength, err = f.writeThrift(index); err != nil {
				return err
			}
		}
	}
	if err := f.addMetadata(); err != nil {
		return err
	}
	footer, err := thrift.Marshal(new(thrift.CompactProtocol), &f.meta)
	if err != nil {
		return err
	}
	if len(footer) > maxFooter {
		return fmt.Errorf("%w: the reasons of the list make a footer of %d bytes, more than %d: write it without reasons", dataidlist.ErrLimit, len(footer), maxFooter)
	}
	length := binary.LittleEndian.AppendUint32(nil, uint32(len(footer)))
	return f.write(slices.Concat(footer, length, []byte(magic)))
}

// addMetadata adds the key-value metadata of the list, and what astropy wants
// to know of string columns.
func (f *fileWriter) addMetadata() error {
	entries, err := listmeta.Entries(f.list)
	if err != nil {
		return err
	}
	for _, e := range entries {
		f.meta.KeyValueMetadata = append(f.meta.KeyValueMetadata, format.KeyValue{Key: e.Key, Value: e.Value})
	}
	i := 0
	for _, e := range f.meta.Schema[1:] {
		if e.Type.V == format.ByteArray {
			f.meta.KeyValueMetadata = append(f.meta.KeyValueMetadata, format.KeyValue{Key: "table::len::" + e.Name, Value: strconv.Itoa(max(f.longest[i], 1))})
			i++
		}
	}
	return nil
}
