package gen2

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// enough is the length of values in bytes at which a line is ended.
const enough = 4 << 10

// Write writes a list. It returns an error that wraps [dataidlist.ErrValue] if
// a string value would be read as something else.
func Write(w io.Writer, l *dataidlist.List, _ *table.WriteOptions) error {
	out := &writer{w: bufio.NewWriterSize(w, 64<<10), stringNames: l.Group().Strings(), intNames: l.Group().Ints()}
	for run := range l.Runs() {
		if err := out.add(run); err != nil {
			return err
		}
	}
	if err := out.endLast(); err != nil {
		return err
	}
	if err := out.endLine(); err != nil {
		return err
	}
	return out.w.Flush()
}

// A writer collects the values of the last int dimension that go with the same
// values of the others, and then the values of the int dimension before it that
// go with the same ones of these.
type writer struct {
	w                     *bufio.Writer
	stringNames, intNames []string

	// What is collected of the last dimension, and what goes before it.
	strings []string
	ints    []int64 // without the last
	last    values
	open    bool

	// The line: what is before the collected dimension, its values, and what is
	// behind.
	before, behind []byte
	middle         values
}

// add adds a run.
func (w *writer) add(run dataidlist.Run) error {
	k := len(run.Ints)
	outer := run.Ints[:max(0, k-1)]
	if !w.open || k == 0 || !slices.Equal(run.Strings, w.strings) || !slices.Equal(outer, w.ints) || len(w.last.text) > enough {
		if err := w.endLast(); err != nil {
			return err
		}
		w.open = true
		w.strings, w.ints = append(w.strings[:0], run.Strings...), append(w.ints[:0], outer...)
	}
	if k > 0 {
		w.last.add(run.Ints[k-1], run.Len)
	}
	return nil
}

// endLast puts what was collected into the line, if it goes with it, and into
// the next one otherwise.
func (w *writer) endLast() error {
	if !w.open {
		return nil
	}
	w.open = false
	var before, behind []byte
	for i, name := range w.stringNames {
		value := w.strings[i]
		if strings.ContainsFunc(value, isSpecial) {
			return fmt.Errorf("%w: the value %s of %s would be read as something else: write another format", dataidlist.ErrValue, dataidlist.Quote(value), name)
		}
		before = appendPair(before, name, value)
	}
	names := w.intNames
	k := len(names)
	for i, v := range w.ints {
		if i < k-2 {
			before = appendPair(before, names[i], strconv.FormatInt(v, 10))
		}
	}
	if k > 0 {
		behind = appendPair(nil, names[k-1], w.last.end())
	}
	if k < 2 || !bytes.Equal(before, w.before) || !bytes.Equal(behind, w.behind) || len(w.middle.text) > enough {
		if err := w.endLine(); err != nil {
			return err
		}
		w.before, w.behind = before, behind
	}
	if k >= 2 {
		w.middle.add(w.ints[k-2], 1)
	}
	return nil
}

// isSpecial reports whether a character has a meaning in an id.
func isSpecial(r rune) bool {
	return strings.ContainsRune(`^'"`, r) || unicode.IsSpace(r) || r == 0
}

// endLine writes the line.
func (w *writer) endLine() error {
	if len(w.before)+len(w.behind) == 0 {
		return nil
	}
	line := append([]byte("--id"), w.before...)
	if names := w.intNames; len(names) >= 2 {
		line = appendPair(line, names[len(names)-2], w.middle.end())
	}
	line = append(append(line, w.behind...), '\n')
	w.before, w.behind = nil, nil
	_, err := w.w.Write(line)
	return err
}

func appendPair(dst []byte, name, value string) []byte {
	return append(append(append(append(dst, ' '), name...), '='), value...)
}

// values is an ascending sequence of ints, in text.
type values struct {
	text        []byte // of all but the last range
	first, next int64  // the last range, without its end
	open        bool
}

// add adds n ints.
func (v *values) add(first, n int64) {
	if !v.open || first != v.next {
		v.flush()
		v.first, v.open = first, true
	}
	v.next = first + n // of the largest value of all this wraps, and nothing follows
}

func (v *values) flush() {
	if !v.open {
		return
	}
	if len(v.text) > 0 {
		v.text = append(v.text, '^')
	}
	v.text = strconv.AppendInt(v.text, v.first, 10)
	if last := v.next - 1; last != v.first {
		v.text = strconv.AppendInt(append(v.text, ".."...), last, 10)
	}
	v.open = false
}

// end returns the text and begins anew.
func (v *values) end() string {
	v.flush()
	text := string(v.text)
	v.text = v.text[:0]
	return text
}
