package refusals_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the negative vectors")

// A family is a valid file, and the vectors that are made of it by one edit
// each.
type family struct {
	name, suffix, format string // of the files
	valid                string // bytes of the valid file, which families may share
	told                 *told
	list                 // of the valid file
	doors                // of all faults
	faults               []fault
}

// A fault is an edit of a valid file, and what comes of it.
type fault struct {
	name    string
	edit    edit
	section string
	expect  string
	place
	words string
}

// An edit changes the bytes of a file in one place.
type edit func(t *testing.T, data string) string

// to replaces a text that the file has once.
func to(before, after string) edit {
	return func(t *testing.T, data string) string {
		t.Helper()
		require.Equal(t, 1, strings.Count(data, before), "times that %q is in the file", before)
		return strings.Replace(data, before, after, 1)
	}
}

// add appends bytes.
func add(after string) edit {
	return func(_ *testing.T, data string) string { return data + after }
}

// cut takes the last n bytes away.
func cut(n int) edit {
	return func(_ *testing.T, data string) string { return data[:len(data)-n] }
}

// at replaces bytes from an offset on; a negative one counts from the end.
func at(offset int, after string) edit {
	return func(_ *testing.T, data string) string {
		if offset < 0 {
			offset += len(data)
		}
		return data[:offset] + after + data[offset+len(after):]
	}
}

// families are all families, in the order of vectors.json.
func families(t *testing.T) []family {
	return slices.Concat(digestFamilies(), jsonFamilies(), yamlFamilies(), tableFamilies(), lineFamilies(), xmlFamilies(), roaringFamilies(), arrowFamilies(t), parquetFamilies(t), foreignFamilies(t), indexFamilies(t))
}

// TestVectorsAreMade makes all vectors, each of which must differ from a valid
// file in its one edit. With -update it writes them.
func TestVectorsAreMade(t *testing.T) {
	files, valid := map[string]string{}, map[string]bool{}
	var manifest bytes.Buffer
	encoder := json.NewEncoder(&manifest)
	encoder.SetEscapeHTML(false)
	put := func(v vector, data string) {
		require.NotContains(t, files, v.File)
		files[v.File] = data
		manifest.WriteString(map[bool]string{true: "[\n", false: ","}[manifest.Len() == 0])
		require.NoError(t, encoder.Encode(v))
	}
	for _, f := range families(t) {
		if !valid[f.valid] {
			valid[f.valid] = true
			put(vector{File: f.name + "-valid" + f.suffix, Format: f.format, Told: f.told, Section: "7.2", Fault: "none", Expect: pass, list: f.list}, f.valid)
		}
		for _, e := range f.faults {
			v := vector{File: f.name + "-" + e.name + f.suffix, Format: f.format, Told: f.told, Section: e.section, Fault: e.words, Expect: e.expect, place: e.place, doors: f.doors}
			if e.expect == pass || f.doors != (doors{}) {
				v.list = f.list
			}
			data := e.edit(t, f.valid)
			require.NotEqual(t, f.valid, data, v.File)
			put(v, data)
		}
	}
	manifest.WriteString("]\n")
	files["vectors.json"] = manifest.String()

	entries, err := os.ReadDir(folder)
	require.NoError(t, err)
	for _, entry := range entries {
		if _, ok := files[entry.Name()]; ok {
			continue
		}
		if assert.True(t, *update, "%s is in no family: add it, or run this test with -update", entry.Name()) {
			require.NoError(t, os.Remove(filepath.Join(folder, entry.Name())))
		}
	}
	for name, want := range files {
		path := filepath.Join(folder, name)
		if *update {
			require.NoError(t, os.WriteFile(path, []byte(want), 0o644))
			continue
		}
		got, err := os.ReadFile(path)
		require.NoError(t, err, "run this test with -update")
		assert.True(t, want == string(got), "%s is not what its family makes of it: run this test with -update", name)
	}
}
