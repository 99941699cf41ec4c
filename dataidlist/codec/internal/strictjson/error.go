package strictjson

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// ErrLimit is wrapped by the error of an input that may be valid JSON and exceeds a limit of [Options] or of [Scanner.Raw].
var ErrLimit = errors.New("limit exceeded")

// Error says where and why an input was refused, or where the underlying reader failed.
type Error struct {
	Offset int64  // offset in bytes from the start of the input, a byte order mark included
	Line   int64  // line of that offset, from 1; lines end with \n
	Msg    string // what is wrong there
	Err    error  // ErrLimit, the error of the underlying reader, or nil
}

func (e *Error) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.Msg) }

// Unwrap returns e.Err.
func (e *Error) Unwrap() error { return e.Err }

// Errorf returns an [*Error] at the place of the last token that was read. Callers use it for values that are valid JSON and
// not valid for them.
func (s *Scanner) Errorf(format string, args ...any) error {
	return s.token.errorf(format, args...)
}

// fail ends the scan with an error at byte i of the current token.
func (s *Scanner) fail(i int, cause error, format string, args ...any) {
	s.failAt(s.base+int64(s.pos+i), s.line, cause, format, args...)
}

// failAt ends the scan with an error. The first error stays: those that follow from it say less.
func (s *Scanner) failAt(offset, line int64, cause error, format string, args ...any) {
	if s.err == nil {
		s.err = &Error{Offset: offset, Line: line, Msg: fmt.Sprintf(format, args...), Err: cause}
	}
}

// maxQuoted is how many characters of a token an error message repeats.
const maxQuoted = 40

// quote returns text in double quotes, or its start.
func quote(text []byte) string {
	if utf8.RuneCount(text) <= maxQuoted {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%.*q…", maxQuoted, text)
}

// shorten returns the literal of a number, or its start.
func shorten(literal []byte) string {
	if len(literal) <= maxQuoted {
		return string(literal)
	}
	return string(literal[:maxQuoted]) + "…"
}

// quoteByte names one byte of the input.
func quoteByte(c byte) string {
	if c < ' ' || c > '~' {
		return fmt.Sprintf("byte 0x%02x", c)
	}
	return fmt.Sprintf("%q", c)
}
