package parquet_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	pq "github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// forgedDir has the files of forgeries, which other tests open, too.
const forgedDir = "../../../testdata/vectors/forged"

// A forgery is a file whose parts are from several lists.
type forgery struct {
	rows, header, sets, table, reasons *dataidlist.List
}

// file puts the parts together.
func (f forgery) file(t *testing.T) []byte {
	t.Helper()
	header := written(t, f.header, &table.WriteOptions{})
	from, err := pq.OpenFile(bytes.NewReader(header), int64(len(header)))
	require.NoError(t, err)
	return rewritten(t, written(t, f.rows, &table.WriteOptions{}), func(meta *format.FileMetaData, pages []byte) []byte {
		text, _ := from.Lookup("dataidlist")
		setMetadata(meta, "dataidlist", text)
		index := f.index()
		z, err := zstd.NewWriter(nil)
		require.NoError(t, err)
		body := z.EncodeAll(index, nil)
		setIndex(t, meta, pages, body, len(index))
		return body
	})
}

// index puts the parts of an index together (FORMAT.md 4.11).
func (f forgery) index() []byte {
	tableOf := func(l *dataidlist.List) []byte {
		chunks := binary.AppendUvarint(nil, uint64(len(l.Chunks())))
		for _, c := range l.Chunks() {
			chunks = append(binary.AppendUvarint(chunks, c.Runs), c.Sum[:]...)
		}
		return chunks
	}
	setsOf := func(l *dataidlist.List) []byte {
		bare := l.WithoutReasons().AppendIndex(nil)
		return bare[:len(bare)-1-len(tableOf(l))]
	}
	reasons := f.reasons.AppendIndex(nil)[len(setsOf(f.reasons))+len(tableOf(f.reasons)):]
	return append(append(setsOf(f.sets), tableOf(f.table)...), reasons...)
}

// forgeries makes a file for each part that can be another list's.
func forgeries(t *testing.T) (a, b *dataidlist.List, files map[string][]byte) {
	t.Helper()
	list := func(second int64, why string) *dataidlist.List {
		b := dataidlist.NewBuilder(listtest.Group(t, "visit"))
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900001}, 1, dataidlist.Reason{Text: why}))
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{second}, 1))
		return b.List()
	}
	a, b = list(2025062900003, "trailed"), list(2025062900007, "donuts")
	files = map[string][]byte{
		"honest":  forgery{rows: a, header: a, sets: a, table: a, reasons: a}.file(t),
		"other":   forgery{rows: b, header: b, sets: b, table: b, reasons: b}.file(t),
		"rows":    forgery{rows: b, header: a, sets: a, table: a, reasons: a}.file(t),
		"index":   forgery{rows: a, header: a, sets: b, table: b, reasons: b}.file(t),
		"header":  forgery{rows: a, header: b, sets: a, table: a, reasons: a}.file(t),
		"table":   forgery{rows: a, header: a, sets: a, table: b, reasons: a}.file(t),
		"sets":    forgery{rows: a, header: a, sets: b, table: a, reasons: a}.file(t),
		"reasons": forgery{rows: a, header: a, sets: a, table: a, reasons: b}.file(t),
	}
	return a, b, files
}

// TestForgeries goes through the doors of reading with each forgery (FORMAT.md 4.0.1):
// what is refused names both lists, and what is not has no digest but its own.
func TestForgeries(t *testing.T) {
	a, b, files := forgeries(t)
	withoutIndex := func(data []byte) []byte {
		return rewritten(t, data, func(meta *format.FileMetaData, _ []byte) []byte {
			setMetadata(meta, "dataidlist.index", "")
			return nil
		})
	}
	type outcome struct {
		list  *dataidlist.List // nil if it is refused
		names [2]string        // the digests that the error names
	}
	ids := outcome{names: [2]string{a.Digest().String(), b.Digest().String()}}
	mixed, err := a.WithoutReasons().WithReasons(b.Reasons())
	require.NoError(t, err)
	full := outcome{names: [2]string{a.FullDigest().String(), mixed.FullDigest().String()}}
	for name, want := range map[string]struct{ open, rows, prove outcome }{
		"honest":  {outcome{list: a}, outcome{list: a}, outcome{list: a}},
		"other":   {outcome{list: b}, outcome{list: b}, outcome{list: b}},
		"rows":    {outcome{list: a}, ids, ids}, // nobody can know without the rows
		"index":   {ids, outcome{list: a}, ids},
		"header":  {ids, ids, ids},
		"table":   {ids, outcome{list: a}, ids},
		"sets":    {ids, outcome{list: a}, ids},
		"reasons": {full, outcome{list: a}, full},
	} {
		data := files[name]
		require.NotNil(t, data, name)
		for door, c := range map[string]struct {
			data []byte
			opts table.ReadOptions
			outcome
		}{
			"open":  {data, table.ReadOptions{}, want.open},
			"rows":  {withoutIndex(data), table.ReadOptions{}, want.rows},
			"prove": {data, table.ReadOptions{Prove: true}, want.prove},
		} {
			about := name + ", " + door
			got, err := readWith(c.data, &c.opts)
			if c.list == nil {
				require.ErrorIs(t, err, table.ErrMismatch, about)
				require.ErrorAs(t, err, new(*dataidlist.InputError), about)
				for _, digest := range c.names {
					assert.ErrorContains(t, err, digest, about)
				}
				continue
			}
			require.NoError(t, err, about)
			assert.Equal(t, door == "open", got.Indexed, about)
			assert.True(t, c.list.Equal(got.List), about)
			assert.Equal(t, c.list.Digest(), got.List.Digest(), about)
			assert.Equal(t, c.list.Chunks(), got.List.Chunks(), about)
			assert.Equal(t, c.list.FullDigest(), got.List.FullDigest(), about)
		}
	}
}

// TestForgedFiles keeps the files of the forgeries as they are in the repository.
// UPDATE_FORGED=1 writes them.
func TestForgedFiles(t *testing.T) {
	_, _, files := forgeries(t)
	for name, data := range files {
		path := filepath.Join(forgedDir, name+".parquet")
		if os.Getenv("UPDATE_FORGED") != "" {
			require.NoError(t, os.MkdirAll(forgedDir, 0o750))
			require.NoError(t, os.WriteFile(path, data, 0o600))
		}
		kept, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.True(t, bytes.Equal(data, kept), "%s is another file now", path)
	}
	all, err := filepath.Glob(filepath.Join(forgedDir, "*"))
	require.NoError(t, err)
	assert.Len(t, all, len(files))
}

// TestPagesOfTheIndex changes a byte of a page that no row depends on: the index was
// made for other pages, which only whoever asks for proof looks at.
func TestPagesOfTheIndex(t *testing.T) {
	list, data := small(t)
	place := indexText(t, data)
	require.Contains(t, place, `"pages":"`)
	forged := rewritten(t, data, func(meta *format.FileMetaData, pages []byte) []byte {
		i := strings.Index(place, `"pages":"`) + len(`"pages":"`)
		digit := "0"
		if place[i] == '0' {
			digit = "1"
		}
		setMetadata(meta, "dataidlist.index", place[:i]+digit+place[i+1:])
		return bytes.Clone(indexOf(t, data))
	})
	got, err := opened(forged)
	require.NoError(t, err)
	require.True(t, got.Indexed)
	require.Equal(t, list.FullDigest(), got.List.FullDigest())
	_, err = readWith(forged, &table.ReadOptions{Prove: true})
	require.ErrorIs(t, err, table.ErrMismatch)
	require.ErrorContains(t, err, "the pages have the SHA-256 ")

	// Files of older writers do not say for which pages their index is.
	older := rewritten(t, data, func(meta *format.FileMetaData, _ []byte) []byte {
		setMetadata(meta, "dataidlist.index", strings.Split(place, `,"pages":`)[0]+"}")
		return bytes.Clone(indexOf(t, data))
	})
	for _, opts := range []table.ReadOptions{{}, {Prove: true}} {
		got, err := readWith(older, &opts)
		require.NoError(t, err)
		require.Equal(t, list.FullDigest(), got.List.FullDigest())
	}
}

func TestIndexOfAnotherVersion(t *testing.T) {
	list, data := small(t)
	z, err := zstd.NewWriter(nil)
	require.NoError(t, err)
	index := list.AppendIndex(nil)
	index[0] = 9
	later := withIndex(t, data, z.EncodeAll(index, nil), len(index))
	for _, opts := range []table.ReadOptions{{}, {Prove: true}} {
		got, err := readWith(later, &opts)
		require.NoError(t, err)
		require.False(t, got.Indexed)
		require.Equal(t, list.FullDigest(), got.List.FullDigest())
	}
}
