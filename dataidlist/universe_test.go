package dataidlist_test

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// The rank of FORMAT.md 2 without the pixelizations.
const (
	rankedStrings = "instrument skymap ssp_hypothesis_table physical_filter band group"
	rankedInts    = "day_obs exposure visit visit_system tract patch detector subfilter ssp_hypothesis_bundle ssp_balanced_index"
)

func TestDafButlerRank(t *testing.T) {
	ints := strings.Fields(rankedInts)
	for level := range 25 {
		ints = append(ints, fmt.Sprintf("htm%d", level))
	}
	for level := range 18 {
		ints = append(ints, fmt.Sprintf("healpix%d", level))
	}
	for version := range dataidlist.DefaultVersion + 1 {
		u, err := dataidlist.DafButler(version)
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprintf("daf_butler/%d", version), u.String())
		assert.Equal(t, version, u.Version())
		assert.Equal(t, "daf_butler", u.Namespace())
		absent := func(name string) bool {
			return version < 1 && strings.HasPrefix(name, "healpix") || version < 6 && (name == "group" || name == "day_obs") ||
				version < 8 && strings.HasPrefix(name, "ssp_")
		}
		var gotStrings, gotInts []string
		for _, d := range u.Dimensions() {
			if d.Type == dataidlist.String {
				gotStrings = append(gotStrings, d.Name)
			} else {
				gotInts = append(gotInts, d.Name)
			}
			same, ok := u.Dimension(d.Name)
			require.True(t, ok)
			require.Equal(t, d, same)
		}
		assert.Equal(t, slices.DeleteFunc(strings.Fields(rankedStrings), absent), gotStrings, version)
		assert.Equal(t, slices.DeleteFunc(slices.Clone(ints), absent), gotInts, version)
	}
	for _, version := range []int{-1, dataidlist.DefaultVersion + 1} {
		_, err := dataidlist.DafButler(version)
		require.ErrorContains(t, err, "versions 0 to 8 are built in")
	}
}

// The published files, of which this reads just what it needs: the elements
// with keys, the type of the first key, what they require and imply.
func TestDafButlerIsAsPublished(t *testing.T) {
	for version := range dataidlist.DefaultVersion + 1 {
		path := fmt.Sprintf("../../shared/data/daf_butler/dimensions/daf_butler_universe%d.yaml", version)
		file, err := os.Open(path)
		if err != nil {
			t.Skipf("the published universes are not here: %v", err)
		}
		defer file.Close()
		published := readUniverse(t, file)
		require.Greater(t, len(published), 10)
		u, err := dataidlist.DafButler(version)
		require.NoError(t, err)
		for _, d := range u.Dimensions() {
			if strings.HasPrefix(d.Name, "htm") || strings.HasPrefix(d.Name, "healpix") {
				continue
			}
			want, ok := published[d.Name]
			require.True(t, ok, "%v has no %s", u, d.Name)
			delete(published, d.Name)
			assert.Equal(t, want.Type, d.Type, "%v %s", u, d.Name)
			assert.ElementsMatch(t, want.Requires, d.Requires, "%v %s requires", u, d.Name)
			assert.ElementsMatch(t, want.Implies, d.Implies, "%v %s implies", u, d.Name)
		}
		assert.Empty(t, published, "%v", u)
	}
}

// readUniverse reads the dimensions, which are the elements with keys.
func readUniverse(t *testing.T, file *os.File) map[string]dataidlist.Dimension {
	dims := map[string]dataidlist.Dimension{}
	var d dataidlist.Dimension
	inElements, inKeys, keys, list := false, false, 0, (*[]string)(nil)
	end := func() {
		if d.Name != "" && keys > 0 {
			dims[d.Name] = d
		}
		d, keys = dataidlist.Dimension{}, 0
	}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		line := lines.Text()
		indent := len(line) - len(strings.TrimLeft(line, " "))
		text, _, _ := strings.Cut(strings.TrimSpace(line), " #")
		if text == "" || text[0] == '#' {
			continue
		}
		if item, ok := strings.CutPrefix(text, "- "); ok && list != nil && indent > 4 {
			*list = append(*list, item)
			continue
		}
		switch name, value, _ := strings.Cut(text, ":"); {
		case indent == 0:
			end()
			inElements = name == "elements"
		case !inElements:
		case indent == 2:
			end()
			d.Name = name
		case indent == 4:
			inKeys, list = name == "keys", nil
			switch name {
			case "requires":
				list = &d.Requires
			case "implies":
				list = &d.Implies
			}
			if value = strings.Trim(value, " []"); list != nil && value != "" {
				*list = strings.Split(value, ", ")
			}
		case inKeys && name == "type" && keys == 0:
			keys++
			if strings.TrimSpace(value) == "int" {
				d.Type = dataidlist.Int64
			}
		}
	}
	require.NoError(t, lines.Err())
	end()
	return dims
}

func TestNewUniverseRefuses(t *testing.T) {
	type dims = []dataidlist.Dimension
	long := strings.Repeat("x", dataidlist.MaxNameLen+1)
	for name, c := range map[string]struct {
		namespace string
		dims      dims
		problem   string
	}{
		"no namespace":             {"", dims{{Name: "a"}}, "is not a namespace"},
		"a namespace with a space": {"a b", dims{{Name: "a"}}, "is not a namespace"},
		"a namespace with a digit": {"1a", dims{{Name: "a"}}, "is not a namespace"},
		"a long namespace":         {long, dims{{Name: "a"}}, "is not a namespace"},
		"no dimensions":            {"lab", nil, "no dimensions"},
		"no name":                  {"lab", dims{{}}, "is not a dimension name"},
		"a name with a line":       {"lab", dims{{Name: "a\nb"}}, `"a\nb" is not a dimension name`},
		"a name that is not ASCII": {"lab", dims{{Name: "é"}}, "is not a dimension name"},
		"a long name":              {"lab", dims{{Name: long}}, "is not a dimension name"},
		"reason":                   {"lab", dims{{Name: "reason"}}, "cannot be called reason"},
		"reasons":                  {"lab", dims{{Name: "reasons"}}, "cannot be called reasons"},
		"dataId":                   {"lab", dims{{Name: "dataId"}}, "cannot be called dataId"},
		"a name twice":             {"lab", dims{{Name: "a"}, {Name: "a", Type: dataidlist.Int64}}, "dimension a is declared twice"},
		"an unknown type":          {"lab", dims{{Name: "a", Type: 7}}, "unknown type 7"},
		"an unknown requirement":   {"lab", dims{{Name: "a", Requires: []string{"b"}}}, `requires or implies "b", which is not declared`},
		"an unknown implication":   {"lab", dims{{Name: "a", Implies: []string{"b"}}}, `requires or implies "b", which is not declared`},
		"what requires itself":     {"lab", dims{{Name: "a", Requires: []string{"a"}}}, "requires or implies itself"},
		"a cycle":                  {"lab", dims{{Name: "a", Requires: []string{"b"}}, {Name: "b", Implies: []string{"a"}}}, "itself through others"},
		"a longer cycle":           {"lab", dims{{Name: "a"}, {Name: "b", Implies: []string{"c"}}, {Name: "c", Requires: []string{"d"}}, {Name: "d", Implies: []string{"a", "b"}}}, "itself through others"},
	} {
		_, err := dataidlist.NewUniverse(c.namespace, 1, c.dims)
		require.ErrorContains(t, err, c.problem, name)
	}
	_, err := dataidlist.NewUniverse("lab", -1, dims{{Name: "a"}})
	require.EqualError(t, err, "universe: version -1 of lab is negative: versions count from 0")
}

func TestNewUniverseTakesNamesAtTheirLimits(t *testing.T) {
	long := "_" + strings.Repeat("Z9", 63) + "a"
	require.Len(t, long, dataidlist.MaxNameLen)
	u, err := dataidlist.NewUniverse(long, 0, []dataidlist.Dimension{{Name: long}})
	require.NoError(t, err)
	assert.Equal(t, long+"/0", u.String())
	_, ok := u.Dimension("b")
	assert.False(t, ok)
}

func TestNewUniverseKeepsNothingOfItsCaller(t *testing.T) {
	dims := []dataidlist.Dimension{{Name: "a"}, {Name: "b", Requires: []string{"a"}}}
	u, err := dataidlist.NewUniverse("lab", 1, dims)
	require.NoError(t, err)
	dims[1].Requires[0], dims[0].Name = "c", "c"
	d, ok := u.Dimension("b")
	require.True(t, ok)
	assert.Equal(t, []string{"a"}, d.Requires)
	g, err := u.Group("b")
	require.NoError(t, err)
	assert.Equal(t, "{a, b}", g.String())
}

func TestKeyTypeString(t *testing.T) {
	assert.Equal(t, "string", dataidlist.String.String())
	assert.Equal(t, "int64", dataidlist.Int64.String())
}
