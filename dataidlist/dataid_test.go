package dataidlist_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestDataIDTextRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		_, model := listtest.Random(rng, g, shape)
		for _, row := range model.Rows[:min(len(model.Rows), 100)] {
			d := model.DataID(row)
			back, err := g.ParseDataID(d.String())
			require.NoError(t, err, d)
			require.True(t, d == back, d)
			require.Equal(t, g.Dimensions(), d.Dimensions())
			require.Equal(t, len(row.Strings), len(d.Strings()))
			for i, name := range g.Strings() {
				value, ok := d.Value(name)
				require.True(t, ok && value == row.Strings[i] && d.Strings()[i] == value)
			}
			for i, v := range row.Ints {
				require.Equal(t, v, d.Ints()[i])
			}
			_, ok := d.Value("nonsense")
			require.False(t, ok)
		}
	})
}

// TestDataIDIsAValue makes the same DataIDs by groups that have nothing in
// common but what they are.
func TestDataIDIsAValue(t *testing.T) {
	of := func(version int, ints ...int64) dataidlist.DataID {
		u, err := dataidlist.DafButler(version)
		require.NoError(t, err)
		g, err := u.Group("visit", "detector")
		require.NoError(t, err)
		d, err := g.DataID([]string{"LSSTCam"}, ints)
		require.NoError(t, err)
		return d
	}
	found := map[dataidlist.DataID]int{of(8, 1, 2): 12, of(0, 1, 3): 13}
	for version := range dataidlist.DefaultVersion + 1 {
		runtime.GC() // between two that are made nothing keeps the group
		require.True(t, of(version, 1, 2) == of(8, 1, 2), version)
		require.Zero(t, of(version, 1, 2).Compare(of(8, 1, 2)), version)
		require.Equal(t, 12, found[of(version, 1, 2)], version)
		require.Equal(t, 13, found[of(version, 1, 3)], version)
		require.NotContains(t, found, of(version, 2, 2))
	}
}

// TestDataIDOrderOfGroups has groups that differ in the namespace, the names or
// the types only.
func TestDataIDOrderOfGroups(t *testing.T) {
	group := func(namespace string, dims ...dataidlist.Dimension) *dataidlist.Group {
		u, err := dataidlist.NewUniverse(namespace, 1, dims)
		require.NoError(t, err)
		var names []string
		for _, d := range dims {
			names = append(names, d.Name)
		}
		g, err := u.Group(names...)
		require.NoError(t, err)
		return g
	}
	const text, number = dataidlist.String, dataidlist.Int64
	ordered := []dataidlist.DataID{{}}
	for _, g := range []*dataidlist.Group{
		group("a", dataidlist.Dimension{Name: "z", Type: number}),
		group("b", dataidlist.Dimension{Name: "ab", Type: text}),
		group("b", dataidlist.Dimension{Name: "abc", Type: number}),
		group("b", dataidlist.Dimension{Name: "abc", Type: text}),
		group("b", dataidlist.Dimension{Name: "abc", Type: text}, dataidlist.Dimension{Name: "a", Type: number}),
		group("b", dataidlist.Dimension{Name: "b", Type: number}),
	} {
		for _, value := range []int64{3, 9} {
			strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints()))
			for i := range strs {
				strs[i] = strconv.FormatInt(value, 10)
			}
			for i := range ints {
				ints[i] = value
			}
			d, err := g.DataID(strs, ints)
			require.NoError(t, err)
			ordered = append(ordered, d)
		}
	}
	for i, d := range ordered {
		for j, e := range ordered {
			require.Equal(t, cmp.Compare(i, j), d.Compare(e), "%v and %v", d, e)
			require.Equal(t, i == j, d == e)
		}
	}
}

func TestDataIDOrderIsCanonical(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		_, model := listtest.Random(rng, g, shape)
		rows := model.Rows
		for range min(len(rows), 300) {
			i, j := rng.IntN(len(rows)), rng.IntN(len(rows))
			got := model.DataID(rows[i]).Compare(model.DataID(rows[j]))
			switch { // the model's rows are in canonical order
			case i < j:
				require.Negative(t, got)
			case i > j:
				require.Positive(t, got)
			default:
				require.Zero(t, got)
			}
		}
	})
}

func TestDataIDParsesAsPeopleWrite(t *testing.T) {
	g := listtest.Group(t, "physical_filter", "detector")
	want, err := g.DataID([]string{"DECam", "g DECam SDSS c0001 4720.0 1520.0"}, []int64{7})
	require.NoError(t, err)
	assert.Equal(t, `instrument=DECam physical_filter="g DECam SDSS c0001 4720.0 1520.0" detector=7`, want.String())
	for _, text := range []string{
		want.String(),
		`detector=7 instrument=DECam physical_filter="g DECam SDSS c0001 4720.0 1520.0"`,
		"  instrument=\"DECam\"\n\tdetector=7   physical_filter=\"g\\u0020DECam SDSS c0001 4720.0 1520.0\" ",
	} {
		got, err := g.ParseDataID(text)
		require.NoError(t, err, text)
		assert.Equal(t, want, got)
	}
	odd, err := g.DataID([]string{"a=b", "'c'"}, []int64{0})
	require.NoError(t, err)
	assert.Equal(t, "instrument=a=b physical_filter='c' detector=0", odd.String())
}

func TestDataIDParseRefuses(t *testing.T) {
	g := listtest.Group(t, "visit")
	for text, problem := range map[string]string{
		"":                                         "instrument is missing: give instrument=VALUE",
		"instrument=HSC":                           "visit is missing",
		"instrument=HSC visit=2 visit=2":           "dimension visit is given twice",
		"instrument=HSC visit=2 band=r":            `"band" is not a required dimension`,
		"instrument=HSC visit=2 =r":                `"" is not a required dimension`,
		"instrument=HSC visit":                     `"visit" is not NAME=VALUE`,
		"instrument= visit=2":                      "instrument: bad value: an empty string",
		`instrument="HSC visit=2`:                  "the quote is not closed",
		`instrument="HSC"visit=2`:                  "a space is needed",
		`instrument="\xff" visit=2`:                "not valid UTF-8",
		"instrument=HSC visit=":                    "visit: bad value: an integer is missing",
		"instrument=HSC visit=-1":                  "-1 is negative",
		"instrument=HSC visit=+1":                  "without sign and leading zeros",
		"instrument=HSC visit=-0":                  "without sign and leading zeros",
		"instrument=HSC visit=01":                  "without sign and leading zeros",
		"instrument=HSC visit=1.0":                 "not a whole number in plain digits",
		"instrument=HSC visit=1e3":                 "not a whole number in plain digits",
		"instrument=HSC visit=1_000":               "is not an integer",
		"instrument=HSC visit=٣":                   "is not an integer",
		"instrument=HSC visit=0x10":                "is not an integer",
		"instrument=HSC visit=9223372036854775808": "is larger than 9223372036854775807",
		"instrument=" + strings.Repeat("x", dataidlist.MaxValueLen+1) + " visit=2": "limit passed of 4096",
	} {
		_, err := g.ParseDataID(text)
		require.ErrorIs(t, err, dataidlist.ErrValue, text)
		require.ErrorContains(t, err, problem, text)
		require.Less(t, len(err.Error()), 300)
	}
}

func TestDataIDRefusesBadValues(t *testing.T) {
	g := listtest.Group(t, "visit")
	for _, c := range []struct {
		strs []string
		ints []int64
	}{
		{nil, []int64{2}}, {[]string{"HSC"}, nil}, {[]string{"HSC", "HSC"}, []int64{2}}, {[]string{""}, []int64{2}},
		{[]string{"\xff"}, []int64{2}}, {[]string{"HSC"}, []int64{-1}}, {[]string{"HSC"}, []int64{math.MinInt64}},
	} {
		d, err := g.DataID(c.strs, c.ints)
		require.ErrorIs(t, err, dataidlist.ErrValue, c)
		require.Equal(t, dataidlist.DataID{}, d)
	}
}

func TestDataIDZero(t *testing.T) {
	var d dataidlist.DataID
	assert.Empty(t, d.Dimensions())
	assert.Empty(t, d.Strings())
	assert.Empty(t, d.Ints())
	assert.Empty(t, d.String())
	_, ok := d.Value("visit")
	assert.False(t, ok)
}

func TestParseInt(t *testing.T) {
	for text, want := range map[string]int64{"0": 0, "1": 1, "9223372036854775807": math.MaxInt64, "2025042200001": 2025042200001} {
		got, err := dataidlist.ParseInt(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func FuzzParseDataID(f *testing.F) {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(f, err)
	g, err := u.Group("physical_filter", "detector")
	require.NoError(f, err)
	for _, seed := range []string{
		"instrument=HSC physical_filter=HSC-R detector=7", `instrument="a\x00" physical_filter="\u2028 " detector=0`,
		`instrument="`, "detector=7 detector=7", "instrument=a=b physical_filter=' detector=9223372036854775807",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := g.ParseDataID(text)
		if err != nil {
			require.Equal(t, dataidlist.DataID{}, d)
			return
		}
		back, err := g.ParseDataID(d.String())
		require.NoError(t, err, "%q", d.String())
		require.Equal(t, d, back)
	})
}
