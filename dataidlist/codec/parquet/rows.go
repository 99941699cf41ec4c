package parquet

import (
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// A rowBuffer collects the rows of a row group, column by column.
type rowBuffer struct {
	n       int
	words   []wordColumn
	ints    []intColumn
	reasons *wordColumn // nil if the list has none

	at []int64 // int values of the next row of the run
}

// A wordColumn is the values of a string column: the distinct neighbours, and
// the place of each row's value among them.
type wordColumn struct {
	name     string
	words    []string
	index    []int32
	current  string
	longest  int // code points of the longest value of the file
	isReason bool
}

// An intColumn is the values of an int column.
type intColumn struct {
	name   string
	values []int64
}

func newRowBuffer(l *dataidlist.List) *rowBuffer {
	b := &rowBuffer{}
	for _, name := range l.Group().Strings() {
		b.words = append(b.words, wordColumn{name: name})
	}
	for _, name := range l.Group().Ints() {
		b.ints = append(b.ints, intColumn{name: name})
	}
	if l.NumReasons() > 0 {
		b.reasons = &wordColumn{name: table.DefaultReasonColumn, isReason: true}
	}
	return b
}

// setRun begins a run.
func (b *rowBuffer) setRun(run dataidlist.Run, reasons []dataidlist.Reason) {
	for i := range b.words {
		b.words[i].set(run.Strings[i])
	}
	if b.reasons != nil {
		b.reasons.set(table.JoinTexts(reasons))
	}
	b.at = append(b.at[:0], run.Ints...)
}

func (c *wordColumn) set(value string) {
	if value != c.current {
		c.longest = max(c.longest, utf8.RuneCountInString(value))
		c.current = value
	}
}

// append adds rows of the run, at most n and at most those that make the row
// group full, and returns their number.
func (b *rowBuffer) append(n int64) int64 {
	n = min(n, int64(groupRows-b.n))
	b.n += int(n)
	for i := range b.words {
		b.words[i].append(n)
	}
	if b.reasons != nil {
		b.reasons.append(n)
	}
	for i := range b.ints {
		c := &b.ints[i]
		for j := range n {
			v := b.at[i]
			if i == len(b.ints)-1 {
				v += j
			}
			c.values = append(c.values, v)
		}
	}
	if k := len(b.at); k > 0 {
		b.at[k-1] += n
	}
	return n
}

func (c *wordColumn) append(n int64) {
	if k := len(c.words); k == 0 || c.words[k-1] != c.current {
		c.words = append(c.words, c.current)
	}
	for range n {
		c.index = append(c.index, int32(len(c.words)-1))
	}
}

// clear makes room for the next row group.
func (b *rowBuffer) clear() {
	b.n = 0
	for i := range b.words {
		b.words[i].clear()
	}
	if b.reasons != nil {
		b.reasons.clear()
	}
	for i := range b.ints {
		b.ints[i].values = b.ints[i].values[:0]
	}
}

func (c *wordColumn) clear() { c.words, c.index = c.words[:0], c.index[:0] }

// allWords gives the string columns, the reason last.
func (b *rowBuffer) allWords() []*wordColumn {
	var all []*wordColumn
	for i := range b.words {
		all = append(all, &b.words[i])
	}
	if b.reasons != nil {
		all = append(all, b.reasons)
	}
	return all
}

// encoders gives what encodes each column, in the order of the schema.
func (b *rowBuffer) encoders() []func() (encodedColumn, error) {
	var all []func() (encodedColumn, error)
	for i := range b.words {
		all = append(all, b.words[i].encode)
	}
	for i := range b.ints {
		all = append(all, b.ints[i].encode)
	}
	if b.reasons != nil {
		all = append(all, b.reasons.encode)
	}
	return all
}
