package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
)

func testContext(t *testing.T, s campaign.Store) {
	many(t, s, lots)
	before := state(t, s)

	over, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, s.View(over, func(campaign.Reader) error { t.Error("called"); return nil }), context.Canceled)
	require.ErrorIs(t, s.Update(over, func(campaign.Writer) error { t.Error("called"); return nil }), context.Canceled)

	ctx, cancel := context.WithCancel(t.Context())
	err := s.Update(ctx, func(w campaign.Writer) error {
		_, err := w.Next("campaign")
		require.NoError(t, err)
		cancel()
		return nil
	})
	require.ErrorIs(t, err, context.Canceled, "a change that was not committed")

	ctx, cancel = context.WithCancel(t.Context())
	err = s.View(ctx, func(r campaign.Reader) error {
		for _, err := range r.Records() {
			if err != nil {
				return err
			}
			cancel()
		}
		t.Error("read to the end")
		return nil
	})
	require.ErrorIs(t, err, context.Canceled)

	// A change that waits for another one does not wait for longer than it may.
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	err = s.Update(t.Context(), func(w campaign.Writer) error {
		_, err := w.Next("campaign")
		require.NoError(t, err)
		done := make(chan error, 1)
		go func() {
			done <- s.Update(ctx, func(w campaign.Writer) error { _, err := w.Next("campaign"); return err })
		}()
		return <-done
	})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.Equal(t, before, state(t, s))
}
