package dataidlist_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist"
)

// vector is an entry of testdata/vectors (FORMAT.md 7).
type vector struct {
	Name       string                       `json:"name"`
	Namespace  string                       `json:"namespace"`
	Strings    []string                     `json:"strings"`
	Ints       []string                     `json:"ints"`
	DataIDs    []map[string]json.RawMessage `json:"dataIds"`
	Reasons    []vectorReason               `json:"reasons"`
	Count      uint64                       `json:"count"`
	Chunks     int                          `json:"chunks"`
	Runs       uint64                       `json:"runs"`
	Digest     string                       `json:"digest"`
	FullDigest string                       `json:"fullDigest"`
}

type vectorReason struct {
	Reason struct {
		Text, Source, Author string
		Time                 time.Time
		URL                  string
	} `json:"reason"`
	DataIDs []map[string]json.RawMessage `json:"dataIds"`
}

func readVectors(t testing.TB, path string) []vector {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	var vectors []vector
	require.NoError(t, json.Unmarshal(data, &vectors))
	require.NotEmpty(t, vectors, path)
	return vectors
}

func TestVectors(t *testing.T) {
	for _, v := range allVectors(t) {
		t.Run(v.Name, func(t *testing.T) { v.check(t) })
	}
}

// allVectors gives the project's own vectors and those that it was given,
// which CI has.
func allVectors(t testing.TB) []vector {
	own, err := filepath.Glob("../testdata/vectors/*.json")
	require.NoError(t, err)
	require.NotEmpty(t, own)
	given, err := filepath.Glob("../../shared/*/vectors.json")
	require.NoError(t, err)
	var all []vector
	for _, file := range append(own, given...) {
		all = append(all, readVectors(t, file)...)
	}
	return all
}

func (v vector) check(t *testing.T) {

	list := v.list(t)
	require.Equal(t, v.Digest, list.Digest().String())
	require.Equal(t, v.Count, list.Count())
	require.Len(t, list.Chunks(), v.Chunks)
	require.Equal(t, v.Runs, list.NumRuns())
	if v.FullDigest != "" {
		require.Equal(t, v.FullDigest, list.FullDigest().String())
	}
}

func (v vector) group(t testing.TB) *dataidlist.Group {
	u, err := dataidlist.DafButler(8)
	require.NoError(t, err)
	if v.Namespace != "daf_butler" {
		var dims []dataidlist.Dimension
		for _, name := range v.Strings {
			dims = append(dims, dataidlist.Dimension{Name: name, Type: dataidlist.String})
		}
		for _, name := range v.Ints {
			dims = append(dims, dataidlist.Dimension{Name: name, Type: dataidlist.Int64})
		}
		u, err = dataidlist.NewUniverse(v.Namespace, 1, dims)
		require.NoError(t, err)
	}
	g, err := u.Group(append(append([]string(nil), v.Strings...), v.Ints...)...)
	require.NoError(t, err)
	return g
}

func (v vector) list(t testing.TB) *dataidlist.List {
	g := v.group(t)
	b := dataidlist.NewBuilder(g)
	for _, row := range v.DataIDs {
		strs, ints := make([]string, len(g.Strings())), make([]int64, len(g.Ints()))
		for j, name := range g.Strings() {
			require.NoError(t, json.Unmarshal(row[name], &strs[j]))
		}
		for j, name := range g.Ints() {
			require.NoError(t, json.Unmarshal(row[name], &ints[j]))
		}
		var reasons []dataidlist.Reason
		for _, r := range v.Reasons {
			for _, at := range r.DataIDs {
				if assert.ObjectsAreEqual(at, row) {
					reasons = append(reasons, dataidlist.Reason(r.Reason))
				}
			}
		}
		require.NoError(t, b.AddRun(strs, ints, 1, reasons...))
	}
	return b.List()
}
