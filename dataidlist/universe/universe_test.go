package universe_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

func file(t testing.TB, text string) string {
	path := filepath.Join(t.TempDir(), "u.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestLoad(t *testing.T) {
	for version := range dataidlist.DefaultVersion + 1 {
		name := fmt.Sprintf("daf_butler/%d", version)
		u, err := universe.Load(name)
		require.NoError(t, err)
		require.Equal(t, name, u.String())
	}
	u, err := universe.Load(file(t, "# CMS\nnamespace: cms\nversion: 1\ndimensions:\n- {name: era, type: string}\n- name: run\n  type: int64\n  implies: [era]\n- {name: 'null', type: int64, requires: [run], implies: []}\n"))
	require.NoError(t, err)
	require.Equal(t, "cms/1", u.String())
	require.Equal(t, []dataidlist.Dimension{
		{Name: "era"},
		{Name: "run", Type: dataidlist.Int64, Implies: []string{"era"}},
		{Name: "null", Type: dataidlist.Int64, Requires: []string{"run"}},
	}, u.Dimensions())
}

// TestLoadOfCutFiles cuts files at every byte. A block of YAML has no end: a
// dimension is missed where another one names it, and else is not.
func TestLoadOfCutFiles(t *testing.T) {
	for whole, open := range map[string]string{
		"namespace: lab\nversion: 1\ndimensions:\n- name: lumi\n  type: int64\n  requires: [run]\n- {name: run, type: int64}\n- {name: era, type: string}\n": `(?s).*lumi\n  type: int64(\n *)?|.*run, type: int64}(\n(.*string})?)?`,
		"{namespace: cms, version: 1, dimensions: [{name: run, type: int64}]}\n":                                                                             `(?s).*]}`,
	} {
		pattern := regexp.MustCompile("^(" + open + ")$")
		for n := range len(whole) + 1 {
			_, err := universe.Load(file(t, whole[:n]))
			if n == len(whole) || pattern.MatchString(whole[:n]) {
				require.NoError(t, err, whole[:n])
			} else {
				require.Error(t, err, whole[:n])
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	const start = "namespace: cms\nversion: 1\ndimensions:\n"
	for name, c := range map[string]struct{ text, message string }{
		"nothing":               {"", ": the file is empty"},
		"bad syntax":            {"a: 1\nb: c: d\n", ":2: not YAML: mapping values are not allowed in this context"},
		"not UTF-8":             {"a: \xff\n", ": not YAML: invalid leading UTF-8 octet"},
		"two documents":         {start + "- {name: a, type: string}\n---\na\n", ": the file has more than one document"},
		"a list":                {"- a\n", ":1: a mapping is expected"},
		"no version":            {"namespace: cms\ndimensions: []\n", ":1: a universe has namespace, version and dimensions"},
		"no dimensions":         {start + "  []\n", ": universe cms/1: no dimensions"},
		"an unknown key":        {start + "- {name: a, type: string}\nmood: x\n", `:5: the key "mood" is not known`},
		"an unknown member":     {start + "- name: a\n  kind: string\n", `:5: the key "kind" is not known`},
		"a key twice":           {"version: 1\nversion: 2\n", `:2: the key "version" comes twice`},
		"a bad version":         {"version: x\n", ":1: the version is not a number from 0"},
		"a negative version":    {"version: -1\n", ":1: the version is not a number from 0"},
		"a namespace of more":   {"namespace: [a]\n", ":1: a name is expected"},
		"dimensions of nothing": {"dimensions: a\n", ":1: a list of dimensions is expected"},
		"a name alone":          {start + "- a\n", ":4: a mapping is expected"},
		"no type":               {start + "- {name: a}\n", ":4: a dimension has a name and a type"},
		"another type":          {start + "- {name: a, type: float}\n", `:4: the type "float" is not known: it is string or int64`},
		"requires one":          {start + "- {name: a, type: string, requires: b}\n", ":4: a list of names is expected"},
		"requires a list":       {start + "- {name: a, type: string, requires: [[b]]}\n", ":4: a name is expected"},
		"an alias":              {start + "- &x {name: a, type: string}\n- *x\n", ":5: a mapping is expected"},
		"a name twice":          {start + "- {name: a, type: string}\n- {name: a, type: int64}\n", `:5: dimension "a" is declared in line 4 too`},
		"an undeclared name":    {start + "- {name: a, type: string, implies: [b]}\n", `:4: dimension "a" requires or implies "b", which is not declared`},
		"a bad name":            {start + "- {name: a b, type: string}\n", `: universe cms/1: "a b" is not a dimension name: use up to 128 letters, digits and underscores`},
		"a cycle":               {start + "- {name: a, type: string, implies: [b]}\n- {name: b, type: string, requires: [a]}\n", ": universe cms/1: dimension a requires or implies itself through others"},
		"the Butler's":          {strings.Replace(start, "cms", "daf_butler", 1) + "- {name: a, type: string}\n", ":1: the universes of daf_butler are built in: choose another namespace"},
		"too much":              {strings.Repeat("#", 1<<20+1), ": limit passed: a universe of more than 1048576 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			path := file(t, c.text)
			_, err := universe.Load(path)
			require.EqualError(t, err, path+c.message)
		})
	}
	for ref, message := range map[string]string{
		"daf_butler/9":                    "universe daf_butler/9 is not known: versions 0 to 8 are built in; load another from a YAML file",
		"daf_butler/":                     `universe "daf_butler/": "" is not a version`,
		"daf_butler/99999999999999999999": `universe "daf_butler/99999999999999999999": "99999999999999999999" is not a version`,
		"cms/2":                           `universe "cms/2" is neither built in, as daf_butler/0 to daf_butler/8 and atlas, cms, des, desi, hetdex, ligo, sdss are, nor a file`,
	} {
		_, err := universe.Load(ref)
		require.EqualError(t, err, message)
	}
	_, err := universe.Load(t.TempDir())
	require.ErrorContains(t, err, "is a directory")
}

func FuzzLoad(f *testing.F) {
	f.Add("namespace: cms\nversion: 1\ndimensions:\n- {name: run, type: int64, requires: [], implies: [a]}\n- {name: a, type: string}\n")
	f.Add("a: &x [*x]\n")
	f.Add("? [a]\n: 1\n")
	f.Fuzz(func(t *testing.T, text string) {
		u, err := universe.Load(file(t, text))
		if err == nil {
			_, err = dataidlist.NewUniverse(u.Namespace(), u.Version(), u.Dimensions())
			require.NoError(t, err)
		}
	})
}

func ExampleLoad() {
	u, err := universe.Load("daf_butler/8")
	if err != nil {
		panic(err)
	}
	g, err := u.Group("visit", "detector")
	if err != nil {
		panic(err)
	}
	fmt.Println(g)
	// Output: {instrument, visit, detector}
}
