package arrow

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow/ipc"
)

const (
	fileMagic = "ARROW1"
	// fileHead and fileTail are the bytes around what a file holds: the magic
	// bytes filled up to eight; the length of the footer and the magic bytes.
	fileHead = 8
	fileTail = 4 + len(fileMagic)
)

// fileMessages reads the messages of a file through its footer: the schema,
// which is in the footer, the dictionaries and the batches.
type fileMessages struct {
	messages
	r      io.ReaderAt
	schema []byte // nil after it has been given
	blocks []block
}

// A block is where a message is in a file.
type block struct {
	offset      int64
	description int64 // bytes, with their length before them
	body        int64 // bytes
}

// openFile reads the footer of a file.
func (m *fileMessages) openFile(size int64) error {
	if size < int64(fileHead+fileTail) {
		return fmt.Errorf("an Arrow file of %d bytes is cut off", size)
	}
	var tail [fileTail]byte
	m.offset = size - int64(fileTail)
	if err := readFull(m.r, tail[:], m.offset); err != nil {
		return err
	}
	if string(tail[4:]) != fileMagic {
		return fmt.Errorf("no %s at the end: the file is cut off", fileMagic)
	}
	length := int64(binary.LittleEndian.Uint32(tail[:]))
	if length > m.offset-fileHead || length > maxDescription {
		return fmt.Errorf("a footer of %d bytes in a file of %d", length, size)
	}
	footer := make([]byte, length)
	m.offset -= length
	if err := readFull(m.r, footer, m.offset); err != nil {
		return err
	}
	var err error
	if m.schema, m.blocks, err = readFooter(footer); err != nil {
		return err
	}
	// Every byte is in one message at most, so that reading all of them is
	// linear in the size of the file.
	left := m.offset - fileHead
	for _, b := range m.blocks {
		if b.offset < fileHead || b.description < 8 || b.body < 0 || b.offset > m.offset || b.description > left || b.body > left-b.description || b.offset+b.description+b.body > m.offset {
			return errors.New("the footer names messages that are not in the file, or one twice")
		}
		left -= b.description + b.body
	}
	return nil
}

// Message returns the next message. After the last the error is io.EOF.
func (m *fileMessages) Message() (*ipc.Message, error) {
	if m.schema != nil {
		schema := m.schema
		m.schema = nil
		return m.message(schema, func(int64) ([]byte, error) { return nil, nil })
	}
	if len(m.blocks) == 0 {
		return nil, io.EOF
	}
	b := m.blocks[0]
	m.blocks, m.offset = m.blocks[1:], b.offset
	head := make([]byte, b.description)
	if err := readFull(m.r, head, b.offset); err != nil {
		return nil, err
	}
	length, description := descriptionLength(head)
	if uint64(length) > uint64(len(description)) {
		return nil, fmt.Errorf("a description of %d bytes where %d are", length, len(description))
	}
	return m.message(description[:length], func(size int64) ([]byte, error) {
		if size != b.body {
			return nil, fmt.Errorf("a message of %d bytes, of which the footer says %d", size, b.body)
		}
		body := make([]byte, size)
		return body, readFull(m.r, body, b.offset+b.description)
	})
}

// readFull fills p from an offset.
func readFull(r io.ReaderAt, p []byte, at int64) error {
	if n, err := r.ReadAt(p, at); n < len(p) {
		return err
	}
	return nil
}
