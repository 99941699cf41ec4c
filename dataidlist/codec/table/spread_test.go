package table_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/csv"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// spectra is a universe of cameras and exposures.
func spectra(t testing.TB) *dataidlist.Universe {
	t.Helper()
	u, err := dataidlist.NewUniverse("spectra", 1, []dataidlist.Dimension{
		{Name: "camera", Type: dataidlist.String},
		{Name: "night", Type: dataidlist.Int64},
		{Name: "plate", Type: dataidlist.Int64, Requires: []string{"night"}},
		{Name: "exposure", Type: dataidlist.Int64, Requires: []string{"night"}},
	})
	require.NoError(t, err)
	return u
}

func readCSV(in string, opts table.ReadOptions) (*table.Result, error) {
	return csv.Read(table.Source{Name: "f.csv", R: strings.NewReader(in), Size: -1}, &opts)
}

func lines(l *dataidlist.List) []string {
	var all []string
	for d := range l.All() {
		line := d.String()
		for _, r := range l.ReasonsOf(d) {
			line += " " + r.Text
		}
		all = append(all, line)
	}
	return all
}

func TestSplitColumns(t *testing.T) {
	opts := table.ReadOptions{Universe: spectra(t), Split: map[string]string{"cams": "|", "night": "^"}, Rename: map[string]string{"cams": "camera"}}
	got, err := readCSV("night,cams,reason\n7,b5A| z3,noisy\n8^10..11,r1,\n7,z3,again\n", opts)
	require.NoError(t, err)
	assert.Equal(t, []string{"camera=b5A night=7 noisy", "camera=r1 night=8", "camera=r1 night=10", "camera=r1 night=11", "camera=z3 night=7 again noisy"}, lines(got.List))
	assert.EqualValues(t, 6, got.Rows)
	assert.EqualValues(t, 1, got.Duplicates)
	assert.True(t, got.Used["cams"])

	for in, want := range map[string]string{
		"night,cams\n7,b5|\n":       `f.csv:2: column cams: bad value: there is nothing before, behind or between "|" in "b5|"`,
		"night,cams\n7^x,b5|z3\n":   `f.csv:2: column night: bad value: "x" is not an integer`,
		"exposure,night\n7,8\n":     "f.csv: --rename cams: the input has no such column",
		"camera,night\nb5|z3,7\n":   "f.csv: --rename cams: the input has no such column",
		"cams,exposure,night\n,7,8": "f.csv:2: column cams: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL",
	} {
		_, err := readCSV(in, opts)
		assert.EqualError(t, err, want)
	}
	opts.Rename = nil
	_, err = readCSV("camera,night\nb5,7\n", opts)
	assert.EqualError(t, err, "f.csv: --split-column cams: the input has no such column")
	opts.Split = map[string]string{"camera": "|"}
	m, err := table.NewMapper("f", &opts)
	require.NoError(t, err)
	require.NoError(t, m.Columns(1, []string{"camera", "night"}))
	many := table.Cell{Kind: table.Text, Bytes: bytes.Repeat([]byte("b|"), dataidlist.MaxRangeRuns+1)}
	require.ErrorIs(t, m.Row(2, []table.Cell{many, {Kind: table.Int, Int: 7}}), dataidlist.ErrLimit)
}

func TestRangesInTwoColumns(t *testing.T) {
	opts := table.ReadOptions{Universe: spectra(t), Rename: map[string]string{"first..last": "night"}}
	got, err := readCSV("last,camera,first,reason\n9,b5,7,fog\n7,z3,7,\n8,z3,8,\n", opts)
	require.NoError(t, err)
	assert.Equal(t, []string{"camera=b5 night=7 fog", "camera=b5 night=8 fog", "camera=b5 night=9 fog", "camera=z3 night=7", "camera=z3 night=8"}, lines(got.List))
	for in, want := range map[string]string{
		"camera,first,last\nb5,9,7\n":         "f.csv:2: column last: bad value: range 9..7 ends before it begins",
		"camera,first,last\nb5,7,8..9\n":      "f.csv:2: column last: bad value: a range where one end of a range is expected",
		"camera,first,last\nb5,7,\n":          "f.csv:2: column last: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL",
		"camera,first\nb5,7\n":                "f.csv:1: column first: not a dimension of spectra/1: use --reason-column, --rename first=DIMENSION or --ignore-columns",
		"camera,night\nb5,7\n":                "f.csv: --rename first..last: the input has no such column",
		"camera,first,last,night\nb5,7,8,9\n": "f.csv:1: column night: dimension night comes twice",
	} {
		_, err := readCSV(in, opts)
		assert.EqualError(t, err, want)
	}
	opts.Rename = map[string]string{"first..last": "camera"}
	_, err = readCSV("night,first,last\n7,b5,b9\n", opts)
	assert.EqualError(t, err, "f.csv:1: column last: the end of a range of dimension camera, which is no int dimension of {camera, night}: name its column alone with --rename")
}

// The fast ways of the readers must not see the rows of a range as each
// other's neighbours.
func TestRangesOfManyRows(t *testing.T) {
	var in strings.Builder
	in.WriteString("camera,first,last\n")
	want := map[int64]bool{}
	for i := range int64(3000) {
		fmt.Fprintf(&in, "b5,%d,%d\n", 10*i, 10*i+4)
		for j := range int64(5) {
			want[10*i+j] = true
		}
		fmt.Fprintf(&in, "b5,%d,%d\n", 10*i+1, 10*i+4)
	}
	got, err := readCSV(in.String(), table.ReadOptions{Universe: spectra(t), Rename: map[string]string{"first..last": "night"}})
	require.NoError(t, err)
	require.EqualValues(t, len(want), got.List.Count())
	for d := range got.List.All() {
		require.True(t, want[d.Ints()[0]])
	}
}
