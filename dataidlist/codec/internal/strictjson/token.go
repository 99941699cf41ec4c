package strictjson

import (
	"bytes"
	"fmt"
	"math"
)

// Kind is the kind of a [Token].
type Kind uint8

// The kinds of tokens. The zero Kind belongs to no token.
const (
	invalid Kind = iota
	EOF          // the end of the input
	ObjectStart
	ObjectEnd
	ArrayStart
	ArrayEnd
	Key // the key of a member of an object; its value is the next token
	String
	Number
	True
	False
	Null
)

// String returns the name of the kind as error messages have it, such as "an object" for ObjectStart.
func (k Kind) String() string {
	switch k {
	case EOF:
		return "the end of the input"
	case ObjectStart:
		return "an object"
	case ObjectEnd:
		return "the end of the object"
	case ArrayStart:
		return "an array"
	case ArrayEnd:
		return "the end of the array"
	case Key:
		return "a key"
	case String:
		return "a string"
	case Number:
		return "a number"
	case True:
		return "true"
	case False:
		return "false"
	case Null:
		return "null"
	}
	return "no token"
}

// startsValue tells whether a value starts with a token of kind k.
func (k Kind) startsValue() bool {
	return k == ObjectStart || k == ArrayStart || k >= String
}

// Token is one token of the input.
type Token struct {
	Kind Kind

	// Text is the decoded text of a Key or String, the literal of a Number as it was written, and nil otherwise.
	// It belongs to the Scanner and is valid until the next call.
	Text []byte

	Offset int64 // offset in bytes of the first byte of the token
	Line   int64 // line of that byte, from 1
}

// Int64 returns the value of a Number that is written as a plain integer from 0 to 9223372036854775807: no sign, fraction or
// exponent. The [*Error] of another token says why it is not one.
func (t *Token) Int64() (int64, error) {
	if t.Kind != Number {
		return 0, t.mismatch("an int64 value")
	}
	var v uint64
	for _, c := range t.Text {
		if c < '0' || c > '9' || v > math.MaxInt64/10 {
			return 0, t.notInt64()
		}
		v = v*10 + uint64(c-'0')
	}
	if v > math.MaxInt64 {
		return 0, t.notInt64()
	}
	return int64(v), nil
}

// notInt64 says why the Number t is not an int64 from 0.
func (t *Token) notInt64() error {
	literal := shorten(t.Text)
	if t.Text[0] == '-' {
		return t.errorf("%s is negative; an int64 value from 0 is expected", literal)
	}
	if bytes.ContainsAny(t.Text, "eE") {
		return t.errorf("%s has an exponent: write an integer with all its digits", literal)
	}
	if whole, fraction, ok := bytes.Cut(t.Text, []byte(".")); ok {
		if len(bytes.Trim(fraction, "0")) == 0 {
			return t.errorf("%s is a fraction: write %s", literal, shorten(whole))
		}
		return t.errorf("%s is a fraction; an int64 value is expected", literal)
	}
	return t.errorf("%s is larger than %d", literal, math.MaxInt64)
}

// mismatch returns the error of a token in the place of what is expected.
func (t *Token) mismatch(expected string) error {
	switch t.Kind {
	case Key, String:
		return t.errorf("%s is %v; %s is expected", quote(t.Text), t.Kind, expected)
	case Number:
		return t.errorf("%s is a number; %s is expected", shorten(t.Text), expected)
	}
	return t.errorf("found %v; %s is expected", t.Kind, expected)
}

func (t *Token) errorf(format string, args ...any) error {
	return &Error{Offset: t.Offset, Line: t.Line, Msg: fmt.Sprintf(format, args...)}
}
