package resolve

import (
	"strconv"
	"strings"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// Column is the values of a column, one a row: either Ints, or Texts. Whoever
// made it must not change it while it is in use.
type Column struct {
	Ints  []int64
	Texts []string
}

// noInt is no value of an int column of records.
const noInt = -1

// Len returns the number of values.
func (c Column) Len() int { return max(len(c.Ints), len(c.Texts)) }

// text gives a value for a message.
func (c Column) text(row int) string {
	if c.Ints != nil {
		return strconv.FormatInt(c.Ints[row], 10)
	}
	return dataidlist.Quote(c.Texts[row])
}

// as returns the column with values of the type that another one has. A text
// that is not an integer becomes noInt.
func (c Column) as(other Column) Column {
	switch {
	case (c.Ints != nil) == (other.Ints != nil):
		return c
	case other.Ints == nil:
		texts := make([]string, len(c.Ints))
		for i, v := range c.Ints {
			texts[i] = strconv.FormatInt(v, 10)
		}
		return Column{Texts: texts}
	}
	ints := make([]int64, len(c.Texts))
	for i, text := range c.Texts {
		v, err := dataidlist.ParseInt(strings.TrimSpace(text))
		if err != nil {
			v = noInt
		}
		ints[i] = v
	}
	return Column{Ints: ints}
}

// pick returns the values of some rows, in that order.
func (c Column) pick(rows []int32) Column {
	if c.Ints != nil {
		ints := make([]int64, len(rows))
		for i, row := range rows {
			ints[i] = c.Ints[row]
		}
		return Column{Ints: ints}
	}
	texts := make([]string, len(rows))
	for i, row := range rows {
		texts[i] = c.Texts[row]
	}
	return Column{Texts: texts}
}

// append adds the values of another column of the same type.
func (c *Column) append(more Column) {
	c.Ints = append(c.Ints, more.Ints...)
	c.Texts = append(c.Texts, more.Texts...)
}

// same reports whether two rows have the same value.
func (c Column) same(row int32, other Column, otherRow int32) bool {
	if c.Ints != nil {
		return c.Ints[row] == other.Ints[otherRow]
	}
	return c.Texts[row] == other.Texts[otherRow]
}

// isFixed reports whether all rows have the same value.
func (c Column) isFixed() bool {
	for row := range int32(c.Len()) {
		if !c.same(row, c, 0) {
			return false
		}
	}
	return true
}
