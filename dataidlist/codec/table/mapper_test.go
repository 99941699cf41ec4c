package table_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/skycampaign/skycampaign/dataidlist/codec/table"
)

func TestColumnWithoutNameIsNoReason(t *testing.T) {
	m, err := table.NewMapper("f.csv", &table.ReadOptions{})
	require.NoError(t, err)
	err = m.Columns(1, []string{"instrument", "visit", ""})
	require.EqualError(t, err, `f.csv:1: column 3 has no name: drop it with --ignore-columns ''`)
}
