package table_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// full is a list of plates and exposures.
func full(t testing.TB) *dataidlist.List {
	t.Helper()
	got, err := readCSV("camera,night,plate,exposure,reason\nb,7,50,1..3,x\nb,7,51,4,\nb,8,50,1..2,\nr,7,50,1,\n", table.ReadOptions{Universe: spectra(t)})
	require.NoError(t, err)
	return got.List
}

func TestEmptyMeansAll(t *testing.T) {
	opts := table.ReadOptions{Universe: spectra(t), Full: full(t)}
	got, err := readCSV("camera,night,plate,exposure,reason\n"+
		"b,7,50,,dark\n"+ // all exposures of a plate in a night
		"b,7,,4,smeared\n"+ // an exposure, whatever its plate
		",8,,,closed\n"+ // all of a night
		"b,9,77,5,\n"+ // as it stands, whether it is in the full list or not
		"r,7,52,,gone\n"+ // nothing
		"r,7,52..53,,gone\n", opts)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"camera=b night=7 plate=50 exposure=1 dark", "camera=b night=7 plate=50 exposure=2 dark", "camera=b night=7 plate=50 exposure=3 dark",
		"camera=b night=7 plate=51 exposure=4 smeared",
		"camera=b night=8 plate=50 exposure=1 closed", "camera=b night=8 plate=50 exposure=2 closed",
		"camera=b night=9 plate=77 exposure=5",
	}, lines(got.List))
	assert.EqualValues(t, 5, got.Filled)
	assert.EqualValues(t, 2, got.Unfilled)
	assert.EqualValues(t, 7, got.Rows)

	got, err = readCSV("night,plate,exposure\n7,50,\n", table.ReadOptions{Universe: spectra(t), Full: full(t), Set: map[string]string{"camera": "r"}})
	require.NoError(t, err)
	assert.Equal(t, []string{"camera=r night=7 plate=50 exposure=1"}, lines(got.List))

	got, err = readCSV("camera,night,plate,exposure\nb,7,50,1\n", opts)
	require.NoError(t, err)
	assert.Zero(t, got.Filled)
}

func TestEmptyMeansAllRefuses(t *testing.T) {
	opts := table.ReadOptions{Universe: spectra(t), Full: full(t)}
	for in, want := range map[string]string{
		"camera,night,plate,exposure\n,,,\n":     "f.csv:2: column camera: bad value: all dimensions are empty, which would mean every DataId",
		"camera,night,plate,exposure\nb,,50,1\n": "f.csv:2: column night: bad value: it is empty, and other values of the row mean something only with it: universe spectra/1 requires night",
		"camera,night\nb,\n":                     "f.csv: --empty-means-all: the full list is over {camera, night, plate, exposure} and the input over {camera, night}",
	} {
		_, err := readCSV(in, opts)
		assert.EqualError(t, err, want)
	}
	g := listtest.Group(t, "visit")
	b := dataidlist.NewBuilder(g)
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{4}, 3))
	_, err := readCSV("instrument,visit,physical_filter\nHSC,,r\n", table.ReadOptions{Full: b.List()})
	require.ErrorIs(t, err, table.ErrOptions)
	assert.EqualError(t, err, "f.csv:2: column physical_filter: dimension visit is empty here, and physical_filter does not choose among its values: drop the column with --ignore-columns")
}

// TestEmptyMeansAllAgreesWithAModel reads random rows of which random values
// are left out.
func TestEmptyMeansAllAgreesWithAModel(t *testing.T) {
	rng := listtest.Rand(t)
	g, err := spectra(t).Group("camera", "night", "plate", "exposure")
	require.NoError(t, err)
	names := g.Dimensions()
	draw := func(rng *rand.Rand) []string {
		return []string{string("br"[rng.IntN(2)]), fmt.Sprint(rng.IntN(2)), fmt.Sprint(rng.IntN(3)), fmt.Sprint(rng.IntN(4))}
	}
	for range 50 {
		var all [][]string
		b := dataidlist.NewBuilder(g)
		for range rng.IntN(20) {
			row := draw(rng)
			all = append(all, row)
			d, err := g.ParseDataID(fmt.Sprintf("camera=%s night=%s plate=%s exposure=%s", row[0], row[1], row[2], row[3]))
			require.NoError(t, err)
			require.NoError(t, b.Add(d))
		}
		in, want := strings.Join(names, ",")+"\n", map[string]bool{}
		for range rng.IntN(8) {
			row := draw(rng)
			for i := range row {
				if i != 1 && rng.IntN(3) == 0 { // what others require is there
					row[i] = ""
				}
			}
			in += strings.Join(row, ",") + "\n"
			if !slices.Contains(row, "") {
				want[strings.Join(row, ",")] = true
			}
			for _, d := range all {
				fits := slices.Contains(row, "")
				for i := range row {
					fits = fits && (row[i] == "" || row[i] == d[i])
				}
				if fits {
					want[strings.Join(d, ",")] = true
				}
			}
		}
		got, err := readCSV(in, table.ReadOptions{Universe: g.Universe(), Full: b.List()})
		require.NoError(t, err)
		require.EqualValues(t, len(want), got.List.Count(), in)
		for d := range got.List.All() {
			key := strings.Join(d.Strings(), ",")
			for _, v := range d.Ints() {
				key += fmt.Sprint(",", v)
			}
			require.True(t, want[key], key)
		}
	}
}
