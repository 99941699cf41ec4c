package refusals_test

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
)

// stored gives a valid file that a writer of ours wrote once. It is not written
// anew, so that vectors stay what they are when the writer changes.
func stored(t *testing.T, name string, write func(t *testing.T) string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, name))
	if *update && os.IsNotExist(err) {
		return write(t)
	}
	require.NoError(t, err, "run this test with -update")
	return string(data)
}

// written gives a list in a format.
func written(t *testing.T, l *dataidlist.List, format string) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, codec.Write(&b, l, format, nil))
	return b.String()
}

// reasoned is the list because, or one with that last detector.
func reasoned(t *testing.T, last int64) *dataidlist.List {
	t.Helper()
	u, err := dataidlist.DafButler(8)
	require.NoError(t, err)
	g, err := u.Group("visit", "detector")
	require.NoError(t, err)
	donuts, trailed := dataidlist.Reason{Text: "donuts"}, dataidlist.Reason{Text: "trailed"}
	b := dataidlist.NewBuilder(g)
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025042200001, 0}, 2, trailed))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025042200001, 1}, 1, donuts))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025042200003, last}, 1))
	return b.List().WithInfo(dataidlist.Info{Title: "to leave out"})
}

// footer takes the footer of a file off.
func footer(t *testing.T, data string) (before string, meta *format.FileMetaData) {
	t.Helper()
	end := len(data) - 8
	start := end - int(binary.LittleEndian.Uint32([]byte(data[end:])))
	meta = &format.FileMetaData{}
	require.NoError(t, thrift.Unmarshal(new(thrift.CompactProtocol), []byte(data[start:end]), meta))
	return data[:start], meta
}

// withFooter puts a footer behind the other bytes of a file.
func withFooter(t *testing.T, before string, meta *format.FileMetaData) string {
	t.Helper()
	text, err := thrift.Marshal(new(thrift.CompactProtocol), meta)
	require.NoError(t, err)
	return before + string(text) + string(binary.LittleEndian.AppendUint32(nil, uint32(len(text)))) + "PAR1"
}

// inFooter changes the footer.
func inFooter(change func(*format.FileMetaData)) edit {
	return func(t *testing.T, data string) string {
		t.Helper()
		before, meta := footer(t, data)
		change(meta)
		return withFooter(t, before, meta)
	}
}

// inMetadata edits the value of a key.
func inMetadata(key string, e edit) edit {
	return func(t *testing.T, data string) string {
		t.Helper()
		before, meta := footer(t, data)
		i := slices.IndexFunc(meta.KeyValueMetadata, func(kv format.KeyValue) bool { return kv.Key == key })
		require.GreaterOrEqual(t, i, 0, key)
		meta.KeyValueMetadata[i].Value = e(t, meta.KeyValueMetadata[i].Value)
		return withFooter(t, before, meta)
	}
}

// inValue are faults of the value of a key.
func inValue(key string, faults []fault) []fault {
	for i := range faults {
		faults[i].edit = inMetadata(key, faults[i].edit)
	}
	return faults
}

// validParquet has headerText for its header.
func validParquet(t *testing.T) string {
	t.Helper()
	return stored(t, "parquet-valid.parquet", func(t *testing.T) string {
		whole := func(*testing.T, string) string { return headerText(because) }
		return inMetadata("dataidlist", whole)(t, written(t, reasoned(t, 188), "parquet"))
	})
}

func parquetFamilies(t *testing.T) []family {
	valid := validParquet(t)
	const donuts = `"dataIds":[["LSSTCam",2025042200001,1,1]]`
	run := func(name, after, expect, words string) fault {
		return fault{"run-" + name, to(donuts, `"dataIds":[`+after+`]`), "4.1", expect, nowhere, words}
	}
	return []family{
		{name: "parquet", suffix: ".parquet", format: "parquet", valid: valid, list: because, faults: slices.Concat(
			inValue("dataidlist", slices.Concat(headerFaults(because), claimFaults(`"count":3,`, because), []fault{
				{"format-missing", to(`"format":"dataidlist/1",`, ""), "4.0.3", header, nowhere, "no format"},
				{"unknown", to(`"count":3,`, `"count":3,"mood":"bad",`), "4.0.3", pass, nowhere, "none: the header has a member that is not known"},
				{"unknown-case", to(`"count":3,`, `"count":3,"Count":4,`), "4.0.3", pass, nowhere, "none: Count is not the member count"},
				{"header-array", to(headerText(because), "[]"), "4.0.3", header, nowhere, "an array for the list header"},
				{"header-rest", add("{}"), "4.3", header, nowhere, "a second document after the list header"},
				{"group", to(`"ints":["visit","detector"]`, `"ints":["visit"]`), "4.1", claims, nowhere, "columns with more dimensions than the header names"},
				{"group-other", to(`"ints":["visit","detector"]`, `"ints":["exposure","detector"]`), "4.1", claims, nowhere, "columns with other dimensions than the header names"},
				{"universe-other", to("daf_butler/8", "lab/1"), "4.1", claims, nowhere, "the universe of another list"},
			})),
			[]fault{
				{"copied", func(t *testing.T, data string) string {
					data = inMetadata("dataidlist", to(because.Digest, "dil1:"+because.FullDigest[6:]))(t, data)
					return inFooter(func(m *format.FileMetaData) { m.CreatedBy = "another writer" })(t, data)
				}, "4.1", pass, nowhere, "none: other software has copied the header of another list"},
				{"magic-end", at(-1, "2"), "4.1", container, nowhere, "no PAR1 at the end"},
				{"encrypted", at(-1, "E"), "4.1", container, nowhere, "the mark of an encrypted file"},
				{"cut", cut(1), "4.0.1", container, nowhere, "the last byte is missing"},
				{"footer-length", at(-8, "\xff\xff\xff\x7f"), "4.0.1", container, nowhere, "a footer that is longer than the file"},
				{"footer-rows", inFooter(func(m *format.FileMetaData) { m.NumRows++ }), "4.1", container, nowhere, "a footer that counts other rows than its row groups"},
			})},
		// The index has the reasons too, so that only who reads rows sees these.
		{name: "parquet-reasons", suffix: ".parquet", format: "parquet", valid: valid, list: because, doors: doors{Open: pass}, faults: inValue("dataidlist.reasons", []fault{
			run("alien", `["LSSTCam",2025042200001,2,1]`, claims, "a reason of a DataId that is not among the rows"),
			run("long", `["LSSTCam",2025042200001,1,2]`, claims, "a reason of a run that goes on behind the rows"),
			run("empty", `["LSSTCam",2025042200001,1,0]`, reasons, "a run of no DataIds"),
			run("negative", `["LSSTCam",2025042200001,1,-1]`, reasons, "a run of a negative length"),
			run("short", `["LSSTCam",2025042200001,1]`, reasons, "a run without its length"),
			run("values", `["LSSTCam",2025042200001,1,1,1]`, reasons, "a run with more values than dimensions"),
			run("type", `["LSSTCam","2025042200001",1,1]`, reasons, "a string for an int of a run"),
			run("number", `[7,2025042200001,1,1]`, reasons, "a number for a string of a run"),
			run("object", `{"instrument":"LSSTCam","visit":2025042200001,"detector":1}`, reasons, "an object for a run"),
			{"dataids-missing", to(","+donuts, ""), "4.1", reasons, nowhere, "a reason without dataIds"},
			{"text-missing", to(`"text":"donuts",`, ""), "4.0.3", reasons, nowhere, "a reason without text"},
			{"text-empty", to(`"text":"donuts"`, `"text":""`), "1.5", reasons, nowhere, "a reason with an empty text"},
			{"text-case", to(`"text":"donuts"`, `"Text":"donuts"`), "4.0.3", reasons, nowhere, "Text, which is not the member text"},
			{"text-twice", to(`"text":"donuts"`, `"text":"donuts","text":"donuts"`), "4.3", reasons, nowhere, "a member of a reason twice"},
			{"unknown", to(`"text":"donuts"`, `"text":"donuts","mood":"bad"`), "4.0.3", reasons, nowhere, "a member that reasons do not have"},
			{"author-null", to(`"text":"donuts"`, `"text":"donuts","author":null`), "4.0.3", reasons, nowhere, "null for the author of a reason"},
			{"time-space", to(`"text":"donuts"`, `"text":"donuts","time":"2025-04-22 04:05:06Z"`), "1.5", reasons, nowhere, "a time with a space for T"},
			{"cut", cut(1), "4.3", reasons, nowhere, "the last bracket of the reasons is missing"},
			{"rest", add("[]"), "4.3", reasons, nowhere, "a second document after the reasons"},
		})},
	}
}
