package roaring_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/RoaringBitmap/roaring/v2/roaring64"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/codectest"
	"github.com/skycampaign/skycampaign/dataidlist/codec/roaring"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/internal/pyenv"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// exposures is how a bitmap of exposures is read.
var exposures = table.ReadOptions{Dimensions: []string{"exposure"}, Set: map[string]string{"instrument": "LSSTCam"}}

func read(data []byte, opts *table.ReadOptions) (*table.Result, error) {
	return roaring.Read(table.Source{Name: "f.bin", R: bytes.NewReader(data), Size: int64(len(data))}, opts)
}

func written(t testing.TB, l *dataidlist.List) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, roaring.Write(&b, l, &table.WriteOptions{}))
	return b.Bytes()
}

// listOf makes a list of exposures of the values of a bitmap.
func listOf(t testing.TB, values *roaring64.Bitmap) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	first, n := int64(0), int64(0)
	add := func() {
		if n > 0 {
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{first}, n))
		}
	}
	for all := values.Iterator(); all.HasNext(); n++ {
		if v := int64(all.Next()); v != first+n {
			add()
			first, n = v, 0
		}
	}
	add()
	return b.List()
}

// optimised gives the bytes that roaring writes.
func optimised(t testing.TB, values *roaring64.Bitmap) []byte {
	t.Helper()
	values = values.Clone()
	values.RunOptimize()
	data, err := values.ToBytes()
	require.NoError(t, err)
	return data
}

func TestSameBytesAsRoaring(t *testing.T) {
	rng := listtest.Rand(t)
	for range 40 {
		values := roaring64.New()
		for range 1 + rng.IntN(6) {
			base := uint64(rng.IntN(3))<<32 + uint64(rng.IntN(12))<<16
			switch rng.IntN(6) {
			case 0: // an array
				for range rng.IntN(5000) {
					values.Add(base + uint64(rng.IntN(1<<16)))
				}
			case 1: // a bitmap
				for range 20_000 {
					values.Add(base + uint64(rng.IntN(1<<16)))
				}
			case 2: // runs over the ends of containers
				for range rng.IntN(100) {
					from := base + uint64(rng.IntN(1<<16))
					values.AddRange(from, from+uint64(rng.IntN(5000)))
				}
			case 3: // a tie: runs of 2, of which each needs as much room as its values
				for i := range uint64(rng.IntN(50)) {
					values.AddRange(base+10*i, base+10*i+2)
				}
				values.AddRange(base+60_000, base+60_000+1+uint64(rng.IntN(3)))
			case 5: // so many runs that a bitmap is as short
				for i := range uint64(2040 + rng.IntN(20)) {
					values.AddRange(base+30*i, base+30*i+3)
				}
			case 4: // the number of values at which an array becomes a bitmap
				for i := range uint64(4094 + rng.IntN(5)) {
					values.Add(base + 2*i)
				}
			}
		}
		want := optimised(t, values)
		list := listOf(t, values)
		require.True(t, bytes.Equal(want, written(t, list)))
		got, err := read(want, &exposures)
		require.NoError(t, err)
		require.Equal(t, list.Digest(), got.List.Digest())
		plain, err := values.ToBytes() // not run-optimised
		require.NoError(t, err)
		got, err = read(plain, &exposures)
		require.NoError(t, err)
		require.Equal(t, list.Digest(), got.List.Digest())
	}
}

func TestRoundTrip(t *testing.T) {
	listtest.Run(t, func(t *testing.T, rng *rand.Rand, g *dataidlist.Group, shape listtest.Shape) {
		list, _ := listtest.Random(rng, g, shape)
		list = list.WithoutReasons()
		var b bytes.Buffer
		err := roaring.Write(&b, list, &table.WriteOptions{})
		strs, one := onlyPartition(list)
		if len(g.Ints()) != 1 || !one {
			require.ErrorIs(t, err, dataidlist.ErrGroup)
			return
		}
		require.NoError(t, err)
		opts := &table.ReadOptions{Universe: g.Universe(), Dimensions: g.Ints(), Set: map[string]string{}}
		for i, name := range g.Strings() {
			opts.Set[name] = strs[i]
		}
		assert.True(t, roaring.Detect(b.Bytes()))
		got, err := roaring.Read(table.Source{Name: "-", R: iotest.OneByteReader(bytes.NewReader(b.Bytes())), Size: -1}, opts)
		require.NoError(t, err)
		assert.Equal(t, list.Digest(), got.List.Digest())
		assert.Equal(t, "roaring", got.Format)
		assert.Zero(t, got.Duplicates)
	})
}

// onlyPartition gives the string values of a list, and whether all DataIds
// have the same.
func onlyPartition(l *dataidlist.List) ([]string, bool) {
	strs := make([]string, len(l.Group().Strings()))
	for i := range strs {
		strs[i] = "x"
	}
	seen := map[string]bool{}
	for run := range l.Runs() {
		strs = run.Strings
		seen[fmt.Sprintf("%q", strs)] = true
	}
	return strs, len(seen) <= 1
}

func TestWriteRefuses(t *testing.T) {
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	for _, instrument := range []string{"HSC", "LATISS"} {
		require.NoError(t, b.AddRun([]string{instrument}, []int64{5}, 1))
	}
	assert.EqualError(t, roaring.Write(&bytes.Buffer{}, b.List(), &table.WriteOptions{}), `dimension groups do not fit: a roaring bitmap holds ints alone, and the list has DataIds of ["HSC"] and of ["LATISS"]: write one file for each`)
	two := dataidlist.Empty(listtest.Group(t, "visit", "detector"))
	assert.EqualError(t, roaring.Write(&bytes.Buffer{}, two, &table.WriteOptions{}), "dimension groups do not fit: a roaring bitmap holds the values of one int dimension, and the list is of {instrument, visit, detector}")
	full := errors.New("the disk is full")
	list := dataidlist.Empty(listtest.Group(t, "exposure"))
	assert.ErrorIs(t, roaring.Write(codectest.Failing{Err: full}, list, &table.WriteOptions{}), full)
}

func TestOptionsAreNeeded(t *testing.T) {
	data := written(t, dataidlist.Empty(listtest.Group(t, "exposure")))
	const advice = "f.bin: a roaring bitmap holds the values of one int dimension: say which with --dimension, and the values of the other dimensions with --set"
	for want, opts := range map[string]table.ReadOptions{
		advice: {},
		advice + "; with these the group is {instrument, visit, detector}":            {Dimensions: []string{"detector"}, Set: map[string]string{"instrument": "L", "visit": "5"}},
		advice + "; with these the group is {instrument}":                             {Dimensions: []string{"instrument"}},
		"f.bin: dimension instrument is missing: give it with --set instrument=VALUE": {Dimensions: []string{"visit"}},
		"f.bin: --dimension vist: not a dimension of daf_butler/8":                    {Dimensions: []string{"vist"}},
	} {
		_, err := read(data, &opts)
		assert.EqualError(t, err, want)
	}
	got, err := read(data, &exposures)
	require.NoError(t, err)
	assert.Zero(t, got.List.Count())
}

// bitmap makes the bytes of a bitmap of one bucket.
func bitmap(key byte, bucket ...byte) []byte {
	return append([]byte{1, 0, 0, 0, 0, 0, 0, 0, key, 0, 0, 0}, bucket...)
}

func TestRefuses(t *testing.T) {
	array := []byte{0x3A, 0x30, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 16, 0, 0, 0, 5, 0, 7, 0} // 5 and 7
	runs := []byte{0x3B, 0x30, 0, 0, 1, 0, 0, 9, 0, 1, 0, 5, 0, 9, 0}                  // 5 to 14
	got, err := read(bitmap(0, array...), &exposures)
	require.NoError(t, err)
	assert.EqualValues(t, 2, got.List.Count())
	got, err = read(bitmap(0, runs...), &exposures)
	require.NoError(t, err)
	assert.EqualValues(t, 10, got.List.Count())

	change := func(data []byte, at int, values ...byte) []byte {
		data = bytes.Clone(data)
		copy(data[at:], values)
		return bitmap(0, data...)
	}
	two := append(bitmap(7, array...), bitmap(7, array...)[8:]...)
	two[0] = 2
	for _, c := range []struct {
		name, want string
		data       []byte
	}{
		{"nothing", "byte 0: the bitmap is cut off", nil},
		{"no bucket", "byte 8: the bitmap is cut off", bitmap(0)[:8]},
		{"2^63 buckets", "byte 8: 9223372036854775808 buckets, more than there can be: not a portable roaring bitmap of 64 bits", []byte{0, 0, 0, 0, 0, 0, 0, 0x80}},
		{"2^31 buckets", "byte 8: the bitmap is cut off", []byte{0, 0, 0, 0x80, 0, 0, 0, 0}},
		{"32 bits", "byte 0: this is a roaring bitmap of 32 bits: write it with 64 bits, in the portable format", array},
		{"32 bits with runs", "byte 0: this is a roaring bitmap of 32 bits: write it with 64 bits, in the portable format", runs},
		{"a value above 2^63-1", "byte 12: bad value: values from 9223372036854775808 on: the largest that a DataId can have is 9223372036854775807", append([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80}, array...)},
		{"the same bucket twice", "byte 36: bucket 7 after bucket 7: they are out of order", two},
		{"an unknown cookie", "byte 16: a bucket begins with 0: no portable roaring bitmap does", change(array, 0, 0, 0)},
		{"no container", "byte 20: a bucket of 0 containers: 1 to 65536 are possible", change(array, 4, 0)},
		{"65537 containers", "byte 20: a bucket of 65537 containers: 1 to 65536 are possible", change(array, 4, 1, 0, 1)},
		{"a wrong offset", "byte 28: a container is not where the table of its bucket says", change(array, 12, 17)},
		{"values out of order", "byte 32: the values of a container are out of order: 5 after 5", change(array, 18, 5)},
		{"fewer values than are said", "byte 32: the bitmap is cut off", change(array, 10, 2)},
		{"runs that overlap", "byte 31: the runs of a container are out of order: 10 values from 5 on", append(change(runs, 9, 2), 5, 0, 9, 0)},
		{"a run over the end", "byte 27: the runs of a container are out of order: 65532 values from 5 on", change(runs, 13, 0xFB, 0xFF)},
		{"no runs", "byte 23: a container of 0 values says that it has 10", change(runs, 9, 0)[:23]},
		{"a wrong count of runs", "byte 27: a container of 10 values says that it has 11", change(runs, 7, 10)},
		{"bytes left over", "byte 32: bytes are left over after the bitmap", append(bitmap(0, array...), 0)},
		{"a wrong count of a bitmap", "byte 8220: a container of 0 values says that it has 65536", append(change(array, 10, 0xFF, 0xFF)[:28], make([]byte, 8192)...)},
	} {
		_, err := read(c.data, &exposures)
		assert.EqualError(t, err, "f.bin: "+c.want, c.name)
		var input *dataidlist.InputError
		assert.ErrorAs(t, err, &input, c.name)
	}
}

func TestDetect(t *testing.T) {
	for text, want := range map[string]bool{
		"":                                     false,
		"12345678":                             false,
		"instrument,visit":                     false,
		";0\n;comment of a strange file":       false,
		"\x00\x00\x00\x00\x00\x00\x00\x00":     true,
		"\x00\x00\x00\x00\x00\x00\x00\x00more": false,
		"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x3A\x30\x00\x00": true,
		"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x3B\x30\x05\x00": true,
		"\x3A\x30\x00\x00\x01\x00\x00\x00\x00\x00\x01\x00":                 true, // 32 bits
		"ARROW1\x00\x00\xFF\xFF\xFF\xFF\x3A\x30\x00\x00":                   false,
	} {
		assert.Equal(t, want, roaring.Detect([]byte(text)), "%q", text)
	}
}

func TestCorpora(t *testing.T) {
	const corpora = "../../../../shared/data/corpora/"
	names, err := filepath.Glob(corpora + "*/*/*.bin")
	require.NoError(t, err)
	more, err := filepath.Glob(corpora + "croaring-testdata/*.bin")
	require.NoError(t, err)
	if len(names)+len(more) == 0 {
		t.Skip("the corpora are not beside the repository")
	}
	counts := map[string]int64{ // of those that are as they should be
		"64map32bitvals.bin":    10,
		"64mapempty.bin":        0,
		"64mapspreadvals.bin":   100,
		"bitmap64.bin":          32768 + 1_000_000 + 1,
		"portable_bitmap64.bin": -1,
	}
	for _, name := range append(names, more...) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		got, err := read(data, &exposures)
		count, good := counts[filepath.Base(name)]
		switch {
		case !good && strings.HasPrefix(filepath.Base(name), "bitmapwith"):
			assert.ErrorContains(t, err, "roaring bitmap of 32 bits", name)
		case !good:
			assert.ErrorAs(t, err, new(*dataidlist.InputError), name)
		case assert.NoError(t, err, name):
			if count >= 0 {
				assert.EqualValues(t, count, got.List.Count(), name)
			}
			library := roaring64.New()
			_, err = library.ReadFrom(bytes.NewReader(data))
			require.NoError(t, err)
			assert.Equal(t, listOf(t, library).Digest(), got.List.Digest(), name)
		}
	}
}

func TestEveryTruncationIsRefused(t *testing.T) {
	values := roaring64.BitmapOf(1, 5, 7, 1<<16, 1<<32+5, math.MaxInt64)
	values.AddRange(1<<40, 1<<40+200_000)
	data := optimised(t, values)
	for n := range data {
		_, err := read(data[:n], &exposures)
		require.ErrorAs(t, err, new(*dataidlist.InputError), "%d bytes", n)
	}
}

func FuzzRead(f *testing.F) {
	values := roaring64.BitmapOf(1, 5, 7, 1<<16, 1<<32+5, math.MaxInt64)
	f.Add(optimised(f, values))
	values.AddRange(1<<40, 1<<40+200_000)
	f.Add(optimised(f, values))
	f.Fuzz(func(t *testing.T, data []byte) {
		roaring.Detect(data)
		got, err := read(data, &exposures)
		if err != nil {
			var input *dataidlist.InputError
			require.ErrorAs(t, err, &input)
			return
		}
		require.True(t, roaring.Detect(data), "what is read is detected")
		again, err := read(written(t, got.List), &exposures)
		require.NoError(t, err)
		require.Equal(t, got.List.Digest(), again.List.Digest())
	})
}

func TestPython(t *testing.T) {
	const script = `
import sys
from pyroaring import BitMap64
bitmap = BitMap64([1, 5, 2**40] + list(range(2**33 - 7, 2**33 + 100000)))
ours = BitMap64.deserialize(open(sys.argv[1], "rb").read())
assert ours == bitmap, ours
bitmap.run_optimize()
open(sys.argv[2], "wb").write(bitmap.serialize())
`
	b := dataidlist.NewBuilder(listtest.Group(t, "exposure"))
	for first, n := range map[int64]int64{1: 1, 5: 1, 1 << 40: 1, 1<<33 - 7: 100_007} {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{first}, n))
	}
	list := b.List()
	ours, theirs := filepath.Join(t.TempDir(), "ours"), filepath.Join(t.TempDir(), "theirs")
	require.NoError(t, os.WriteFile(ours, written(t, list), 0o644))
	out, err := exec.Command(pyenv.Python(t), "-c", script, ours, theirs).CombinedOutput()
	require.NoError(t, err, string(out))
	data, err := os.ReadFile(theirs)
	require.NoError(t, err)
	got, err := read(data, &exposures)
	require.NoError(t, err)
	assert.Equal(t, list.Digest(), got.List.Digest())
}

// A Go program that works with roaring's bitmaps exchanges them in memory.
func ExampleWrite() {
	universe, _ := dataidlist.DafButler(dataidlist.DefaultVersion)
	group, _ := universe.Group("exposure")
	builder := dataidlist.NewBuilder(group)
	_ = builder.AddRun([]string{"LSSTCam"}, []int64{2025062900604}, 527)
	var data bytes.Buffer
	_ = roaring.Write(&data, builder.List(), nil)
	exposures := roaring64.New()
	_, err := exposures.ReadFrom(&data)
	fmt.Println(exposures.GetCardinality(), exposures.Minimum(), err)
	// Output:
	// 527 2025062900604 <nil>
}

func Example() {
	universe, _ := dataidlist.DafButler(dataidlist.DefaultVersion)
	group, _ := universe.Group("exposure")
	builder := dataidlist.NewBuilder(group)
	_ = builder.AddRun([]string{"LSSTCam"}, []int64{2025062900604}, 527)
	var file bytes.Buffer
	_ = roaring.Write(&file, builder.List(), &table.WriteOptions{})
	fmt.Println(file.Len(), "bytes")

	got, err := roaring.Read(table.Source{Name: "bad.bin", R: &file, Size: -1}, &table.ReadOptions{
		Dimensions: []string{"exposure"},
		Set:        map[string]string{"instrument": "LSSTCam"},
	})
	fmt.Println(got.List.Count(), err)
	// Output:
	// 27 bytes
	// 527 <nil>
}
