package arrow

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/apache/arrow-go/v18/arrow/ipc"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/spool"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/whole"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// Detect reports whether an input that begins with head is an Arrow IPC file
// or stream.
func Detect(head []byte) bool {
	return bytes.HasPrefix(head, []byte(fileMagic)) || len(head) >= 8 && binary.LittleEndian.Uint32(head) == continuation
}

// Read reads an Arrow IPC file or stream. Errors are
// [*dataidlist.InputError] with the file and the row and column or the byte.
func Read(src table.Source, opts *table.ReadOptions) (*table.Result, error) {
	buffered := bufio.NewReaderSize(whole.Reader(src), 64<<10)
	if head, _ := buffered.Peek(len(fileMagic)); string(head) != fileMagic {
		m := &streamMessages{r: buffered, messages: messages{memory: newBoundedMemory()}}
		return guard(src.Name, &m.messages, func() (*table.Result, error) {
			result, err := readMessages(src.Name, m, m.memory, opts)
			if err == nil {
				err = m.checkEnd()
			}
			return result, err
		})
	}
	if _, _, direct := src.ReaderAt(); !direct {
		src.R = buffered
	}
	m := &fileMessages{messages: messages{memory: newBoundedMemory()}}
	return guard(src.Name, &m.messages, func() (*table.Result, error) {
		r, size, done, err := spool.Open(src)
		if err != nil {
			return nil, err
		}
		defer done()
		m.r = r
		if err := m.openFile(size); err != nil {
			return nil, err
		}
		return readMessages(src.Name, m, m.memory, opts)
	})
}

// guard calls a function and gives its error a place. It makes an error of a
// panic: the Arrow library has some for damaged messages.
func guard(file string, m *messages, read func() (*table.Result, error)) (result *table.Result, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("damaged: %v", r)
		}
		if err == nil {
			return
		}
		result = nil
		var known *dataidlist.InputError
		if !errors.As(err, &known) {
			err = &dataidlist.InputError{File: file, Byte: m.offset + 1, Err: err}
		}
	}()
	return read()
}

// readMessages makes a list of the batches in messages.
func readMessages(file string, m ipc.MessageReader, memory *boundedMemory, opts *table.ReadOptions) (*table.Result, error) {
	r, err := ipc.NewReaderFromMessageReader(m, ipc.WithAllocator(memory))
	if err != nil {
		return nil, err
	}
	defer r.Release()
	return fromRecords(file, r, opts)
}
