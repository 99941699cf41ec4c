package arrow

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A flatbuffer is the description of a message that is not trusted. The Arrow
// library makes room for as many fields, pairs and buffers as one claims to
// have, and an allocation that is too large ends the process. So each
// description is walked over first: every table and every vector that the
// library looks at must lie within the bytes, and what is named twice counts
// twice.
type flatbuffer struct {
	data  []byte
	left  int // bytes that may still be visited
	depth int
	err   error
}

// newFlatbuffer returns a description that may be visited as often as one in
// which some names are shared is.
func newFlatbuffer(data []byte) *flatbuffer { return &flatbuffer{data: data, left: 8 * len(data)} }

var errFlatbuffer = errors.New("a description of a message points out of itself")

// Numbers of the fields of the tables of Arrow's schema, and of its unions.
const (
	messageType, messageHeader, messageMetadata     = 1, 2, 4
	footerSchema, footerDictionaries, footerBatches = 1, 2, 3
	headerSchema, headerDictionary, headerBatch     = 1, 2, 3
	schemaFields, schemaMetadata, schemaFeatures    = 1, 2, 3
	fieldName, fieldTypeType, fieldType             = 0, 2, 3
	fieldDictionary, fieldChildren, fieldMetadata   = 4, 5, 6
	typeUnion, unionIDs                             = 14, 1
	pairKey, pairValue                              = 0, 1
	dictionaryData                                  = 1
	batchNodes, batchBuffers, batchViews            = 1, 2, 4
	nodeSize, bufferSize, viewSize, offsetSize, one = 16, 16, 8, 4, 1
	blockSize                                       = 24
)

// checkMessage walks over the description of a message.
func checkMessage(data []byte) error {
	f := newFlatbuffer(data)
	message := f.pointer(0)
	f.pairs(message, messageMetadata)
	kind := byte(0)
	if at := f.field(message, messageType); at > 0 && at < len(data) {
		kind = data[at]
	}
	header := f.table(message, messageHeader)
	switch {
	case header == 0:
	case kind == headerSchema:
		f.fields(header, schemaFields)
		f.pairs(header, schemaMetadata)
		f.vector(header, schemaFeatures, viewSize)
	case kind == headerDictionary:
		f.batch(f.table(header, dictionaryData))
	case kind == headerBatch:
		f.batch(header)
	}
	return f.err
}

// readFooter gives the schema in the footer of a file, as the description of a
// message, and the blocks of its dictionaries and batches.
func readFooter(data []byte) (schema []byte, blocks []block, err error) {
	f := newFlatbuffer(data)
	footer := f.pointer(0)
	at := f.table(footer, footerSchema)
	if at == 0 {
		f.fail()
	}
	blocks = append(f.blocks(footer, footerDictionaries), f.blocks(footer, footerBatches)...)
	if f.err != nil {
		return nil, nil, f.err
	}
	// A message is put before the footer, whose table of contents has the
	// header's type and the offset of the schema behind it.
	message := []byte{
		16, 0, 0, 0, // the message is at 16
		10, 0, 12, 0, // its names: 10 bytes, of 12 bytes at most
		0, 0, 4, 0, 8, 0, // no version, type at 4, header at 8
		0, 0,
		12, 0, 0, 0, // the names are at 16 − 12
		headerSchema, 0, 0, 0,
		0, 0, 0, 0, // the offset, from here at 24
	}
	binary.LittleEndian.PutUint32(message[24:], uint32(len(message)-24+at))
	return append(message, data...), blocks, nil
}

// blocks reads a vector of blocks.
func (f *flatbuffer) blocks(table, n int) []block {
	first, length := f.vector(table, n, blockSize)
	blocks := make([]block, length)
	for i := range blocks {
		b := f.data[first+i*blockSize:]
		blocks[i] = block{
			offset:      int64(binary.LittleEndian.Uint64(b)),
			description: int64(int32(binary.LittleEndian.Uint32(b[8:]))),
			body:        int64(binary.LittleEndian.Uint64(b[16:])),
		}
	}
	return blocks
}

// fail refuses the description.
func (f *flatbuffer) fail() int {
	if f.err == nil {
		f.err = errFlatbuffer
	}
	return 0
}

// pointer gives the place that the offset at a place points to.
func (f *flatbuffer) pointer(at int) int {
	if f.err != nil || at < 0 || at+offsetSize > len(f.data) {
		return f.fail()
	}
	to := at + int(binary.LittleEndian.Uint32(f.data[at:]))
	if to+offsetSize > len(f.data) {
		return f.fail()
	}
	return f.visit(to, offsetSize)
}

// visit counts the bytes at a place.
func (f *flatbuffer) visit(at, size int) int {
	if f.left -= size; f.left < 0 {
		return f.fail()
	}
	return at
}

// field gives the place of a field of a table, and 0 if it is absent.
func (f *flatbuffer) field(table, n int) int {
	if f.err != nil || table == 0 {
		return 0
	}
	names := table - int(int32(binary.LittleEndian.Uint32(f.data[table:])))
	if names < 0 || names+2 > len(f.data) {
		return f.fail()
	}
	size := int(binary.LittleEndian.Uint16(f.data[names:]))
	if at := 4 + 2*n; at >= size {
		return 0
	} else if names+at+2 > len(f.data) {
		return f.fail()
	} else if offset := int(binary.LittleEndian.Uint16(f.data[names+at:])); offset > 0 {
		return table + offset
	}
	return 0
}

// table gives the table that a field points to, and 0 if it is absent.
func (f *flatbuffer) table(table, n int) int {
	if at := f.field(table, n); at > 0 {
		return f.pointer(at)
	}
	return 0
}

// vector gives the first element and the length of a vector of elements of
// that size.
func (f *flatbuffer) vector(table, n, size int) (first, length int) {
	at := f.table(table, n)
	if f.err != nil || at == 0 {
		return 0, 0
	}
	length = int(binary.LittleEndian.Uint32(f.data[at:]))
	first = at + 4
	if length > (len(f.data)-first)/size {
		if f.err == nil {
			f.err = fmt.Errorf("%w: %d elements in %d bytes", errFlatbuffer, length, len(f.data)-first)
		}
		return 0, 0
	}
	return f.visit(first, length*size), length
}

// pairs walks over a vector of key-value pairs.
func (f *flatbuffer) pairs(table, n int) {
	first, length := f.vector(table, n, offsetSize)
	for i := 0; i < length && f.err == nil; i++ {
		pair := f.pointer(first + i*offsetSize)
		f.vector(pair, pairKey, one)
		f.vector(pair, pairValue, one)
	}
}

// fields walks over a vector of fields and their children.
func (f *flatbuffer) fields(table, n int) {
	if f.depth++; f.depth > dataidlist.MaxDepth {
		f.fail()
	}
	first, length := f.vector(table, n, offsetSize)
	for i := 0; i < length && f.err == nil; i++ {
		field := f.pointer(first + i*offsetSize)
		f.vector(field, fieldName, one)
		f.table(field, fieldDictionary)
		f.fields(field, fieldChildren)
		f.pairs(field, fieldMetadata)
		kind := f.table(field, fieldType)
		if at := f.field(field, fieldTypeType); at > 0 && at < len(f.data) && f.data[at] == typeUnion {
			f.vector(kind, unionIDs, offsetSize)
		}
	}
	f.depth--
}

// batch walks over a record batch. The buffers of a view column are counted in
// a vector of their own, and the batch must have as many.
func (f *flatbuffer) batch(batch int) {
	f.vector(batch, batchNodes, nodeSize)
	_, buffers := f.vector(batch, batchBuffers, bufferSize)
	first, length := f.vector(batch, batchViews, viewSize)
	for i := 0; i < length && f.err == nil; i++ {
		count := binary.LittleEndian.Uint64(f.data[first+i*viewSize:])
		if count > uint64(buffers) {
			f.fail()
			return
		}
		buffers -= int(count)
	}
}
