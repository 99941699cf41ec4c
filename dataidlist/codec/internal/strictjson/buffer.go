package strictjson

import (
	"errors"
	"io"
)

const (
	bufferSize = 64 << 10 // bytes, at first; a token that does not fit makes the buffer grow

	// maxEmptyReads is how often in a row a reader may return neither data nor an error.
	maxEmptyReads = 100
)

// fill reads more data behind buf and keeps what the current token needs, the bytes from pos on. It moves them, so callers
// count from pos. It returns false at the end of the input and after an error.
func (s *Scanner) fill() bool {
	if s.err != nil {
		return false
	}
	keep := s.pos
	if s.mark >= 0 {
		if s.readErr == nil && len(s.buf)-s.mark > s.rawLimit {
			s.failRaw()
			return false
		}
		keep = s.mark
	}
	if s.read(keep) {
		return true
	}
	if !errors.Is(s.readErr, io.EOF) {
		s.fail(len(s.buf)-s.pos, s.readErr, "reading failed: %v", s.readErr)
	}
	return false
}

// read reads more data behind buf and keeps the bytes from keep on. It returns false if there is no more; that this is an
// error only fill says, when what is in buf has been scanned.
func (s *Scanner) read(keep int) bool {
	if s.readErr != nil {
		return false
	}
	if keep > 0 {
		s.buf = s.buf[:copy(s.buf, s.buf[keep:])]
		s.pos -= keep
		s.base += int64(keep)
		if s.mark >= 0 {
			s.mark -= keep
		}
	}
	if len(s.buf) == cap(s.buf) {
		s.buf = append(make([]byte, 0, 2*cap(s.buf)), s.buf...)
	}
	for range maxEmptyReads {
		var n int
		n, s.readErr = s.r.Read(s.buf[len(s.buf):cap(s.buf)])
		s.buf = s.buf[:len(s.buf)+n]
		if n > 0 {
			return true
		}
		if s.readErr != nil {
			break
		}
	}
	if s.readErr == nil {
		s.readErr = io.ErrNoProgress
	}
	return false
}

// at returns byte i of the current token, or 0 at the end of the input.
func (s *Scanner) at(i int) byte {
	for s.pos+i >= len(s.buf) {
		if !s.fill() {
			return 0
		}
	}
	return s.buf[s.pos+i]
}

// skipSpace moves pos behind white space and returns the byte there, or false at the end of the input and after an error.
// It counts lines: a valid token has no line end in it.
func (s *Scanner) skipSpace() (byte, bool) {
	for {
		for s.pos < len(s.buf) {
			c := s.buf[s.pos]
			if c > ' ' {
				return c, true
			}
			switch c {
			case ' ', '\t', '\r':
			case '\n':
				if s.opt.Lines && len(s.open) > 0 {
					s.fail(0, nil, "the line ends inside a value; JSON Lines has each value on one line")
					return 0, false
				}
				s.line++
			default:
				return c, true
			}
			s.pos++
		}
		if !s.fill() {
			return 0, false
		}
	}
}

// skipByteOrderMark moves pos behind the UTF-8 form of U+FEFF if the input starts with it.
func (s *Scanner) skipByteOrderMark() {
	if s.base+int64(s.pos) == 0 && s.at(0) == 0xEF && s.at(1) == 0xBB && s.at(2) == 0xBF {
		s.pos += 3
	}
}
