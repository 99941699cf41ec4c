package parquet_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"time"

	pq "github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// stranger makes a file of rows with another library.
func stranger[T any](t testing.TB, rows []T, opts ...pq.WriterOption) []byte {
	t.Helper()
	var b bytes.Buffer
	w := pq.NewGenericWriter[T](&b, opts...)
	_, err := w.Write(rows)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func ptr[T any](v T) *T { return &v }

func TestReadsOtherTypes(t *testing.T) {
	type row struct {
		Detector   int32   `parquet:"detector,delta"`
		Instrument string  `parquet:"instrument,dict"`
		Visit      uint64  `parquet:"visit,plain"`
		Band       *string `parquet:"band,optional"`
		Reason     *string `parquet:"reason,optional"`
	}
	rows := []row{
		{5, "LSSTCam", 9, ptr("r"), nil},
		{6, "LSSTCam", 9, ptr("r"), ptr(" trailed\n")},
		{7, "HSC", math.MaxInt64, ptr("g"), nil},
	}
	for _, opts := range [][]pq.WriterOption{
		{pq.Compression(&pq.Snappy), pq.DataPageVersion(1)},
		{pq.Compression(&pq.Gzip), pq.DataPageVersion(2)},
		{pq.Compression(&pq.Brotli)},
		{pq.Compression(&pq.Lz4Raw), pq.DataPageVersion(1)},
		{pq.Compression(&pq.Uncompressed), pq.MaxRowsPerRowGroup(1)},
		{pq.Compression(&pq.Zstd), pq.PageBufferSize(1)},
	} {
		got, err := read(stranger(t, rows, opts...), &table.ReadOptions{})
		require.NoError(t, err)
		b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{9, 5}, 1))
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{9, 6}, 1, dataidlist.Reason{Text: "trailed"}))
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{math.MaxInt64, 7}, 1))
		assert.Equal(t, b.List().FullDigest(), got.List.FullDigest())
		assert.Nil(t, got.Header)
	}
}

func TestReadsNarrowAndUnsignedInts(t *testing.T) {
	type row struct {
		Instrument string `parquet:"instrument,delta"`
		Visit      uint32 `parquet:"visit"`
		Detector   uint8  `parquet:"detector,dict"`
	}
	got, err := read(stranger(t, []row{{"LSSTCam", math.MaxUint32, 255}, {"LSSTComCam", 0, 0}}), &table.ReadOptions{})
	require.NoError(t, err)
	var ids []string
	for id := range got.List.All() {
		ids = append(ids, id.String())
	}
	assert.Equal(t, []string{"instrument=LSSTCam visit=4294967295 detector=255", "instrument=LSSTComCam visit=0 detector=0"}, ids)
}

func TestRefusesColumns(t *testing.T) {
	type base struct {
		Instrument string `parquet:"instrument"`
	}
	for want, data := range map[string][]byte{
		"f.parquet: column visit: bad value: it holds DOUBLE; a column of ints or of strings is expected": stranger(t, []struct {
			base
			Visit float64 `parquet:"visit"`
		}{{base{"L"}, 5}}),
		"f.parquet: column visit: bad value: it holds TIMESTAMP; a column of ints or of strings is expected": stranger(t, []struct {
			base
			Visit time.Time `parquet:"visit,timestamp"`
		}{{base{"L"}, time.Unix(1, 0)}}),
		"f.parquet: column visit: bad value: it holds DECIMAL; a column of ints or of strings is expected": stranger(t, []struct {
			base
			Visit int64 `parquet:"visit,decimal(2:18)"`
		}{{base{"L"}, 5}}),
		"f.parquet: column visit: bad value: it holds BOOLEAN; a column of ints or of strings is expected": stranger(t, []struct {
			base
			Visit bool `parquet:"visit"`
		}{{base{"L"}, true}}),
		"f.parquet: column visit: bad value: it is a list; a column of ints or of strings is expected": stranger(t, []struct {
			base
			Visit []int64 `parquet:"visit"`
		}{{base{"L"}, []int64{5}}}),
		"f.parquet: column visit: bad value: it is a structure; a column of ints or of strings is expected": stranger(t, []struct {
			base
			Visit struct {
				ID int64 `parquet:"id"`
			} `parquet:"visit"`
		}{{base: base{"L"}}}),
		"f.parquet:1: column visit: bad value: \"5\" is a string; an integer is expected": stranger(t, []struct {
			base
			Visit string `parquet:"visit"`
		}{{base{"L"}, "5"}}),
		"f.parquet:1: column instrument: bad value: 5 is a number; a string is expected": stranger(t, []struct {
			Instrument int64 `parquet:"instrument"`
		}{{5}}),
		"f.parquet:2: column visit: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL": stranger(t, []struct {
			base
			Visit *int64 `parquet:"visit,optional"`
		}{{base{"L"}, ptr(int64(5))}, {base{"L"}, nil}}),
		"f.parquet:2: column instrument: bad value: it is null; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL": stranger(t, []struct {
			Instrument *string `parquet:"instrument,optional"`
		}{{ptr("L")}, {nil}}),
		"f.parquet:2: column visit: bad value: -1 is negative; values are 0 to 9223372036854775807": stranger(t, []struct {
			base
			Visit int64 `parquet:"visit"`
		}{{base{"L"}, 5}, {base{"L"}, -1}}),
		"f.parquet:1: column visit: bad value: \"9223372036854775808\" is larger than 9223372036854775807": stranger(t, []struct {
			base
			Visit uint64 `parquet:"visit"`
		}{{base{"L"}, math.MaxInt64 + 1}}),
		"f.parquet:1: column instrument: bad value: it is empty; a DataId has a value for each dimension: where empty means all, say so with --empty-means-all FULL": stranger(t, []base{{""}}),
		"f.parquet:1: instrument: bad value: \"\\xff\" is not valid UTF-8":                                                                                           stranger(t, []base{{"\xff"}}),
		"f.parquet: column seeing: not a dimension of daf_butler/8: use --reason-column, --rename seeing=DIMENSION or --ignore-columns": stranger(t, []struct {
			base
			Seeing float64 `parquet:"seeing"`
		}{{base{"L"}, 0.7}}),
	} {
		_, err := read(data, &table.ReadOptions{})
		require.EqualError(t, err, want)
		var input *dataidlist.InputError
		assert.ErrorAs(t, err, &input)
	}
}

func TestIgnoredColumnsAreNotRead(t *testing.T) {
	type row struct {
		Instrument string   `parquet:"instrument,plain,uncompressed"`
		Seeing     float64  `parquet:"seeing,uncompressed"`
		Tags       []string `parquet:"tags,uncompressed"`
	}
	data := stranger(t, []row{{"LSSTCam", 123.456, []string{"tagged"}}})
	at := bytes.Index(data, binary.LittleEndian.AppendUint64(nil, math.Float64bits(123.456)))
	require.Positive(t, at)
	data[at] ^= 1
	got, err := read(data, &table.ReadOptions{Ignore: []string{"seeing", "tags"}})
	require.NoError(t, err)
	assert.EqualValues(t, 1, got.List.Count())
	_, err = read(data, &table.ReadOptions{Ignore: []string{"seeing"}})
	assert.ErrorContains(t, err, "column tags: not a dimension")

	at = bytes.Index(data, []byte("\x07\x00\x00\x00LSSTCam")) // in the page, not in statistics
	require.Positive(t, at)
	data[at+4] ^= 1
	_, err = read(data, &table.ReadOptions{Ignore: []string{"seeing", "tags"}})
	assert.EqualError(t, err, "f.parquet: byte 4: column instrument: the checksum of a page is wrong: the file is damaged")
}

func TestRefusesMetadata(t *testing.T) {
	type row struct {
		Instrument string `parquet:"instrument"`
		Exposure   int64  `parquet:"exposure"`
	}
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument", "exposure"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5}, 2, dataidlist.Reason{Text: "a"}))
	own := written(t, b.List(), &table.WriteOptions{})
	f, err := pq.OpenFile(bytes.NewReader(own), int64(len(own)))
	require.NoError(t, err)
	header, _ := f.Lookup("dataidlist")
	for _, c := range []struct{ header, reasons, want string }{
		{"{", "", "metadata dataidlist: byte 1: "},
		{`{"format":"dataidlist/2"}`, "", `metadata dataidlist: byte 10: format "dataidlist/2" is not known`},
		{`{"format":5}`, "", "metadata dataidlist: byte 10: 5 is a number; a string is expected"},
		{header + "x", "", "metadata dataidlist: byte "},
		{strings.Replace(header, `"exposure"`, `"visit"`, 1), "", "metadata dataidlist: the file is damaged or was edited: it names the dimensions of {instrument, visit} and the columns are {instrument, exposure}"},
		{strings.Replace(header, `"count":2`, `"count":3`, 1), "", "the file is damaged or was edited: its header states 3 DataIds and it has 2"},
		{header, "", "the file is damaged or was edited: its header states dilr1:"},
		{header, `[{"text":"a","dataIds":[["LSSTCam",5,3]]}]`, "metadata dataidlist.reasons: the file is damaged or was edited: a reason is for DataIds that are not among the rows"},
		{header, `[{"text":"a","dataIds":[["LSSTCam",5]]}]`, "metadata dataidlist.reasons: byte 36: a run of 2 values: 3 are expected"},
		{header, `[{"text":"a","dataIds":[["LSSTCam",5,1,1]]}]`, "metadata dataidlist.reasons: a run has more values"},
		{header, `[{"text":"a","dataIds":[["LSSTCam",5,0]]}]`, "metadata dataidlist.reasons: bad value: a run of 0 DataIds"},
		{header, `[{"text":"a"}]`, "metadata dataidlist.reasons: byte 12: a reason without dataIds"},
		{header, `[{"dataIds":[["LSSTCam",5,2]]}]`, "metadata dataidlist.reasons: bad value: a reason without text"},
		{header, `[{"text":"a","why":"b","dataIds":[]}]`, "metadata dataidlist.reasons: byte 13: a reason has no member \"why\""},
		{header, `[{"text":"a","time":"now","dataIds":[]}]`, "metadata dataidlist.reasons: byte 20: bad value: \"now\" is not a time"},
		{header, `[{"text":"a","time":"2025-06-29T4:05:06Z","dataIds":[]}]`, "metadata dataidlist.reasons: byte 20: bad value: \"2025-06-29T4:05:06Z\" is not a time"},
		{header, `[{"text":"a","dataIds":[["LSSTCam",5,2]]}]]`, "metadata dataidlist.reasons: byte 42: "},
		{header, `[{"text":"a","dataIds":[["LSSTCam",5,2]]}]`, ""},
	} {
		opts := []pq.WriterOption{pq.CreatedBy("skycampaign dataidlist", "1", "x"), pq.KeyValueMetadata("dataidlist", c.header)}
		if c.reasons != "" {
			opts = append(opts, pq.KeyValueMetadata("dataidlist.reasons", c.reasons))
		}
		_, err := read(stranger(t, []row{{"LSSTCam", 6}, {"LSSTCam", 5}}, opts...), &table.ReadOptions{})
		if c.want == "" {
			assert.NoError(t, err)
			continue
		}
		if assert.Error(t, err, c.header+c.reasons) {
			assert.Contains(t, err.Error(), "f.parquet: "+c.want)
		}
	}
}

func TestRefusesFrames(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument", "exposure"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5}, 2))
	data := written(t, b.List(), &table.WriteOptions{})
	footer := func(length uint32) []byte {
		return append(binary.LittleEndian.AppendUint32(bytes.Clone(data[:len(data)-8]), length), "PAR1"...)
	}
	for want, c := range map[string][]byte{
		"f.parquet: byte 0: a Parquet file of 0 bytes is cut off":                        {},
		"f.parquet: byte 0: a Parquet file of 11 bytes is cut off":                       []byte("PAR1\x00\x00\x00PAR1"),
		"f.parquet: byte 8: no PAR1 at the end: the file is cut off, or no Parquet file": []byte("PAR1\x00\x00\x00\x00PAR2"),
		"f.parquet: byte 8: the file is encrypted":                                       []byte("PARE\x00\x00\x00\x00PARE"),
		"f.parquet: byte 4: a footer of 1 bytes in a file of 12":                         []byte("PAR1\x01\x00\x00\x00PAR1"),
		"f.parquet: byte 4: footer: unexpected EOF":                                      []byte("PAR1\x00\x00\x00\x00PAR1"),
		"f.parquet: byte 5: footer: field 2 is missing":                                  []byte("PAR1\x00\x01\x00\x00\x00PAR1"),
	} {
		_, err := read(c, &table.ReadOptions{})
		assert.EqualError(t, err, want)
	}
	for _, length := range []uint32{math.MaxUint32, math.MaxInt32, 1 << 31, uint32(len(data)), 0, 1} {
		_, err := read(footer(length), &table.ReadOptions{})
		assert.Error(t, err, length)
	}
}
