package told_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/cmd/internal/told"
)

// say gives the options of a command line, of pairs of an option and its value.
func say(t *testing.T, line ...string) told.Options {
	t.Helper()
	var o told.Options
	require.NoError(t, apply(&o, line...))
	return o
}

func apply(o *told.Options, line ...string) error {
	for ; len(line) > 0; line = line[2:] {
		for _, option := range told.All() {
			if option.Name != line[0] {
				continue
			}
			if err := option.Apply(o, line[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

func TestRecordedOptionsComeBack(t *testing.T) {
	all := say(t, "set", "instrument=a = b", "rename", "exposure=visit", "rename", "a=b=detector", "reason-column", "a note", "ignore-columns", "ra,dec",
		"dimension", "tract,visit", "universe", "daf_butler/6", "from", "csv", "select", "raw", "split-column", "cams=|", "split-column", "d==",
		"empty-means-all", "all.csv", "ignore-header", "true")
	assert.Equal(t, "detector", all.Rename["a=b"])
	for _, o := range []told.Options{all, {Ignore: []string{""}}, {Ignore: []string{"ra", ""}}, {}} {
		again, err := told.FromParameters(o.Parameters())
		require.NoError(t, err)
		assert.Equal(t, o, again)
	}
	_, err := told.FromParameters(map[string]string{"colour": "red"})
	assert.EqualError(t, err, `recorded option "colour" is not known`)
}

// An option that is said twice says the same, or is refused.
func TestOptionsThatAreSaidTwice(t *testing.T) {
	for _, c := range []struct{ option, one, other string }{
		{"set", "visit=1", "visit=2"},
		{"rename", "exposure=visit", "exposure=detector"},
		{"rename", "a=b=visit", "a=b=detector"},
		{"split-column", "cams=|", "cams=;"},
		{"empty-means-all", "a.csv", "b.csv"},
		{"reason-column", "comment", "note"},
		{"universe", "daf_butler/6", "daf_butler/7"},
		{"from", "csv", "tsv"},
		{"select", "raw", "calexp"},
	} {
		o := say(t, c.option, c.one, c.option, c.one)
		assert.Equal(t, say(t, c.option, c.one), o)
		err := apply(&o, c.option, c.other)
		assert.EqualError(t, err, "--"+c.option+" "+c.one+" and --"+c.option+" "+c.other+" contradict each other: leave one out")
	}
	o := say(t, "set", "visit=1", "set", "detector=1", "ignore-columns", "ra", "ignore-columns", "dec", "dimension", "visit", "dimension", "note")
	assert.Equal(t, []string{"ra", "dec"}, o.Ignore)
	assert.Equal(t, []string{"visit", "note"}, o.Dimensions)
}

// What is said of one file holds for it, whatever is said of all.
func TestOwnOptionsWin(t *testing.T) {
	for name, c := range map[string]struct{ own, general, both []string }{
		"nothing in common": {
			[]string{"set", "visit=1"}, []string{"set", "instrument=A", "rename", "d=detector", "ignore-columns", "ra", "universe", "u", "dimension", "visit"},
			[]string{"set", "visit=1", "set", "instrument=A", "rename", "d=detector", "ignore-columns", "ra", "universe", "u", "dimension", "visit"},
		},
		"another value":          {[]string{"set", "visit=1"}, []string{"set", "visit=2"}, []string{"set", "visit=1"}},
		"another name":           {[]string{"rename", "exposure=visit"}, []string{"rename", "exposure=detector"}, []string{"rename", "exposure=visit"}},
		"another column":         {[]string{"rename", "a=visit"}, []string{"rename", "b=visit", "rename", "c=detector"}, []string{"rename", "a=visit", "rename", "c=detector"}},
		"a column, not ignored":  {[]string{"rename", "a=visit"}, []string{"ignore-columns", "a,b"}, []string{"rename", "a=visit", "ignore-columns", "b"}},
		"ignored, not a column":  {[]string{"ignore-columns", "a"}, []string{"rename", "a=visit", "split-column", "a=|", "reason-column", "a"}, []string{"ignore-columns", "a"}},
		"ends of a range":        {[]string{"ignore-columns", "b"}, []string{"rename", "a..b=visit"}, []string{"ignore-columns", "b"}},
		"a reason":               {[]string{"reason-column", "a"}, []string{"rename", "a=visit", "ignore-columns", "a"}, []string{"reason-column", "a"}},
		"another reason":         {[]string{"reason-column", "a"}, []string{"reason-column", "b"}, []string{"reason-column", "a"}},
		"set, and no column":     {[]string{"set", "visit=1"}, []string{"rename", "a=visit", "split-column", "visit=|"}, []string{"set", "visit=1"}},
		"a column, and not set":  {[]string{"rename", "a=visit"}, []string{"set", "visit=1"}, []string{"rename", "a=visit"}},
		"names of columns":       {[]string{"dimension", "visit"}, []string{"dimension", "tract"}, []string{"dimension", "visit"}},
		"another format":         {[]string{"from", "csv", "universe", "u", "select", "raw"}, []string{"from", "tsv", "universe", "v", "select", "calexp"}, []string{"from", "csv", "universe", "u", "select", "raw"}},
		"a column that is split": {[]string{"rename", "a=visit"}, []string{"split-column", "a=|"}, []string{"rename", "a=visit", "split-column", "a=|"}},
	} {
		general := say(t, c.general...)
		both, shared := say(t, c.own...).Over(general)
		assert.Equal(t, say(t, c.both...).Parameters(), both.Parameters(), name)
		assert.NoError(t, both.Check(), name)
		assert.Equal(t, say(t, c.general...), general, name)
		if name == "nothing in common" {
			assert.ElementsMatch(t, []string{"instrument", "d", "ra"}, shared)
		}
		if name == "a column, not ignored" {
			assert.Equal(t, []string{"b"}, shared)
		}
	}
}
