package fixedwidth_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/fixedwidth"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func read(in string, opts *table.ReadOptions) (*table.Result, error) {
	return fixedwidth.Read(table.Source{Name: "ids.fwf", R: strings.NewReader(in), Size: -1}, opts)
}

// queryDataIDs is what butler query-data-ids prints of DECam, whose filters have
// spaces in their names.
const queryDataIDs = `instrument detector visit  band day_obs         physical_filter
---------- -------- ------ ---- -------- --------------------------------
     DECam        1 410915    g 20150218 g DECam SDSS c0001 4720.0 1520.0
     DECam       62 410915    g 20150218 g DECam SDSS c0001 4720.0 1520.0
`

// queryDatasets is what butler query-datasets prints.
const queryDatasets = "\n" +
	"    type           run        id  instrument detector     visit     band day_obs  physical_filter\n" +
	"----------- ----------------- --- ---------- -------- ------------- ---- -------- ---------------\n" +
	"visit_image LSSTCam/runs/DM-1 01a    LSSTCam        0 2031030400100    z 20310304            z_20\n" +
	"visit_image LSSTCam/runs/DM-1 01b    LSSTCam      188 2031030400100    z 20310304            z_20\n" +
	"\n"

func TestReadsWhatTheButlerPrints(t *testing.T) {
	result, err := read(queryDataIDs, nil)
	require.NoError(t, err)
	assert.Equal(t, "fixed-width", result.Format)
	assert.Equal(t, "{instrument, visit, detector}", result.List.Group().String())
	assert.Equal(t, uint64(2), result.List.Count())

	result, err = read(queryDatasets, &table.ReadOptions{Ignore: []string{"type", "run", "id"}})
	require.NoError(t, err)
	last, _ := result.List.Select(1)
	assert.Equal(t, "instrument=LSSTCam visit=2031030400100 detector=188", last.String())
}

func TestDetect(t *testing.T) {
	for _, in := range []string{queryDataIDs, queryDatasets, "\r\nvisit\r\n-----\r\n1\r\n"} {
		assert.True(t, fixedwidth.Detect([]byte(in)), in)
	}
	for _, in := range []string{"", "visit\n", "visit\n1\n", "visit detector\n- 1\n", "a\n---  ---\n", "---\n...\n"} {
		assert.False(t, fixedwidth.Detect([]byte(in)), in)
	}
}

func TestRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"instrument visit\nLSSTCam 1\n":                                            `ids.fwf:2: a line of dashes is expected`,
		"instrument visit\n":                                                       `ids.fwf:2: a line of dashes is expected`,
		"instrument visit\n----------  -----\n":                                    `ids.fwf:2: a line of dashes is expected`,
		"instrument visit\n---------- ----\n":                                      `ids.fwf:1: "t" is behind the last column`,
		"instrumentvisit\n---------- -----\n":                                      `ids.fwf:1: "v" is between two columns`,
		"instrument visit\n---------- -----\n   LSSTCam 123456":                    `ids.fwf:3: "6" is behind the last column`,
		"instrument visit\n---------- -----\n LSSTCamera  1234":                    `ids.fwf:3: "a" is between two columns`,
		"instrument visit\n---------- -----\n   LSSTCam\n":                         `ids.fwf:3: column visit: bad value`,
		"instrument visit\n---------- -----\n   LSSTCam     x":                     `ids.fwf:3: column visit: bad value`,
		"instrument visit\n---------- -----\n   LSSTCam     1\n\ninstrument visit": `ids.fwf:5: a second table begins here`,
		"instrument moon\n---------- -----\n":                                      `ids.fwf:1: column moon: not a dimension`,
		"instrument visit\n---------- -----\n   LSST\xffam     1":                  `ids.fwf:3: not UTF-8 text`,
		"instrument visit\n---------- -----\n   LSST\x00am     1":                  `ids.fwf:3: not UTF-8 text`,
		strings.Repeat("a ", 5000) + "\n" + strings.Repeat("- ", 5000):             `ids.fwf:2: limit passed: more than 4096 columns`,
		strings.Repeat("a", 1<<20) + "\n":                                          `ids.fwf:1: limit passed: a line of more than 1048576 bytes`,
	} {
		_, err := read(in, nil)
		var placed *dataidlist.InputError
		if assert.ErrorAs(t, err, &placed, in) {
			assert.ErrorContains(t, err, want)
		}
	}
	_, err := fixedwidth.Read(table.Source{Name: "f", R: iotest.ErrReader(errors.New("broken"))}, nil)
	assert.ErrorContains(t, err, "f:1: broken")
}

func TestWriteAlignsAsTheButlerDoes(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "physical_filter", "visit"))
	require.NoError(t, b.AddRun([]string{"HSC"}, []int64{8}, 3))
	b2 := dataidlist.NewBuilder(listtest.Group(t, "physical_filter"))
	require.NoError(t, b2.AddRun([]string{"DECam", "g DECam é"}, nil, 1))
	var out bytes.Buffer
	require.NoError(t, fixedwidth.Write(&out, b.List(), nil))
	require.NoError(t, fixedwidth.Write(&out, b2.List(), nil))
	assert.Equal(t, `instrument visit
---------- -----
       HSC     8
       HSC     9
       HSC    10
instrument physical_filter
---------- ---------------
     DECam       g DECam é
`, out.String())
	for _, bad := range []string{" a", "a\nb", "a\u2003"} {
		b := dataidlist.NewBuilder(listtest.Group(t, "instrument"))
		require.NoError(t, b.AddRun([]string{bad}, nil, 1))
		require.ErrorIs(t, fixedwidth.Write(&out, b.List(), nil), dataidlist.ErrValue)
	}
}

func TestGivesListsBack(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		if g.Universe().Namespace() != "daf_butler" {
			return
		}
		list, _ := listtest.Random(rng, g, shape)
		var out bytes.Buffer
		if err := fixedwidth.Write(&out, list, nil); err != nil {
			require.ErrorIs(t, err, dataidlist.ErrValue)
			return
		}
		result, err := read(out.String(), nil)
		require.NoError(t, err)
		require.Equal(t, list.Digest(), result.List.Digest())
	})
}

func FuzzRead(f *testing.F) {
	for _, in := range []string{"", queryDataIDs, queryDatasets, "visit\n-----\n    1\n", "é visit\n- -----\né 1\n"} {
		f.Add([]byte(in))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		result, err := read(string(in), &table.ReadOptions{Ignore: []string{"type", "run", "id"}, Shared: []string{"type", "run", "id"}})
		if err != nil {
			var placed *dataidlist.InputError
			require.ErrorAs(t, err, &placed)
			return
		}
		var out bytes.Buffer
		if fixedwidth.Write(&out, result.List, nil) != nil {
			return
		}
		again, err := read(out.String(), nil)
		require.NoError(t, err)
		require.Equal(t, result.List.Digest(), again.List.Digest())
	})
}
