package arrow

import (
	"encoding/binary"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"

	"github.com/skycampaign/skycampaign/dataidlist"
)

const (
	// continuation begins each message since Arrow 0.15.
	continuation = 0xFFFFFFFF
	// maxDescription is the largest description of a message in bytes. That of
	// a schema holds the reasons of a list.
	maxDescription = 256 << 20
)

// messages is what gives the messages of an input to the Arrow library. Its
// buffers are garbage collected, and it has no reference counts.
type messages struct {
	offset int64 // of what is read, for messages of errors
	memory *boundedMemory
}

// Retain does nothing.
func (m *messages) Retain() {}

// Release does nothing.
func (m *messages) Release() {}

// message makes a message of its two parts, after a look at the first. The
// second is read by a function when its length is known.
func (m *messages) message(description []byte, body func(size int64) ([]byte, error)) (*ipc.Message, error) {
	if len(description) > maxDescription {
		return nil, fmt.Errorf("%w: a description of a message of %d bytes", dataidlist.ErrLimit, len(description))
	}
	if err := checkMessage(description); err != nil {
		return nil, err
	}
	meta := memory.NewBufferBytes(description)
	size := ipc.NewMessage(meta, memory.NewBufferBytes(nil)).BodyLen()
	if size < 0 {
		return nil, fmt.Errorf("a message of %d bytes", size)
	}
	data, err := body(size)
	if err != nil {
		return nil, err
	}
	m.memory.expect(len(data))
	return ipc.NewMessage(meta, memory.NewBufferBytes(data)), nil
}

// descriptionLength takes the length of a description off its head.
func descriptionLength(head []byte) (length uint32, rest []byte) {
	if binary.LittleEndian.Uint32(head) == continuation {
		head = head[4:]
	}
	return binary.LittleEndian.Uint32(head), head[4:]
}
