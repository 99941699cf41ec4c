package sqlite

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What makes a change durable, and rows belong to records, is set on every connection.
func TestSettings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "campaign.db")
	s, err := Open(t.Context(), path, nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	write, err := connect(path, "immediate", nil)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, write.Close()) })
	const full = "2"
	for name, db := range map[string]*sql.DB{"reading": s.read, "writing": write} {
		for pragma, want := range map[string]string{"journal_mode": "wal", "synchronous": full, "foreign_keys": "1", "busy_timeout": "200"} {
			var is string
			require.NoError(t, db.QueryRow("PRAGMA "+pragma).Scan(&is))
			assert.Equal(t, want, is, "%s: %s", name, pragma)
		}
	}
}
