package parquet_test

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"testing"
	"testing/iotest"
	"time"

	pq "github.com/parquet-go/parquet-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// read reads the rows of a file, and proves the index of one of ours. The fast
// path and the slow one must agree.
func read(data []byte, opts *table.ReadOptions) (*table.Result, error) {
	if _, err := parquet.ComparePaths(data, opts); err != nil {
		panic(err)
	}
	rows := *opts
	rows.Prove = true
	return parquet.Read(table.Source{Name: "f.parquet", R: bytes.NewReader(data), Size: int64(len(data))}, &rows)
}

func written(t testing.TB, l *dataidlist.List, opts *table.WriteOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, parquet.Write(&b, l, opts))
	return b.Bytes()
}

func TestRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, model := listtest.Random(rng, g, shape)
		list = list.WithInfo(dataidlist.Info{Title: "t", Description: "d <&>", Derivation: &dataidlist.Derivation{Operation: "union"}})
		data := written(t, list, &table.WriteOptions{})
		assert.True(t, parquet.Detect(data))
		got, err := read(data, &table.ReadOptions{})
		require.NoError(t, err)
		listtest.Check(t, model, got.List)
		assert.Equal(t, list.FullDigest(), got.List.FullDigest())
		assert.Equal(t, list.Info(), got.List.Info())
		assert.Equal(t, table.HeaderOf(list), got.Header)
		assert.Equal(t, "parquet", got.Format)
		assert.Equal(t, list.Count(), got.Rows)
		assert.Zero(t, got.Duplicates)

		bare, err := read(written(t, list, &table.WriteOptions{IDsOnly: true}), &table.ReadOptions{})
		require.NoError(t, err)
		assert.Equal(t, list.WithoutReasons().FullDigest(), bare.List.FullDigest())
		checkSecondReader(t, data, list)
	})
}

// checkSecondReader reads a file with an independent implementation.
func checkSecondReader(t *testing.T, data []byte, l *dataidlist.List) {
	t.Helper()
	f, err := pq.OpenFile(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	require.EqualValues(t, l.Count(), f.NumRows())
	g := l.Group()
	b := dataidlist.NewBuilder(g)
	rows := pq.NewReader(f)
	defer rows.Close()
	s, k := len(g.Strings()), len(g.Ints())
	for room := make([]pq.Row, 100); ; {
		n, err := rows.ReadRows(room)
		for _, row := range room[:n] {
			strs, ints := make([]string, s), make([]int64, k)
			for i := range strs {
				strs[i] = row[i].String()
			}
			for i := range ints {
				ints[i] = row[s+i].Int64()
			}
			require.NoError(t, b.AddRun(strs, ints, 1))
		}
		if errors.Is(err, io.EOF) {
			break
		}
		require.NoError(t, err)
	}
	assert.Equal(t, l.Digest(), b.List().Digest())
}

// manyRows is a list of more than one row group and many pages.
func manyRows(t testing.TB) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for i := range int64(6000) {
		visit := 2025062900000 + i + i/700*100000
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{visit, 0}, 189))
		if i%50 == 0 {
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{visit, 7}, 3, dataidlist.Reason{Text: "bad", Author: "me", Time: time.Unix(1, 5).UTC()}))
		}
	}
	return b.List()
}

func TestRowGroups(t *testing.T) {
	list := manyRows(t)
	data := written(t, list, &table.WriteOptions{})
	f, err := pq.OpenFile(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	require.Len(t, f.RowGroups(), 2)
	assert.EqualValues(t, 1<<20, f.RowGroups()[0].NumRows())
	got, err := read(data, &table.ReadOptions{})
	require.NoError(t, err)
	assert.Equal(t, list.FullDigest(), got.List.FullDigest())
}

func TestMetadata(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument", "exposure"))
	require.NoError(t, b.AddRun([]string{"Sternwärts"}, []int64{5}, 2, dataidlist.Reason{Text: "zu hell", Source: "s"}))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{7}, 1))
	list := b.List()
	data := written(t, list, &table.WriteOptions{})
	f, err := pq.OpenFile(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	assert.Equal(t, "skycampaign dataidlist 3", f.Metadata().CreatedBy)
	value := func(key string) string {
		v, ok := f.Lookup(key)
		require.True(t, ok, key)
		return v
	}
	assert.Equal(t, "10", value("table::len::instrument"), "code points, not bytes")
	assert.Equal(t, "7", value("table::len::reason"))
	assert.Equal(t, `[{"text":"zu hell","source":"s","dataIds":[["Sternwärts",5,2]]}]`, value("dataidlist.reasons"))
	assert.Contains(t, value("dataidlist"), list.Digest().String())
	assert.Contains(t, value("dataidlist.index"), `"codec":"zstd"`)
	assert.Len(t, f.Metadata().KeyValueMetadata, 5)
	for _, c := range f.Metadata().RowGroups[0].Columns {
		assert.NotZero(t, c.OffsetIndexOffset)
		assert.Equal(t, c.MetaData.PathInSchema[0] != "reason", c.ColumnIndexOffset != 0)
	}
	s := f.Metadata().RowGroups[0].Columns[0].MetaData.Statistics
	assert.Equal(t, []string{"LSSTCam", "Sternwärts"}, []string{string(s.MinValue), string(s.MaxValue)})
}

func TestSameBytesOnAnyNumberOfProcessors(t *testing.T) {
	list := manyRows(t)
	want := written(t, list, &table.WriteOptions{})
	for _, n := range []int{1, 16} {
		before := runtime.GOMAXPROCS(n)
		got := written(t, list, &table.WriteOptions{})
		runtime.GOMAXPROCS(before)
		assert.True(t, bytes.Equal(want, got), "GOMAXPROCS=%d", n)
	}
}

func TestInputWithoutRandomAccess(t *testing.T) {
	list, data := small(t)
	for name, r := range map[string]io.Reader{
		"byte by byte":  iotest.OneByteReader(bytes.NewReader(data)),
		"end with data": iotest.DataErrReader(bytes.NewReader(data)),
	} {
		got, err := parquet.Read(table.Source{Name: "-", R: r, Size: -1}, &table.ReadOptions{})
		require.NoError(t, err, name)
		assert.Equal(t, list.FullDigest(), got.List.FullDigest(), name)
	}
	_, err := parquet.Read(table.Source{Name: "-", R: iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader(data))), Size: -1}, &table.ReadOptions{})
	assert.EqualError(t, err, "-: timeout")
}

func TestHeaderIsDroppedWhereOptionsChangeTheList(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "instrument", "exposure"))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{5}, 2, dataidlist.Reason{Text: "a"}))
	require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{6}, 1, dataidlist.Reason{Text: "b"}))
	list := b.List()
	data := written(t, list, &table.WriteOptions{})
	got, err := read(data, &table.ReadOptions{Rename: map[string]string{"exposure": "visit"}})
	require.NoError(t, err)
	assert.Nil(t, got.Header)
	assert.Equal(t, "{instrument, visit}", got.List.Group().String())
	assert.Equal(t, 2, got.List.NumReasons(), "a, and a; b")
	got, err = read(data, &table.ReadOptions{Ignore: []string{"reason"}})
	require.NoError(t, err)
	assert.Equal(t, list.Digest(), got.List.Digest())
}

func BenchmarkWrite(b *testing.B) {
	list := focalPlanes(b)
	for b.Loop() {
		require.NoError(b, parquet.Write(io.Discard, list, &table.WriteOptions{}))
	}
}

func BenchmarkRead(b *testing.B) {
	data := written(b, focalPlanes(b), &table.WriteOptions{})
	b.ReportAllocs()
	for b.Loop() {
		_, err := parquet.Read(table.Source{R: bytes.NewReader(data), Size: int64(len(data))}, &table.ReadOptions{Prove: true})
		require.NoError(b, err)
	}
}

// focalPlanes is 27 249 full focal planes, 5 150 061 DataIds.
func focalPlanes(b *testing.B) *dataidlist.List {
	b.Helper()
	build := dataidlist.NewBuilder(listtest.Group(b, "visit", "detector"))
	for i := range int64(27_249) {
		require.NoError(b, build.AddRun([]string{"LSSTCam"}, []int64{2025062900000 + i + i/700*100000, 0}, 189))
	}
	return build.List()
}
