package arrow

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// streamMessages reads the messages of a stream. It believes no length before
// it has read as many bytes.
type streamMessages struct {
	messages
	r *bufio.Reader
}

// errCut is what a stream without its end mark is refused with: where it ends
// between two batches, nothing else tells it from a whole one.
var errCut = errors.New("the stream is cut off: the end mark ff ff ff ff 00 00 00 00 is missing; let the program that writes the stream close its writer")

// Message returns the next message. After the end mark, and only there, the
// error is io.EOF, which the library takes for the end.
func (m *streamMessages) Message() (*ipc.Message, error) {
	length, err := m.length()
	if err != nil {
		return nil, err
	}
	if length == 0 {
		return nil, io.EOF
	}
	description, err := m.read(int64(length))
	if err != nil {
		return nil, err
	}
	return m.message(description, m.read)
}

// length reads the length of the description of the next message. It is 0 in
// the end mark, which before Arrow 0.15 was that one word.
func (m *streamMessages) length() (uint32, error) {
	word, err := m.word()
	if err == nil && word == continuation {
		word, err = m.word()
	}
	if err == nil && word > 0 && (word < 4 || word > maxDescription) {
		err = fmt.Errorf("%w: a description of a message of %d bytes", dataidlist.ErrLimit, word)
	}
	return word, err
}

func (m *streamMessages) word() (uint32, error) {
	var b [4]byte
	n, err := io.ReadFull(m.r, b[:])
	m.offset += int64(n)
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = errCut
	}
	return binary.LittleEndian.Uint32(b[:]), err
}

// read reads n bytes. The room grows with what has come.
func (m *streamMessages) read(n int64) ([]byte, error) {
	const atOnce = 1 << 20
	var b bytes.Buffer
	b.Grow(int(min(n, atOnce)))
	got, err := io.Copy(&b, io.LimitReader(m.r, n))
	m.offset += got
	if err == nil && got < n {
		err = fmt.Errorf("a message of %d bytes is cut off after %d: %w", n, got, io.ErrUnexpectedEOF)
	}
	return b.Bytes(), err
}

// checkEnd refuses bytes after the stream.
func (m *streamMessages) checkEnd() error {
	if _, err := m.r.ReadByte(); err == nil {
		return errors.New("bytes are left over after the end of the stream")
	} else if !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}
