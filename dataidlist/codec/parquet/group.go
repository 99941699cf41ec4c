package parquet

import (
	"math"
	"slices"
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	// groupRows is the number of rows in each row group but the last. A column
	// has one page in it, of which a list of long runs leaves a few kilobytes,
	// and random rows one or two megabytes.
	groupRows = 1 << 20
	// maxGroupText ends row groups earlier, where the strings could have more
	// bytes than that, but not before leastGroupRows.
	maxGroupText   = 64 << 20
	leastGroupRows = 1 << 17
)

// A group is the rows of a row group, column by column, as runs. It has memory
// that the next row group uses again.
type group struct {
	rows  int
	words []wordColumn // the string dimensions, and the reason if there is one
	ints  []intColumn
	room  dataidlist.RunBatch
}

// An intColumn is the values of an int column.
type intColumn struct {
	runs        []encoding.Run
	least, most int64
}

// A wordColumn is the values of a string column: the distinct ones in order of
// appearance, and the place of each row's among them.
type wordColumn struct {
	words    []string
	places   map[string]int32
	runs     []encoding.Word
	size     int // of the words in bytes
	longest  int // code points of the longest word
	isReason bool
}

// newGroup makes a group for the rows of lists of one shape.
func newGroup(l *dataidlist.List, hasReasons bool) *group {
	g := &group{words: make([]wordColumn, len(l.Group().Strings())), ints: make([]intColumn, len(l.Group().Ints()))}
	if hasReasons {
		g.words = append(g.words, wordColumn{isReason: true})
	}
	for i := range g.words {
		g.words[i].places = map[string]int32{}
	}
	return g
}

// read takes the rows of a list instead of those that it has.
func (g *group) read(l *dataidlist.List) {
	g.rows = int(l.Count())
	for i := range g.words {
		g.words[i].clear()
	}
	for i := range g.ints {
		g.ints[i] = intColumn{runs: g.ints[i].runs[:0], least: math.MaxInt64}
	}
	if n := len(g.words); n > 0 && g.words[n-1].isReason {
		for run, reasons := range table.WithReasons(l) {
			g.words[n-1].add(table.JoinTexts(reasons), int(run.Len))
			ints := make([][]int64, len(run.Ints))
			for i := range ints {
				ints[i] = run.Ints[i : i+1]
			}
			g.add(dataidlist.RunBatch{Strings: run.Strings, Ints: ints, Lens: []int64{run.Len}})
		}
	} else {
		for b := range l.RunBatches(&g.room) {
			g.add(b)
		}
	}
}

// add appends the rows of runs, but for their reasons.
func (g *group) add(b dataidlist.RunBatch) {
	rows := 0
	for _, n := range b.Lens {
		rows += int(n)
	}
	for i, word := range b.Strings {
		g.words[i].add(word, rows)
	}
	for i := range g.ints {
		step := int64(0)
		if i == len(g.ints)-1 {
			step = 1
		}
		g.ints[i].add(b.Ints[i], step, b.Lens)
	}
}

func (c *intColumn) add(firsts []int64, step int64, lens []int64) {
	at := len(c.runs)
	c.runs = slices.Grow(c.runs, len(firsts))[:at+len(firsts)]
	runs, lens := c.runs[at:], lens[:len(firsts)]
	least, most := c.least, c.most
	for i, first := range firsts {
		least, most = min(least, first), max(most, first+step*(lens[i]-1))
		runs[i] = encoding.Run{First: first, Step: step, N: int(lens[i])}
	}
	c.least, c.most = least, most
}

func (c *wordColumn) clear() {
	c.words, c.runs = c.words[:0], c.runs[:0]
	c.size, c.longest = 0, 0
	clear(c.places)
}

// add appends a word n times.
func (c *wordColumn) add(word string, n int) {
	if k := len(c.runs); k > 0 && c.words[c.runs[k-1].Index] == word {
		c.runs[k-1].N += n
		return
	}
	c.runs = append(c.runs, encoding.Word{Index: c.place(word), N: n})
}

// place gives the place of a word, which is new if it was not seen before.
func (c *wordColumn) place(word string) int32 {
	at, ok := c.places[word]
	if !ok {
		at = int32(len(c.words))
		c.places[word] = at
		c.words = append(c.words, word)
		c.size += 4 + len(word)
		c.longest = max(c.longest, utf8.RuneCountInString(word))
	}
	return at
}

// longest gives the code points of the longest value of each string column.
func (g *group) longest() []int {
	var all []int
	for i := range g.words {
		all = append(all, g.words[i].longest)
	}
	return all
}
