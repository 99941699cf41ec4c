package dataidlist

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Errors that callers can test with [errors.Is].
var (
	// ErrGroup is wrapped by errors of operands whose dimension groups do not
	// fit together.
	ErrGroup = errors.New("dimension groups do not fit")
	// ErrLimit is wrapped by errors of input that passes one of the limits.
	ErrLimit = errors.New("limit passed")
	// ErrValue is wrapped by errors of values that a dimension cannot have.
	ErrValue = errors.New("bad value")
	// ErrBuilt is wrapped by errors of a [Builder] that has given its list.
	ErrBuilt = errors.New("the list is built")
)

// InputError says where in an input file something is wrong.
type InputError struct {
	File   string // name as the user gave it; "-" is standard input
	Row    int64  // 1-based row or line; 0 where the format has none
	Column string // name of the column; empty where it does not matter
	Byte   int64  // 1-based byte, so 1 + its offset; 0 where it is not known
	Err    error
}

// Error gives FILE:ROW: column NAME: what is wrong. Where there is no row it
// gives the offset of the byte, which counts from 0.
func (e *InputError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Row > 0 {
		fmt.Fprintf(&b, ":%d", e.Row)
	}
	b.WriteString(": ")
	if e.Row <= 0 && e.Byte > 0 {
		fmt.Fprintf(&b, "byte %d: ", e.Byte-1)
	}
	if e.Column != "" {
		fmt.Fprintf(&b, "column %s: ", e.Column)
	}
	fmt.Fprint(&b, e.Err)
	return b.String()
}

// Unwrap returns the error without its place.
func (e *InputError) Unwrap() error { return e.Err }

// Quote quotes a piece of input for an error message, cut to a length that
// fits a terminal line.
func Quote(s string) string {
	const most = 64
	if len(s) <= most {
		return fmt.Sprintf("%q", s)
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return fmt.Sprintf("%q…", s[:cut])
}
