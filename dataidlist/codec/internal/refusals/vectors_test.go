package refusals_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
	"github.com/skycampaign/skycampaign/dataidlist/codec"
	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

// folder holds the vectors, and vectors.json says what to expect of each.
const folder = "../../../../testdata/vectors/refuse"

// The layers, each of which relies on those before it. What none refuses
// passes.
const (
	digest    = "digest"    // the text of a digest
	container = "container" // the bytes: encoding, syntax, frames, page sums
	columns   = "columns"   // the dimensions that columns and options name, and the types of columns
	header    = "header"    // the list header by itself
	rows      = "rows"      // values of DataIds
	reasons   = "reasons"
	claims    = "claims" // what a file says of its own rows
	index     = "index"  // the embedded index
	pass      = "pass"
)

// sentinels are the errors that the refusals of a layer wrap, and those that they
// may wrap. They wrap no others of all these.
var sentinels = map[string]struct{ must, may []error }{
	digest:    {must: []error{dataidlist.ErrValue}},
	container: {may: []error{dataidlist.ErrLimit}},
	columns:   {may: []error{dataidlist.ErrGroup, dataidlist.ErrValue, table.ErrOptions}},
	header:    {may: []error{dataidlist.ErrGroup, dataidlist.ErrValue, table.ErrOptions}},
	rows:      {must: []error{dataidlist.ErrValue}},
	reasons:   {may: []error{dataidlist.ErrValue}},
	claims:    {must: []error{table.ErrMismatch}},
	index:     {must: []error{dataidlist.ErrIndex}, may: []error{table.ErrMismatch, dataidlist.ErrValue, dataidlist.ErrLimit}},
}

// A vector is an entry of vectors.json (FORMAT.md 7.2).
type vector struct {
	File    string `json:"file"`
	Format  string `json:"format"` // of the file; dil1 and dilr1 are texts of digests
	Told    *told  `json:"told,omitempty"`
	Section string `json:"section"`
	Fault   string `json:"fault"`
	Expect  string `json:"expect"` // a layer, or pass
	doors
	place
	list
}

// told is what the caller says of a file.
type told struct {
	Dimensions []string          `json:"dimensions,omitempty"`
	Set        map[string]string `json:"set,omitempty"`
	Full       string            `json:"full,omitempty"` // the full list: a file beside it
}

// doors are the ways to read a file. Each is empty if it gives what is expected
// of all.
type doors struct {
	Open  string `json:"open,omitempty"`  // as usual: by the index, if it is good
	Rows  string `json:"rows,omitempty"`  // the rows, and not the index, as examples/python/dataidlist.py reads them
	Prove string `json:"prove,omitempty"` // rows and index
}

// A place is where a refusal says that the fault is.
type place struct {
	Row    int64  `json:"row,omitempty"` // or line, from 1
	Column string `json:"column,omitempty"`
}

// A list is known by its digests: that which is read where a file passes.
type list struct {
	Digest     string `json:"digest,omitempty"`
	FullDigest string `json:"fullDigest,omitempty"`
}

func readVectors(t *testing.T) []vector {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "vectors.json"))
	require.NoError(t, err)
	var all []vector
	require.NoError(t, json.Unmarshal(data, &all))
	require.NotEmpty(t, all)
	return all
}

func TestVectorsAreRefused(t *testing.T) {
	for _, v := range readVectors(t) {
		t.Run(v.File, func(t *testing.T) {
			data, err := os.ReadFile(filepath.Join(folder, v.File))
			require.NoError(t, err)
			switch v.Format {
			case "dil1":
				_, err = dataidlist.ParseDigest(string(data))
				v.check(t, v.Expect, err)
			case "dilr1":
				_, err = dataidlist.ParseFullDigest(string(data))
				v.check(t, v.Expect, err)
			default:
				v.read(t, v.Open, false)
				v.read(t, v.Prove, true)
			}
		})
	}
}

// read reads a file by one of the doors.
func (v *vector) read(t *testing.T, expect string, prove bool) {
	if expect == "" {
		expect = v.Expect
	}
	opts := v.options(t)
	opts.Prove = prove
	result, err := codec.ReadFile(t.Context(), filepath.Join(folder, v.File), v.Format, opts)
	v.check(t, expect, err)
	if err != nil {
		assert.Nil(t, result, "an error and a list")
		var input *dataidlist.InputError
		require.ErrorAs(t, err, &input)
		if v.Row > 0 {
			assert.Equal(t, v.Row, input.Row, err.Error())
		}
		if v.Column != "" {
			assert.Equal(t, v.Column, input.Column, err.Error())
		}
	} else {
		assert.Equal(t, v.list, list{result.List.Digest().String(), result.List.FullDigest().String()})
	}
}

func (v *vector) options(t *testing.T) *table.ReadOptions {
	opts := &table.ReadOptions{}
	if v.Told == nil {
		return opts
	}
	opts.Dimensions, opts.Set = v.Told.Dimensions, v.Told.Set
	if v.Told.Full != "" {
		full, err := codec.ReadFile(t.Context(), filepath.Join(folder, v.Told.Full), "", nil)
		require.NoError(t, err)
		opts.Full = full.List
	}
	return opts
}

// check holds an error against what is expected.
func (v *vector) check(t *testing.T, expect string, err error) {
	t.Helper()
	if expect == pass {
		require.NoError(t, err)
		return
	}
	require.Error(t, err, "%s is to be refused by: %s", v.Fault, expect)
	layer, known := sentinels[expect]
	require.True(t, known, "no layer is called %q", expect)
	for _, sentinel := range layer.must {
		assert.ErrorIs(t, err, sentinel)
	}
	for name, other := range sentinels {
		for _, sentinel := range slices.Concat(other.must, other.may) {
			if errors.Is(err, sentinel) {
				assert.Contains(t, slices.Concat(layer.must, layer.may), sentinel, "%s and not %s refuses it: %v", name, expect, err)
			}
		}
	}
}
