package sqlite_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/campaign"
	"github.com/skycampaign/skycampaign/campaign/sqlite"
)

// While somebody writes, others open the notebook and read it.
func TestReadersDoNotWait(t *testing.T) {
	path := filled(t)
	writer := open(t, path)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	err := writer.Update(ctx, func(w campaign.Writer) error {
		if _, err := w.Next("campaign"); err != nil {
			return err
		}
		reader, err := sqlite.Open(ctx, path, nil)
		if err != nil {
			return err
		}
		all, err := campaign.New(reader, nil, nil).Productions(ctx)
		assert.Len(t, all, 1)
		require.NoError(t, reader.Close())
		return err
	})
	require.NoError(t, err)
}

// filled is the name of a notebook with a production.
func filled(t *testing.T) string {
	t.Helper()
	path := newPath(t)
	s, err := sqlite.Open(t.Context(), path, nil)
	require.NoError(t, err)
	_, err = campaign.New(s, nil, nil).As(campaign.Actor{Name: "ktl", Role: campaign.Admin}).DefineProduction(t.Context(), "DR1", "")
	require.NoError(t, err)
	require.NoError(t, s.Close())
	return path
}
