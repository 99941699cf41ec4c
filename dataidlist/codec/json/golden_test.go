package json_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// cms is the universe of the collider's golden JSON.
func cms(t testing.TB) *dataidlist.Universe {
	t.Helper()
	u, err := dataidlist.NewUniverse("cms", 1, []dataidlist.Dimension{{Name: "run", Type: dataidlist.Int64}, {Name: "lumi", Type: dataidlist.Int64}})
	require.NoError(t, err)
	return u
}

func TestGolden(t *testing.T) {
	told := &table.ReadOptions{Universe: cms(t)}
	got := mustRead(t, `{"297056": [7, [1, 3], [4, 4], [2, 5]], "5": [], "0": [[9223372036854775806, 9223372036854775807]]}`, told)
	assert.Equal(t, "golden", got.Format)
	assert.Equal(t, []string{
		"run=0 lumi=9223372036854775806", "run=0 lumi=9223372036854775807",
		"run=297056 lumi=1", "run=297056 lumi=2", "run=297056 lumi=3", "run=297056 lumi=4", "run=297056 lumi=5", "run=297056 lumi=7",
	}, texts(got.List))
	assert.EqualValues(t, 11, got.Rows)
	assert.Zero(t, mustRead(t, `{}`, told).List.Count())
}

func TestGoldenTakesOptions(t *testing.T) {
	const in = `{"9615": [26024, 26028], "9697": [[26024, 26025]]}`
	opts := &table.ReadOptions{Dimensions: []string{"tract", "visit"}, Set: map[string]string{"instrument": "HSC", "skymap": "hsc"}}
	assert.Equal(t, []string{
		"instrument=HSC skymap=hsc visit=26024 tract=9615", "instrument=HSC skymap=hsc visit=26024 tract=9697",
		"instrument=HSC skymap=hsc visit=26025 tract=9697", "instrument=HSC skymap=hsc visit=26028 tract=9615",
	}, texts(mustRead(t, in, opts).List))
	opts = &table.ReadOptions{Dimensions: []string{"tract", "visit"}, Set: map[string]string{"instrument": "HSC"}, Ignore: []string{"tract"}}
	got := mustRead(t, in, opts)
	assert.Equal(t, []string{"instrument=HSC visit=26024", "instrument=HSC visit=26025", "instrument=HSC visit=26028"}, texts(got.List))
	assert.EqualValues(t, 1, got.Duplicates)
}

func TestGoldenRefuses(t *testing.T) {
	for in, want := range map[string]string{
		`{"5":[[3,2]]}`:                   `f.json: byte 7: column lumi: bad value: range 3..2 is not from a value to the same or a larger one`,
		`{"5":[[3]]}`:                     `f.json: byte 8: column lumi: a range has two ends, [FIRST, LAST]`,
		`{"5":[[3,4,5]]}`:                 `f.json: byte 9: column lumi: a range has two ends, [FIRST, LAST]`,
		`{"5":[["3",4]]}`:                 `f.json: byte 7: column lumi: "3" is a string; an int64 value is expected`,
		`{"5":[1.0]}`:                     `f.json: byte 6: column lumi: 1.0 is a fraction: write 1`,
		`{"5":[-1]}`:                      `f.json: byte 6: column lumi: -1 is negative; an int64 value from 0 is expected`,
		`{"5":7}`:                         `f.json: byte 5: column lumi: 7 is a number; an array is expected`,
		`{"5":[1],"5":[2]}`:               `f.json: byte 9: column run: the key "5" appears twice`,
		`{"5":[1],"05":[2]}`:              `f.json: byte 9: column run: bad value: "05": write it without sign and leading zeros`,
		`{"5":[1],"":[2]}`:                `f.json: byte 9: column run: bad value: an integer is missing`,
		`{"9223372036854775808":[2]}`:     `f.json: byte 1: column run: bad value: "9223372036854775808" is larger than 9223372036854775807`,
		`{"5":[[0,9223372036854775807]]}`: `f.json: byte 28: limit passed: a range of 2^63 values`,
		`{"5":[[0,922337203685477580]]}`:  `f.json: byte 27: limit passed: with a range of 922337203685477581 values there are more than 8388608 chunks`,
		`{"5":[1]}{}`:                     `f.json: byte 9: found '{'; the end of the input after the document is expected`,
	} {
		_, err := read(t, in, &table.ReadOptions{Universe: cms(t)})
		assert.EqualError(t, err, want)
	}
	_, err := read(t, `{"5":[1]}`, &table.ReadOptions{Dimensions: []string{"visit"}})
	assert.EqualError(t, err, `f.json: golden JSON has two dimensions, not 1: give them with --dimension OUTER,INNER`)
}

func TestGoldenRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		one := model.Keep(func(r listtest.Row) bool { return slices.Equal(r.Strings, model.Rows[0].Strings) })
		if len(g.Ints()) != 2 || len(one.Rows) < len(model.Rows) {
			require.ErrorContains(t, json.WriteGolden(&fullWriter{}, list, &table.WriteOptions{}), "write another format", "and nothing is written")
		}
		if len(g.Ints()) != 2 {
			return
		}
		opts := &table.ReadOptions{Universe: g.Universe(), Dimensions: g.Ints(), Set: map[string]string{}}
		for i, name := range g.Strings() {
			opts.Set[name] = "any"
			if len(one.Rows) > 0 {
				opts.Set[name] = one.Rows[0].Strings[i]
			}
		}
		got := mustRead(t, written(t, json.WriteGolden, one.List(), table.WriteOptions{}), opts)
		listtest.Check(t, one.WithoutReasons(), got.List)
	})
}

func TestRealGolden(t *testing.T) {
	in := real(t, "cms/Cert_294927-306462_13TeV_EOY2017ReReco_Collisions17_JSON.txt")
	require.True(t, json.Detect([]byte(in)))
	got := mustRead(t, in, &table.ReadOptions{Universe: cms(t)})
	assert.EqualValues(t, 206562, got.List.Count())
	assert.EqualValues(t, 828, got.List.NumRuns())
	again := mustRead(t, written(t, json.WriteGolden, got.List, table.WriteOptions{}), &table.ReadOptions{Universe: cms(t)})
	assert.Equal(t, got.List.Digest(), again.List.Digest())

	in = real(t, "hsc/HSC_RC2_visits_by_tract.json")
	got = mustRead(t, in, &table.ReadOptions{Dimensions: []string{"tract", "visit"}, Set: map[string]string{"instrument": "HSC", "skymap": "hsc_rings_v1"}})
	assert.EqualValues(t, 432, got.Rows)
	assert.Equal(t, "{instrument, skymap, visit, tract}", got.List.Group().String())
	visits := mustRead(t, in, &table.ReadOptions{Dimensions: []string{"tract", "visit"}, Set: map[string]string{"instrument": "HSC"}, Ignore: []string{"tract"}})
	assert.Equal(t, "{instrument, visit}", visits.List.Group().String())
}
