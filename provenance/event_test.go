package provenance_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/provenance"
)

// stream makes events that fit.
func stream(t *testing.T, n int) [][]byte {
	t.Helper()
	var bodies [][]byte
	var prev provenance.Digest
	for i := range n {
		body, err := provenance.Event{
			Stream: "CMP-1", Seq: int64(i + 1), Prev: prev, At: "2026-11-22T12:00:00.000000Z", Actor: "ktl", Type: "note.added",
			Payload: json.RawMessage(`{"text":"a","id":1}`),
		}.Body()
		require.NoError(t, err)
		bodies = append(bodies, body)
		prev = provenance.DigestOf(body)
	}
	return bodies
}

func follow(bodies [][]byte) (provenance.Head, error) {
	var c provenance.Chain
	for _, body := range bodies {
		if _, err := c.Add(body); err != nil {
			return c.Head(), err
		}
	}
	return c.Head(), nil
}

func TestChain(t *testing.T) {
	bodies := stream(t, 5)
	head, err := follow(bodies)
	require.NoError(t, err)
	assert.Equal(t, provenance.Head{Stream: "CMP-1", Seq: 5, Hash: provenance.DigestOf(bodies[4])}, head)
}

func TestChainNamesTheFirstEventThatDoesNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func([][]byte) [][]byte
		event string
	}{
		"removed":    {func(b [][]byte) [][]byte { return append(b[:2:2], b[3:]...) }, "event 3"},
		"reordered":  {func(b [][]byte) [][]byte { b[1], b[2] = b[2], b[1]; return b }, "event 2"},
		"repeated":   {func(b [][]byte) [][]byte { return append(b[:3:3], b[2:]...) }, "event 4"},
		"no first":   {func(b [][]byte) [][]byte { return b[1:] }, "event 1"},
		"rewritten":  {func(b [][]byte) [][]byte { b[1] = []byte(strings.Replace(string(b[1]), "ktl", "kto", 1)); return b }, "event 3"},
		"other form": {func(b [][]byte) [][]byte { b[1] = append(b[1], ' '); return b }, "event 2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := follow(c.spoil(stream(t, 5)))
			require.ErrorIs(t, err, provenance.ErrBroken)
			assert.ErrorContains(t, err, c.event+" of ")
		})
	}
}

// No bit of a stream can be changed in silence but in its last event, which its head pins.
func TestEveryBitCounts(t *testing.T) {
	head, err := follow(stream(t, 2))
	require.NoError(t, err)
	for at, body := range stream(t, 2) {
		for i := range len(body) * 8 {
			bodies := stream(t, 2)
			bodies[at][i/8] ^= 1 << (i % 8)
			got, err := follow(bodies)
			if err == nil {
				assert.NotEqual(t, head, got, "bit %d of event %d", i, at+1)
			}
		}
	}
}

func TestDigestText(t *testing.T) {
	d := provenance.DigestOf([]byte("abc"))
	text := "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
	assert.Equal(t, text, d.String())
	parsed, err := provenance.ParseDigest(text)
	require.NoError(t, err)
	assert.Equal(t, d, parsed)
	for _, bad := range []string{"", "sha256:", strings.ToUpper(text), text + "0", text[7:], text[:70] + "g", " " + text} {
		_, err := provenance.ParseDigest(bad)
		assert.Error(t, err, bad)
	}
}

func TestCanonical(t *testing.T) {
	text, err := provenance.Canonical(map[string]any{"b": 1.0, "a": []any{"é<", nil, true}, "": 1e21})
	require.NoError(t, err)
	assert.Equal(t, `{"":1e+21,"a":["é<",null,true],"b":1}`, string(text))
	_, err = provenance.Canonical(func() {})
	require.Error(t, err)

	// The encoder would make another text of it.
	type pair struct{ a any }
	const bad = "bad \xff text"
	for _, v := range []any{
		bad, &pair{bad}, []any{1, []string{"", bad}}, map[string]int{bad: 1}, map[int]any{1: map[string]any{"a": bad}}, [1]pair{{bad}},
	} {
		_, err := provenance.Canonical(v)
		assert.ErrorContains(t, err, `"bad \xff text" is not UTF-8`)
	}
}
