package storetest

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/provenance"
)

// Backup checks that the backup of an empty store, once it is filled, makes another one the same, of whatever kind they are.
func Backup(t *testing.T, from, to campaign.Store) {
	fill(t, from)
	text := backup(t, from)
	require.NoError(t, campaign.Restore(t.Context(), to, bytes.NewReader(text)))
	assert.Equal(t, state(t, from), state(t, to))
	assert.Equal(t, text, backup(t, to))

	before := state(t, to)
	require.ErrorIs(t, campaign.Restore(t.Context(), to, bytes.NewReader(text)), campaign.ErrConflict, "it is not empty")
	assert.Equal(t, before, state(t, to))
	c, err := operator(newNotebook(t, to)).Define(t.Context(), definition("next"))
	require.NoError(t, err)
	assert.Equal(t, "CMP-4", c.ID, "numbers go on")
}

// fill makes a few records.
func fill(t *testing.T, s campaign.Store) {
	t.Helper()
	nb := newNotebook(t, s)
	for range 3 {
		c, err := operator(nb).Define(t.Context(), definition("night"))
		require.NoError(t, err)
		live(t, operator(nb), c.ID)
	}
}

func backup(t *testing.T, s campaign.Store) []byte {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, campaign.Backup(t.Context(), s, &out))
	return out.Bytes()
}

// damagedBackup checks that a backup that is not whole restores nothing.
func damagedBackup(t *testing.T, from, to campaign.Store) {
	fill(t, from)
	text := string(backup(t, from))
	lines := strings.SplitAfter(strings.TrimSuffix(text, "\n"), "\n")
	events, end := lines[:len(lines)-1], lines[len(lines)-1]

	// What the last line says of itself can be done in a shell.
	assert.Contains(t, end, fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(events, "")))))

	join := func(lines ...[]string) string {
		all := ""
		for _, l := range lines {
			all += strings.Join(l, "")
		}
		return all
	}
	last := []string{end}
	for name, c := range map[string]struct{ text, fault string }{
		"nothing":                          {"", "line 1"},
		"no end":                           {join(events), fmt.Sprintf("line %d", len(lines))},
		"an event is missing":              {join(events[:3], events[4:], last), "line 4"},
		"the last event is missing":        {join(events[:len(events)-1], last), "events"},
		"an event twice":                   {join(events[:3], events[2:], last), "line 4"},
		"events in another order":          {join(events[1:2], events[:1], events[2:], last), "line 1"},
		"streams in another order":         {join(events[len(events)-1:], events[:len(events)-1], last), "line 2"},
		"a letter of an event":             {strings.Replace(text, `"actor":"ktl"`, `"actor":"kto"`, 1), "line 2"},
		"a letter of the last event":       {join(events[:len(events)-1], []string{strings.Replace(events[len(events)-1], "ktl", "kto", 1)}, last), "sha256"},
		"an event that no verb makes":      {strings.Replace(text, "campaign.submitted", "campaign.nonsense", 1), "line"},
		"something after the end":          {text + "\n", fmt.Sprintf("line %d", len(lines)+1)},
		"something in the line of the end": {text[:len(text)-1] + "}\n", "something follows the end"},
		"something within":                 {join(events[:1], []string{"\n"}, events[1:], last), "line 2"},
		"an end with members of its own":   {strings.Replace(text, `"backup":1`, `"backup":1,"more":1`, 1), "more"},
		"another number of streams":        {strings.Replace(text, `"streams":4`, `"streams":5`, 1), "streams"},
		"a backup of a version to come":    {strings.Replace(text, `"backup":1`, `"backup":2`, 1), "version 2"},
		"cut in the middle of the end":     {text[:len(text)-10], "line"},
		"cut in the middle of the events":  {text[:len(text)/2], "line"},
	} {
		err := campaign.Restore(t.Context(), to, strings.NewReader(c.text))
		require.ErrorContains(t, err, c.fault, name)
		assert.True(t, errors.Is(err, provenance.ErrBroken) || strings.Contains(c.fault, "version"), "%s: %v", name, err)
	}
	// At every line and, in the last one, at every byte: only the line end after it may be missing.
	cuts := []string{}
	for i := range lines {
		cuts = append(cuts, join(lines[:i]))
	}
	for n := range len(end) - 1 {
		cuts = append(cuts, join(events)+end[:n])
	}
	for _, cut := range cuts {
		err := campaign.Restore(t.Context(), to, strings.NewReader(cut))
		require.ErrorIs(t, err, provenance.ErrBroken, cut[max(0, len(cut)-40):])
	}
	require.NoError(t, campaign.Restore(t.Context(), to, strings.NewReader(text[:len(text)-1])), "nothing was left")
	assert.Equal(t, state(t, from), state(t, to))
}
