package table_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// readOne reads a table of one row of these cells.
func readOne(t *testing.T, opts table.ReadOptions, columns []string, cells ...string) (*table.Result, bool, error) {
	t.Helper()
	m, err := table.NewMapper("f", &opts)
	if err == nil {
		err = m.Columns(1, columns)
	}
	if err != nil {
		return nil, false, err
	}
	row := make([]table.Cell, len(cells))
	for i, text := range cells {
		row[i] = table.Cell{Kind: table.Text, Bytes: []byte(text)}
	}
	require.NoError(t, m.Row(2, row))
	result, err := m.Finish("test")
	return result, m.Altered(), err
}

func TestSharedOptionsYieldToTheFile(t *testing.T) {
	opts := table.ReadOptions{
		Set:          map[string]string{"instrument": "HSC"},
		Rename:       map[string]string{"expnum": "exposure"},
		ReasonColumn: "comment",
		Ignore:       []string{"ra"},
	}
	own := []string{"instrument", "exposure", "reason"}
	_, _, err := readOne(t, opts, own, "LSSTCam", "7", "fog")
	assert.EqualError(t, err, "f:1: column instrument: the file has dimension instrument: leave out --set instrument, or drop the column with --ignore-columns")

	opts.Shared = []string{"instrument", "expnum", "comment", "ra"}
	result, altered, err := readOne(t, opts, own, "LSSTCam", "7", "fog")
	require.NoError(t, err)
	assert.False(t, altered)
	d, _ := result.List.Select(0)
	assert.Equal(t, "instrument=LSSTCam exposure=7", d.String())
	assert.Equal(t, []dataidlist.Reason{{Text: "fog"}}, result.List.ReasonsOf(d))

	result, altered, err = readOne(t, opts, []string{"expnum", "comment", "ra"}, "7", "fog", "1.5")
	require.NoError(t, err)
	assert.True(t, altered)
	d, _ = result.List.Select(0)
	assert.Equal(t, "instrument=HSC exposure=7", d.String())
	assert.Equal(t, []dataidlist.Reason{{Text: "fog"}}, result.List.ReasonsOf(d))
}

func TestOptionsThatTheInputHasNoUseFor(t *testing.T) {
	columns := []string{"instrument", "exposure"}
	for want, opts := range map[string]table.ReadOptions{
		"f: --rename expnum: the input has no such column":         {Rename: map[string]string{"expnum": "exposure"}},
		"f: --ignore-columns ra: the input has no such column":     {Ignore: []string{"ra"}},
		"f: --reason-column comment: the input has no such column": {ReasonColumn: "comment"},
	} {
		_, _, err := readOne(t, opts, columns, "HSC", "7")
		assert.EqualError(t, err, want)
	}
}

func TestWhatAltersAFile(t *testing.T) {
	for name, c := range map[string]struct {
		opts    table.ReadOptions
		columns []string
		altered bool
	}{
		"nothing":              {table.ReadOptions{}, []string{"instrument", "exposure", "reason"}, false},
		"the usual reason":     {table.ReadOptions{ReasonColumn: "reason"}, []string{"instrument", "exposure", "reason"}, false},
		"another reason":       {table.ReadOptions{ReasonColumn: "note"}, []string{"instrument", "exposure", "note"}, true},
		"a dropped column":     {table.ReadOptions{Ignore: []string{"note"}}, []string{"instrument", "exposure", "note"}, true},
		"a dimension more":     {table.ReadOptions{Set: map[string]string{"detector": "3"}}, []string{"instrument", "exposure", "reason"}, true},
		"a renamed dimension":  {table.ReadOptions{Rename: map[string]string{"visit": "exposure"}}, []string{"instrument", "visit", "reason"}, true},
		"dimensions not asked": {table.ReadOptions{Dimensions: []string{"visit"}}, []string{"instrument", "exposure", "reason"}, false},
	} {
		_, altered, err := readOne(t, c.opts, c.columns, "HSC", "7", "fog")
		require.NoError(t, err, name)
		assert.Equal(t, c.altered, altered, name)
	}
}

func TestWhatTheInputHadAUseFor(t *testing.T) {
	opts := table.ReadOptions{
		Set:          map[string]string{"instrument": "HSC"},
		Rename:       map[string]string{"expnum": "exposure"},
		ReasonColumn: "comment",
		Ignore:       []string{"ra"},
		Dimensions:   []string{"exposure"},
		Shared:       []string{"instrument", "expnum", "comment", "ra"},
	}
	for used, columns := range map[string][]string{
		"instrument":    {"exposure"},
		"expnum":        {"instrument", "expnum"},
		"comment":       {"instrument", "exposure", "comment"},
		"ra":            {"instrument", "exposure", "ra"},
		"nothing of it": {"instrument", "exposure"},
	} {
		result, _, err := readOne(t, opts, columns, []string{"7", "7", "7"}[:len(columns)]...)
		require.NoError(t, err, used)
		for _, name := range opts.Shared {
			assert.Equal(t, name == used, result.Used[name], "%s of %v", name, columns)
		}
		assert.Equal(t, used == "instrument", result.Named, columns)
	}
}

func TestErrorsAboutOptions(t *testing.T) {
	for want, opts := range map[string]table.ReadOptions{
		"dimension instrument is missing":          {Rename: map[string]string{"obs": "visit"}},
		"not a dimension of daf_butler/8":          {Set: map[string]string{"instrument": "HSC"}},
		"--rename expnum: the input has no such":   {Set: map[string]string{"instrument": "HSC"}, Rename: map[string]string{"obs": "visit", "expnum": "exposure"}},
		"by --rename obs=visit and set by --set v": {Set: map[string]string{"visit": "7"}, Rename: map[string]string{"obs": "visit"}},
	} {
		_, _, err := readOne(t, opts, []string{"obs"}, "7")
		assert.ErrorContains(t, err, want)
		assert.ErrorIs(t, err, table.ErrOptions, want)
	}
	_, _, err := readOne(t, table.ReadOptions{}, []string{"instrument", "instrument"}, "HSC", "HSC")
	require.EqualError(t, err, "f:1: column instrument: dimension instrument comes twice")
	assert.NotErrorIs(t, err, table.ErrOptions)
}
