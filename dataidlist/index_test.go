package dataidlist_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

func TestIndexComesBack(t *testing.T) {
	for _, v := range allVectors(t) {
		l := v.list(t)
		data := l.AppendIndex(nil)
		got, err := dataidlist.OpenIndex(l.Group(), data)
		require.NoError(t, err, v.Name)
		require.True(t, l.Equal(got.List()), v.Name)
		require.Equal(t, l.Digest(), got.Stated(), v.Name)
		require.Equal(t, l.Digest(), got.List().Digest(), v.Name)
		require.Equal(t, l.FullDigest(), got.List().FullDigest(), v.Name)
		require.Equal(t, l.Chunks(), got.List().Chunks(), v.Name)
		require.NoError(t, got.Check(), v.Name)
		require.NoError(t, got.CheckRows(l), v.Name)
		require.Equal(t, data, got.List().AppendIndex(nil), v.Name)
	}
}

func TestIndexOfOtherBytes(t *testing.T) {
	for _, v := range allVectors(t) {
		l := v.list(t)
		data := l.AppendIndex(nil)
		for n := 0; n < len(data); n += 1 + len(data)/500 {
			_, err := dataidlist.OpenIndex(l.Group(), data[:n])
			require.ErrorIs(t, err, dataidlist.ErrIndex, "%s, cut to %d bytes", v.Name, n)
		}
		_, err := dataidlist.OpenIndex(l.Group(), append(data, 0))
		require.ErrorIs(t, err, dataidlist.ErrIndex, v.Name)
		// A flipped bit is refused, or shows when the digest is computed.
		for i := 0; i < 8*len(data); i += 1 + len(data)/500 {
			flipped := append([]byte(nil), data...)
			flipped[i/8] ^= 1 << (i % 8)
			got, err := dataidlist.OpenIndex(l.Group(), flipped)
			if err == nil {
				require.Error(t, got.CheckRows(l), "%s, bit %d", v.Name, i)
				if got.Check() == nil {
					require.NotEqual(t, l.FullDigest(), got.List().FullDigest(), "%s, bit %d", v.Name, i)
				}
			}
		}
	}
}

func FuzzOpenIndex(f *testing.F) {
	for _, v := range allVectors(f) {
		f.Add(v.list(f).AppendIndex(nil))
	}
	u, err := dataidlist.DafButler(dataidlist.DefaultVersion)
	require.NoError(f, err)
	g, err := u.Group("visit", "detector")
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, data []byte) {
		x, err := dataidlist.OpenIndex(g, data)
		if err != nil {
			require.ErrorIs(t, err, dataidlist.ErrIndex)
			return
		}
		l := x.List()
		again := rebuilt(t, l)
		require.Equal(t, again.Digest(), l.Digest(), "whatever the index states")
		if x.Check() == nil {
			require.Equal(t, again.FullDigest(), l.FullDigest())
			require.Equal(t, l.Digest(), x.Stated())
			require.NoError(t, x.CheckRows(again))
		}
		honest, err := dataidlist.OpenIndex(g, l.AppendIndex(nil))
		require.NoError(t, err)
		require.Equal(t, l.Digest(), honest.Stated())
		require.True(t, l.Equal(honest.List()))
	})
}

// TestIndexOfRunsFarApart opens an index of kilobytes whose runs would take as
// many megabytes.
func TestIndexOfRunsFarApart(t *testing.T) {
	u, err := dataidlist.NewUniverse("far", 1, []dataidlist.Dimension{{Name: "a", Type: dataidlist.Int64}, {Name: "b", Type: dataidlist.Int64}})
	require.NoError(t, err)
	g, err := u.Group("a", "b")
	require.NoError(t, err)
	b := dataidlist.NewBuilder(g)
	for a := range int64(20) {
		for i := range int64(65_000) {
			require.NoError(t, b.AddRun(nil, []int64{a, i * 65_537}, 1))
		}
	}
	l := b.List()
	data := l.AppendIndex(nil)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	got, err := dataidlist.OpenIndex(g, data)
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(10*len(data)))
	require.True(t, l.Equal(got.List()))
}

// TestReasonOfOtherDataIDs puts the index of one list and the reasons of another
// together.
func TestReasonOfOtherDataIDs(t *testing.T) {
	g := listtest.Group(t, "visit", "detector")
	list := func(n int64) *dataidlist.List {
		b := dataidlist.NewBuilder(g)
		require.NoError(t, b.AddRun([]string{"HSC"}, []int64{5, 0}, n))
		return b.List()
	}
	open := func(l, because *dataidlist.List) *dataidlist.Index {
		with, err := because.Because(dataidlist.Reason{Text: "bad"})
		require.NoError(t, err)
		data, bare := l.AppendIndex(nil), because.AppendIndex(nil) // which end with the number of reasons
		got, err := dataidlist.OpenIndex(g, append(data[:len(data)-1], with.AppendIndex(nil)[len(bare)-1:]...))
		require.NoError(t, err)
		require.Equal(t, 1, got.List().NumReasons())
		return got
	}
	require.NoError(t, open(list(5), list(4)).Check())
	require.NoError(t, open(list(5), list(5)).Check())
	noted, err := list(5).Because(dataidlist.Reason{Text: "bad"})
	require.NoError(t, err)
	require.NoError(t, open(list(5), list(5)).CheckRows(noted))
	require.ErrorIs(t, open(list(5), list(5)).CheckRows(list(4)), dataidlist.ErrIndex)
	require.ErrorIs(t, open(list(5), list(5)).CheckRows(list(5)), dataidlist.ErrIndex)
	require.ErrorIs(t, open(list(5), list(4)).CheckRows(noted), dataidlist.ErrIndex)
	err = open(list(4), list(5)).Check()
	require.ErrorIs(t, err, dataidlist.ErrIndex)
	require.ErrorContains(t, err, `the reason "bad" is for DataIds that it does not have`)
}

// rebuilt makes a list again, DataId by DataId or run by run, and its reasons.
func rebuilt(t *testing.T, l *dataidlist.List) *dataidlist.List {
	t.Helper()
	again := func(l *dataidlist.List) *dataidlist.List {
		b := dataidlist.NewBuilder(l.Group())
		for run := range l.Runs() {
			require.NoError(t, b.AddRun(run.Strings, run.Ints, run.Len))
		}
		return b.List()
	}
	with, err := again(l).WithReasons(func(yield func(dataidlist.Reason, *dataidlist.List) bool) {
		for r, ids := range l.Reasons() {
			if !yield(r, again(ids)) {
				return
			}
		}
	})
	require.NoError(t, err)
	return with
}

// TestForgedTable opens the DataIds of one list with the chunk table of another:
// all that is computed is that of the DataIds.
func TestForgedTable(t *testing.T) {
	list := func(visits ...int64) *dataidlist.List {
		b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
		for _, v := range visits {
			require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{v}, 1))
		}
		return b.List()
	}
	honest, evil := list(2025062900001, 2025062900003), list(2025062900001, 2025062900007)
	a, e := honest.AppendIndex(nil), evil.AppendIndex(nil)
	tail := 1 + 1 + 32 + 1 // one chunk with its runs and its sum, no reasons
	x, err := dataidlist.OpenIndex(honest.Group(), append(e[:len(e)-tail:len(e)-tail], a[len(a)-tail:]...))
	require.NoError(t, err)
	l := x.List()
	require.True(t, l.Equal(evil))
	require.Equal(t, evil.Digest(), l.Digest())
	require.Equal(t, evil.FullDigest(), l.FullDigest())
	require.Equal(t, evil.Chunks(), l.Chunks())
	require.Equal(t, honest.Digest(), x.Stated())
	for _, err := range []error{x.Check(), x.CheckRows(evil)} {
		require.ErrorIs(t, err, dataidlist.ErrIndex)
		require.ErrorContains(t, err, honest.Digest().String())
		require.ErrorContains(t, err, evil.Digest().String())
	}
	require.ErrorContains(t, x.CheckRows(honest), honest.Digest().String())
	d, err := dataidlist.Diff(honest, l)
	require.NoError(t, err)
	require.False(t, d.Equal())
	require.EqualValues(t, 1, d.OnlyLeft.Count())
	require.Zero(t, d.ChunksEqual)
	all, err := dataidlist.Union(l)
	require.NoError(t, err)
	require.Equal(t, l.Digest(), all.Digest())

	e = evil.AppendIndex(nil)
	e[len(e)-tail+1]++ // the number of runs, which is in no digest
	x, err = dataidlist.OpenIndex(honest.Group(), e)
	require.NoError(t, err)
	require.ErrorContains(t, x.Check(), "it states 3 runs of chunk 30900007 of \"LSSTCam\", which has 2")
}

// TestIndexOfBlocksOutOfOrder changes how the second of two blocks goes on from
// the first (FORMAT.md 4.11): the blocks of a partition ascend.
func TestIndexOfBlocksOutOfOrder(t *testing.T) {
	build := func(strs []string, ids ...[]int64) *dataidlist.List {
		var dims []dataidlist.Dimension
		var names []string
		for i := range strs {
			names = append(names, fmt.Sprintf("s%d", i))
			dims = append(dims, dataidlist.Dimension{Name: names[i]})
		}
		for i := range ids[0] {
			names = append(names, fmt.Sprintf("i%d", i))
			dims = append(dims, dataidlist.Dimension{Name: names[len(strs)+i], Type: dataidlist.Int64})
		}
		u, err := dataidlist.NewUniverse("far", 1, dims)
		require.NoError(t, err)
		g, err := u.Group(names...)
		require.NoError(t, err)
		b := dataidlist.NewBuilder(g)
		for _, id := range ids {
			require.NoError(t, b.AddRun(strs, id, 1))
		}
		return b.List()
	}
	step := binary.AppendUvarint
	const twice, large = "two blocks at one place", "a block's number is too large"
	one := build(nil, []int64{5 << 16}, []int64{9 << 16})
	oneHead := []byte{1, 63, 1, 2, 5, 3, 0, 0} // version, width, partitions, blocks; the first block
	two := build(nil, []int64{7, 5 << 32}, []int64{7, 9 << 32})
	twoHeads := []byte{1, 63, 63, 1, 2, 0, 7, 5, 3, 0, 0}
	none := build([]string{"x"}, nil)
	for _, c := range []struct {
		list           *dataidlist.List
		head, was, now []byte
		err            string
	}{
		{one, oneHead, step(nil, 4), step(nil, 0), twice},
		{one, oneHead, step(nil, 4), step(nil, math.MaxUint64-3), large}, // to 1
		{one, oneHead, step(nil, 4), step(nil, 1<<47), large},
		{two, twoHeads, step([]byte{1}, 4), step([]byte{1}, 0), twice},
		{two, twoHeads, step([]byte{1}, 4), step([]byte{1}, math.MaxUint64-3), large},
		{two, twoHeads, step([]byte{1}, 4), step([]byte{1}, 1<<31), large},
		{two, twoHeads, step([]byte{1}, 4), step(step([]byte{0}, 1), 1<<31), large},
		{two, twoHeads, step([]byte{1}, 4), step(step([]byte{0}, math.MaxUint64), 9), large}, // to 6
		{none, []byte{1, 1, 1, 'x'}, []byte{1, 3, 0, 0}, []byte{2, 3, 0, 0, 3, 0, 0}, twice},
	} {
		rest, ok := bytes.CutPrefix(c.list.AppendIndex(nil), slices.Concat(c.head, c.was))
		require.True(t, ok)
		_, err := dataidlist.OpenIndex(c.list.Group(), slices.Concat(c.head, c.was, rest))
		require.NoError(t, err)
		_, err = dataidlist.OpenIndex(c.list.Group(), slices.Concat(c.head, c.now, rest))
		require.ErrorIs(t, err, dataidlist.ErrIndex)
		require.ErrorContains(t, err, c.err, "%v", c.now)
	}
}
