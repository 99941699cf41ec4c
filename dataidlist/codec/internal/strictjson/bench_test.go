package strictjson_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/internal/strictjson"
)

// dataIDs returns a JSON array of n objects with the three dimensions of a detector image.
func dataIDs(n int) []byte {
	var b bytes.Buffer
	b.WriteByte('[')
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"instrument":"LSSTCam","visit":%d,"detector":%d}`, 2025062900604+i/189, i%189)
	}
	b.WriteByte(']')
	return b.Bytes()
}

// readDataIDs reads what dataIDs returns, as a codec does, and returns the sum of all numbers.
func readDataIDs(s *strictjson.Scanner) (sum int64, err error) {
	for _, err := range s.Array() {
		if err != nil {
			return 0, err
		}
		for key, err := range s.Object() {
			if err != nil {
				return 0, err
			}
			switch string(key) {
			case "instrument":
				if _, err := s.ReadString(); err != nil {
					return 0, err
				}
			case "visit", "detector":
				n, err := s.ReadInt64()
				if err != nil {
					return 0, err
				}
				sum += n
			default:
				return 0, s.Errorf("unknown dimension %q", key)
			}
		}
	}
	return sum, s.End()
}

func BenchmarkNext(b *testing.B) {
	data := dataIDs(100_000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		s := strictjson.New(bytes.NewReader(data), strictjson.Options{})
		for {
			t, err := s.Next()
			if err != nil {
				b.Fatal(err)
			}
			if t.Kind == strictjson.EOF {
				break
			}
		}
	}
}

func BenchmarkReadDataIDs(b *testing.B) {
	data := dataIDs(100_000)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := readDataIDs(strictjson.New(bytes.NewReader(data), strictjson.Options{})); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEncodingJSON is the peer: the same document with the token reader of the standard library.
func BenchmarkEncodingJSON(b *testing.B) {
	data := dataIDs(20_000)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		for {
			if _, err := d.Token(); err != nil {
				break
			}
		}
	}
}

func TestReadingDoesNotAllocate(t *testing.T) {
	few, many := dataIDs(1_000), dataIDs(50_000)
	allocs := func(data []byte) float64 {
		return testing.AllocsPerRun(3, func() {
			_, err := readDataIDs(strictjson.New(bytes.NewReader(data), strictjson.Options{}))
			require.NoError(t, err)
		})
	}
	require.Equal(t, allocs(few), allocs(many), "allocations must not grow with the number of tokens")
	require.Less(t, allocs(many), 20.0)
}
