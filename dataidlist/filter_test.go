package dataidlist_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestFilterAgreesWithTheModel(t *testing.T) {
	const visit, detector = 0, 1
	filters := map[string]func(r listtest.Row) bool{
		"visit = 2025042200003":                            func(r listtest.Row) bool { return r.Ints[visit] == 2025042200003 },
		"visit != 2025042200003":                           func(r listtest.Row) bool { return r.Ints[visit] != 2025042200003 },
		"detector < 65536":                                 func(r listtest.Row) bool { return r.Ints[detector] < 65536 },
		"detector <= 4294967296":                           func(r listtest.Row) bool { return r.Ints[detector] <= 1<<32 },
		"detector > 100":                                   func(r listtest.Row) bool { return r.Ints[detector] > 100 },
		"detector >= 9223372036854775807":                  func(r listtest.Row) bool { return r.Ints[detector] == math.MaxInt64 },
		"NOT detector IN (3..90:7, 95, 100..110)":          func(r listtest.Row) bool { return !inItems(r.Ints[detector]) },
		"detector IN (3..90:7, 95, 100..110)":              func(r listtest.Row) bool { return inItems(r.Ints[detector]) },
		"instrument = 'LSSTCam' AND detector IN (5)":       func(r listtest.Row) bool { return r.Strings[0] == "LSSTCam" && r.Ints[detector] == 5 },
		"instrument > 'LSSTCam' OR visit > detector_limit": nil,
		"instrument > 'LSSTCam' OR visit > 65535": func(r listtest.Row) bool {
			return r.Strings[0] > "LSSTCam" || r.Ints[visit] > 65535
		},
		"(visit >= 2025042200002 AND detector < 90) OR (visit < 2025042200002 AND NOT (detector = 7 OR detector = 8))": func(r listtest.Row) bool {
			if r.Ints[visit] >= 2025042200002 {
				return r.Ints[detector] < 90
			}
			return r.Ints[detector] != 7 && r.Ints[detector] != 8
		},
		"instrument IN ('a', 'LSSTCam')": func(r listtest.Row) bool { return r.Strings[0] == "a" || r.Strings[0] == "LSSTCam" },
	}
	g := listtest.Group(t, "visit", "detector")
	for _, shape := range listtest.Shapes() {
		list, model := listtest.Random(listtest.Rand(t), g, shape)
		for text, holds := range filters {
			got, err := list.Filter(text)
			if holds == nil {
				require.ErrorContains(t, err, `expected an integer for visit, found "detector_limit"`, text)
				continue
			}
			require.NoError(t, err, text)
			listtest.Check(t, model.Keep(holds), got, shape, text)
		}
	}
}

func inItems(v int64) bool {
	return v >= 3 && v <= 90 && (v-3)%7 == 0 || v == 95 || v >= 100 && v <= 110
}

func TestFilterOfEveryGroup(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		if len(model.Rows) == 0 {
			return
		}
		row := model.Rows[rng.IntN(len(model.Rows))]
		for i, name := range g.Dimensions() {
			value, _ := model.DataID(row).Value(name)
			if i < len(g.Strings()) {
				value = sqlQuote(value)
			}
			got, err := list.Filter(name + " <= " + value)
			require.NoError(t, err)
			listtest.CheckSame(t, model.Keep(func(r listtest.Row) bool {
				if k := i - len(g.Strings()); k >= 0 {
					return r.Ints[k] <= row.Ints[k]
				}
				return r.Strings[i] <= row.Strings[i]
			}), listtest.ModelOf(got), name, value)
		}
	})
}

func TestFilterOfALongRun(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{2, 0}, 1<<36))
	got, err := b.List().Filter("detector IN (4294967290..4294967300, 68719476735..9223372036854775807)")
	require.NoError(t, err)
	assert.EqualValues(t, 12, got.Count())
	assert.EqualValues(t, 2, got.NumRuns())
}

func TestFilterRefusesBadExpressions(t *testing.T) {
	list := dataidlist.Empty(listtest.Group(t, "visit", "detector"))
	for _, text := range []string{"", "visit", "visit = ", "visit = '1'", "band = 'r'", "instrument = 1", "visit = 1 AND", "nonsense = 1", "visit = 1.0", "visit = -1"} {
		_, err := list.Filter(text)
		require.ErrorContains(t, err, "filter over {instrument, visit, detector}: ", text)
	}
}
