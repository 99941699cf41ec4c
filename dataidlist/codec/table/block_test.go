package table_test

import (
	"fmt"
	"math"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// drawColumns draws a block of n rows of instrument, visit, band and detector,
// and a reason. Values are such that there are runs, nulls, contradictions and
// numbers that are too large.
func drawColumns(t *rapid.T, n int) []table.Column {
	faults := rapid.Bool().Draw(t, "faults")
	nulls := func(c *table.Column) {
		if faults && rapid.IntRange(0, 3).Draw(t, "null column") == 0 {
			c.Nulls = make([]bool, n)
			c.Nulls[rapid.IntRange(0, n-1).Draw(t, "null")] = true
		}
	}
	words := func(words ...string) (c table.Column) {
		c.Words = words
		for range n {
			c.Index = append(c.Index, int32(rapid.IntRange(-8, len(words)-1).Draw(t, "word")))
			c.Index[len(c.Index)-1] = max(c.Index[len(c.Index)-1], 0)
		}
		nulls(&c)
		return c
	}
	instrument, reason := words("L", "M", "L"), words("", "bad", " bad ")
	band := table.Column{Words: []string{"g", "r"}, Index: make([]int32, n)}
	var visit, detector table.Column
	detector.Unsigned = rapid.Bool().Draw(t, "unsigned")
	v, d := int64(5), int64(0)
	for i := range n {
		switch rapid.IntRange(0, 9).Draw(t, "step") {
		case 0:
			v, d = v+1, 0
		case 1:
			d = rapid.Int64Range(0, 9).Draw(t, "detector")
		case 2:
			if faults {
				d = rapid.SampledFrom([]int64{-1, math.MaxInt64, math.MinInt64}).Draw(t, "fault")
			}
		default:
			d++
		}
		visit.Ints, detector.Ints = append(visit.Ints, v), append(detector.Ints, d)
		band.Index[i] = int32(v % 2)
		if faults && rapid.IntRange(0, 50).Draw(t, "band") == 0 {
			band.Index[i] = 1 - band.Index[i]
		}
	}
	nulls(&visit)
	nulls(&detector)
	return []table.Column{instrument, visit, band, detector, reason}
}

// rowOf gives a row of a block as a reader of rows would.
func rowOf(columns []table.Column, row int) []table.Cell {
	var cells []table.Cell
	for _, c := range columns {
		cell := table.Cell{}
		switch {
		case c.Nulls != nil && c.Nulls[row]:
		case c.Index != nil:
			cell = table.Cell{Kind: table.Str, Bytes: []byte(c.Words[c.Index[row]])}
		case c.Unsigned && c.Ints[row] < 0:
			cell = table.Cell{Kind: table.Text, Bytes: []byte(strconv.FormatUint(uint64(c.Ints[row]), 10))}
		case c.Ints != nil:
			cell = table.Cell{Kind: table.Int, Int: c.Ints[row], Bytes: []byte(fmt.Sprint(c.Ints[row]))}
		}
		cells = append(cells, cell)
	}
	return cells
}

func TestBlockDoesWhatRowDoes(t *testing.T) {
	for _, c := range []struct {
		name    string
		columns []int
		names   []string
		opts    table.ReadOptions
	}{
		{"all columns", []int{0, 1, 2, 3, 4}, []string{"instrument", "visit", "band", "detector", "reason"}, table.ReadOptions{}},
		{"without the implied", []int{0, 1, 3, 4}, []string{"instrument", "visit", "detector", "reason"}, table.ReadOptions{}},
		{"an ignored column", []int{0, 1, 2, 3}, []string{"instrument", "visit", "x", "detector"}, table.ReadOptions{Ignore: []string{"x"}}},
		{"the last dimension is set", []int{0, 1, 2}, []string{"instrument", "visit", "band"}, table.ReadOptions{Set: map[string]string{"detector": "3..9:2"}}},
		{"a dimension is set", []int{1, 3}, []string{"visit", "detector"}, table.ReadOptions{Set: map[string]string{"instrument": "L"}}},
		{"the last dimension fixes the implied", []int{0, 1, 2}, []string{"instrument", "visit", "band"}, table.ReadOptions{}},
		{"no int dimension", []int{0, 4}, []string{"instrument", "reason"}, table.ReadOptions{}},
		{"a string where an int belongs", []int{0, 1, 2}, []string{"instrument", "visit", "detector"}, table.ReadOptions{}},
		{"an int where a string belongs", []int{1, 3}, []string{"instrument", "visit"}, table.ReadOptions{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				n := rapid.IntRange(1, 40).Draw(t, "rows")
				all := drawColumns(t, n)
				var columns []table.Column
				for _, at := range c.columns {
					columns = append(columns, all[at])
				}
				byRow, byBlock := mapper(t, &c.opts, c.names), mapper(t, &c.opts, c.names)
				var want error
				for row := 0; row < n && want == nil; row++ {
					want = byRow.Row(int64(row+7), rowOf(columns, row))
				}
				got := byBlock.Block(7, n, columns)
				if want != nil {
					require.EqualError(t, got, want.Error())
					return
				}
				require.NoError(t, got)
				wanted, err := byRow.Finish("x")
				require.NoError(t, err)
				found, err := byBlock.Finish("x")
				require.NoError(t, err)
				assert.Equal(t, wanted.List.FullDigest(), found.List.FullDigest())
				assert.Equal(t, wanted.Rows, found.Rows)
			})
		})
	}
}

func mapper(t require.TestingT, opts *table.ReadOptions, names []string) *table.Mapper {
	m, err := table.NewMapper("f", opts)
	require.NoError(t, err)
	require.NoError(t, m.Columns(0, names))
	return m
}

func TestUses(t *testing.T) {
	m := mapper(t, &table.ReadOptions{Ignore: []string{"x"}}, []string{"instrument", "x", "visit", "band", "reason"})
	for column, used := range []bool{true, false, true, true, true} {
		assert.Equal(t, used, m.Uses(column), column)
	}
}

func TestRunAddsConsecutiveDataIDs(t *testing.T) {
	m := mapper(t, &table.ReadOptions{Set: map[string]string{"instrument": "L"}}, []string{"visit"})
	require.NoError(t, m.Run(1, 70_000, []table.Cell{{Kind: table.Int, Int: 5}}))
	assert.EqualError(t, m.Run(2, 3, []table.Cell{{Kind: table.Int, Int: math.MaxInt64 - 1}}), "f:2: bad value: a run of 3 DataIds")
	r, err := m.Finish("x")
	require.NoError(t, err)
	assert.EqualValues(t, 70_000, r.List.Count())
}

func TestAppendStringSharesWordsOfNeighbours(t *testing.T) {
	var c table.Column
	for _, s := range []string{"a", "a", "b", "a"} {
		c.AppendString([]byte(s))
	}
	assert.Equal(t, table.Column{Words: []string{"a", "b", "a"}, Index: []int32{0, 0, 1, 2}}, c)
}

// BenchmarkBlock has the rows of 27 000 full focal planes.
func BenchmarkBlock(b *testing.B) {
	const visits, detectors = 27_000, 189
	columns := []table.Column{{Words: []string{"L"}}, {}, {}}
	for i := range int64(visits * detectors) {
		columns[0].Index = append(columns[0].Index, 0)
		columns[1].Ints = append(columns[1].Ints, i/detectors)
		columns[2].Ints = append(columns[2].Ints, i%detectors)
	}
	for b.Loop() {
		m, err := table.NewMapper("f", &table.ReadOptions{})
		require.NoError(b, err)
		require.NoError(b, m.Columns(0, []string{"instrument", "visit", "detector"}))
		require.NoError(b, m.Block(1, visits*detectors, columns))
	}
}
