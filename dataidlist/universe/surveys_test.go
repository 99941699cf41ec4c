package universe_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/universe"
)

// surveys are the lines that FORMAT.md has of the universes of other surveys, and
// a group of each with the digest of a list that has 1, or "1", in every
// dimension. They are for ever: a change here is one of what digests mean.
var surveys = []struct{ name, line, group, digest string }{
	{"atlas", "| `atlas/1` | | `run`, `lumiblock` | `lumiblock` requires `run` |", "run lumiblock", "dil1:aef386dc1bc552e679f64c5f017d05ca3485913d1e53bb8f43a47f896f81ab68"},
	{"cms", "| `cms/1` | | `run`, `lumi` | `lumi` requires `run` |", "run lumi", "dil1:6d31b371cadd6fe62e6c9e8c0c8c9ff415e6cfd864adc6c0b1afe8d998f79d9e"},
	{"des", "| `des/1` | | `nite`, `expnum`, `ccdnum` | `expnum` implies `nite` |", "expnum ccdnum", "dil1:da279db5da97f1d8e2874cd38d02a12b0b6cb36d4aac2b3a0b86fc336834aeb8"},
	{"desi", "| `desi/1` | `CAMERA` | `NIGHT`, `TILEID`, `EXPID`, `PETAL` | `EXPID` implies `NIGHT` |", "CAMERA TILEID EXPID PETAL", "dil1:3a85857e779c3378888219cd04560cd7ce8b12b4539e0713c111da9d3b2c367d"},
	{"hetdex", "| `hetdex/1` | `multiframe`, `ampid` | `date`, `shotid`, `ifuslot`, `detectid` | `multiframe` implies `ampid` and `ifuslot`, `shotid` implies `date`, `detectid` implies `shotid` |", "multiframe date", "dil1:bff095f6dadc78a3baa6ba2367ad1aee8ca722e4a6e2ffe3907b06609845c8c0"},
	{"ligo", "| `ligo/1` | `ifo` | `gps` | |", "ifo gps", "dil1:09cfa2b86f108eaa10fd6d9b401e112685fc99774be87eafc0b5a7daab98fdc1"},
	{"sdss", "| `sdss/1` | `observatory` | `mjd`, `plate`, `exposure` | `exposure` requires `observatory` and `mjd` |", "observatory mjd plate exposure", "dil1:a1c1d82ae7b1d9a6c430e0dd6bc700a33d3a79e028b945287cc768968f9e3499"},
}

func TestSurveysDoNotChange(t *testing.T) {
	page, err := os.ReadFile("../FORMAT.md")
	require.NoError(t, err)
	all, err := universe.Surveys()
	require.NoError(t, err)
	require.Len(t, all, len(surveys))
	for i, want := range surveys {
		s := all[i]
		assert.Equal(t, want.name, s.Name)
		assert.Equal(t, want.name, s.Universe.Namespace())
		assert.Equal(t, want.line, lineOf(s.Universe))
		assert.Contains(t, string(page), want.line+"\n")
		assert.Regexp(t, `^[A-Z][A-Za-z, ]+: .*\.$`, s.About)

		g, err := s.Universe.Group(strings.Fields(want.group)...)
		require.NoError(t, err)
		assert.Equal(t, strings.Fields(want.group), g.Dimensions())
		assert.Equal(t, want.digest, digestOfOnes(t, g), want.name)
	}
}

// lineOf gives a universe as FORMAT.md 2 has it.
func lineOf(u *dataidlist.Universe) string {
	var columns [2][]string // by type
	var needs []string
	for _, d := range u.Dimensions() {
		columns[d.Type] = append(columns[d.Type], "`"+d.Name+"`")
		for _, n := range []struct {
			verb  string
			names []string
		}{{"requires", d.Requires}, {"implies", d.Implies}} {
			if len(n.names) > 0 {
				needs = append(needs, fmt.Sprintf("`%s` %s `%s`", d.Name, n.verb, strings.Join(n.names, "` and `")))
			}
		}
	}
	line := "| `" + u.String() + "` |"
	for _, cell := range []string{strings.Join(columns[0], ", "), strings.Join(columns[1], ", "), strings.Join(needs, ", ")} {
		line += strings.TrimRight(" "+cell, " ") + " |"
	}
	return line
}

func digestOfOnes(t *testing.T, g *dataidlist.Group) string {
	t.Helper()
	b := dataidlist.NewBuilder(g)
	var strs []string
	for range g.Strings() {
		strs = append(strs, "1")
	}
	var ints []int64
	for range g.Ints() {
		ints = append(ints, 1)
	}
	require.NoError(t, b.AddRun(strs, ints, 1))
	return b.List().Digest().String()
}

func TestLoadSurveys(t *testing.T) {
	t.Chdir(t.TempDir())
	all, err := universe.Surveys()
	require.NoError(t, err)
	for _, s := range all {
		for _, ref := range []string{s.Name, s.Universe.String()} {
			u, err := universe.Load(ref)
			require.NoError(t, err)
			assert.Equal(t, s.Universe.Dimensions(), u.Dimensions(), ref)
		}
	}
	_, err = universe.Load("cms/2")
	require.Error(t, err)

	// A folder is no universe; a file may be one.
	require.NoError(t, os.Mkdir("cms", 0o750))
	u, err := universe.Load("cms")
	require.NoError(t, err)
	assert.Equal(t, "cms/1", u.String())
	require.NoError(t, os.WriteFile("des", []byte("namespace: mine\nversion: 3\ndimensions:\n- {name: a, type: string}\n"), 0o600))
	_, err = universe.Load("des")
	require.EqualError(t, err, `universe "des" is built in, and a file has that name: say des/1, or ./des for the file`)
	for ref, want := range map[string]string{"des/1": "des/1", "./des": "mine/3"} {
		u, err := universe.Load(ref)
		require.NoError(t, err)
		assert.Equal(t, want, u.String())
	}
}

// A file may extend the universe of a survey, and not give it other digests.
func TestFilesKeepToTheRanksOfSurveys(t *testing.T) {
	const start = "namespace: hetdex\nversion: 2\ndimensions:\n"
	for dims, name := range map[string]string{
		"- {name: date, type: int64}\n- {name: ifuslot, type: int64}\n- {name: fiber, type: int64}\n":         "",
		"- {name: ifuslot, type: int64}\n- {name: multiframe, type: string}\n- {name: ampid, type: string}\n": "",
		"- {name: ifuslot, type: int64}\n- {name: date, type: int64}\n":                                       "ifuslot",
		"- {name: date, type: string}\n": "date",
	} {
		path := file(t, start+dims)
		_, err := universe.Load(path)
		if name == "" {
			require.NoError(t, err)
			continue
		}
		require.EqualError(t, err, path+": the universe hetdex/1 is built in, and "+name+" has another type or order there: choose another namespace")
	}
}

// The examples are the universes that come with the package.
func TestExamplesAreTheSurveys(t *testing.T) {
	for _, s := range surveys {
		u, err := universe.Load(filepath.Join("../../examples/universes", s.name+".yaml"))
		require.NoError(t, err)
		assert.Equal(t, s.line, lineOf(u))
	}
}
