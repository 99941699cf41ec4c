package main

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The tasks are done here as the processes do them, by their arguments.
func TestTasksAnswerWithTheirLists(t *testing.T) {
	dir := t.TempDir()
	made := askTask(t, "make", "dp2", dir, fmt.Sprint(int(quickScale)))
	b := &bench{dir: dir}
	whole, cut := b.path("dp2", baseList, ours), b.path("dp2", cutList, ours)
	factsOf := func(r role) map[string]any {
		f, ok := made[string(r)].(map[string]any)
		require.True(t, ok)
		return f
	}
	counted := askTask(t, "count", whole, b.path("dp2", visitList, ours), b.path("dp2", pairList, ours))
	assert.Equal(t, factsOf(cutList)["count"], counted["count"])
	assert.Equal(t, factsOf(baseList)["digest"], askTask(t, "digest", whole)["digest"])

	runsOf := func(list string) any {
		packed := filepath.Join(dir, "packed.roaring")
		askTask(t, "pack", list, packed)
		return askTask(t, "runs", packed)["runs"]
	}
	assert.NotEqual(t, runsOf(whole), runsOf(cut))
	assert.Equal(t, runsOf(whole), askTask(t, "algebra", "union", whole, cut)["runs"])
	assert.Equal(t, runsOf(cut), askTask(t, "algebra", "intersection", whole, cut)["runs"])
	removed := askTask(t, "algebra", "difference", whole, cut)
	assert.Equal(t, removed["runs"], askTask(t, "algebra", "symmetric difference", cut, whole)["runs"])
	assert.NotZero(t, removed["count"])
}

func askTask(t *testing.T, name string, args ...string) map[string]any {
	t.Helper()
	found, err := tasks()[name](t.Context(), args)
	require.NoError(t, err)
	text, err := json.Marshal(found)
	require.NoError(t, err)
	var answer map[string]any
	require.NoError(t, json.Unmarshal(text, &answer))
	return answer
}
