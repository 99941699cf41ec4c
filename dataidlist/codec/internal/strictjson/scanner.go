package strictjson

import (
	"io"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Options bounds what a [Scanner] accepts. The zero value is ready to use; a limit of 0 means its default.
type Options struct {
	// Lines reads JSON Lines: any number of values, each on one line of its own. Blank lines are skipped, and a line that ends
	// inside a value is an error. Without Lines the input is one value.
	Lines bool

	MaxToken int // bytes of the longest string or number as written, quotes included; default 1 MiB
	MaxDepth int // open objects and arrays at a time; default [dataidlist.MaxDepth]
	MaxKeys  int // keys of all open objects at a time, those of Entries excepted; default 1048576
}

const (
	defaultMaxToken = 1 << 20
	defaultMaxKeys  = 1 << 20
)

// state is what the grammar allows at the current position.
type state uint8

const (
	atStart      state = iota // a byte order mark or the first value
	wantDocument              // a value at the top
	wantValue                 // a value after ':' or after ',' in an array
	wantFirst                 // a value or ']' after '['
	wantKey                   // a key after ',' in an object
	wantFirstKey              // a key or '}' after '{'
	afterKey                  // ':'
	afterValue                // ',' or the end of the open object or array; with none open, the end of the document
)

// Scanner splits a stream of JSON into tokens. It reads ahead of the token that it returns, and its memory does not depend on
// the length of the input. A Scanner must not be used by two goroutines at a time.
//
// Once the JSON was refused, or reading failed, every call returns that error. A token of another kind than the caller asked
// for is not such an error: the token was read, and the next call reads what follows.
type Scanner struct {
	r       io.Reader
	readErr error // of the last read; data before it is still to be scanned
	err     error // why the input was refused

	buf  []byte // data that was read; the bytes before pos are scanned
	pos  int    // start of the current token, or of the white space before it
	base int64  // offset in the input of buf[0]

	mark     int   // start in buf of the value that Raw captures, or -1
	rawLimit int   // bytes that it may have
	rawLine  int64 // line of mark

	line    int64 // line of pos
	endLine int64 // line of the end of the last value

	token   Token // the last token that was read
	state   state
	open    []frame // the open objects and arrays
	keys    keyStore
	scratch []byte // the last string that has escapes, decoded

	opt Options
}

// frame is an open object or array.
type frame struct {
	object bool
	keys   objectKeys
}

// New returns a Scanner that reads from r. It reads ahead, so r should not be used afterwards.
func New(r io.Reader, opt Options) *Scanner {
	if opt.MaxToken == 0 {
		opt.MaxToken = defaultMaxToken
	}
	if opt.MaxDepth == 0 {
		opt.MaxDepth = dataidlist.MaxDepth
	}
	if opt.MaxKeys == 0 {
		opt.MaxKeys = defaultMaxKeys
	}
	return &Scanner{r: r, buf: make([]byte, 0, bufferSize), mark: -1, line: 1, token: Token{Line: 1}, opt: opt}
}

// Offset returns the offset in bytes of the last token that was read.
func (s *Scanner) Offset() int64 { return s.token.Offset }

// Line returns the line of the last token that was read, from 1.
func (s *Scanner) Line() int64 { return s.token.Line }

// Peek returns the kind of the next token and does not consume it. Only its first byte has been seen: Next may still refuse it.
func (s *Scanner) Peek() (Kind, error) {
	return s.peek(), s.err
}

// Next returns the next token. At the end of the input, and after it, that is a token of the kind EOF; with Options.Lines
// unset, data after the first value is an error.
func (s *Scanner) Next() (Token, error) {
	if !s.scan() {
		return Token{}, s.err
	}
	return s.token, nil
}

// scan reads the next token into s.token. It returns false after an error.
func (s *Scanner) scan() bool {
	kind := s.peek()
	t := &s.token
	t.Kind, t.Text, t.Offset, t.Line = kind, nil, s.base+int64(s.pos), s.line
	switch kind {
	case ObjectStart:
		s.push(true, wantFirstKey)
	case ArrayStart:
		s.push(false, wantFirst)
	case ObjectEnd, ArrayEnd:
		s.pop()
	case Key:
		if t.Text = s.scanString(); s.err == nil {
			s.addKey()
		}
		s.state = afterKey
	case String:
		t.Text = s.scanString()
		s.endValue()
	case Number:
		t.Text = s.scanNumber()
		s.endValue()
	case True:
		s.scanLiteral("true")
		s.endValue()
	case False:
		s.scanLiteral("false")
		s.endValue()
	case Null:
		s.scanLiteral("null")
		s.endValue()
	}
	return s.err == nil
}

// peek passes white space and separators and returns the kind of the token that starts at pos, or invalid after an error.
// A second call changes nothing.
func (s *Scanner) peek() Kind {
	for s.err == nil {
		c, ok := s.skipSpace()
		if !ok {
			return s.atEnd()
		}
		switch s.state {
		case atStart:
			s.state = wantDocument
			s.skipByteOrderMark()
			continue
		case wantDocument, wantValue, wantFirst:
			if kind := valueKind(c); kind != invalid {
				return kind
			}
			if c == ']' && s.state == wantFirst {
				return ArrayEnd
			}
		case wantKey, wantFirstKey:
			if c == '"' {
				return Key
			}
			if c == '}' && s.state == wantFirstKey {
				return ObjectEnd
			}
		case afterKey:
			if c == ':' {
				s.pos++
				s.state = wantValue
				continue
			}
		case afterValue:
			switch {
			case len(s.open) == 0:
				if s.opt.Lines && s.line > s.endLine {
					s.state = wantDocument
					continue
				}
			case s.open[len(s.open)-1].object:
				if c == ',' {
					s.pos++
					s.state = wantKey
					continue
				}
				if c == '}' {
					return ObjectEnd
				}
			default:
				if c == ',' {
					s.pos++
					s.state = wantValue
					continue
				}
				if c == ']' {
					return ArrayEnd
				}
			}
		}
		s.failFound(c)
	}
	return invalid
}

// atEnd returns EOF where the input may end.
func (s *Scanner) atEnd() Kind {
	document := s.state == atStart || s.state == wantDocument
	if s.err == nil && (s.state == afterValue && len(s.open) == 0 || s.opt.Lines && document) {
		return EOF
	}
	s.fail(0, nil, "the input ends; %s is expected", s.expected())
	return invalid
}

// expected says what the grammar allows at the current position.
func (s *Scanner) expected() string {
	switch s.state {
	case wantValue:
		return "a value"
	case wantFirst:
		return "a value or ']'"
	case wantKey:
		return "a key in double quotes"
	case wantFirstKey:
		return "a key in double quotes or '}'"
	case afterKey:
		return "':' after a key"
	case afterValue:
		switch {
		case len(s.open) == 0 && s.opt.Lines:
			return "a new line after the value"
		case len(s.open) == 0:
			return "the end of the input after the document"
		case s.open[len(s.open)-1].object:
			return "',' or '}'"
		}
		return "',' or ']'"
	}
	return "a JSON document"
}

// valueKind returns the kind of a value that starts with c, or invalid.
func valueKind(c byte) Kind {
	switch c {
	case '"':
		return String
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return Number
	case '{':
		return ObjectStart
	case '[':
		return ArrayStart
	case 't':
		return True
	case 'f':
		return False
	case 'n':
		return Null
	}
	return invalid
}

// push opens an object or array.
func (s *Scanner) push(object bool, next state) {
	if len(s.open) >= s.opt.MaxDepth {
		s.fail(0, ErrLimit, "objects and arrays are nested deeper than %d levels", s.opt.MaxDepth)
		return
	}
	s.open = append(s.open, frame{object: object, keys: s.keys.object()})
	s.pos++
	s.state = next
}

// pop closes the innermost object or array.
func (s *Scanner) pop() {
	last := len(s.open) - 1
	s.keys.release(&s.open[last].keys)
	s.open = s.open[:last]
	s.pos++
	s.endValue()
}

func (s *Scanner) endValue() {
	s.state = afterValue
	s.endLine = s.line
}
