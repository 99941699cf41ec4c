package expr

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// SyntaxError says what is wrong with an expression, and where.
type SyntaxError struct {
	Pos    int // byte offset in the text
	Line   int // from 1
	Column int // in characters of the line, from 1
	Msg    string
}

// Error gives "column N: what is wrong", with the line where it is not the
// first.
func (e *SyntaxError) Error() string {
	if e.Line > 1 {
		return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Msg)
	}
	return fmt.Sprintf("column %d: %s", e.Column, e.Msg)
}

// errorAt returns the error for a place in a text.
func errorAt(text string, pos int, format string, args ...any) *SyntaxError {
	before := text[:pos]
	return &SyntaxError{
		Pos:    pos,
		Line:   1 + strings.Count(before, "\n"),
		Column: 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]),
		Msg:    fmt.Sprintf(format, args...),
	}
}

// clip cuts a piece of the text to a length that fits an error message.
func clip(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	cut := most
	for !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
