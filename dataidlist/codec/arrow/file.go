package arrow

import (
	"bufio"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
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
	if err := whole.ReadAt(m.r, tail[:], m.offset); err != nil {
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
	if err := whole.ReadAt(m.r, footer, m.offset); err != nil {
		return err
	}
	var err error
	if m.schema, m.blocks, err = readFooter(footer); err != nil {
		return err
	}
	return m.checkBlocks(m.offset)
}

// checkBlocks refuses a footer that names messages that are not before it, or
// bytes twice, or not all: what it leaves out may be DataIds. So reading all
// messages is linear in the size of the file.
func (m *fileMessages) checkBlocks(footer int64) error {
	blocks := slices.SortedFunc(slices.Values(m.blocks), func(a, b block) int { return cmp.Compare(a.offset, b.offset) })
	first := footer
	if len(blocks) > 0 {
		first = blocks[0].offset
	}
	at, err := m.afterSchema(first)
	if err != nil {
		return err
	}
	for _, b := range blocks {
		if b.offset < at || b.offset > footer || b.description < 8 || b.description > footer-b.offset || b.body < 0 || b.body > footer-b.offset-b.description {
			return errors.New("the footer names messages that are not in the file, or one twice")
		}
		if err := m.checkBetween(at, b.offset); err != nil {
			return err
		}
		at = b.offset + b.description + b.body
	}
	return m.checkBetween(at, footer)
}

// afterSchema gives the end of the schema, which stands before the first
// message of the footer too, for those who read the file as a stream. Polars
// does not write it as a message: then nothing before the first is looked at.
func (m *fileMessages) afterSchema(first int64) (int64, error) {
	var head [8]byte
	if first < fileHead+int64(len(head)) {
		return fileHead, nil
	}
	if err := whole.ReadAt(m.r, head[:], fileHead); err != nil {
		return 0, err
	}
	if binary.LittleEndian.Uint32(head[:]) != continuation {
		return first, nil
	}
	after := fileHead + int64(len(head)) + int64(binary.LittleEndian.Uint32(head[4:]))
	if after > first {
		return 0, errors.New("the schema does not end before the first message of the footer")
	}
	return after, nil
}

// checkBetween refuses bytes beside the messages of the footer that are not
// zeros or the end mark.
func (m *fileMessages) checkBetween(from, to int64) error {
	r := bufio.NewReader(io.NewSectionReader(m.r, from, to-from))
	for marks := 0; ; {
		b, err := r.ReadByte()
		if b == 0xFF {
			marks++
		}
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case b != 0 && b != 0xFF || marks > 4:
			m.offset = from
			return errors.New("the footer does not name what is here: rows are missing; write the file again")
		}
	}
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
	if err := whole.ReadAt(m.r, head, b.offset); err != nil {
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
		return body, whole.ReadAt(m.r, body, b.offset+b.description)
	})
}
