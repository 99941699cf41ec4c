package provenance_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/provenance"
)

// TestCuts cuts each document at every byte, and puts bytes behind it. All have an end; where the line end after it is missing, nothing is.
func TestCuts(t *testing.T) {
	key, public := testKey()
	envelope, err := provenance.Sign(key, "text/plain", []byte("hello")).Format()
	require.NoError(t, err)
	publicText, err := provenance.FormatPublicKey(public)
	require.NoError(t, err)
	event, err := provenance.Event{Stream: "PRD-1", Seq: 1, At: "2026-11-22T12:00:00.000000Z", Actor: "ktl", Type: "production.defined", Payload: []byte(`{}`)}.Body()
	require.NoError(t, err)
	for name, c := range map[string]struct {
		text  []byte
		loose bool // the last line end may be missing
		read  func(text []byte) error
	}{
		"event":      {event, false, func(text []byte) error { _, err := provenance.ParseEvent(text); return err }},
		"checkpoint": {checkpoint().Payload(), false, func(text []byte) error { _, err := provenance.ParseCheckpoint(text); return err }},
		"envelope":   {envelope, true, func(text []byte) error { _, err := provenance.ParseEnvelope(text); return err }},
		"public key": {publicText, true, func(text []byte) error { _, err := provenance.ParsePublicKey(text); return err }},
	} {
		require.NoError(t, c.read(c.text), name)
		for n := range c.text {
			if err := c.read(c.text[:n]); c.loose && n == len(c.text)-1 {
				require.NoError(t, err, name)
			} else {
				require.Error(t, err, "%s, %d bytes", name, n)
			}
		}
		for _, more := range strings.Split("x { } ] {} [] null \x00", " ") {
			require.Error(t, c.read([]byte(string(c.text)+more)), "%s and %q", name, more)
		}
	}
}
