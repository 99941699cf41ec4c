package codec_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/resolve"
)

// exportText is dimension records as the Butler exports them.
const exportText = `description: Butler Data Repository Export
version: 1.0.2
universe_version: 7
universe_namespace: daf_butler
data:
- type: dimension
  element: detector
  records:
  - {instrument: LSSTCam, id: 10, full_name: R02_S01, raft: R02}
  - {instrument: LSSTCam, id: 11, full_name: R02_S02, raft: R02}
- type: dimension
  element: exposure
  records:
  - {instrument: LSSTCam, id: 1, obs_id: a_1, day_obs: 20251202, seq_num: 1, begin: !butler_time/tai/iso '2025-12-02'}
  - {instrument: LSSTCam, id: 2, obs_id: a_2, day_obs: 20251202, seq_num: 2, begin: !butler_time/tai/iso '2025-12-02'}
  - {instrument: LSSTCam, id: 3, obs_id: a_3, day_obs: 20251202, seq_num: null}
- type: dimension
  element: visit
  records:
  - instrument: LSSTCam
    id: 1
    name: a_1
    seq_num: 1
    region: !<lsst.sphgeom.ConvexPolygon>
      encoded: 709f
- type: dimension
  element: visit_definition
  records:
  - {instrument: LSSTCam, exposure: 1, visit: 1}
  - {instrument: LSSTCam, exposure: 2, visit: 1}
- type: dataset
  dataset_type: raw
  records: []
`

// An exposure is a record as tables have it.
type exposure struct {
	Exposure int64    `parquet:"exposure"`
	ObsID    string   `parquet:"obs_id"`
	SeqNum   *int32   `parquet:"seq_num,optional"`
	Airmass  *float64 `parquet:"airmass,optional"`
}

func parquetText(t testing.TB) string {
	var b bytes.Buffer
	one, two, mass := int32(1), int32(2), 1.5
	w := parquet.NewGenericWriter[exposure](&b)
	_, err := w.Write([]exposure{{1, "a_1", &one, nil}, {2, "a_2", &two, &mass}, {3, "a_3", nil, nil}})
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func openRows(t testing.TB, name, text string, opts *table.ReadOptions) *codec.Rows {
	r, err := codec.OpenRows(t.Context(), table.Source{Name: name, R: strings.NewReader(text), Size: int64(len(text))}, "", opts)
	require.NoError(t, err)
	t.Cleanup(r.Close)
	return r
}

// keys gives the columns of an input, without the reason.
func keys(t testing.TB, r *codec.Rows) []string {
	columns, err := r.Columns(t.Context())
	require.NoError(t, err)
	for i, name := range columns {
		if name == table.DefaultReasonColumn {
			columns[i] = ""
		}
	}
	return columns
}

func butlerRecords(t testing.TB, keys []string) *resolve.Records {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(t, err)
	return resolve.NewRecords(u, keys)
}

// resolved resolves a text by records, and gives the list as CSV and what is
// rejected.
func resolved(t testing.TB, r *codec.Rows, records *resolve.Records, options resolve.Options) (csv string, rejects []string) {
	plan, err := records.Plan(options)
	require.NoError(t, err)
	result, err := r.Resolve(t.Context(), plan, func(r codec.Reject) error {
		rejects = append(rejects, fmt.Sprintf("%d %s: %s", r.Row, strings.Join(r.Values, "|"), r.Err))
		return nil
	})
	require.NoError(t, err)
	return asCSV(t, result.List), rejects
}

func asCSV(t testing.TB, l *dataidlist.List) string {
	var b strings.Builder
	require.NoError(t, codec.Write(&b, l, "csv", nil))
	return b.String()
}

func TestRecordsOfAllFormats(t *testing.T) {
	lsstcam := &table.ReadOptions{Set: map[string]string{"instrument": "LSSTCam"}}
	renamed := &table.ReadOptions{Set: lsstcam.Set, Rename: map[string]string{"exposure_id": "exposure", "exposure_name": "obs_id"}}
	for name, c := range map[string]struct {
		text string
		opts *table.ReadOptions
	}{
		"export.yaml":   {exportText, nil},
		"table.yaml":    {"- {instrument: LSSTCam, exposure: 1, obs_id: a_1, seq_num: 1}\n- {instrument: LSSTCam, exposure: 2, obs_id: a_2, seq_num: 2}\n", nil},
		"consdb.csv":    {"exposure_id,exposure_name,seq_num,airmass\n1,a_1,1,1.5\n2,a_2,2,\n3,a_3,,\n", renamed},
		"spaces.csv":    {"exposure,obs_id,seq_num\n1 ,a_1,1\n 1,a_1,1\n2,a_2,2\n", lsstcam},
		"t.ecsv":        {"# %ECSV 1.0\n# ---\n# datatype:\n# - {name: exposure, datatype: int64}\n# - {name: obs_id, datatype: string}\n# - {name: seq_num, datatype: int32}\nexposure obs_id seq_num\n1 a_1 1\n2 a_2 2\n", lsstcam},
		"t.json":        {`[{"exposure":1,"obs_id":"a_1","seq_num":1,"x":[1]},{"exposure":2,"obs_id":"a_2","seq_num":2}]`, lsstcam},
		"t.jsonl":       {`{"exposure":1,"obs_id":"a_1","seq_num":1}` + "\n" + `{"seq_num":2,"exposure":2,"obs_id":"a_2"}` + "\n", lsstcam},
		"t.parquet":     {parquetText(t), lsstcam},
		"floats.jsonl":  {`{"exposure":1,"obs_id":"a_1","seq_num":1,"mass":1.5}` + "\n" + `{"exposure":2,"obs_id":"a_2","seq_num":2,"mass":null}` + "\n", lsstcam},
		"negatives.csv": {"exposure,obs_id,seq_num\n1,a_1,1\n2,a_2,2\n3,a_3,-3\n", lsstcam},
	} {
		in := openRows(t, "in.csv", "instrument,obs_id,seq_num,reason\nLSSTCam,a_2,2,fog\nLSSTCam,a_3,3,\nLSSTCam,a_1,1,\n", nil)
		records := butlerRecords(t, keys(t, in))
		_, err := openRows(t, name, c.text, c.opts).Records(t.Context(), records)
		require.NoError(t, err, name)
		csv, rejects := resolved(t, in, records, resolve.Options{Onto: []string{"exposure"}})
		assert.Equal(t, "instrument,exposure,reason\nLSSTCam,1,\nLSSTCam,2,fog\n", csv, name)
		require.Len(t, rejects, 1, name)
		assert.Regexp(t, `^3 LSSTCam\|a_3\|3\|: no record of exposure has instrument "LSSTCam", obs_id "a_3", seq_num "?3"?$`, rejects[0], name)
	}
}

func TestRecordsThatAreRefused(t *testing.T) {
	for text, message := range map[string]string{
		"obs_id\na\n":                                              "r.csv:1: no column is a dimension of daf_butler/8: name that of the primary key with --rename, as in --rename id=detector",
		"exposure,obs_id\n1,a\n":                                   "r.csv:1: dimension instrument is missing: give it with --set instrument=VALUE",
		"instrument,exposure,obs_id\nX,x,a\n":                      `r.csv:2: exposure: bad value: "x" is not an integer`,
		"instrument,exposure,obs_id\nX,,a\n":                       "r.csv:2: exposure: bad value: it has no value",
		"instrument,exposure,obs_id\n,1,a\n":                       "r.csv:2: instrument: bad value: it has no value",
		"instrument,exposure,exposure,obs_id\n":                    "r.csv:1: column exposure: exposure comes twice",
		"instrument,exposure,\n":                                   "r.csv:1: column 3 has no name: drop it with --ignore-columns ''",
		`[{"instrument":1,"exposure":1,"obs_id":"a"}]`:             "r.csv:1: instrument: bad value: a number; a text is expected",
		`[{"instrument":"X","exposure":"1","obs_id":"a"}]`:         "r.csv:1: exposure: bad value: an integer from 0 is expected",
		`[{"instrument":"X","exposure":1,"obs_id":1.5}]`:           "r.csv:1: obs_id: bad value: the fraction 1.5; an integer or a text is expected",
		"data:\n- {type: dataset, dataset_type: a, records: []}\n": "r.csv:2: the export has no such dimension records",
		"data:\n- {type: dimension, element: exposure}\n":          `r.csv:2: the entry of "exposure" has no sequence records`,
	} {
		format := ""
		if strings.HasPrefix(text, "data") {
			format = "yaml"
		} else if text[0] == '[' {
			format = "json"
		}
		rows, err := codec.OpenRows(t.Context(), table.Source{Name: "r.csv", R: strings.NewReader(text)}, format, nil)
		require.NoError(t, err)
		_, err = rows.Records(t.Context(), butlerRecords(t, []string{"instrument", "obs_id"}))
		var placed *dataidlist.InputError
		require.ErrorAs(t, err, &placed, text)
		assert.EqualError(t, err, message, text)
		rows.Close()
	}
}

func TestReasonsOfRowsTravel(t *testing.T) {
	in := openRows(t, "in.jsonl", `{"instrument":"LSSTCam","obs_id":"a_1","reasons":[{"text":"fog","author":"me"},{"text":"wind"}]}`+"\n"+
		`{"instrument":"LSSTCam","obs_id":"b","reasons":[{"text":"fog","author":"me"},{"text":"wind"}]}`+"\n", nil)
	records := butlerRecords(t, keys(t, in))
	_, err := openRows(t, "export.yaml", exportText, nil).Records(t.Context(), records)
	require.NoError(t, err)
	plan, err := records.Plan(resolve.Options{Onto: []string{"visit"}})
	require.NoError(t, err)
	var rejected []string
	result, err := in.Resolve(t.Context(), plan, func(r codec.Reject) error {
		rejected = append(rejected, r.Values...)
		return nil
	})
	require.NoError(t, err)
	var reasons []string
	for r := range result.List.Reasons() {
		reasons = append(reasons, r.Text+" "+r.Author)
	}
	assert.Equal(t, []string{"fog me", "wind "}, reasons)
	assert.Equal(t, []string{"LSSTCam", "b", "fog; wind"}, rejected)
	assert.Equal(t, []string{"instrument", "obs_id", "reason"}, codec.RejectColumns([]string{"instrument", "", "obs_id"}))
}

func TestRowsWhoseOtherValuesAreBadAreRejected(t *testing.T) {
	in := openRows(t, "in.csv", "instrument,detector,obs_id,day_obs,comment\nLSSTCam,0..2,a_1,20251202,x\nLSSTCam,five,a_1,20251202,x\nLSSTCam,3,,20251202,x\nLSSTCam,4,a_2,20251203,x\nLSSTCam,4,a_2,20251202,x\n", &table.ReadOptions{Ignore: []string{"comment"}})
	records := butlerRecords(t, keys(t, in))
	_, err := openRows(t, "export.yaml", exportText, nil).Records(t.Context(), records)
	require.NoError(t, err)
	csv, rejects := resolved(t, in, records, resolve.Options{})
	assert.Equal(t, "instrument,exposure,detector\nLSSTCam,1,0\nLSSTCam,1,1\nLSSTCam,1,2\nLSSTCam,2,4\n", csv)
	assert.Equal(t, []string{
		`3 LSSTCam|five|a_1|20251202|: detector: bad value: "five" is not an integer`,
		`4 LSSTCam|3||20251202|: no record of exposure has instrument "LSSTCam", day_obs 20251202, obs_id ""`,
		`5 LSSTCam|4|a_2|20251203|: no record of exposure has instrument "LSSTCam", day_obs 20251203, obs_id "a_2"`,
	}, rejects)
}

func TestResolveList(t *testing.T) {
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(t, err)
	g, err := u.Group("exposure", "detector")
	require.NoError(t, err)
	b := dataidlist.NewBuilder(g)
	fog := dataidlist.Reason{Text: "fog", Author: "me"}
	for exposure := int64(1); exposure <= 3; exposure++ {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{exposure, 0}, 189))
	}
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{1, 4}, 2, fog))
	l := b.List()

	records := butlerRecords(t, g.Dimensions())
	_, err = openRows(t, "export.yaml", exportText, nil).Records(t.Context(), records)
	require.NoError(t, err)
	var rejects []string
	reject := func(r codec.Reject) error {
		rejects = append(rejects, fmt.Sprintf("%d %s: %s", r.Row, strings.Join(r.Values, "|"), r.Err))
		return nil
	}
	plan, err := records.Plan(resolve.Options{Onto: []string{"visit", "detector"}})
	require.NoError(t, err)
	result, err := codec.ResolveList(t.Context(), "l", l, plan, reject)
	require.NoError(t, err)
	assert.Equal(t, uint64(189), result.List.Count(), "both exposures are of one visit")
	assert.Equal(t, uint64(2*189), result.Rows)
	var who uint64
	for r, ids := range result.List.Reasons() {
		assert.Equal(t, fog, r)
		who += ids.Count()
	}
	assert.Equal(t, uint64(2), who)
	assert.Equal(t, []string{`379 LSSTCam|3|0..188|: no record of exposure and visit has instrument "LSSTCam", exposure 3`}, rejects)

	// Where the last dimension is looked up, each DataId is a row.
	visits, err := l.Project(group(t, u, "exposure"))
	require.NoError(t, err)
	records = butlerRecords(t, visits.Group().Dimensions())
	_, err = openRows(t, "export.yaml", exportText, nil).Records(t.Context(), records)
	require.NoError(t, err)
	plan, err = records.Plan(resolve.Options{Onto: []string{"visit"}})
	require.NoError(t, err)
	rejects = nil
	result, err = codec.ResolveList(t.Context(), "l", visits, plan, reject)
	require.NoError(t, err)
	assert.Equal(t, "instrument,visit,reason\nLSSTCam,1,fog\n", asCSV(t, result.List))
	assert.Equal(t, []string{`3 LSSTCam|3|: no record of exposure and visit has instrument "LSSTCam", exposure 3`}, rejects)
}

func group(t testing.TB, u *dataidlist.Universe, names ...string) *dataidlist.Group {
	g, err := u.Group(names...)
	require.NoError(t, err)
	return g
}

func TestColumnsOfRowsStayTheSame(t *testing.T) {
	for text, message := range map[string]string{
		`[{"instrument":"LSSTCam","obs_id":"a_1"},{"instrument":"LSSTCam"}]`:                          "obs_id is missing here: rows that are resolved have the same columns",
		`[{"instrument":"LSSTCam","obs_id":"a_1"},{"instrument":"LSSTCam","obs_id":"a_1","visit":1}]`: "visit is not among the columns of the first row: rows that are resolved have the same columns",
	} {
		in := openRows(t, "in.json", text, nil)
		records := butlerRecords(t, keys(t, in))
		_, err := openRows(t, "export.yaml", exportText, nil).Records(t.Context(), records)
		require.NoError(t, err)
		plan, err := records.Plan(resolve.Options{})
		require.NoError(t, err)
		_, err = in.Resolve(t.Context(), plan, func(codec.Reject) error { return nil })
		require.ErrorContains(t, err, message)
	}
}

func TestResolveEnds(t *testing.T) {
	in := openRows(t, "in.csv", "instrument,obs_id\nLSSTCam,b\n", nil)
	records := butlerRecords(t, keys(t, in))
	_, err := openRows(t, "export.yaml", exportText, nil).Records(t.Context(), records)
	require.NoError(t, err)
	plan, err := records.Plan(resolve.Options{})
	require.NoError(t, err)
	full := errors.New("no room")
	_, err = in.Resolve(t.Context(), plan, func(codec.Reject) error { return full })
	require.ErrorIs(t, err, full)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = in.Resolve(ended, plan, func(codec.Reject) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
	sum, err := in.Sum(t.Context())
	require.NoError(t, err)
	assert.Regexp(t, "^sha256:[0-9a-f]{64}$", sum)
}

func TestRealExports(t *testing.T) {
	const folder = "../../../shared/data/daf_butler/"
	for name, c := range map[string]struct{ in, onto, want string }{
		"lsstcam-subset.yaml": {"instrument,obs_id,full_name\nLSSTCam,MC_O_20251202_000440,R02_S02\n", "visit,detector", "instrument,visit,detector\nLSSTCam,2025120200440,11\n"},
		"hsc-rc2-subset.yaml": {"instrument,name,full_name\nHSC,HSCA00031800,1_53\n", "visit,detector", "instrument,visit,detector\nHSC,318,0\n"},
	} {
		text, err := os.ReadFile(folder + name)
		if os.IsNotExist(err) {
			t.Skip("the shared data are not here")
		}
		require.NoError(t, err)
		in := openRows(t, "in.csv", c.in, nil)
		records := butlerRecords(t, keys(t, in))
		_, err = openRows(t, name, string(text), nil).Records(t.Context(), records)
		require.NoError(t, err)
		csv, rejects := resolved(t, in, records, resolve.Options{Onto: strings.Split(c.onto, ",")})
		assert.Equal(t, c.want, csv)
		assert.Empty(t, rejects)
	}
}

func FuzzRecords(f *testing.F) {
	f.Add("", exportText)
	f.Add("csv", "instrument,exposure,obs_id\nX,1,a\nX,2,a\nX,3,\n")
	f.Add("json", `[{"instrument":"X","exposure":1,"obs_id":"a"},{"exposure":2,"obs_id":7,"instrument":"X"}]`)
	f.Add("ecsv", "# %ECSV 1.0\n# ---\n# datatype:\n# - {name: instrument, datatype: string}\n# - {name: exposure, datatype: int64}\n# - {name: obs_id, datatype: string}\ninstrument exposure obs_id\nX 1 a\n")
	f.Add("text", "1\n")
	f.Add("roaring", "\x01")
	f.Add("parquet", parquetText(f))
	f.Fuzz(func(t *testing.T, format, text string) {
		rows, err := codec.OpenRows(t.Context(), table.Source{Name: "r", R: strings.NewReader(text)}, format, &table.ReadOptions{Dimensions: []string{"obs_id"}})
		require.NoError(t, err)
		defer rows.Close()
		records := butlerRecords(t, []string{"instrument", "obs_id"})
		if _, err := rows.Records(t.Context(), records); err != nil {
			var placed *dataidlist.InputError
			require.ErrorAs(t, err, &placed)
			return
		}
		plan, err := records.Plan(resolve.Options{})
		if err != nil {
			return
		}
		in := openRows(t, "in.csv", "instrument,obs_id\nX,a\nX,7\n", nil)
		rejected := 0
		result, err := in.Resolve(t.Context(), plan, func(codec.Reject) error {
			rejected++
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, 2, rejected+int(result.Rows))
	})
}

func BenchmarkResolveRows(b *testing.B) {
	const n = 1 << 18
	var records, in strings.Builder
	records.WriteString("instrument,exposure,obs_id\n")
	in.WriteString("instrument,obs_id,detector\n")
	for i := range n {
		fmt.Fprintf(&records, "LSSTCam,%d,MC_O_20251202_%06d\n", 2025120200000+i, i)
		fmt.Fprintf(&in, "LSSTCam,MC_O_20251202_%06d,%d\n", i*7919%n, i%189)
	}
	rows := openRows(b, "in.csv", in.String(), nil)
	found := butlerRecords(b, keys(b, rows))
	b.Run("records", func(b *testing.B) {
		for b.Loop() {
			found = butlerRecords(b, keys(b, rows))
			_, err := openRows(b, "records.csv", records.String(), nil).Records(b.Context(), found)
			require.NoError(b, err)
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	})
	plan, err := found.Plan(resolve.Options{})
	require.NoError(b, err)
	b.Run("input", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := rows.Resolve(b.Context(), plan, func(r codec.Reject) error { return r.Err })
			require.NoError(b, err)
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
	})
}
