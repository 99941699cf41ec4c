package dataidlist_test

import (
	"runtime"
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
		require.True(t, l.Equal(got), v.Name)
		require.Equal(t, l.Digest(), got.Digest(), v.Name)
		require.Equal(t, l.FullDigest(), got.FullDigest(), v.Name)
		require.Equal(t, l.Chunks(), got.Chunks(), v.Name)
		require.NoError(t, got.Verify(), v.Name)
		require.Equal(t, data, got.AppendIndex(nil), v.Name)
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
			if err == nil && got.Verify() == nil {
				require.NotEqual(t, l.FullDigest(), got.FullDigest(), "%s, bit %d", v.Name, i)
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
		l, err := dataidlist.OpenIndex(g, data)
		if err != nil {
			require.ErrorIs(t, err, dataidlist.ErrIndex)
			return
		}
		require.NotPanics(t, func() { _ = l.Verify() })
		again, err := dataidlist.OpenIndex(g, l.AppendIndex(nil))
		require.NoError(t, err)
		require.True(t, l.Equal(again))
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
	require.True(t, l.Equal(got))
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
	open := func(l, because *dataidlist.List) *dataidlist.List {
		with, err := because.Because(dataidlist.Reason{Text: "bad"})
		require.NoError(t, err)
		data, bare := l.AppendIndex(nil), because.AppendIndex(nil) // which end with the number of reasons
		got, err := dataidlist.OpenIndex(g, append(data[:len(data)-1], with.AppendIndex(nil)[len(bare)-1:]...))
		require.NoError(t, err)
		require.Equal(t, 1, got.NumReasons())
		return got
	}
	require.NoError(t, open(list(5), list(4)).Verify())
	require.NoError(t, open(list(5), list(5)).Verify())
	require.NoError(t, open(list(5), list(5)).VerifyBy(list(5)))
	require.ErrorIs(t, open(list(5), list(5)).VerifyBy(list(4)), dataidlist.ErrIndex)
	err := open(list(4), list(5)).Verify()
	require.ErrorIs(t, err, dataidlist.ErrIndex)
	require.ErrorContains(t, err, `the reason "bad" is for DataIds that it does not have`)
}
