package table

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Kind says what a cell is.
type Kind uint8

const (
	// Null is an absent value. No dimension accepts it.
	Null Kind = iota
	// Text is a cell of a text format, whose type is that of its column. For
	// an int dimension it may be an inclusive range a..b or a..b:step, and
	// have spaces around it.
	Text
	// Str is a string value.
	Str
	// Int is an integer value.
	Int
	// Range is the integers from Int to Last, both included.
	Range
	// Other is a value that no dimension can have; Bytes says what it is, as
	// in "a fraction".
	Other
)

// Cell is one value of a row. Bytes belongs to the reader and is used only
// during the call.
type Cell struct {
	Kind  Kind
	Bytes []byte // of Text and Str; of Other words for messages
	Int   int64  // of Int and Range
	Last  int64  // of Range
}

// words says what a cell is that is neither null nor text.
func (c Cell) words() string {
	switch c.Kind {
	case Int:
		return strconv.FormatInt(c.Int, 10)
	case Range:
		return fmt.Sprintf("%d..%d", c.Int, c.Last)
	}
	return string(c.Bytes)
}

// plainInt reads up to 18 digits without a leading zero: what nearly all int
// cells are, and cannot overflow.
func plainInt(text []byte) (int64, bool) {
	if len(text) == 0 || len(text) > 18 || text[0] == '0' && len(text) > 1 {
		return 0, false
	}
	var v int64
	for _, c := range text {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = 10*v + int64(c-'0')
	}
	return v, true
}

// span is an inclusive range of an int dimension, or one value.
type span struct{ first, last, step int64 }

// parseSpan reads a, a..b or a..b:step.
func parseSpan(text string) (span, error) {
	low, high, ranged := strings.Cut(text, "..")
	first, err := dataidlist.ParseInt(low)
	if err != nil || !ranged {
		return span{first, first, 1}, err
	}
	high, by, stepped := strings.Cut(high, ":")
	s := span{first: first, step: 1}
	if s.last, err = dataidlist.ParseInt(high); err != nil {
		return s, err
	}
	if stepped {
		if s.step, err = dataidlist.ParseInt(by); err != nil {
			return s, err
		}
	}
	switch {
	case s.step == 0:
		return s, fmt.Errorf("%w: range %s has step 0", dataidlist.ErrValue, dataidlist.Quote(text))
	case s.last < s.first:
		return s, fmt.Errorf("%w: range %s ends before it begins", dataidlist.ErrValue, dataidlist.Quote(text))
	}
	s.last -= (s.last - s.first) % s.step
	return s, nil
}

// size is the number of values less one.
func (s span) size() uint64 { return uint64(s.last-s.first) / uint64(s.step) }

// ParseRange reads an int value or an inclusive range a..b or a..b:step, as
// text formats have them, and returns its first value, its last, and the step
// between them.
func ParseRange(text string) (first, last, step int64, err error) {
	s, err := parseSpan(text)
	return s.first, s.last, s.step, err
}
