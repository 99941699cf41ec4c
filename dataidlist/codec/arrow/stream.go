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

// Message returns the next message. After the last the error is io.EOF.
func (m *streamMessages) Message() (*ipc.Message, error) {
	length, err := m.length()
	if err != nil {
		return nil, err
	}
	description, err := m.read(int64(length))
	if err != nil {
		return nil, err
	}
	return m.message(description, m.read)
}

// length reads the length of the description of the next message. The end of
// the input is the end of the stream, too.
func (m *streamMessages) length() (uint32, error) {
	word, err := m.word()
	if err == nil && word == continuation {
		if word, err = m.word(); errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
	}
	switch {
	case err != nil:
		return 0, err
	case word == 0:
		return 0, io.EOF
	case word < 4 || word > maxDescription:
		return 0, fmt.Errorf("%w: a description of a message of %d bytes", dataidlist.ErrLimit, word)
	}
	return word, nil
}

func (m *streamMessages) word() (uint32, error) {
	var b [4]byte
	n, err := io.ReadFull(m.r, b[:])
	m.offset += int64(n)
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
