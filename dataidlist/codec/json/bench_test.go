package json_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec/json"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
	"github.com/skycampaign/skycampaign/dataidlist/listtest"
)

// focalPlanes makes a list of n full focal planes.
func focalPlanes(t testing.TB, n int64) *dataidlist.List {
	b := dataidlist.NewBuilder(listtest.Group(t, "visit", "detector"))
	for i := range n {
		require.NoError(t, b.AddRun([]string{"LSSTCam"}, []int64{2025062900001 + i/1000*100000 + i%1000, 0}, 189))
	}
	return b.List()
}

var writers = map[string]func(io.Writer, *dataidlist.List, *table.WriteOptions) error{"envelope": json.Write, "lines": json.WriteLines}

func BenchmarkRead(b *testing.B) {
	list := focalPlanes(b, 1000)
	for name, write := range writers {
		var file bytes.Buffer
		require.NoError(b, write(&file, list, &table.WriteOptions{}))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(file.Len()))
			b.ReportAllocs()
			for b.Loop() {
				_, err := json.Read(table.Source{Name: "f", R: bytes.NewReader(file.Bytes()), Size: -1}, &table.ReadOptions{})
				require.NoError(b, err)
			}
			b.ReportMetric(float64(list.Count())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	list := focalPlanes(b, 1000)
	for name, write := range writers {
		b.Run(name, func(b *testing.B) {
			var n countingWriter
			require.NoError(b, write(&n, list, &table.WriteOptions{}))
			b.SetBytes(int64(n))
			b.ReportAllocs()
			for b.Loop() {
				require.NoError(b, write(io.Discard, list, &table.WriteOptions{}))
			}
			b.ReportMetric(float64(list.Count())*float64(b.N)/b.Elapsed().Seconds()/1e6, "Mrows/s")
		})
	}
}

type countingWriter int

func (c *countingWriter) Write(p []byte) (int, error) {
	*c += countingWriter(len(p))
	return len(p), nil
}

func TestReadingARowDoesNotAllocate(t *testing.T) {
	allocs := func(planes int64) float64 {
		var file bytes.Buffer
		require.NoError(t, json.WriteLines(&file, focalPlanes(t, planes), &table.WriteOptions{}))
		return testing.AllocsPerRun(3, func() {
			_, err := json.Read(table.Source{Name: "f", R: bytes.NewReader(file.Bytes())}, &table.ReadOptions{})
			require.NoError(t, err)
		})
	}
	few, many := allocs(20), allocs(200)
	require.Less(t, many-few, 180.0*10, fmt.Sprintf("%v allocations for 20 focal planes of 189 rows, %v for 200", few, many))
}
