package delimited

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// lines cuts an input at line ends. Its buffer holds what is peeked at.
type lines struct {
	src    io.Reader
	buf    []byte // what was read and not skipped
	store  []byte // of which buf is a part
	end    error  // why there is no more to read
	number int64  // of the line that buf begins with, from 1
	offset int64  // how many bytes were skipped
}

// peek returns the first n bytes, which end a line, and the line after them
// with its end, all of which is valid until the next call. If there is no such
// line it returns the n bytes and [io.EOF].
func (l *lines) peek(n int) ([]byte, error) {
	if l.store == nil {
		l.start()
	}
	for seen := n; ; {
		if i := bytes.IndexByte(l.buf[seen:], '\n'); i >= 0 {
			if seen+i+1 > MaxRecord {
				break
			}
			return l.buf[:seen+i+1], nil
		}
		seen = len(l.buf)
		switch {
		case seen > MaxRecord:
		case l.end == nil:
			l.fill()
			continue
		case !errors.Is(l.end, io.EOF):
			return nil, l.end
		case seen == n:
			return l.buf, io.EOF
		default:
			return l.buf, nil
		}
		break
	}
	return nil, fmt.Errorf("%w: a record is longer than %d bytes", dataidlist.ErrLimit, MaxRecord)
}

// start reads the beginning, without a byte order mark.
func (l *lines) start() {
	l.store = make([]byte, 128<<10)
	l.buf = l.store[:0]
	l.number = 1
	for len(l.buf) < 3 && l.end == nil {
		l.fill()
	}
	l.buf = bytes.TrimPrefix(l.buf, []byte("\ufeff"))
}

// skip takes the first n bytes away, which are whole lines.
func (l *lines) skip(n int) {
	l.number += int64(bytes.Count(l.buf[:n], []byte{'\n'}))
	l.offset += int64(n)
	l.buf = l.buf[n:]
}

// ahead returns the next n bytes, or all if there are fewer, which are valid
// until the next call of peek.
func (l *lines) ahead(n int) []byte {
	for len(l.buf) < n && l.end == nil {
		l.fill()
	}
	return l.buf[:min(n, len(l.buf))]
}

// fill reads more, once. The buffer is moved to the front of the store, which
// grows where it is full.
func (l *lines) fill() {
	if len(l.buf) == len(l.store) {
		l.store = make([]byte, 2*len(l.store))
	}
	held := len(l.buf)
	if cap(l.buf) < cap(l.store) { // else it is there already
		copy(l.store, l.buf)
	}
	n := 0
	for tries := 0; n == 0 && l.end == nil; tries++ {
		if tries == 100 {
			l.end = io.ErrNoProgress
			break
		}
		n, l.end = l.src.Read(l.store[held:])
	}
	l.buf = l.store[:held+n]
}
