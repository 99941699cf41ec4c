package parquet_test

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func pick[T any](rng *rand.Rand, from ...T) T { return from[rng.IntN(len(from))] }

// A strangeFile is rows in the order in which another writer is to write them,
// of which one may have a null.
type strangeFile struct {
	group *dataidlist.Group
	rows  []listtest.Row
	null  int // row whose last value is null, −1 if none is
}

// write writes the rows with random types, encodings and sizes.
func (f *strangeFile) write(t testing.TB, rng *rand.Rand) []byte {
	t.Helper()
	columns := pq.Group{}
	codec := pick[compress.Codec](rng, &pq.Uncompressed, &pq.Snappy, &pq.Zstd, &pq.Gzip)
	dims := f.group.Dimensions()
	optional := make([]bool, len(dims))
	for i, name := range dims {
		optional[i] = rng.IntN(3) == 0 || f.null >= 0 && i == len(dims)-1
		node := f.node(rng, i)
		if optional[i] {
			node = pq.Optional(node)
		}
		columns[name] = pq.Compressed(node, codec)
	}
	schema := pq.NewSchema("rows", columns)
	var b bytes.Buffer
	w := pq.NewWriter(&b, schema, pq.PageBufferSize(pick(rng, 100, 5000, 1<<20)), pq.MaxRowsPerRowGroup(pick[int64](rng, 50, 3000, 1<<20)), pq.DataPageVersion(1+rng.IntN(2)))
	row := make(pq.Row, len(dims))
	for n, r := range f.rows {
		for i, name := range dims {
			leaf, ok := schema.Lookup(name)
			require.True(t, ok)
			level := 0
			if optional[i] {
				level = 1
			}
			value := pq.ValueOf(nil)
			switch k := i - len(r.Strings); {
			case n == f.null && i == len(dims)-1:
				level = 0
			case k < 0:
				value = pq.ByteArrayValue([]byte(r.Strings[i]))
			case leaf.Node.Type().Kind() == pq.Int32:
				value = pq.Int32Value(int32(r.Ints[k]))
			default:
				value = pq.Int64Value(r.Ints[k])
			}
			row[leaf.ColumnIndex] = value.Level(0, level, leaf.ColumnIndex)
		}
		_, err := w.WriteRows([]pq.Row{row})
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.Bytes()
}

// node gives a dimension a type that its values fit, and an encoding.
func (f *strangeFile) node(rng *rand.Rand, dim int) pq.Node {
	k := dim - len(f.group.Strings())
	if k < 0 {
		return pq.Encoded(pq.String(), pick[encoding.Encoding](rng, &pq.Plain, &pq.RLEDictionary, &pq.DeltaLengthByteArray, &pq.DeltaByteArray))
	}
	low, high := int64(0), int64(0)
	for _, r := range f.rows {
		low, high = min(low, r.Ints[k]), max(high, r.Ints[k])
	}
	types := []pq.Node{pq.Int(64), pq.Leaf(pq.Int64Type)}
	if low >= 0 {
		types = append(types, pq.Uint(64))
	}
	if low >= math.MinInt32 && high <= math.MaxInt32 {
		types = append(types, pq.Int(32))
	}
	if low >= 0 && high <= math.MaxUint32 {
		types = append(types, pq.Uint(32))
	}
	return pq.Encoded(pick(rng, types...), pick[encoding.Encoding](rng, &pq.Plain, &pq.RLEDictionary, &pq.DeltaBinaryPacked, &pq.ByteStreamSplit))
}

func TestPathsAgree(t *testing.T) {
	taken := 0
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		_, model := listtest.Random(rng, g, shape)
		if len(model.Rows) == 0 {
			return // no rows
		}
		f := &strangeFile{group: g, rows: slices.Clone(model.Rows), null: -1}
		switch rng.IntN(3) {
		case 0:
			rng.Shuffle(len(f.rows), func(i, j int) { f.rows[i], f.rows[j] = f.rows[j], f.rows[i] })
		case 1:
			f.rows = append(f.rows, f.rows[:rng.IntN(len(f.rows))]...)
		}
		data := f.write(t, rng)
		opts := &table.ReadOptions{Universe: g.Universe()}
		fast, err := parquet.ComparePaths(data, opts)
		require.NoError(t, err)
		require.Equal(t, len(g.Ints()) > 0, fast)
		if fast {
			taken++
		}
		got, err := parquet.Read(table.Source{Name: "f.parquet", R: bytes.NewReader(data), Size: int64(len(data))}, opts)
		require.NoError(t, err)
		listtest.Check(t, (&listtest.Model{Group: g, Rows: withoutReasons(model.Rows)}), got.List)
		require.EqualValues(t, len(f.rows), got.Rows)
		require.EqualValues(t, len(f.rows)-len(model.Rows), got.Duplicates)
	})
	require.Positive(t, taken)
}

func withoutReasons(rows []listtest.Row) []listtest.Row {
	plain := slices.Clone(rows)
	for i := range plain {
		plain[i].Reasons = nil
	}
	return plain
}

// Several rows are bad, in several row groups: the first one is named, however
// many workers there are.
func TestFirstBadRowIsNamed(t *testing.T) {
	rng := listtest.Rand(t)
	g := listtest.Group(t, "visit", "detector")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for range 30 {
		f := &strangeFile{group: g, null: -1}
		for i := range int64(4000) {
			f.rows = append(f.rows, listtest.Row{Strings: []string{"LSSTCam"}, Ints: []int64{i / 100, i % 100}})
		}
		first := len(f.rows)
		for range 1 + rng.IntN(4) {
			i := rng.IntN(len(f.rows))
			first = min(first, i)
			f.rows[i] = pick(rng,
				listtest.Row{Strings: []string{"LSSTCam"}, Ints: []int64{-1, 5}},
				listtest.Row{Strings: []string{"LSSTCam"}, Ints: []int64{5, math.MinInt64}},
				listtest.Row{Strings: []string{""}, Ints: []int64{5, 5}},
				listtest.Row{Strings: []string{"\xFF"}, Ints: []int64{5, 5}})
		}
		if rng.IntN(2) == 0 {
			f.null = rng.IntN(len(f.rows))
			first = min(first, f.null)
		}
		data := f.write(t, rng)
		var errs []string
		for _, n := range []int{1, 8} {
			runtime.GOMAXPROCS(n)
			_, err := read(data, &table.ReadOptions{})
			require.Error(t, err)
			errs = append(errs, err.Error())
		}
		assert.Contains(t, errs[0], fmt.Sprintf("f.parquet:%d: ", first+1))
		assert.Equal(t, errs[0], errs[1])
	}
}

// Dimensions may be set, and columns have any order and be ignored.
func TestFastPathWithOptions(t *testing.T) {
	type row struct {
		Seq   int32  `parquet:"seq,delta"`
		Visit uint32 `parquet:"visit,dict"`
		Junk  string `parquet:"junk"`
	}
	var rows []row
	for i := range 50_000 {
		rows = append(rows, row{int32(i % 9), uint32(i/9) + 1<<31, "x"})
	}
	data := stranger(t, rows)
	opts := &table.ReadOptions{Set: map[string]string{"instrument": "HSC"}, Rename: map[string]string{"seq": "detector"}, Ignore: []string{"junk"}}
	fast, err := parquet.ComparePaths(data, opts)
	require.NoError(t, err)
	assert.True(t, fast)
	got, err := read(data, opts)
	require.NoError(t, err)
	assert.EqualValues(t, len(rows), got.List.Count())
	first, _ := got.List.Select(0)
	assert.Equal(t, "instrument=HSC visit=2147483648 detector=0", first.String())

	// A set value that is a range makes several DataIds of a row.
	opts.Ignore, opts.Rename = []string{"junk", "seq"}, nil
	opts.Set["detector"] = "3..4"
	fast, err = parquet.ComparePaths(data, opts)
	require.NoError(t, err)
	assert.False(t, fast)
	got, err = read(data, opts)
	require.NoError(t, err)
	assert.EqualValues(t, len(rows)/9*2+2, got.List.Count())
	opts.Set["detector"] = "3"
	fast, err = parquet.ComparePaths(data, opts)
	require.NoError(t, err)
	assert.True(t, fast)
	opts.Rename = map[string]string{"none": "visit"}
	_, err = read(data, opts)
	assert.EqualError(t, err, "f.parquet: --rename none: the input has no such column")
}

// A block of one row, whose value is no run, ends a file of one dimension.
func TestFastPathOfALastRow(t *testing.T) {
	type row struct {
		N int64 `parquet:"n"`
	}
	rows := make([]row, 1<<14+1)
	for i := range rows {
		rows[i].N = int64(i) * 7919 % 1_000_003
	}
	u, err := dataidlist.NewUniverse("one", 1, []dataidlist.Dimension{{Name: "n", Type: dataidlist.Int64}})
	require.NoError(t, err)
	fast, err := parquet.ComparePaths(stranger(t, rows), &table.ReadOptions{Universe: u})
	require.NoError(t, err)
	assert.True(t, fast)
}
