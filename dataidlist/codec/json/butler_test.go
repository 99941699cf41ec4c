package json_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// ref is a DatasetRef as the Butler serializes it.
func ref(datasetType, dataID string) string {
	return `{"id":"3f452f1d-b8a5-5202-8190-4e723004a6ba","datasetType":{"name":"` + datasetType +
		`","storageClass":"Exposure","dimensions":["instrument","detector"],"parentStorageClass":null,"isCalibration":false},` +
		`"dataId":{"dataId":` + dataID + `,"records":null},"run":"HSC/runs/1","component":null}`
}

func TestButlerObjects(t *testing.T) {
	const (
		one   = `{"instrument":"HSC","detector":10,"visit":903342,"band":"i","physical_filter":"HSC-I"}`
		other = `{"instrument":"HSC","detector":11,"visit":903342,"band":"i","physical_filter":"HSC-I"}`
	)
	want := []string{"instrument=HSC visit=903342 detector=10", "instrument=HSC visit=903342 detector=11"}
	records := `"records":{"visit":{"record":{"exposure_time":30.0,"region":null}}}`
	for _, c := range []struct{ in, format string }{
		{`[{"dataId":` + one + `,"records":null},{` + records + `,"dataId":` + other + `}]`, "json"},
		{`{"dataId":` + one + `,` + records + "}\n" + `{"dataId":` + other + "}\n", "jsonl"},
		{`[` + ref("calexp", one) + `,` + ref("calexp", other) + `]`, "json"},
		{ref("calexp", one) + "\r\n" + ref("src", other) + "\r\n", "jsonl"},
	} {
		got := mustRead(t, c.in, &table.ReadOptions{})
		assert.Equal(t, want, texts(got.List), c.in)
		assert.Equal(t, c.format, got.Format, c.in)
	}
	for _, in := range []string{"{\n  \"dataId\": " + one + ",\n  \"records\": null\n}\n", strings.ReplaceAll(ref("calexp", one), ",", ",\n"), strings.ReplaceAll(one, ",", ",\n")} {
		got := mustRead(t, in, &table.ReadOptions{})
		assert.Equal(t, want[:1], texts(got.List), in)
		assert.Equal(t, "json", got.Format, in)
	}
}

func TestOptionsReachTheMembersOfButlerObjects(t *testing.T) {
	in := strings.Replace(ref("raw", `{"instrument":"HSC","detector":10,"exposure":903342}`), `"component":null`, `"note":{"a":[1]}`, 1)
	got := mustRead(t, in, &table.ReadOptions{Rename: map[string]string{"exposure": "visit"}, ReasonColumn: "run", Ignore: []string{"note"}})
	assert.Equal(t, []string{`instrument=HSC visit=903342 detector=10 {"text":"HSC/runs/1"}`}, texts(got.List))
}

func TestADatasetTypeIsChosenAmongRefs(t *testing.T) {
	in := "[" + ref("raw", `{"instrument":"HSC","detector":10,"exposure":903342}`) + "," + ref("calexp", `{"instrument":"HSC","detector":11,"visit":903342}`) + "]"
	_, err := read(t, in, &table.ReadOptions{})
	assert.EqualError(t, err, `f.json:2: dimension groups do not fit: here are DataIds of {instrument, visit, detector}, before of {instrument, exposure, detector}: a list has one group: choose a dataset type with --select: "calexp", "raw"`)
	got := mustRead(t, in, &table.ReadOptions{Select: "calexp"})
	assert.Equal(t, []string{"instrument=HSC visit=903342 detector=11"}, texts(got.List))
}

// refs is a container with two dataset types of one group and one of another.
const refs = `{"container_version":"V1","universe_version":VERSION,"universe_namespace":"NAMESPACE",
"dataset_types":{
"raw":{"name":"raw","dimensions":["instrument","exposure","detector"]},
"isr":{"name":"isr","dimensions":["instrument","exposure","detector"]},
"calexp":{"name":"calexp","dimensions":["instrument","visit","detector"]}},
"compact_refs":{
"1":{"dataset_type_name":"raw","run":"r","data_id":{"instrument":"HSC","detector":1,"exposure":5}},
"2":{"data_id":{"instrument":"HSC","detector":2,"exposure":5},"dataset_type_name":"isr","run":"r"},
"3":{"dataset_type_name":"calexp","run":"r","data_id":{"instrument":"HSC","detector":3,"visit":5}}},
"dimension_records":{"visit":[["HSC",5,30.0,null]]}}`

func container(version, namespace string) string {
	return strings.NewReplacer("VERSION", version, "NAMESPACE", namespace).Replace(refs)
}

func TestContainer(t *testing.T) {
	in := container("6", "daf_butler")
	_, err := read(t, in, &table.ReadOptions{})
	require.EqualError(t, err, `f.json: byte 320: dimension groups do not fit: the dataset types have several: choose one with --select: "calexp", "isr", "raw"`)
	_, err = read(t, in, &table.ReadOptions{Select: "src"})
	require.ErrorContains(t, err, `--select src: the input has only the dataset types "calexp", "isr", "raw"`)

	got := mustRead(t, in, &table.ReadOptions{Select: "isr"})
	assert.Equal(t, []string{"instrument=HSC exposure=5 detector=2"}, texts(got.List))
	assert.Equal(t, "daf_butler/6", got.List.Group().Universe().String())
	assert.Equal(t, "json", got.Format)

	zip := `{"index_version":"V1","refs":` + in + `,"artifact_map":{"a":{"info":{"file_size":1.5},"ids":[]}}}`
	got = mustRead(t, zip, &table.ReadOptions{Select: "raw", Rename: map[string]string{"exposure": "visit"}})
	assert.Equal(t, []string{"instrument=HSC visit=5 detector=1"}, texts(got.List))

	same := strings.Replace(in, `"calexp":{"name":"calexp","dimensions":["instrument","visit"`, `"calexp":{"name":"calexp","dimensions":["instrument","exposure"`, 1)
	same = strings.Replace(same, `"visit":5}}}`, `"exposure":5}}}`, 1)
	assert.EqualValues(t, 3, mustRead(t, same, &table.ReadOptions{}).List.Count())

	for _, c := range []struct{ old, changed, want string }{
		{`"3":{`, `"2":{`, `f.json: byte 540: the DatasetRef "2" comes twice`},
		{`"dataset_type_name":"calexp"`, `"dataset_type_name":"src"`, `f.json:3: dataset type "src" is not in dataset_types`},
		{`"data_id":{"instrument":"HSC","detector":1,`, `"data_id":{"instrument":"HSC",`, `f.json:1: dimension groups do not fit: here are DataIds of {instrument, exposure}, before of {instrument, exposure, detector}: a list has one group`},
		{`"run":"r","data_id":{"instrument":"HSC","detector":1`, `"walk":"r","data_id":{"instrument":"HSC","detector":1`, `f.json:1: a DatasetRef has no member "walk"`},
		{`"dataset_type_name":"raw","run":"r",`, `"run":"r",`, `f.json:1: the DatasetRef has no data_id or no dataset_type_name`},
		{`"dimensions":["instrument","visit"`, `"dimensions":["instrument","vist"`, `f.json: byte 319: dataset type "calexp": dimension groups do not fit: universe daf_butler/6 has no dimension "vist"`},
	} {
		require.Contains(t, same+in, c.old)
		text := same
		if !strings.Contains(same, c.old) {
			text = in
		}
		_, err := read(t, strings.Replace(text, c.old, c.changed, 1), &table.ReadOptions{})
		assert.EqualError(t, err, c.want)
	}
}

func TestContainersOfNothing(t *testing.T) {
	const known = `"universe_version":7,"universe_namespace":"daf_butler","dataset_types":{},`
	_, err := read(t, "{"+known+`"compact_refs":{}}`, &table.ReadOptions{})
	assert.ErrorContains(t, err, "the input has no DataIds and does not name its dimensions")
	got := mustRead(t, "{"+known+`"compact_refs":{}}`, &table.ReadOptions{Dimensions: []string{"instrument", "visit"}})
	assert.Zero(t, got.List.Count())
	_, err = read(t, "{"+known+`"compact_refs":{},"refs":{"compact_refs":{}}}`, &table.ReadOptions{})
	assert.ErrorContains(t, err, "compact_refs comes twice")
	_, err = read(t, "{"+known+`"compact_refs":{},"more":1}`, &table.ReadOptions{})
	assert.EqualError(t, err, `f.json: byte 93: a container of the Butler has no member "more"`)
}

func TestTheUniverseOfAContainer(t *testing.T) {
	_, err := read(t, container("9", "daf_butler"), &table.ReadOptions{Select: "raw"})
	assert.ErrorContains(t, err, "universe daf_butler/9 is not known")
	_, err = read(t, container("1", "lab"), &table.ReadOptions{Select: "raw"})
	assert.ErrorContains(t, err, `the file is of universe "lab/1": give that with --universe`)
	v8, err := dataidlist.DafButler(8)
	require.NoError(t, err)
	_, err = read(t, container("1", "lab"), &table.ReadOptions{Select: "raw", Universe: v8})
	assert.ErrorContains(t, err, `the file is of universe "lab/1", not daf_butler/8`)
	got := mustRead(t, container("1", "daf_butler"), &table.ReadOptions{Select: "raw", Universe: v8})
	assert.Equal(t, "daf_butler/8", got.List.Group().Universe().String())
}

// realFiles is the folder of files from real surveys.
const realFiles = "../../../../shared/data"

// real reads a file that is beside the repository, and skips the test where it
// is not.
func real(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(realFiles, name))
	if err != nil {
		t.Skip("the real files are not beside the repository")
	}
	return string(text)
}

func TestRealZipIndex(t *testing.T) {
	in := real(t, "daf_butler/zip_index.json")
	_, err := read(t, in, &table.ReadOptions{})
	require.ErrorContains(t, err, `choose one with --select: "calexp", "isr_metadata", "raw"`)
	got := mustRead(t, in, &table.ReadOptions{Select: "raw"})
	assert.Equal(t, []string{"instrument=DECam exposure=411371 detector=56", "instrument=DECam exposure=411371 detector=60"}, texts(got.List))
	assert.Equal(t, "daf_butler/7", got.List.Group().Universe().String())

	got = mustRead(t, real(t, "daf_butler/zip_index_with_records.json"), &table.ReadOptions{})
	assert.Equal(t, []string{"instrument=HSC visit=903988 detector=16"}, texts(got.List))
	assert.EqualValues(t, 1, got.Duplicates)
}
