package compact_test

import (
	"io"
	"testing"

	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/parquet/internal/compact"
)

// inner and outer have a field of every type that the format uses.
type inner struct {
	Number int64  `thrift:"1,required"`
	Flag   bool   `thrift:"2,required"`
	Text   string `thrift:"40,required"`
}

type outer struct {
	Byte    int8           `thrift:"1,required"`
	Short   int16          `thrift:"2,required"`
	Int     int32          `thrift:"3,required"`
	Long    int64          `thrift:"4,required"`
	Yes     bool           `thrift:"5,required"`
	No      bool           `thrift:"6,required"`
	Real    float64        `thrift:"7,required"`
	Bytes   []byte         `thrift:"8,required"`
	Inner   inner          `thrift:"9,required"`
	Longs   []int64        `thrift:"10,required"`
	Inners  []inner        `thrift:"11,required"`
	Bools   []bool         `thrift:"12,required"`
	Map     map[int32]bool `thrift:"13,required"`
	Lists   [][]byte       `thrift:"14,required"`
	Last    int64          `thrift:"300,required"`
	Nothing []int32        `thrift:"301,required"`
}

var sample = outer{
	Byte: -3, Short: -300, Int: 1 << 30, Long: -1 << 62, Yes: true, Real: 2.5, Bytes: []byte("LSSTCam"),
	Inner: inner{7, true, "a"}, Longs: make([]int64, 20), Inners: []inner{{1, false, "b"}, {2, true, "c"}},
	Bools: []bool{true, false}, Map: map[int32]bool{5: true}, Lists: [][]byte{{1}, {2, 3}}, Last: 99,
}

func encoded(t testing.TB, v any) []byte {
	t.Helper()
	data, err := thrift.Marshal(new(thrift.CompactProtocol), v)
	require.NoError(t, err)
	return data
}

// readSample reads what a walk over all fields of sample gives.
func readSample(r *compact.Reader) (v outer) {
	for id, t := range r.Fields() {
		switch id {
		case 1:
			v.Byte = int8(r.Int(t))
		case 2:
			v.Short = int16(r.Int(t))
		case 3:
			v.Int = int32(r.Int(t))
		case 4:
			v.Long = r.Int(t)
		case 5:
			v.Yes = r.Bool(t)
		case 6:
			v.No = r.Bool(t)
		case 8:
			v.Bytes = r.Bytes(t)
		case 9:
			if t == compact.Struct {
				v.Inner = readInner(r)
			}
		case 10:
			for range r.Elements(t, compact.I64) {
				v.Longs = append(v.Longs, r.Int(compact.I64))
			}
		case 11:
			for range r.Elements(t, compact.Struct) {
				v.Inners = append(v.Inners, readInner(r))
			}
		case 300:
			v.Last = r.Int(t)
		}
	}
	return v
}

func readInner(r *compact.Reader) (v inner) {
	for id, t := range r.Fields() {
		switch id {
		case 1:
			v.Number = r.Int(t)
		case 2:
			v.Flag = r.Bool(t)
		case 40:
			v.Text = string(r.Bytes(t))
		}
	}
	return v
}

func TestReadsWhatThriftWrites(t *testing.T) {
	data := encoded(t, &sample)
	r := compact.NewReader(append(data, "more"...))
	got := readSample(r)
	require.NoError(t, r.Err())
	want := sample
	want.Real, want.Bools, want.Map, want.Lists = 0, nil, nil, nil // these are skipped
	assert.Equal(t, want, got)
	assert.Equal(t, len(data), r.Offset())
}

func TestSkipReadsOverEverything(t *testing.T) {
	data := encoded(t, &sample)
	r := compact.NewReader(data)
	r.Skip(compact.Struct)
	require.NoError(t, r.Err())
	assert.Equal(t, len(data), r.Offset())
}

func TestEveryTruncationIsRefused(t *testing.T) {
	data := encoded(t, &sample)
	for n := range data {
		r := compact.NewReader(data[:n])
		readSample(r)
		assert.ErrorIs(t, r.Err(), io.ErrUnexpectedEOF, "%d bytes", n)
	}
}

func TestRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a list that claims more than there is": {[]byte{0xAC - 0x03, 0xF6, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0, 0}, "a list of 4294967295 elements in 2 bytes: unexpected EOF"},
		"bytes that claim more than there are":  {[]byte{0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0}, "4294967295 bytes where 1 are left: unexpected EOF"},
		"a map that claims more than there is":  {[]byte{0xDB, 0xFF, 0xFF, 0x03, 0x51, 0}, "a map of 65535 entries in 1 bytes: unexpected EOF"},
		"a number of too many bits":             {[]byte{0x46, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1}, "a number of more than 64 bits"},
		"an unknown type":                       {[]byte{0x7F, 0}, "a value of unknown type 15"},
		"another type than an int":              {[]byte{0x48, 0, 0}, "a value of type 8 where an integer is expected"},
		"another type than a bool":              {[]byte{0x56, 0, 0}, "a value of type 6 where a bool is expected"},
		"another type than bytes":               {[]byte{0x86, 0, 0}, "a value of type 6 where bytes are expected"},
		"another type than a list":              {[]byte{0xA6, 0, 0}, "a value of type 6 where a list is expected"},
		"another type of elements":              {[]byte{0xA9, 0x15, 0, 0}, "a list of type 5 where one of type 6 is expected"},
	} {
		r := compact.NewReader(c.data)
		readSample(r)
		assert.EqualError(t, r.Err(), c.want, name)
	}
}

func TestRequiredFields(t *testing.T) {
	data := encoded(t, &inner{1, true, "a"})
	for _, c := range []struct {
		required []int
		want     string
	}{{[]int{1, 2, 40}, ""}, {[]int{1, 3}, "field 3 is missing"}} {
		r := compact.NewReader(data)
		for range r.Fields(c.required...) {
			continue
		}
		if c.want == "" {
			assert.NoError(t, r.Err())
		} else {
			assert.EqualError(t, r.Err(), c.want)
		}
	}
}

func TestDepthIsBounded(t *testing.T) {
	data := make([]byte, 10_000)
	for i := range data {
		data[i] = 0x7C // field 7 or 14 or so: a structure
	}
	r := compact.NewReader(data)
	r.Skip(compact.Struct)
	assert.EqualError(t, r.Err(), "nested too deep")
	for i := range data {
		data[i] = 0x19 // a list of one list
	}
	r = compact.NewReader(data)
	r.Skip(compact.List)
	assert.EqualError(t, r.Err(), "nested too deep")
}

func FuzzReader(f *testing.F) {
	f.Add(encoded(f, &sample))
	f.Add([]byte{0x19, 0xFC, 0xFF})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := compact.NewReader(data)
		readSample(r)
		walked, walkErr := r.Offset(), r.Err()
		r = compact.NewReader(data)
		r.Skip(compact.Struct)
		if walkErr == nil {
			require.NoError(t, r.Err(), "what a walk accepts can be skipped")
			require.Equal(t, walked, r.Offset())
		}
	})
}
