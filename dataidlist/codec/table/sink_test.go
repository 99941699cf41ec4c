package table_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// rowsAsText is a sink that writes down what it is told.
type rowsAsText struct {
	said  []string
	names []string
	fails error
}

func (s *rowsAsText) Columns(row int64, names []string) ([]table.Kind, error) {
	s.names = append([]string(nil), names...)
	s.said = append(s.said, fmt.Sprintf("%d %s", row, strings.Join(names, ",")))
	kinds := make([]table.Kind, len(names))
	for i, name := range names {
		if name != "" {
			kinds[i] = table.Text
		}
	}
	return kinds, s.fails
}

func (s *rowsAsText) Row(row int64, cells []table.Cell, reasons []dataidlist.Reason) error {
	var values []string
	for i, c := range cells {
		if s.names[i] != "" {
			values = append(values, string(c.Bytes))
		}
	}
	s.said = append(s.said, fmt.Sprintf("%d %s %d", row, strings.Join(values, ","), len(reasons)))
	return s.fails
}

func words(texts ...string) []table.Cell {
	var cells []table.Cell
	for _, text := range texts {
		cells = append(cells, table.Cell{Kind: table.Text, Bytes: []byte(text)})
	}
	return cells
}

func TestSinkTakesRowsAsTheyStand(t *testing.T) {
	s := &rowsAsText{}
	m, err := table.NewMapper("f", &table.ReadOptions{
		Sink: s, Set: map[string]string{"instrument": "LSSTCam", "detector": "3"}, Shared: []string{"detector"},
		Rename: map[string]string{"name": "obs_id"}, ReasonColumn: "comment", Ignore: []string{"x"},
	})
	require.NoError(t, err)
	require.NoError(t, m.Columns(1, []string{"name", "x", "comment", "detector"}))
	require.NoError(t, m.Row(2, words("a_1", "y", "fog", "7"), dataidlist.Reason{Text: "wind"}))
	require.NoError(t, m.Columns(3, []string{"detector", "name", "comment"}))
	require.NoError(t, m.Row(3, words("8", "a_2", "")))
	text := table.Column{}
	text.AppendString([]byte("a_3"))
	require.NoError(t, m.Block(4, 1, []table.Column{{Ints: []int64{9}}, text, text}))
	assert.True(t, m.Uses(0))
	assert.True(t, m.Altered(), "there is no list that a header could hold for")
	_, direct := m.Direct()
	assert.False(t, direct)
	assert.Equal(t, table.Plain{Names: []string{"detector", "name", "comment"}, Kinds: []table.Kind{table.Text, table.Text, table.Text}, Step: -1}, m.Plain())
	r, err := m.Finish("csv")
	require.NoError(t, err)
	assert.Nil(t, r.List)
	assert.Equal(t, uint64(3), r.Rows)
	assert.Equal(t, map[string]bool{"instrument": true, "name": true, "comment": true, "x": true}, r.Used)
	assert.Equal(t, []string{
		"1 obs_id,,reason,detector,instrument",
		"2 a_1,fog,7,LSSTCam 1",
		"3 detector,obs_id,reason,instrument",
		"3 8,a_2,,LSSTCam 0",
		"4 9,a_3,a_3,LSSTCam 0",
	}, s.said)
}

func TestSinkRefusals(t *testing.T) {
	failed := errors.New("no")
	for name, c := range map[string]struct {
		opts    table.ReadOptions
		fails   error
		columns []string
		err     string
	}{
		"a column twice":       {table.ReadOptions{Rename: map[string]string{"a": "b"}}, nil, []string{"a", "b"}, "f:1: column b: b comes twice"},
		"no name":              {table.ReadOptions{}, nil, []string{""}, "f:1: column 1 has no name: drop it with --ignore-columns ''"},
		"what is set":          {table.ReadOptions{Set: map[string]string{"visit": "1"}}, nil, []string{"visit"}, "f:1: column visit: the file has dimension visit: leave out --set visit, or drop the column with --ignore-columns"},
		"split":                {table.ReadOptions{Split: map[string]string{"a": "|"}}, nil, []string{"a"}, "f: --split-column and --empty-means-all make DataIds of rows, and here rows are read as they stand: convert the file with them first"},
		"what the sink says":   {table.ReadOptions{}, failed, []string{"a"}, "f:1: no"},
		"an unused option":     {table.ReadOptions{Ignore: []string{"x"}}, nil, []string{"a"}, "f: --ignore-columns x: the input has no such column"},
		"a row that is longer": {table.ReadOptions{}, nil, []string{"a", "b"}, "f:2: 1 values where 2 columns are named"},
	} {
		c.opts.Sink = &rowsAsText{fails: c.fails}
		m, err := table.NewMapper("f", &c.opts)
		require.NoError(t, err)
		if err = m.Columns(1, c.columns); err == nil {
			err = m.Row(2, words("v"))
		}
		if err == nil {
			_, err = m.Finish("csv")
		}
		assert.EqualError(t, err, c.err, name)
	}
	m, err := table.NewMapper("f", &table.ReadOptions{Sink: &rowsAsText{}})
	require.NoError(t, err)
	require.NoError(t, m.Columns(1, []string{"a"}))
	require.EqualError(t, m.Run(2, 3, words("v")), "f:2: the input has ranges and no rows")
}
