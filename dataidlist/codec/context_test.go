package codec_test

import (
	"bytes"
	"context"
	"io"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// scattered is a list whose files are some MB long.
func scattered(t *testing.T) *dataidlist.List {
	t.Helper()
	b := dataidlist.NewBuilder(listtest.Group(t, "htm20"))
	for i := range int64(200_000) {
		require.NoError(t, b.AddRun(nil, []int64{i * (i + 7)}, 1))
	}
	return b.List()
}

// An ending reader ends a context after some bytes, and counts those that are
// read later.
type ending struct {
	r     *bytes.Reader
	left  int
	end   context.CancelFunc
	after int
}

func (e *ending) count(n int) {
	if e.left <= 0 {
		e.after += n
	} else if e.left -= n; e.left <= 0 {
		e.end()
	}
}

func (e *ending) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	e.count(n)
	return n, err
}

// endingAt has random access too.
type endingAt struct{ *ending }

func (e endingAt) ReadAt(p []byte, at int64) (int, error) {
	n, err := e.r.ReadAt(p, at)
	e.count(n)
	return n, err
}

func (e endingAt) Size() int64 { return e.r.Size() }

func TestReadingEndsWithItsContext(t *testing.T) {
	l := scattered(t)
	for _, name := range []string{"parquet", "arrow", "arrow-stream", "roaring", "ecsv", "json", "jsonl", "yaml", "text", "csv", "tsv"} {
		var b bytes.Buffer
		require.NoError(t, codec.Write(&b, l, name, nil))
		for how, wrap := range map[string]func(*ending) io.Reader{
			"a stream": func(e *ending) io.Reader { return e },
			"a file":   func(e *ending) io.Reader { return endingAt{e} },
		} {
			ctx, end := context.WithCancel(t.Context())
			e := &ending{r: bytes.NewReader(b.Bytes()), left: b.Len() / 3, end: end}
			_, err := codec.Read(ctx, table.Source{Name: "f", R: wrap(e)}, name, &table.ReadOptions{Dimensions: []string{"htm20"}, Prove: true})
			var placed *dataidlist.InputError
			require.ErrorAs(t, err, &placed, "%s, %s", name, how)
			require.ErrorIs(t, err, context.Canceled, "%s, %s", name, how)
			assert.Zero(t, e.after, "%s, %s", name, how)
		}
	}
	ctx, end := context.WithCancel(t.Context())
	end()
	_, err := codec.Read(ctx, table.Source{Name: "f", R: bytes.NewReader([]byte("htm7\n1\n"))}, "", nil)
	assert.EqualError(t, err, "f: context canceled")
}
