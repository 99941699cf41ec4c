package parquet

import (
	"unicode/utf8"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/encoding"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

const (
	// groupRows is the number of rows in each row group but the last, and
	// pageRows that in each page but the last of a column.
	groupRows = 1 << 20
	pageRows  = 1 << 17
	// maxGroupText ends row groups earlier, where the strings could have more
	// bytes than that.
	maxGroupText = 64 << 20
)

// A group is the rows of a row group, column by column, as runs that are cut
// where pages end.
type group struct {
	rows  int
	words []wordColumn // the string dimensions, and the reason if there is one
	ints  []intColumn
}

// An intColumn is the values of an int column.
type intColumn struct {
	pages       [][]encoding.Run
	least, most int64
}

// A wordColumn is the values of a string column: the distinct ones in order of
// appearance, and the place of each row's among them.
type wordColumn struct {
	words    []string
	places   map[string]int32
	pages    [][]encoding.Word
	last     string // the word that was added last, and its place
	lastAt   int32
	size     int // of the words in bytes
	longest  int // code points of the longest word
	isReason bool
}

// readGroup takes the rows of a list.
func readGroup(l *dataidlist.List, hasReasons bool) *group {
	ns, nk := len(l.Group().Strings()), len(l.Group().Ints())
	g := &group{words: make([]wordColumn, ns), ints: make([]intColumn, nk)}
	if hasReasons {
		g.words = append(g.words, wordColumn{isReason: true})
		for run, reasons := range table.WithReasons(l) {
			g.add(run, table.JoinTexts(reasons))
		}
		return g
	}
	for run := range l.Runs() {
		g.add(run, "")
	}
	return g
}

// add appends the rows of a run.
func (g *group) add(run dataidlist.Run, reason string) {
	for done := int64(0); done < run.Len; {
		page := g.rows / pageRows
		n := min(int(run.Len-done), (page+1)*pageRows-g.rows)
		for i := range g.words {
			word := reason
			if i < len(run.Strings) {
				word = run.Strings[i]
			}
			g.words[i].add(page, word, n)
		}
		for i := range g.ints {
			r := encoding.Run{First: run.Ints[i], N: n}
			if i == len(g.ints)-1 {
				r.First += done
				r.Step = 1
			}
			g.ints[i].add(page, r)
		}
		g.rows += n
		done += int64(n)
	}
}

func (c *intColumn) add(page int, r encoding.Run) {
	last := r.First + r.Step*int64(r.N-1)
	if c.pages == nil {
		c.least, c.most = r.First, last
	}
	c.least, c.most = min(c.least, r.First), max(c.most, last)
	if page == len(c.pages) {
		c.pages = append(c.pages, nil)
	}
	c.pages[page] = append(c.pages[page], r)
}

func (c *wordColumn) add(page int, word string, n int) {
	if c.places == nil || word != c.last {
		c.last, c.lastAt = word, c.place(word)
	}
	at := c.lastAt
	if page == len(c.pages) {
		c.pages = append(c.pages, nil)
	}
	p := &c.pages[page]
	if k := len(*p); k > 0 && (*p)[k-1].Index == at {
		(*p)[k-1].N += n
		return
	}
	*p = append(*p, encoding.Word{Index: at, N: n})
}

// place gives the place of a word, which is new if it was not seen before.
func (c *wordColumn) place(word string) int32 {
	if c.places == nil {
		c.places = map[string]int32{}
	}
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
