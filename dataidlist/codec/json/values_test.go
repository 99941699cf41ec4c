package json_test

import (
	stdjson "encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// TestJSONOfValuesIsWhatFilesHold puts files together from what package json of
// the standard library makes of DataIDs and groups.
func TestJSONOfValuesIsWhatFilesHold(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, _ := listtest.Random(rng, g, shape)
		list = list.WithoutReasons().Slice(0, 500)
		opts := &table.ReadOptions{Universe: g.Universe()}
		ids, err := stdjson.Marshal(slices.Collect(list.All()))
		require.NoError(t, err)
		if list.Count() > 0 {
			assert.Equal(t, list.Digest(), mustRead(t, string(ids), opts).List.Digest())
		} else {
			ids = []byte("[]")
		}
		group, err := stdjson.Marshal(g)
		require.NoError(t, err)
		got := mustRead(t, `{"format":"dataidlist/1",`+string(group[1:len(group)-1])+`,"dataIds":`+string(ids)+`}`, opts)
		assert.Equal(t, list.Digest(), got.List.Digest())
	})
}

// TestWhatIsAcceptedIsWrittenAndRead makes universes, groups, lists and reasons
// that reach for the limits: what one constructor accepts, all others and the
// reader must take.
func TestWhatIsAcceptedIsWrittenAndRead(t *testing.T) {
	rng := listtest.Rand(t)
	refused, read := 0, 0
	for range 400 {
		universe, err := randomUniverse(rng)
		if err != nil {
			refused++
			continue
		}
		dims := universe.Dimensions()
		var names []string
		for _, i := range rng.Perm(len(dims))[:1+rng.IntN(min(len(dims), dataidlist.MaxDims))] {
			names = append(names, dims[i].Name)
		}
		g, err := universe.Group(names...)
		if err != nil {
			refused++
			continue
		}
		b := dataidlist.NewBuilder(g)
		for range rng.IntN(5) {
			if err := addRandom(rng, b, g); err != nil {
				refused++
			}
		}
		list := b.List()
		text := written(t, json.Write, list, table.WriteOptions{})
		for _, opts := range []*table.ReadOptions{{Universe: universe}, {}} {
			got, err := json.Read(table.Source{Name: "f", R: strings.NewReader(text), Size: -1}, opts)
			require.NoError(t, err, "%.500s", text)
			require.Equal(t, list.FullDigest(), got.List.FullDigest())
			require.Equal(t, list.Group().String(), got.List.Group().String())
			read++
		}
	}
	assert.Greater(t, refused, 100)
	assert.Greater(t, read, 200)
}

// pick gives one of some, good or not.
func pick[T any](rng *rand.Rand, all ...T) T { return all[rng.IntN(len(all))] }

// randomUniverse makes a universe; some are refused.
func randomUniverse(rng *rand.Rand) (*dataidlist.Universe, error) {
	long := strings.Repeat("n", dataidlist.MaxNameLen-3)
	// Names that mean something in files, too.
	words := []string{"format", "universe", "strings", "ints", "dataIds", "text", "id", "run", "data", "null", "true", "y", "_", "visit", "htm7"}
	namespace := pick(rng, append(words, long+"nnn", long+"nnnn", "lab/1", "")...)
	version := pick(rng, 0, 1, 7, math.MaxInt64, -1)
	dims := make([]dataidlist.Dimension, pick(rng, 0, 1, 2, 3, 5, dataidlist.MaxDims, dataidlist.MaxDims+10))
	for i := range dims {
		d := &dims[i]
		d.Name = fmt.Sprint(long, i)
		if i < len(words) && rng.IntN(4) > 0 {
			d.Name = words[i]
		}
		if rng.IntN(100) == 0 {
			d.Name = pick(rng, "reason", "a b", "", long+long, "7")
		}
		d.Type = pick(rng, dataidlist.String, dataidlist.Int64)
		if i > 0 && len(dims) < 9 {
			other := dims[rng.IntN(i)].Name
			switch rng.IntN(5) {
			case 0:
				d.Requires = []string{other, other}
			case 1:
				d.Implies = []string{other}
			}
		}
	}
	return dataidlist.NewUniverse(namespace, version, dims)
}

// addRandom adds a run with a reason; some are refused.
func addRandom(rng *rand.Rand, b *dataidlist.Builder, g *dataidlist.Group) error {
	strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints()))
	for i := range strs {
		strs[i] = pick(rng, "a", "A", "\x00", "\u2028\ufeff", `"\`, strings.Repeat("\x01", dataidlist.MaxValueLen))
	}
	for i := range ints {
		ints[i] = pick[int64](rng, 0, 1, 65536, math.MaxInt64-2, math.MaxInt64)
	}
	if len(strs) > 0 && rng.IntN(10) == 0 {
		strs[0] = pick(rng, "", "\xff", strings.Repeat("é", dataidlist.MaxValueLen))
	}
	text := func() string {
		return pick(rng, "a", "b", " ", "\x00", "\ufffd", strings.Repeat("\x02", dataidlist.MaxReasonLen), "", "\xff", strings.Repeat("x", dataidlist.MaxReasonLen+1))
	}
	zone := time.FixedZone("", pick(rng, 0, 3600, -86399, 1))
	reason := dataidlist.Reason{
		Text: text(), Source: pick(rng, "", text()), Author: pick(rng, "", text()), URL: pick(rng, "", text()),
		Time: pick(rng, time.Time{}, time.Date(1000, 1, 1, 0, 0, 0, 1, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999999999, zone), time.Date(999, 12, 31, 0, 0, 0, 0, zone), time.Now()),
	}
	return b.AddRun(strs, ints, pick[int64](rng, 1, 1, 2, 3), reason)
}
