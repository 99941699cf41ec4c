package main

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// A box is DataIds that agree in the string values and have, in each int
// dimension, all values of an inclusive range.
type box struct {
	strs []string
	low  []int64
	high []int64
}

// boxes gives the DataIds of a list as boxes: neighbouring values of a
// dimension come together where all that hangs on them is the same, so that
// the full focal planes of a night are few boxes.
func boxes(l *dataidlist.List) iter.Seq[box] {
	all := func(yield func(box) bool) {
		for run := range l.Runs() {
			b := box{run.Strings, run.Ints, slices.Clone(run.Ints)}
			if k := len(b.high); k > 0 {
				b.high[k-1] += run.Len - 1
			}
			if !yield(b) {
				return
			}
		}
	}
	for d := max(len(l.Group().Ints())-2, 0); d >= 0 && len(l.Group().Ints()) > 0; d-- {
		all = merged(all, d)
	}
	return all
}

// merged unites neighbouring ranges of dimension d. Boxes with the same range
// in it are a block; a block is drawn into the one before if what follows
// dimension d is the same in both.
func merged(all iter.Seq[box], d int) func(func(box) bool) {
	return func(yield func(box) bool) {
		var before, block []box
		more := true
		emit := func() {
			for i := 0; more && i < len(before); i++ {
				more = yield(before[i])
			}
		}
		settle := func() {
			if joins(before, block, d) {
				for _, b := range before {
					b.high[d] = block[0].high[d]
				}
			} else {
				emit()
				before = block
			}
			block = nil
		}
		for b := range all {
			if len(block) > 0 && !agree(block[0], b, d+1) {
				settle()
			}
			if !more {
				return
			}
			block = append(block, b)
		}
		settle()
		emit()
	}
}

// agree reports whether boxes have the same ranges in the first d dimensions.
func agree(a, b box, d int) bool {
	return slices.Equal(a.strs, b.strs) && slices.Equal(a.low[:d], b.low[:d]) && slices.Equal(a.high[:d], b.high[:d])
}

func joins(before, block []box, d int) bool {
	if len(before) != len(block) || len(before) == 0 || before[0].high[d]+1 != block[0].low[d] || !agree(before[0], block[0], d) {
		return false
	}
	return slices.EqualFunc(before, block, func(a, b box) bool {
		return slices.Equal(a.low[d+1:], b.low[d+1:]) && slices.Equal(a.high[d+1:], b.high[d+1:])
	})
}

// writeRanges writes the DataIds of a list as lines of ranges behind a prefix,
// at most most lines, and then a line that says so where there are more.
func writeRanges(w io.Writer, prefix string, l *dataidlist.List, most uint64) error {
	for b := range boxes(l) {
		if most == 0 {
			_, err := fmt.Fprintf(w, "%s...\n", prefix)
			return err
		}
		most--
		if _, err := fmt.Fprintf(w, "%s%s\n", prefix, b.text(l.Group().Dimensions())); err != nil {
			return err
		}
	}
	return nil
}

// text gives the ranges as NAME=VALUE and NAME=FIRST..LAST.
func (b box) text(names []string) string {
	var words []string
	for i, s := range b.strs {
		words = append(words, names[i]+"="+plain(s))
	}
	for i, low := range b.low {
		word := fmt.Sprintf("%s=%d", names[len(b.strs)+i], low)
		if high := b.high[i]; high > low {
			word += fmt.Sprintf("..%d", high)
		}
		words = append(words, word)
	}
	return strings.Join(words, " ")
}

// plain quotes a string value that would not read as one word.
func plain(s string) string {
	if quoted := strconv.Quote(s); quoted != `"`+s+`"` || strings.Contains(s, " ") {
		return quoted
	}
	return s
}
