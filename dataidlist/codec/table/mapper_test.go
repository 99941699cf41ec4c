package table_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func TestColumnWithoutNameIsNoReason(t *testing.T) {
	m, err := table.NewMapper("f.csv", &table.ReadOptions{})
	require.NoError(t, err)
	err = m.Columns(1, []string{"instrument", "visit", ""})
	require.EqualError(t, err, `f.csv:1: column 3 has no name: drop it with --ignore-columns ''`)
}

// Rows of JSON may have now these members, now those.
func TestSetHoldsForEachRowWithoutTheColumn(t *testing.T) {
	opts := &table.ReadOptions{Set: map[string]string{"instrument": "L", "visit": "8..9"}, Shared: []string{"instrument", "visit"}}
	m, err := table.NewMapper("f", opts)
	require.NoError(t, err)
	for i, names := range []string{"instrument visit detector", "detector", "instrument visit detector", "detector", "visit detector", "detector"} {
		columns := strings.Fields(names)
		require.NoError(t, m.Columns(1, columns))
		cells := []table.Cell{{Kind: table.Str, Bytes: []byte("M")}, {Kind: table.Int, Int: 1}, {Kind: table.Int, Int: int64(i)}}
		require.NoError(t, m.Row(1, cells[3-len(columns):]))
	}
	r, err := m.Finish("x")
	require.NoError(t, err)
	assert.Equal(t, []string{
		"instrument=L visit=1 detector=4", "instrument=L visit=8 detector=1", "instrument=L visit=8 detector=3", "instrument=L visit=8 detector=5",
		"instrument=L visit=9 detector=1", "instrument=L visit=9 detector=3", "instrument=L visit=9 detector=5",
		"instrument=M visit=1 detector=0", "instrument=M visit=1 detector=2",
	}, lines(r.List))
}

func TestImpliedValuesThatAreSetAreChecked(t *testing.T) {
	for set, want := range map[string]string{
		"band=":        "f: --set band: bad value: it is empty: give its value, or drop the column with --ignore-columns",
		"day_obs=1..2": "f: --set day_obs: bad value: 1..2 are several values, and a DataId has one",
		"day_obs=x":    `f: --set day_obs: bad value: "x" is not an integer`,
	} {
		name, value, _ := strings.Cut(set, "=")
		m, err := table.NewMapper("f", &table.ReadOptions{Set: map[string]string{name: value}})
		require.NoError(t, err)
		err = m.Columns(1, []string{"instrument", "visit"})
		require.ErrorIs(t, err, table.ErrOptions)
		require.EqualError(t, err, want)
	}
}
